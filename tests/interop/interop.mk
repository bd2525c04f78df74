# The servers of other implementations that the interoperation tests start, and the one that has to be built first.

.PHONY: interop-servers
interop-servers:
	@bash toolchain/vendor/packages.sh test
	@$(MAKE) --no-print-directory build/interop/wolfssl_server

build/interop/wolfssl_server: tests/interop/wolfssl_server.c
	@mkdir -p $(@D)
	gcc -std=gnu11 -O1 -Wall -Wextra -Werror -o $@ $< -lwolfssl
