#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""TLS: `trust`, a pin that is right, wrong or of yesterday, an authority of one's own with a name."""
import base64
import hashlib
import http.server
import pathlib
import shutil
import ssl
import subprocess
import tempfile
import threading
import unittest

import harness

ANSWERS = {"login": b'{"code":200,"data":"dG9rZW4xMjM0NTY3ODk=","msg":"ok"}'}


class Platform(http.server.BaseHTTPRequestHandler):
    """A jrhsz platform without a meter."""

    def do_POST(self):
        self.rfile.read(int(self.headers.get("content-length", 0)))
        body = ANSWERS.get(self.path.rpartition("/")[2], b'{"code":200,"data":[],"msg":"ok","totalCount":0}')
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


class Server:
    def __init__(self, certificate, port=0):
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Platform)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate.with_suffix(".crt"), certificate.with_suffix(".key"))
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()


def certificate(root, name):
    path = root / name
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                    "-keyout", f"{path}.key", "-out", f"{path}.crt", "-days", "3", "-subj", "/CN=meters.example",
                    "-addext", "subjectAltName=DNS:meters.example"], check=True, capture_output=True)
    return path


def pin_of(path):
    public = subprocess.run(["openssl", "x509", "-in", f"{path}.crt", "-pubkey", "-noout"], check=True,
                            capture_output=True).stdout
    key = subprocess.run(["openssl", "pkey", "-pubin", "-outform", "der"], input=public, check=True,
                         capture_output=True).stdout
    return "sha256//" + base64.b64encode(hashlib.sha256(key).digest()).decode()


class Trust(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.root = pathlib.Path(tempfile.mkdtemp(prefix="meterdeck-tls-"))
        cls.addClassCleanup(shutil.rmtree, cls.root, True)
        cls.first, cls.second = certificate(cls.root, "first"), certificate(cls.root, "second")

    def setUp(self):
        self.server = Server(self.first)
        self.addCleanup(lambda: self.server.stop())

    def place(self, *lines):
        place = harness.Place("\n".join(['[profile "estate"]', "driver = jrhsz", "username = u", "password = p",
                                         f"url = https://127.0.0.1:{self.server.port}", *lines, ""]))
        self.addCleanup(place.remove)
        return place

    def once(self, place, status):
        done = place.run("sync", "--once", "--json")
        self.assertEqual(done.status, status, str(done))
        [row] = done.rows()
        return row

    def test_nothing_is_sent_to_a_stranger(self):
        self.assertIn("meterdeck trust estate", self.once(self.place(), 77)["message"])

    def test_yes_prints_the_pin_that_then_works(self):
        place = self.place()
        digits = base64.b64decode(pin_of(self.first).removeprefix("sha256//")).hex()
        for answer in (b"yes\n", b"y\n", digits[-8:].encode() + b"\n"):
            done = place.run("trust", "estate", stdin=answer)
            self.assertEqual(done.status, 0, str(done))
            self.assertEqual(done.out.splitlines()[-1], f"tls_pin = {pin_of(self.first)}")
        self.assertEqual(self.once(self.place(done.out.splitlines()[-1]), 0)["result"], "ok")

    def test_anything_else_is_no(self):
        for answer, status in ((b"no\n", 1), (b"\n", 1), (b"yes please\n", 1), (b"", 77)):
            done = self.place().run("trust", "estate", stdin=answer)
            self.assertEqual(done.status, status, str(done))
            self.assertNotIn("tls_pin", done.out)

    def test_a_changed_key_is_a_hard_stop(self):
        place = self.place(f"tls_pin = {pin_of(self.first)}")
        self.once(place, 0)
        self.server.stop()
        self.server = Server(self.second, self.server.port)
        self.assertIn("changed", self.once(place, 77)["message"])
        for command in (("trust", "estate"), ("read", "estate", "1"), ("login", "estate")):
            done = place.run(*command, stdin=b"yes\n")
            self.assertEqual(done.status, 77, str(done))
            self.assertNotIn("tls_pin = ", done.out)
        self.assertEqual(place.run("meters").status, 0, "what is known stays there")

    def test_an_authority_with_a_name_behind_a_bare_address(self):
        authority = f"tls_ca = {self.first}.crt"
        self.once(self.place(authority, "tls_name = meters.example"), 0)
        self.once(self.place(authority, "tls_name = other.example"), 77)
        self.once(self.place(authority), 77)
        self.once(self.place(f"tls_ca = {self.second}.crt", "tls_name = meters.example"), 77)


if __name__ == "__main__":
    harness.main()
