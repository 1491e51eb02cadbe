#!/usr/bin/env bash
# Runs `go test` with these arguments and ends with one line: N passed, N failed,
# N skipped. What is left out, and why, is listed above it.
set -uo pipefail
cd "$(dirname "$0")/.."
count=$(mktemp -d)
trap 'rm -rf "$count"' EXIT
CGO_ENABLED=0 go build -o "$count/count" ./test/count || exit 1
go test -json "$@" | "$count/count"
