#!/usr/bin/env bash
# Compiles into a folder of its own (a build elsewhere must not take programs from under a run), builds a mutant in when
# one is named, and starts the run. The folder goes when the run is green.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

place="$(mktemp -d "${TMPDIR:-/tmp}/billing-faults.XXXXXX")"
chmod 755 "$place" # PostgreSQL enters as another user when we are root.
./node_modules/.bin/swc apps libs scripts test/faults -d "$place/dist" --config-file .swcrc --only '**/*.ts' --ignore '**/*.spec.ts' --quiet
ln -s "$PWD/node_modules" "$place/node_modules"
ln -s "$PWD/package.json" "$place/package.json"
ln -s "$PWD/config" "$place/config"
node "$place/dist/test/faults/mutate.js" "$@" || { rm -rf "$place"; exit 2; }

trap 'kill -TERM "$run" 2>/dev/null || true' INT TERM HUP
node --enable-source-maps "$place/dist/test/faults/main.js" "$@" &
run=$!
status=0
wait "$run" || status=$?
((status == 1)) || rm -rf "$place"
exit "$status"
