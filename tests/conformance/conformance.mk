# The C programs of the conformance tests: all of them with AddressSanitizer and UBSan, those with threads with
# ThreadSanitizer, too, and the library as an outside program gets it.

conformance_names := $(notdir $(basename $(wildcard tests/conformance/c/*.c)))

.PHONY: conformance-programs
conformance-programs: $(sim_needs) lib
	@bash toolchain/vendor/packages.sh test
	@$(sim_make) VARIANT=asan $(conformance_names:%=build/sim/asan/conformance/%)
	@$(sim_make) VARIANT=tsan $(conformance_names:%=build/sim/tsan/conformance/%)
