#!/usr/bin/env bash
# Writes every golden file and generated document afresh.
set -euo pipefail
cd "$(dirname "$0")/.."
export CGO_ENABLED=0
go run ./cmd/guildhall docs docs
go run github.com/a-h/templ/cmd/templ@v0.3.977 generate -path web >/dev/null
go generate ./web/static
packages=$(grep -rl 'flag\.Bool("update"\|golden\.' --include='*_test.go' . | xargs -r -n1 dirname | sort -u)
go test $packages -args -update
git status --short
