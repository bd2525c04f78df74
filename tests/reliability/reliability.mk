# The C programs of the reliability tests, with AddressSanitizer and UBSan.

reliability_names := $(notdir $(basename $(wildcard tests/reliability/c/*.c)))
test_needs += reliability-programs

.PHONY: reliability-programs
reliability-programs: $(sim_needs)
	@$(sim_make) VARIANT=asan $(reliability_names:%=build/sim/asan/reliability/%)

.PHONY: sweep
sweep: $(sim_needs) pki reliability-programs ## Let each single allocation fail in a connection's life (minutes)
	@$(sim_make) VARIANT=asan all
	@SWEEP=all node tests/run.mjs reliability/memory
