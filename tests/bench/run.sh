#!/bin/sh
# SPDX-License-Identifier: MIT
# Runs every benchmark of a build directory; each prints its ratios, measured in one run. Never a verdict by the clock.
set -eu
directory=$1
shift
for bench in "$directory"/tests/bench/bench_*; do
	[ -f "$bench" ] && [ -x "$bench" ] || continue
	echo "== $(basename "$bench")"
	"$bench" "$@"
done
for script in "$(dirname "$0")"/bench_*.py; do
	[ -f "$script" ] || continue
	echo "== $(basename "$script")"
	python3 "$script" "$directory"
done
