# The gateway, build/gateway/gateway, from hosts/gateway, hosts/usernet and the SLIP of hosts/bare-metal; and for its tests the
# same under AddressSanitizer, build/gateway/asan/gateway.

gateway_sources := $(wildcard hosts/gateway/*.c hosts/usernet/*.c) hosts/bare-metal/slip.c
gateway_headers := $(wildcard hosts/gateway/*.h hosts/usernet/*.h) hosts/bare-metal/slip.h
gateway_flags := -std=gnu11 -g -D_GNU_SOURCE -Wall -Wextra -Werror -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
	-Wpointer-arith -Wwrite-strings -Wvla
gateway_build = @mkdir -p $(@D) && echo "  CC $@" && gcc $(gateway_flags) $(1) -o $@ $(gateway_sources) -lslirp

build/gateway/gateway: $(gateway_sources) $(gateway_headers) hosts/gateway/gateway.mk
	@bash toolchain/vendor/packages.sh build
	$(call gateway_build,-O2)

build/gateway/asan/gateway: $(gateway_sources) $(gateway_headers) hosts/gateway/gateway.mk
	$(call gateway_build,-O1 -fno-omit-frame-pointer -fsanitize=address$(,)undefined -fno-sanitize-recover=undefined)

, := ,

# BAUD=1000000, DNS=system or DNS=ADDRESS, GATEWAY="--trace --pcap FILE": see docs/gateway.md.
.PHONY: gateway
gateway: build/gateway/gateway ## Put the board at PORT=/dev/ttyACM0 on the Internet (BAUD=, DNS=system, GATEWAY="--trace")
	$(if $(PORT),$< --tty $(PORT) $(if $(BAUD),--baud $(BAUD)) $(if $(DNS),--dns $(DNS)) $(GATEWAY),@echo "  built $<: make gateway PORT=/dev/ttyACM0 runs it, $< --help tells more")
