#!/usr/bin/env bash
# Everything that can be known without starting a server: form, lint, types, import rules, generated pages.
# Runs all of them, names what failed and how to mend it, and exits with 1 if any did. Needs no network.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export PATH="$PWD/node_modules/.bin:$PATH"

compiled="$(mktemp -d "${TMPDIR:-/tmp}/billing-check.XXXXXX")"
report="$compiled/report.txt"
trap 'rm -rf "$compiled"' EXIT

failures=()

# check <name> <advice> <command…>: quiet when it passes, the last lines of its output when it does not.
check() {
  local name="$1" advice="$2" started=$SECONDS
  shift 2
  if "$@" >"$report" 2>&1; then
    printf 'ok      %-16s %3ss\n' "$name" "$((SECONDS - started))"
  else
    printf 'FAILED  %-16s %3ss\n' "$name" "$((SECONDS - started))"
    tail -n 60 "$report" | sed 's/^/        /'
    failures+=("$name: $advice")
  fi
}

# Into a folder of its own, so that a check never takes dist/ from under a running process.
compile() {
  swc apps libs scripts -d "$compiled/dist" --config-file .swcrc --only '**/*.ts' --ignore '**/*.spec.ts' --quiet
  ln -sfn "$PWD/node_modules" "$compiled/node_modules"
  ln -sfn "$PWD/package.json" "$compiled/package.json"
}

check 'format' 'run `npm run format` and look at the difference' oxfmt --check
check 'lint' 'follow the advice of each line; a limit that hurts asks for a missing noun' oxlint --deny-warnings
check 'import rules' 'each rule says what to do instead; the table is in docs/import-rules.md' \
  depcruise apps libs scripts --config .dependency-cruiser.mjs --output-type err-long
check 'compile' 'mend the syntax error named above' compile
check 'types' 'mend the lines named above (`npm run typecheck` shows the compiler alone)' \
  node "$compiled/dist/scripts/checks/types.js"
check 'generated pages' 'run `npm run build && node dist/scripts/generate-docs.js` and commit the result' \
  node "$compiled/dist/scripts/generate-docs.js" --check

if ((${#failures[@]} > 0)); then
  printf '\n%s of the checks failed:\n' "${#failures[@]}"
  printf '  - %s\n' "${failures[@]}"
  exit 1
fi
echo 'All checks passed.'
