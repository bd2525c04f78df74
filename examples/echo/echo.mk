# The echo example, run in the simulator against a server of its own on loopback.

.PHONY: run
run: sim pki build/.npm.stamp ## Run the echo example: TypeScript, TLS, in the simulator
	@node examples/echo/run.mjs
