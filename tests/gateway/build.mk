# How the programs of the gateway's tests are compiled, all under AddressSanitizer and UBSan. Run by tests/gateway/gateway.mk,
# from the root of the checkout, once the vendored sources are there to be listed:
#     make -f tests/gateway/build.mk
# build/gateway/board is the board's end as a program (board/), build/gateway/test_NAME one for each test_NAME.c.

MAKEFLAGS += --no-builtin-rules
.DELETE_ON_ERROR:
.SECONDARY:
.DEFAULT_GOAL := all

CC = gcc
out := build/gateway
lwip := build/vendor/lwip/src

sanitize := -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=undefined
common := -std=gnu11 -g -O1 $(sanitize) -D_GNU_SOURCE -Itests/gateway/board/config -Imodules/secure-sockets/core/config
warnings := -Wall -Wextra -Werror -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wpointer-arith -Wwrite-strings -Wvla
flags_ours := $(common) $(warnings) -Itests/gateway/support -isystem $(lwip)/include
flags_lwip := $(common) -w -I$(lwip)/include

board_sources := $(wildcard tests/gateway/board/*.c) $(addprefix hosts/bare-metal/,slip.c serial_netif.c sntp.c)
lwip_sources := $(wildcard $(lwip)/core/*.c $(lwip)/core/ipv4/*.c)
support_sources := $(wildcard tests/gateway/support/*.c) $(addprefix hosts/gateway/,packet.c clock.c tty.c) \
	$(addprefix hosts/bare-metal/,slip.c serial_netif.c sntp.c)
tests := $(wildcard tests/gateway/test_*.c)
board_objects := $(patsubst %.c,$(out)/obj/%.o,$(board_sources))
support_objects := $(patsubst %.c,$(out)/obj/%.o,$(support_sources))
lwip_objects := $(patsubst build/vendor/%.c,$(out)/obj/%.o,$(lwip_sources))

.PHONY: all
all: $(out)/board $(patsubst tests/gateway/%.c,$(out)/%,$(tests))

compile = @mkdir -p $(@D) && echo "  CC gateway $<" && $(CC) $(1) -MD -MP -c -o $@ $<

$(out)/obj/lwip/%.o: build/vendor/lwip/%.c build/vendor/lwip.stamp tests/gateway/build.mk
	$(call compile,$(flags_lwip))
$(out)/obj/%.o: %.c build/vendor/lwip.stamp tests/gateway/build.mk
	$(call compile,$(flags_ours))

$(out)/board: $(board_objects) $(lwip_objects)
	@$(CC) -g $(sanitize) -o $@ $^
$(out)/test_%: $(out)/obj/tests/gateway/test_%.o $(support_objects) $(lwip_objects)
	@$(CC) -g $(sanitize) -o $@ $^

-include $(shell find $(out)/obj -name '*.d' 2>/dev/null)
