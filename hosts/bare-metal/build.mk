# How an image of firmware is made, for one BOARD and one APP. Run by firmware.mk from the root of the checkout:
#     make -f hosts/bare-metal/build.mk BOARD=qemu APP=examples/echo/main.ts [NAME=echo] [FROZEN=0] [all | libraries | library]
#
# build/firmware/BOARD/obj and lib*.a are shared by all images for a board; build/firmware/BOARD/NAME has firmware.elf,
# .hex, .uf2 and .map; build/firmware/program/NAME the app as C, the same for all boards.
# Compiled again is what depends on a changed file, flag or compiler.

MAKEFLAGS += --no-builtin-rules
.DELETE_ON_ERROR:
.SECONDARY:
.DEFAULT_GOAL := all

include hosts/bare-metal/boards.mk
BOARD ?= qemu
$(if $(board_mk_$(BOARD)),,$(error BOARD is one of: $(boards); not "$(BOARD)"))

vendor := build/vendor
include $(board_mk_$(BOARD)) hosts/bare-metal/xs_features.mk hosts/bare-metal/mbedtls.mk

FROZEN ?= 1
NAME ?= $(patsubst %/,%,$(notdir $(patsubst %/,%,$(dir $(APP)))))
out := build/firmware/$(BOARD)
program := build/firmware/program/$(NAME)$(if $(filter 0,$(FROZEN)),-unfrozen)
image := $(out)/$(NAME)$(if $(filter 0,$(FROZEN)),-unfrozen)
CC := $(board_prefix)gcc
AR := $(board_prefix)ar

# Flags

common := -std=gnu11 -g $(board_cpu) $(board_cflags)
xs_defines := -DINCLUDE_XSPLATFORM -DXSPLATFORM='"xs_platform.h"' $(xs_features) $(board_xs_defines)
includes := $(board_includes) -Ihosts/bare-metal/config -Ihosts/bare-metal -Imodules/secure-sockets \
	-Imodules/secure-sockets/core $(network_includes)
xs_includes := $(addprefix -isystem $(vendor)/xs/,includes platforms sources)
warnings := -Wall -Wextra -Werror -Wstrict-prototypes -Wmissing-prototypes -Wpointer-arith -Wvla

flags_xs := $(common) $(xs_defines) -fno-strict-aliasing -w $(includes) $(xs_includes)
flags_network := $(common) $(network_defines) -w $(includes) -I$(vendor)/lwip/src/include -I$(vendor)/mbedtls/include \
	-I$(vendor)/mbedtls/library
flags_ours := $(common) $(network_defines) $(xs_defines) $(warnings) $(includes) $(xs_includes)

# Sources, by the parts that `make size` tells apart

