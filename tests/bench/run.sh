#!/bin/sh
# SPDX-License-Identifier: MIT
# Runs every benchmark of a build directory; each prints its ratios, measured in one run. Never a verdict by the clock.
set -eu
directory=$1
shift
for bench in "$directory"/tests/bench/bench_*; do
	if [ ! -f "$bench" ] || [ ! -x "$bench" ]; then continue; fi
	echo "== $(basename "$bench")"
	"$bench" "$@"
done
# The system's: its packages hold pyte.
python=/usr/bin/python3
[ -x "$python" ] || python=python3
for script in "$(dirname "$0")"/bench_*.py; do
	[ -f "$script" ] || continue
	echo "== $(basename "$script")"
	"$python" "$script" "$directory"
done
