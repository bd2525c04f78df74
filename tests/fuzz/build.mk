# How the fuzzers are compiled: as the unit tests, but with clang, libFuzzer, and a frame of their own. Run by fuzz.mk, from
# the root of the checkout, once the vendored sources are there to be listed:
#     make -f tests/fuzz/build.mk [all | build/fuzz/fuzz_NAME]
# Each tests/fuzz/fuzz_NAME.c becomes a program build/fuzz/fuzz_NAME, under AddressSanitizer and UBSan.

MAKEFLAGS += --no-builtin-rules
.DELETE_ON_ERROR:
.SECONDARY:
.DEFAULT_GOAL := all

CC = clang-14
out := build/fuzz
vendor := build/vendor
core := modules/secure-sockets/core
unit := tests/unit/support

sanitize := -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=undefined
coverage := -fsanitize=fuzzer-no-link
common := -std=gnu11 -g -O1 $(sanitize) $(coverage) -D_GNU_SOURCE -DMBEDTLS_CONFIG_FILE='<mbedtls_config.h>' \
	-Itests/fuzz/config -Itests/unit/config -Ihosts/sim/config -I$(core) -I$(core)/config -Ihosts/bare-metal
warnings := -Wall -Wextra -Werror -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wpointer-arith -Wwrite-strings -Wvla
flags_ours := $(common) $(warnings) -Itests/fuzz/support -I$(unit) \
	$(addprefix -isystem $(vendor)/,lwip/src/include mbedtls/include mbedtls/library)
# mbedTLS compares names that are empty with memcmp(NULL, NULL, 0).
flags_mbedtls := $(common) -fno-sanitize=nonnull-attribute -w -I$(vendor)/mbedtls/include -I$(vendor)/mbedtls/library \
	$(addprefix -I$(vendor)/mbedtls/3rdparty/,everest/include p256-m)
flags_lwip := $(common) -w -I$(vendor)/lwip/src/include

fuzzers := $(patsubst tests/fuzz/%.c,%,$(wildcard tests/fuzz/fuzz_*.c))
objects = $(patsubst %.c,$(out)/obj/%.o,$(1:$(vendor)/%=%))

# What calls lwIP is either played by the unit tests' support, or there with all of lwIP.
over_lwip := $(addprefix $(core)/,tcp.c udp.c dns_learned.c)
ours := $(filter-out $(over_lwip),$(wildcard $(core)/*.c)) build/generated/anchors.c \
	$(addprefix tests/fuzz/support/,curve.c fuzz.c) $(unit)/test_port.c hosts/bare-metal/slip.c
scripted := $(filter-out $(addprefix $(unit)/,test.c test_port.c),$(wildcard $(unit)/*.c))
lwip := $(over_lwip) tests/fuzz/support/cable.c $(wildcard $(addprefix $(vendor)/lwip/src/,core/*.c core/ipv4/*.c core/ipv6/*.c netif/ethernet.c))
parts := ours scripted lwip mbedtls
$(foreach part,ours scripted lwip,$(eval $(part)_objects := $$(call objects,$$($(part)))))
mbedtls_objects := $(call objects,$(wildcard $(vendor)/mbedtls/library/*.c))

# $(call record,FILE,TEXT): FILE holds TEXT, and is written only when it did not.
record = $(if $(subst $(2),,$(file <$(1)))$(subst $(file <$(1)),,$(2)),$(shell mkdir -p $(dir $(1)))$(file >$(1),$(2)))
compiler := $(shell $(CC) --version | head -n 1)
$(foreach part,ours mbedtls lwip,$(call record,$(out)/obj/$(part).flags,$(compiler) $(flags_$(part))))
$(foreach part,$(parts),$(call record,$(out)/obj/$(part).list,$($(part)_objects)))

.PHONY: all
all: $(fuzzers:%=$(out)/%)

compile = @mkdir -p $(@D) && echo "  CC fuzz $<" && $(CC) $(1) -MMD -MP -c -o $@ $<

# Arithmetic only, of no interest to a fuzzer: as fast as it can be.
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
$(foreach part,$(parts),$(eval $(call library,$(part))))

# Functions of mbedTLS in whose place others stand, in all fuzzers and in that of TLS. The hostile server reaches into
# mbedTLS for them.
wrap = $(foreach name,$(1),-Wl,--wrap=mbedtls_$(name))
hooks := $(call wrap,ecp_mul ecp_mul_restartable ecp_muladd_restartable)
hostile := $(out)/obj/tests/fuzz/support/hostile.o
hostile_hooks := $(call wrap,ssl_write_handshake_msg_ext ssl_add_hs_msg_to_checksum ssl_finish_handshake_msg cipher_auth_encrypt_ext)
$(out)/fuzz_tls: $(hostile)
$(out)/fuzz_tls: private hooks += $(hostile) $(hostile_hooks)

transport = $(if $(filter %/fuzz_network,$@),lwip,scripted)
$(out)/fuzz_%: $(out)/obj/tests/fuzz/fuzz_%.o $(parts:%=$(out)/lib%.a)
	@$(CC) -g -rdynamic $(sanitize) -fsanitize=fuzzer -o $@ $< $(hooks) -Wl,--start-group $(out)/libours.a $(out)/lib$(transport).a \
		$(out)/libmbedtls.a -Wl,--end-group

-include $(shell find $(out)/obj -name '*.d' 2>/dev/null)