xs_sources := $(filter-out %/xsSnapshot.c,$(wildcard $(vendor)/xs/sources/*.c))
lwip_sources := $(addprefix $(vendor)/,$(network_lwip))
mbedtls_sources := $(addprefix $(vendor)/,$(network_mbedtls))
core_sources := $(wildcard modules/secure-sockets/core/*.c) build/generated/anchors.c
binding_sources := $(filter-out %.freertos.c,$(wildcard modules/*/*.c))
host_sources := $(wildcard hosts/bare-metal/*.c hosts/engine/*.c) $(board_sources)
parts := xs lwip mbedtls core binding host

objects = $(patsubst %.c,$(out)/obj/%.o,$(1:$(vendor)/%=%))
$(foreach part,$(parts),$(eval $(part)_objects := $$(sort $$(call objects,$$($(part)_sources)))))

# $(call record,FILE,TEXT): FILE holds TEXT, and is written only when it did not.
record = $(if $(subst $(2),,$(file <$(1)))$(subst $(file <$(1)),,$(2)),$(shell mkdir -p $(dir $(1)))$(file >$(1),$(2)))
compiler := $(shell $(CC) --version | head -n 1)
$(foreach part,xs network ours,$(call record,$(out)/obj/$(part).flags,$(compiler) $(flags_$(part))))
$(foreach part,$(parts),$(call record,$(out)/obj/$(part).list,$($(part)_objects)))

# Rules

.PHONY: all libraries
libraries: $(parts:%=$(out)/lib%.a)
	@:
all: $(image)/firmware.elf $(if $(board_files),$(addprefix $(image)/firmware.,$(board_files)))
	@:

# -MD and not -MMD: our configuration headers are reached through headers of the vendored sources, "system" headers here.
compile = @mkdir -p $(@D) && echo "  CC $(BOARD) $<" && $(CC) $(1) -MD -MP -c -o $@ $<

$(out)/obj/xs/%.o: $(vendor)/xs/%.c $(out)/obj/xs.flags $(vendor)/xs.stamp
	$(call compile,$(flags_xs))
$(out)/obj/lwip/%.o: $(vendor)/lwip/%.c $(out)/obj/network.flags $(vendor)/lwip.stamp
	$(call compile,$(flags_network))
$(out)/obj/mbedtls/%.o: $(vendor)/mbedtls/%.c $(out)/obj/network.flags $(vendor)/mbedtls.stamp
	$(call compile,$(flags_network))
$(out)/obj/%.o: %.c $(out)/obj/ours.flags $(addprefix $(vendor)/,xs.stamp lwip.stamp mbedtls.stamp)
	$(call compile,$(flags_ours))
$(patsubst %.c,$(out)/obj/%.o,$(network_O2)): private flags_network += -O2
$(patsubst %.c,$(out)/obj/%.o,$(network_O3)): private flags_network += -O3

# Sources of the engine that have to cope with frozen objects.
engine_fixed := $(addprefix $(out)/obj/xs/sources/,xsJSON.o xsMapSet.o xsType.o)
$(engine_fixed): $(out)/obj/xs/sources/%.o: build/firmware/engine/%.c $(out)/obj/xs.flags
	$(call compile,$(flags_xs))
build/firmware/engine/%.c: toolchain/freeze/engine-fixes.mjs $(vendor)/xs.stamp
	@node $< $(vendor)/xs/sources $(@D)

# fxCStackLimit() is in program.c.
$(out)/obj/xs/sources/xsCommon.o: private flags_xs += -DfxCStackLimit=xs_no_stack_limit

define library
$(out)/lib$(1).a: $($(1)_objects) $(out)/obj/$(1).list
	@rm -f $$@ && $(AR) rcs $$@ $($(1)_objects)
endef
$(foreach part,$(parts),$(eval $(call library,$(part))))

# For firmware of somebody else's, which brings its own main loop, serial line, memory and engine (hosts/moddable/nrf52): core,
# lwIP and mbedTLS in one object in which only our own names are left global, so that nothing collides.
.PHONY: library
library: $(out)/libsecuresockets.a
	@:
library_objects := $(core_objects) $(mbedtls_objects) $(lwip_objects) $(call objects,$(addprefix hosts/bare-metal/, \
	clock.c network.c noise_health.c serial_netif.c slip.c sntp.c) $(board_library))
$(call record,$(out)/obj/library.list,$(library_objects))
$(out)/libsecuresockets.a: $(library_objects) $(out)/obj/library.list
	@echo "  LD $@" && $(CC) $(board_cpu) -r -nostdlib -o $(out)/obj/secure_sockets.o $(library_objects)
	@$(board_prefix)objcopy --wildcard $(addprefix --keep-global-symbol=,'SOCKETS_*' 'ss_*' 'bare_*' 'board_*' $(board_names)) \
		$(out)/obj/secure_sockets.o
	@rm -f $@ && $(AR) rcs $@ $(out)/obj/secure_sockets.o

# The app as C. What it is made of is known to the linker only, which writes no file that would be the same.
.PHONY: always
$(program)/program.c: always
	@mkdir -p $(@D) && FROZEN=$(FROZEN) node toolchain/link/link.mjs --library hosts/bare-metal/library.json --output $@ $(APP)

$(image)/program.o: $(program)/program.c $(out)/obj/xs.flags
	$(call compile,$(flags_xs))

board_stack_size ?= 16384
link = $(CC) $(board_cpu) $(board_link) -Wl,--defsym=board_stack_size=$(board_stack_size) -Wl,-Map=$(@:.elf=.map)
# What goes into the .uf2 begins elsewhere in flash, behind the boot loader that takes it.
$(image)/behind_loader.elf: private link += $(board_uf2_link)
$(image)/firmware.elf $(image)/behind_loader.elf: $(image)/program.o $(parts:%=$(out)/lib%.a) $(board_script) hosts/bare-metal/build.mk
	@echo "  LD $@" && $(link) -o $@ $(image)/program.o -Wl,--whole-archive $(out)/libhost.a -Wl,--no-whole-archive \
		-Wl,--start-group $(patsubst %,$(out)/lib%.a,binding core mbedtls lwip xs) -Wl,--end-group $(board_libraries)

%.hex: %.elf
	@$(board_prefix)objcopy -O ihex $< $@
$(image)/firmware.uf2: $(image)/behind_loader.hex toolchain/link/uf2.mjs
	@node toolchain/link/uf2.mjs $< $@

-include $(shell find $(out) -name '*.d' 2>/dev/null)
