#!/usr/bin/env bash
# Runs every fuzz test of the program for GUILDHALL_FUZZTIME each (60s unless told).
# What one finds is written under testdata/fuzz and stays as a test.
set -uo pipefail
cd "$(dirname "$0")/.."
export CGO_ENABLED=0
bad=0
while IFS=: read -r file name; do
    printf '%s %s: ' "$(dirname "$file")" "$name"
    if out=$(go test -run '^$' -fuzz "^$name\$" -fuzztime "${GUILDHALL_FUZZTIME:-60s}" -fuzzminimizetime 100x "./$(dirname "$file")" 2>&1); then
        tail -1 <<<"$out"
    else
        echo "$out"
        bad=1
    fi
done < <(git grep -o -E '^func Fuzz[A-Za-z]+' -- '*_test.go' | sed 's/:func /:/')
exit $bad
