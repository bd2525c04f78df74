# `make test`: lint, the simulator in the variants that the tests run, the C unit tests, then node's test runner.
# ONLY="vendor unit" runs only the files whose paths contain one of these words; TEST_JOBS=2 two files at a time.
# A .mk file read before this one may add what its tests need to `test_needs`.

include tests/unit/unit.mk tests/conformance/conformance.mk tests/interop/interop.mk tests/reliability/reliability.mk
include tests/firmware/boards/boards.mk tests/gateway/gateway.mk tests/moddable/moddable.mk
include tests/soak/soak.mk

test_needs += $(sim_needs) pki units conformance-programs interop-servers
include tests/fuzz/fuzz.mk

.PHONY: test
test: $(test_needs) ## Run all tests: what CI does
	@bash toolchain/vendor/packages.sh lint
	@$(sim_make) VARIANT=release all
	@$(sim_make) VARIANT=asan all
	@$(sim_make) VARIANT=tsan all
	@node tests/run.mjs $(ONLY)

# What runs the simulator, most of it in the release build in `make test` because it measures time, under sanitizers: memory and
# undefined behaviour first, then races between JavaScript's threads and the network's.
sanitize_asan = tests/sim tests/security tests/reliability tests/examples tests/interop
sanitize_tsan = tests/sim tests/examples

.PHONY: sanitize
sanitize: $(sim_needs) build/.npm.stamp pki interop-servers reliability-programs ## Run the simulator's tests under ASan + UBSan, then TSan
	@$(sim_make) VARIANT=asan all
	@$(sim_make) VARIANT=tsan all
	@SIM_VARIANT=asan node tests/run.mjs $(or $(ONLY),$(sanitize_asan))
	@SIM_VARIANT=tsan node tests/run.mjs $(or $(ONLY),$(sanitize_tsan))
