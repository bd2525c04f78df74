# What can be checked without running it: format, types, rules of style, length of files.

.PHONY: lint format
lint: build/.npm.stamp ## Check format, types, style and length of our files
	@bash toolchain/vendor/packages.sh lint
	@bash toolchain/lint.sh

format: build/.npm.stamp ## Bring our files into their format
	@bash toolchain/vendor/packages.sh lint
	@git ls-files -co --exclude-standard -- '*.c' '*.h' | xargs -r clang-format-14 -i
	@node_modules/.bin/prettier --write --log-level warn .
