# `make bench`: how fast it is, next to a plain client in C and to node:tls. ROUNDS=n instead of 5; RECORD=1 writes the
# results to docs/performance.md. Takes some five minutes, in which the machine should have nothing else to do.
# `make bench BOARD=qemu`: what it costs on a chip, in instructions and bytes, next to a plain client in C.

bench_programs := $(addprefix build/sim/release/bench/,server plain_client sockets_client)

.PHONY: bench bench-desktop bench-board bench-client
bench: $(if $(BOARD),bench-board,bench-desktop) ## Measure the speed (ROUNDS=5, RECORD=1 to write it down), or the cost on a BOARD=qemu

bench-desktop: $(sim_needs) pki
	@bash toolchain/vendor/packages.sh bench
	@$(sim_make) VARIANT=release all $(bench_programs)
	@node bench/bench.mjs --rounds $(or $(ROUNDS),5) $(if $(RECORD),--record)

bench-client: $(firmware_needs) firmware-packages pki build/gateway/gateway
	@$(firmware_make:hosts/bare-metal/build.mk=bench/firmware/build.mk) BOARD=$(or $(BOARD),qemu) client

bench-board: bench-client
	@node bench/firmware/report.mjs $(BOARD)

test_needs += bench-client
