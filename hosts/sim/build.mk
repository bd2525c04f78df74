# How the simulator is compiled, for one VARIANT. Run by sim.mk from the root of the checkout:
#     make -f hosts/sim/build.mk VARIANT=release [all | libs | lib | FILE...]
# VARIANT=shared is for shared libraries, such as the Moddable SDK's simulator loads.
# Everything goes to build/sim/VARIANT: obj/, libxs.a, liblwip.a, libmbedtls.a, libcore.a, sim, and on demand
# bench/NAME (from bench/NAME.c), linked with all libraries but libxs.a; libsecuresockets.a and securesockets.pc, the C
# API with all it needs; conformance/NAME (from tests/conformance/c/NAME.c), linked with that.
# Compiled again is what depends on a changed file, flag, compiler or processor.

MAKEFLAGS += --no-builtin-rules
.DELETE_ON_ERROR:
.SECONDARY:

VARIANT ?= release
out := build/sim/$(VARIANT)
vendor := build/vendor
CC = gcc

# Flags

sanitize := -O1 -fno-omit-frame-pointer
variant_release := -O3 -march=native
variant_shared := $(variant_release) -fPIC
variant_asan := $(sanitize) -fsanitize=address,undefined -fno-sanitize-recover=undefined -DmxASANStackMargin=131072
variant_tsan := $(sanitize) -fsanitize=thread
variant := $(variant_$(VARIANT))
$(if $(variant),,$(error VARIANT is release, shared, asan or tsan, not "$(VARIANT)"))

common := -std=gnu11 -g -pthread $(variant)
link := -g -pthread $(variant)

xs_defines := -DINCLUDE_XSPLATFORM -DXSPLATFORM='"xs_platform.h"' -DmxRun=1 -DmxParse=1 -DmxNoConsole=1 -DmxLockdown=1 \
	-DmxStringNormalize=1 -DmxRegExpUnicodePropertyEscapes=1 -DmxBoundsCheck=1
defines := -D_GNU_SOURCE -DMBEDTLS_CONFIG_FILE='<mbedtls_config.h>' -DTF_PSA_CRYPTO_CONFIG_FILE='<crypto_config.h>'
# mbedTLS 3.6, or 4 with its cryptography in a folder of its own
mbedtls_includes := $(wildcard $(addprefix $(vendor)/mbedtls/,include library 3rdparty/everest/include 3rdparty/p256-m \
	$(addprefix tf-psa-crypto/,include core drivers/builtin/include drivers/builtin/src)))
vendored_includes := $(addprefix -isystem ,$(vendor)/lwip/src/include $(mbedtls_includes) $(addprefix $(vendor)/xs/,includes platforms sources))
includes := -Ihosts/sim/config -Ihosts/sim -Imodules/secure-sockets -Imodules/secure-sockets/core \
	-Imodules/secure-sockets/core/config
# Not -Wwrite-strings: XS takes its strings as plain char *. A variable may have the name of its type.
warnings := -Wall -Wextra -Werror $(if $(findstring clang,$(CC)),-Wshadow,-Wshadow=local) -Wstrict-prototypes \
	-Wmissing-prototypes -Wpointer-arith -Wvla

# XS walks over its slots through pointers of several types, and relies on unaligned and overflowing arithmetic, which
# UBSan reports by the thousand; the address checks stay on.
flags_xs := $(common) $(xs_defines) -fno-strict-aliasing -fno-sanitize=undefined -w $(includes) $(vendored_includes)
flags_lwip := $(common) $(defines) -w $(includes) -I$(vendor)/lwip/src/include
flags_mbedtls := $(common) $(defines) -w $(includes) $(addprefix -I,$(mbedtls_includes))
flags_ours := $(common) $(defines) $(xs_defines) $(warnings) $(includes) $(vendored_includes)

# Sources

