#!/usr/bin/env bash
# What needs no test run: format, vet, staticcheck, gosec. The analysers are pinned
# and built by the go command; where they cannot be had, that is said.
set -uo pipefail
cd "$(dirname "$0")/.."
export CGO_ENABLED=0
staticcheck=honnef.co/go/tools/cmd/staticcheck@v0.8.2
gosec=github.com/securego/gosec/v2/cmd/gosec@v2.30.0
# Left out of gosec: unhandled errors (staticcheck and vet look at those that
# matter), number conversions (amounts are bounded by their type), and file paths
# and modes of files that the operator names.
gosec_without=G104,G115,G301,G304,G306
bad=0
step() { printf '%-12s ' "$1"; }
step gofmt
loose=$(git ls-files -co --exclude-standard '*.go' | grep -v '_templ\.go$' | while read -r f; do [ -f "$f" ] && echo "$f"; done | xargs gofmt -l)
if [ -n "$loose" ]; then echo "not formatted:"; echo "$loose"; bad=1; else echo ok; fi
step vet
if go vet ./...; then echo ok; else bad=1; fi
tool() {
    step "$1"
    if ! out=$(go run "$2" -h 2>&1) && ! grep -qi usage <<<"$out"; then
        echo "left out: cannot be had here ($(tail -1 <<<"$out"))"
        return
    fi
    shift
    if out=$(go run "$@" 2>&1); then echo ok; else echo "findings:"; echo "$out"; bad=1; fi
}
tool staticcheck "$staticcheck" ./...
tool gosec "$gosec" -quiet -exclude-generated -exclude="$gosec_without" -exclude-dir=test -exclude-dir=bench -fmt=golint ./...
exit $bad
