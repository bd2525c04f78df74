# `make bench`: how fast it is, next to a plain client in C and to node:tls. ROUNDS=n instead of 5; RECORD=1 writes the
# results to docs/performance.md. Takes some five minutes, in which the machine should have nothing else to do.

bench_programs := $(addprefix build/sim/release/bench/,server plain_client sockets_client)

.PHONY: bench
bench: $(sim_needs) build/.npm.stamp pki ## Measure the speed (ROUNDS=5, RECORD=1 to write it down)
	@bash toolchain/vendor/packages.sh bench
	@$(sim_make) VARIANT=release all $(bench_programs)
	@node bench/bench.mjs --rounds $(or $(ROUNDS),5) $(if $(RECORD),--record)