xs_sources := $(filter-out %/xsSnapshot.c,$(wildcard $(vendor)/xs/sources/*.c))
lwip_sources := $(wildcard $(addprefix $(vendor)/lwip/src/,core/*.c core/ipv4/*.c core/ipv6/*.c netif/ethernet.c))
mbedtls_sources := $(wildcard $(addprefix $(vendor)/mbedtls/,library/*.c tf-psa-crypto/core/*.c tf-psa-crypto/drivers/builtin/src/*.c))
core_sources := $(wildcard modules/secure-sockets/core/*.c) build/generated/anchors.c
sim_sources := $(wildcard hosts/engine/*.c hosts/sim/*.c hosts/sim/network/*.c hosts/sim/diagnostics/*.c hosts/usernet/*.c modules/*/*.c) \
	build/generated/natives.c

objects = $(patsubst %.c,$(out)/obj/%.o,$(1:$(vendor)/%=%))
xs_objects := $(call objects,$(xs_sources))
lwip_objects := $(call objects,$(lwip_sources))
mbedtls_objects := $(call objects,$(mbedtls_sources))
core_objects := $(call objects,$(core_sources))
sim_objects := $(call objects,$(sim_sources))

# $(call record,FILE,TEXT): FILE holds TEXT, and is written only when it did not.
record = $(if $(subst $(2),,$(file <$(1)))$(subst $(file <$(1)),,$(2)),$(shell mkdir -p $(dir $(1)))$(file >$(1),$(2)))

# What the compiler makes of -march=native names the compiler's version and the processor.
compiler := $(shell $(CC) $(variant) -\#\#\# -E -x c /dev/null 2>&1 | cksum)
$(foreach part,xs lwip mbedtls ours,$(call record,$(out)/obj/$(part).flags,$(compiler) $(CC) $(flags_$(part))))
$(foreach part,xs lwip mbedtls core sim,$(call record,$(out)/obj/$(part).list,$($(part)_objects)))

# Rules

.PHONY: all libs
libs: $(out)/libxs.a $(out)/liblwip.a $(out)/libmbedtls.a
	@:
all: $(out)/sim
	@:

# -MD and not -MMD: our configuration headers are reached through headers of the vendored sources, "system" headers here.
compile = @mkdir -p $(@D) && echo "  CC $(VARIANT) $<" && $(CC) $(1) -MD -MP -c -o $@ $<

$(out)/obj/xs/%.o: $(vendor)/xs/%.c $(out)/obj/xs.flags $(vendor)/xs.stamp
	$(call compile,$(flags_xs))
$(out)/obj/lwip/%.o: $(vendor)/lwip/%.c $(out)/obj/lwip.flags $(vendor)/lwip.stamp
	$(call compile,$(flags_lwip))
$(out)/obj/mbedtls/%.o: $(vendor)/mbedtls/%.c $(out)/obj/mbedtls.flags $(vendor)/mbedtls.stamp
	$(call compile,$(flags_mbedtls))
$(out)/obj/%.o: %.c $(out)/obj/ours.flags $(addprefix $(vendor)/,xs.stamp lwip.stamp mbedtls.stamp)
	$(call compile,$(flags_ours))

# One file for browsers, up to the data that a run adds.
page := hosts/sim/diagnostics/page
$(out)/obj/report.html: $(wildcard $(page)/*)
	@mkdir -p $(@D) && node_modules/.bin/esbuild --log-level=warning --bundle $(page)/page.js --outfile=$(@:.html=.js)
	@sed -e '/^@css/{r $(page)/page.css' -e 'd}' -e '/^@js/{r $(@:.html=.js)' -e 'd}' $(page)/page.html >$@
$(out)/obj/hosts/sim/diagnostics/page.o: $(out)/obj/report.html
$(out)/obj/hosts/sim/diagnostics/page.o: private flags_ours += -DSIM_REPORT_PAGE='"$(out)/obj/report.html"'

# A message's private fields are written and taken back, perhaps beyond the end of what was measured.
$(out)/obj/xs/sources/xsMarshall.o: private flags_xs += -Dsim_xs_allocate=sim_xs_allocate_with_room

define library
$(out)/lib$(1).a: $($(1)_objects) $(out)/obj/$(1).list
	@rm -f $$@ && ar rcs $$@ $($(1)_objects)
endef
$(foreach part,xs lwip mbedtls core,$(eval $(call library,$(part))))

net_libraries := $(addprefix $(out)/,libcore.a libmbedtls.a liblwip.a)
$(out)/sim: $(sim_objects) $(out)/obj/sim.list $(net_libraries) $(out)/libxs.a
	@echo "  LD $@" && $(CC) $(link) -o $@.new $(sim_objects) $(net_libraries) $(out)/libxs.a -lslirp -lm && mv $@.new $@

# The C API for any program: one object in which only our own names are left global, so that the program may have another
# lwIP or mbedTLS of its own.
.PHONY: lib
lib: $(out)/libsecuresockets.a $(out)/securesockets.pc
	@:
library_objects := $(core_objects) $(call objects,hosts/sim/clock.c hosts/sim/options.c \
	$(wildcard hosts/sim/library/*.c hosts/sim/diagnostics/*.c hosts/usernet/*.c) $(filter-out %/start.c,$(wildcard hosts/sim/network/*.c)))
$(call record,$(out)/obj/library.list,$(library_objects))
$(out)/libsecuresockets.a: $(library_objects) $(out)/obj/library.list $(net_libraries)
	@echo "  LD $@" && $(CC) -r -nostdlib -o $(out)/obj/secure_sockets.o $(library_objects) $(filter-out %/libcore.a,$(net_libraries))
	@objcopy --wildcard --keep-global-symbol='SOCKETS_*' --keep-global-symbol='ss_*' $(out)/obj/secure_sockets.o
	@rm -f $@ && ar rcs $@ $(out)/obj/secure_sockets.o

define pkg_config
Name: securesockets
Description: Secure Sockets over lwIP and mbedTLS on the simulated network
Version: 1.3.1
Cflags: -I$(CURDIR)/modules/secure-sockets/include -pthread
Libs: -L$(CURDIR)/$(@D) -lsecuresockets -lslirp -lpthread $(filter -fsanitize=%,$(variant))
endef
$(out)/securesockets.pc: hosts/sim/build.mk
	$(file >$@,$(pkg_config))

conformance_support := $(call objects,$(wildcard tests/conformance/c/support/*.c))
$(out)/conformance/%: $(out)/obj/tests/conformance/c/%.o $(conformance_support) $(out)/libsecuresockets.a
	@mkdir -p $(@D) && $(CC) $(link) -o $@ $< $(conformance_support) $(out)/libsecuresockets.a -lslirp

# Linked with the objects, not the library: these programs look behind the API, and at each block that is freed.
reliability_support := $(call objects,$(wildcard tests/reliability/c/support/*.c))
$(out)/obj/tests/reliability/%.o: private flags_ours += -Itests/reliability/c/support
$(out)/reliability/%: $(out)/obj/tests/reliability/c/%.o $(reliability_support) $(library_objects) $(net_libraries)
	@mkdir -p $(@D) && $(CC) $(link) -Wl,--wrap=free -o $@ $< $(reliability_support) $(library_objects) $(net_libraries) -lslirp

# The clients of the benchmark share the workload and the network.
$(out)/bench/server: $(out)/obj/bench/server.o
	@mkdir -p $(@D) && $(CC) $(link) -o $@ $< -lssl -lcrypto
bench_support := $(call objects,bench/measure.c $(wildcard hosts/sim/network/*.c hosts/sim/diagnostics/*.c \
	hosts/usernet/*.c) hosts/sim/clock.c hosts/sim/options.c)
$(out)/bench/%_client: $(out)/obj/bench/%_client.o $(bench_support) $(net_libraries)
	@mkdir -p $(@D) && $(CC) $(link) -o $@ $< $(bench_support) $(net_libraries) -lslirp

-include $(shell find $(out)/obj -name '*.d' 2>/dev/null)
