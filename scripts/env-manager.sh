#!/usr/bin/env bash
# One command for every environment: ./scripts/env-manager.sh -e development start   (without words: all of them)
# This file only makes sure that Node, the packages and the programs are there; scripts/native/ does the work.
set -euo pipefail

checkout="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)"
cd "$checkout"
launcher=dist/scripts/native/main.js

require_node() {
  local advice='Install Node.js 20.19 or newer (24 is best): https://nodejs.org/en/download, or "nvm install 24".'
  if ! command -v node >/dev/null; then
    echo "There is no node here. $advice" >&2
    exit 1
  fi
  if ! node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)'; then
    echo "Node $(node --version) is too old. $advice" >&2
    exit 1
  fi
}

# Installs only when the lock file differs from the one that was installed last, by us or by hand.
install_packages() {
  local stamp=node_modules/.package-lock.stamp
  if [ -f "$stamp" ] && cmp -s package-lock.json "$stamp"; then return; fi
  if [ node_modules/.package-lock.json -nt package-lock.json ]; then
    cp package-lock.json "$stamp"
    return
  fi
  echo 'Installing packages …' >&2
  npm ci --no-audit --no-fund --loglevel=error </dev/null >&2 || {
    echo 'The packages could not be installed (see above).' >&2
    exit 1
  }
  cp package-lock.json "$stamp"
}

# Compiles only when a source is newer than the last build.
build_programs() {
  local stamp=dist/.build-stamp
  if [ -f "$stamp" ] && [ -f "$launcher" ] &&
    [ -z "$(find apps libs scripts package.json .swcrc \( -name '*.ts' -o -name package.json -o -name .swcrc \) -newer "$stamp" -print 2>/dev/null | head -n 1)" ]; then
    return
  fi
  npm run -s build </dev/null >&2
  touch "$stamp"
}

action=''
for word in "$@"; do
  case "$word" in
    start | stop | restart | status | logs | reset | seed | test | validate | secrets | build | deploy | doctor) action="$word" ;;
  esac
done

require_node
case "$action" in
  # These must work even when the sources do not compile at the moment.
  stop | status | logs | reset) is_ready=yes ;;
  *) is_ready=no ;;
esac
# One statement each: in a list with && a failure inside a function would not end this script.
if [ "$is_ready" = no ] || [ ! -f "$launcher" ] || [ ! -d node_modules ]; then
  install_packages
  build_programs
fi
exec node --enable-source-maps "$launcher" "$@" </dev/null
