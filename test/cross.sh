#!/usr/bin/env bash
# Builds for the platforms that are not tested: they must at least build.
set -uo pipefail
cd "$(dirname "$0")/.."
bad=0
for platform in linux/arm64 darwin/arm64 windows/amd64; do
    printf '%-14s ' "$platform"
    if CGO_ENABLED=0 GOOS=${platform%/*} GOARCH=${platform#*/} go build -o /dev/null ./cmd/guildhall; then echo ok; else bad=1; fi
done
exit $bad
