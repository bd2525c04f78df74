#!/usr/bin/env bash
# Checks everything that can be checked without running it, from the root of the checkout. Runs all checks whatever the
# first ones say; prints only what failed. Expects the lint packages, npm's tools and the vendored sources (see lint.mk).
set -uo pipefail
shopt -s lastpipe # `check` at the end of a pipe sets `failed` of this shell
cd "$(dirname "$0")/.." || exit

longest=400
failed=0

# ours PATTERN...: our files, also those not yet committed, that still exist
ours() {
	git ls-files -co --exclude-standard -- "$@" | while read -r file; do [ -f "$file" ] && printf '%s\n' "$file"; done
}

# check NAME COMMAND...: runs it on the files named by standard input, if there are any
check() {
	local name=$1 output files
	shift
	mapfile -t files
	[ ${#files[@]} -gt 0 ] || return 0
	if ! output=$("$@" "${files[@]}" 2>&1); then
		printf -- '--- %s\n%s\n' "$name" "$output"
		failed=1
	fi
}

# shellcheck disable=SC2317 # called by check
lengths() {
	wc -l "$@" | awk -v longest="$longest" '
		$2 != "total" && $1 > longest { print $2 ": " $1 " lines, more than " longest; bad = 1 }
		END { exit bad }'
}

# shellcheck disable=SC2317
types() {
	node_modules/.bin/tsc -p .
}

ours '*.c' '*.h' | check clang-format clang-format-14 --dry-run -Werror
ours '*.sh' .ci/run 'bin/*' | xargs -r grep -lE '^#!.*\b(ba)?sh\b' | check shellcheck shellcheck
ours '*.ts' '*.js' '*.mjs' '*.json' | check prettier node_modules/.bin/prettier --check --log-level warn
ours '*.ts' '*.js' '*.mjs' | check eslint node_modules/.bin/eslint --no-warn-ignored --max-warnings 0
ours '*.ts' | check tsc types
ours '*.c' '*.h' '*.ts' '*.js' '*.mjs' '*.sh' '*.mk' Makefile .ci/run 'bin/*' | check "file length" lengths

[ $failed = 0 ] && echo "lint: no complaints"
exit $failed
