# The programs of the gateway's tests. The rules themselves are in build.mk, which is read by a second make.

gateway_make = $(MAKE) --no-print-directory $(if $(findstring -j,$(MAKEFLAGS)),,-j$(shell nproc)) -f tests/gateway/build.mk

.PHONY: gateway-programs
gateway-programs: $(vendor_stamps) build/gateway/asan/gateway
	@$(gateway_make)

test_needs += gateway-programs build/gateway/gateway
