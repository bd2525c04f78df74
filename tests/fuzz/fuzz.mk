# The fuzzers: `make test` runs each for a minute, `make fuzz` for as long as is wanted. The rules themselves are in build.mk,
# which is read by a second make.

fuzz_make = $(MAKE) --no-print-directory $(if $(findstring -j,$(MAKEFLAGS)),,-j$(shell nproc)) -f tests/fuzz/build.mk
test_needs += fuzzers

TIME ?= 600
.PHONY: fuzzers fuzz fuzz-corpus
fuzzers: $(vendor_stamps) build/generated/anchors.c
	@bash toolchain/vendor/packages.sh fuzz
	@$(fuzz_make) all

fuzz: fuzzers ## Look for inputs that break something (TIME=600 seconds each, FUZZ="tls dns": only these)
	@node tests/fuzz/fuzz.mjs run $(TIME) $(FUZZ)

fuzz-corpus: fuzzers ## Add what `make fuzz` has found to the corpora of the repository, as little as possible
	@node tests/fuzz/fuzz.mjs merge $(FUZZ)
