#!/bin/sh
# Runs a command with a throw-away PostgreSQL of its own: test/postgres.sh go test ./...
# The server lives in a temporary folder, listens on a Unix socket and a free port
# of the loopback only, and is gone afterwards.
set -eu
bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1 || true)
[ -n "$bin" ] || bin=$(dirname "$(command -v initdb || true)")
[ -x "$bin/initdb" ] || { echo "no PostgreSQL server here: apt-get install postgresql" >&2; exit 1; }
dir=$(mktemp -d /tmp/guildhall-pg.XXXXXX)
as=""
if [ "$(id -u)" = 0 ]; then
    as="runuser -u postgres --"
    chown postgres "$dir"
fi
port=${GUILDHALL_TEST_PORT:-$((20000 + $$ % 20000))}
stop() {
    (cd / && $as "$bin/pg_ctl" -D "$dir/data" -m immediate -w stop >/dev/null 2>&1) || true
    rm -rf "$dir"
}
trap stop EXIT INT TERM
cd_back=$(pwd)
cd /
$as "$bin/initdb" -D "$dir/data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 -N >/dev/null
$as "$bin/pg_ctl" -D "$dir/data" -w -l "$dir/log" -o "-p $port -k $dir -c listen_addresses=127.0.0.1 -c fsync=${GUILDHALL_TEST_FSYNC:-off} -c max_connections=400 -c shared_buffers=256MB" start >/dev/null
cd "$cd_back"
GUILDHALL_TEST_POSTGRES="postgres://postgres@127.0.0.1:$port/postgres?sslmode=disable" "$@"
