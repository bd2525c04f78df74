# The soak: some hundred connections in `make test`, and as many as are wanted by hand.

COUNT ?= 10000
.PHONY: soak
soak: $(sim_needs) pki sim ## Make and break many connections (COUNT=10000): memory, handles and lwIP's pools stay flat
	@SOAK=$(COUNT) SIM_VARIANT=$(VARIANT) node tests/run.mjs tests/soak
