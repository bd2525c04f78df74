# How the C unit tests are compiled: the core as it is, but for what calls lwIP, with a scripted transport and a port of the
# tests' own, and an mbedTLS that can play the server. Run by unit.mk, from the root of the checkout, once the vendored sources
# are there to be listed:
#     make -f tests/unit/build.mk [CONFIG=firmware] [all | build/unit/test_NAME]
# Each tests/unit/test_NAME.c becomes a program build/unit/test_NAME, under AddressSanitizer and UBSan. With CONFIG=firmware
# those of TLS are compiled with firmware's lwIP and mbedTLS, as build/unit-firmware/test_NAME.

MAKEFLAGS += --no-builtin-rules
.DELETE_ON_ERROR:
.SECONDARY:
.DEFAULT_GOAL := all

CC = gcc
CONFIG ?= desktop
out ?= build/unit$(if $(filter firmware,$(CONFIG)),-firmware)
vendor := build/vendor
core ?= modules/secure-sockets/core

sanitize := -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=undefined
config_desktop := -DMBEDTLS_CONFIG_FILE='<mbedtls_config.h>' -Itests/unit/config -Ihosts/sim/config
config_firmware := -DMBEDTLS_CONFIG_FILE='<firmware_config.h>' -Ihosts/bare-metal/config -Itests/unit/config
common := -std=gnu11 -g -O1 $(sanitize) -D_GNU_SOURCE $(config_$(CONFIG)) -I$(core) -I$(core)/config
warnings := -Wall -Wextra -Werror -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wpointer-arith -Wwrite-strings -Wvla
flags_ours := $(common) $(warnings) -Itests/unit/support \
	$(addprefix -isystem $(vendor)/,lwip/src/include mbedtls/include mbedtls/library)
flags_lwip := $(common) -w -I$(vendor)/lwip/src/include
# mbedTLS compares names that are empty with memcmp(NULL, NULL, 0).
flags_mbedtls := $(common) -fno-sanitize=nonnull-attribute -w -I$(vendor)/mbedtls/include -I$(vendor)/mbedtls/library \
	$(addprefix -I$(vendor)/mbedtls/3rdparty/,everest/include p256-m)

tests := $(wildcard tests/unit/test_$(if $(filter firmware,$(CONFIG)),tls_)*.c)
ours := $(filter-out %/tcp.c %/udp.c %/dns_learned.c,$(wildcard $(core)/*.c)) build/generated/anchors.c $(wildcard tests/unit/support/*.c)
objects = $(patsubst %.c,$(out)/obj/%.o,$(1:$(vendor)/%=%))
our_objects := $(call objects,$(ours))
mbedtls_objects := $(call objects,$(wildcard $(vendor)/mbedtls/library/*.c))
# Of lwIP there are the buffers only.
lwip_objects := $(patsubst %,$(out)/obj/lwip/src/core/%.o,mem memp pbuf)

# $(call record,FILE,TEXT): FILE holds TEXT, and is written only when it did not.
record = $(if $(subst $(2),,$(file <$(1)))$(subst $(file <$(1)),,$(2)),$(shell mkdir -p $(dir $(1)))$(file >$(1),$(2)))
compiler := $(shell $(CC) --version | head -n 1)
$(foreach part,ours mbedtls lwip,$(call record,$(out)/obj/$(part).flags,$(compiler) $(flags_$(part))))
$(foreach part,our mbedtls lwip,$(call record,$(out)/obj/$(part).list,$($(part)_objects)))

.PHONY: all
all: $(patsubst tests/unit/%.c,$(out)/%,$(tests))

compile = @mkdir -p $(@D) && echo "  CC unit $<" && $(CC) $(1) -MMD -MP -c -o $@ $<

# Arithmetic only: hundreds of handshakes take their time in it, and under sanitizers four times as much.
fast := $(patsubst %,$(out)/obj/mbedtls/library/%.o,bignum bignum_core bignum_mod bignum_mod_raw ecp ecp_curves aes aesni gcm \
	chacha20 poly1305 sha256 sha512)
$(fast): flags_mbedtls += -O2 -fno-sanitize=all
$(out)/obj/mbedtls/%.o: $(vendor)/mbedtls/%.c $(out)/obj/mbedtls.flags $(vendor)/mbedtls.stamp
	$(call compile,$(flags_mbedtls))
$(out)/obj/lwip/%.o: $(vendor)/lwip/%.c $(out)/obj/lwip.flags $(vendor)/lwip.stamp
	$(call compile,$(flags_lwip))
$(out)/obj/%.o: %.c $(out)/obj/ours.flags $(vendor)/mbedtls.stamp $(vendor)/lwip.stamp
	$(call compile,$(flags_ours))

define library
$(out)/lib$(1).a: $($(1)_objects) $(out)/obj/$(1).list
	@rm -f $$@ && ar rcs $$@ $($(1)_objects)
endef
$(foreach part,our mbedtls lwip,$(eval $(call library,$(part))))

$(out)/test_%: $(out)/obj/tests/unit/test_%.o $(out)/libour.a $(out)/libmbedtls.a $(out)/liblwip.a
	@$(CC) -g -rdynamic $(sanitize) -o $@ $< $(addprefix $(out)/lib,our.a mbedtls.a lwip.a our.a)

-include $(shell find $(out)/obj -name '*.d' 2>/dev/null)
