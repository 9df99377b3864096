#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A captcha_command for tests: reads the picture, asks the simulator what it says. Usage: captcha.py URL [LOG]."""
import os
import sys
import urllib.request

picture = sys.stdin.buffer.read()
if len(sys.argv) > 2:
    with open(sys.argv[2], "ab") as log:
        log.write(picture[:4] + b" " + os.environ["CAPTCHA_UUID"].encode() + b"\n")
with urllib.request.urlopen(f"{sys.argv[1]}/_simulator/captcha/{os.environ['CAPTCHA_UUID']}", timeout=60) as answer:
    print(answer.read().decode())
