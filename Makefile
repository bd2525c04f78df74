# Each part of the project has its own rules in a .mk file; `make help` collects what they offer.
.DEFAULT_GOAL := help
MAKEFLAGS += --no-builtin-rules
.DELETE_ON_ERROR:

-include toolchain/vendor/vendor.mk toolchain/xsc/xsc.mk toolchain/freeze/freeze.mk toolchain/lint.mk
-include hosts/sim/sim.mk hosts/moddable/moddable.mk hosts/bare-metal/firmware.mk hosts/gateway/gateway.mk
-include certs/certs.mk
-include $(wildcard examples/*/*.mk) bench/bench.mk tests/tests.mk

.PHONY: help clean distclean
help: ## Show this list
	@echo "Usage: make TARGET"
	@sed -n 's/^\([a-z][a-z-]*\):.* ## \(.*\)/    \1	\2/p' $(MAKEFILE_LIST) | sort | expand -t 20
	@echo "XS_DIR, LWIP_DIR, MBEDTLS_DIR: source trees of your own, to be used instead of those that are fetched"

# npm's tools, as the lock file has them.
build/.npm.stamp: package.json package-lock.json .npmrc
	npm ci --ignore-scripts --loglevel=error
	@mkdir -p build && touch $@

clean: ## Remove what was built, keep what was fetched
	@find build -mindepth 1 -maxdepth 1 ! -name vendor ! -name .npm.stamp -exec rm -rf {} + 2>/dev/null || true

distclean: ## Remove everything that is not in the repository
	rm -rf build node_modules
