# The C unit tests of the core. The rules themselves are in build.mk, which is read by a second make.

unit_make = $(MAKE) --no-print-directory $(if $(findstring -j,$(MAKEFLAGS)),,-j$(shell nproc)) -f tests/unit/build.mk

.PHONY: units unit-tests
units: $(vendor_stamps) build/generated/anchors.c ## Build the unit tests of the core
	@$(unit_make) all
	@$(unit_make) CONFIG=firmware all

unit-tests: units ## Build and run them
	@node tests/run.mjs tests/unit
