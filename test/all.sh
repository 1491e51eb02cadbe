#!/usr/bin/env bash
# Everything that must hold: analysers, the house's rules, all tests on SQLite and
# PostgreSQL, the browser stories, the race detector on what runs side by side.
# Ends with one line that counts the tests of the whole run.
set -uo pipefail
cd "$(dirname "$0")/.."
export CGO_ENABLED=0
began=$SECONDS
bad=()
totals=$(mktemp)
trap 'rm -f "$totals"' EXIT
export GUILDHALL_COUNT_INTO=$totals
section() {
    local title=$1 from=$SECONDS
    shift
    echo "== $title"
    "$@" || bad+=("$title")
    echo "   ($((SECONDS - from)) s)"
}
both() {
    if ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null 2>&1; then
        test/postgres.sh test/go.sh -timeout 20m ./...
    else
        test/go.sh -timeout 20m ./...
    fi
}
race() {
    if ! command -v gcc >/dev/null 2>&1; then
        echo "left out: the race detector needs gcc"
        return 0
    fi
    local packages
    mapfile -t packages < <(grep -rlE 'func Test[A-Za-z]*(AtOnce|Twenty|SameTime|Concurrent)' --include='*_test.go' base engine market app | xargs -r -n1 dirname | sort -u | sed 's|^|./|')
    CGO_ENABLED=1 test/go.sh -race -timeout 15m -run 'AtOnce|Twenty|SameTime|Concurrent' "${packages[@]}" || return 1
    # What runs beside each other on PostgreSQL only.
    if ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null 2>&1; then
        CGO_ENABLED=1 test/postgres.sh test/go.sh -race -timeout 15m -run 'BesideEachOther|Together|Journey' ./base/db ./app
    fi
}
section "what is needed" test/need.sh
section "analysers" test/check.sh
section "tests, both databases" both
section "race detector" race
awk -v s=$((SECONDS - began)) '{ p += $1; f += $2; k += $3 } END { printf "\nwhole run: %d s\n%d passed, %d failed, %d skipped\n", s, p, f, k }' "$totals"
if [ ${#bad[@]} -gt 0 ]; then
    printf 'NOT WELL: %s\n' "${bad[*]}" >&2
    exit 1
fi
