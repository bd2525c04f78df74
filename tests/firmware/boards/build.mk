# How the image that tests a board is compiled, from the root of the checkout:
#     make -f tests/firmware/boards/build.mk BOARD=qemu [all]
# gives build/boards/BOARD/self_test.elf, and what is made of that for flashing.

MAKEFLAGS += --no-builtin-rules
.DELETE_ON_ERROR:
.SECONDARY:
.DEFAULT_GOAL := all

include hosts/bare-metal/boards.mk
$(if $(board_mk_$(BOARD)),,$(error BOARD is one of $(boards), not "$(BOARD)"))
include $(board_mk_$(BOARD))

out := build/boards/$(BOARD)
warnings := -Wall -Wextra -Werror -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wpointer-arith -Wvla
flags := -std=gnu11 -g $(board_cpu) $(board_cflags) $(warnings) -Ihosts/bare-metal $(board_includes)
# A stack of its own size: what is not the default is tested.
link := $(board_cpu) $(board_link) -Wl,--defsym=board_stack_size=6144
objects := $(patsubst %.c,$(out)/%.o,$(sort $(board_sources) hosts/bare-metal/noise_health.c) tests/firmware/boards/self_test.c)

# $(call record,FILE,TEXT): FILE holds TEXT, and is written only when it did not.
record = $(if $(subst $(2),,$(file <$(1)))$(subst $(file <$(1)),,$(2)),$(shell mkdir -p $(dir $(1)))$(file >$(1),$(2)))
compiler := $(shell $(board_prefix)gcc --version | head -n 1)
$(call record,$(out)/flags,$(compiler) $(flags) $(link) $(objects))

.PHONY: all
all: $(addprefix $(out)/self_test.,elf $(board_files))

$(out)/%.o: %.c $(out)/flags
	@mkdir -p $(@D) && echo "  CC $(BOARD) $<" && $(board_prefix)gcc $(flags) -MMD -MP -c -o $@ $<

$(out)/behind_loader.elf: private link += $(board_uf2_link)
$(out)/self_test.elf $(out)/behind_loader.elf: $(objects) $(board_script)
	@echo "  LD $@" && $(board_prefix)gcc $(link) -o $@ $(objects) $(board_libraries)

%.hex: %.elf
	@$(board_prefix)objcopy -O ihex $< $@
$(out)/self_test.uf2: $(out)/behind_loader.hex toolchain/link/uf2.mjs
	@node toolchain/link/uf2.mjs $< $@

# The board's code on a model of the chip, in QEMU's other Cortex-M4F. It asks the emulator for its arguments.
ifeq ($(BOARD),nrf52840dk)
model := $(patsubst %.c,$(out)/%.o,$(wildcard tests/firmware/nrf52840/*.c) hosts/bare-metal/emulated/semihosting.c)
wrapped := board_start board_interrupt board_console_write cortex_m_fault
all: $(out)/modelled.elf
$(out)/hosts/bare-metal/emulated/semihosting.o: private flags += -Dboard_arguments=model_arguments
$(out)/modelled.elf: $(objects) $(model) $(board_script)
	@echo "  LD $@" && $(board_prefix)gcc $(link) $(wrapped:%=-Wl,--wrap=%) -o $@ $(objects) $(model) $(board_libraries)

# The same for an image of firmware that hosts/bare-metal/build.mk has made: modelled_NAME.elf.
firmware := build/firmware/$(BOARD)
$(out)/modelled_%.elf: $(firmware)/%/program.o $(model) $(board_script)
	@echo "  LD $@" && $(board_prefix)gcc $(board_cpu) $(board_link) $(wrapped:%=-Wl,--wrap=%) -o $@ $< $(model) \
		-Wl,--whole-archive $(firmware)/libhost.a -Wl,--no-whole-archive \
		-Wl,--start-group $(patsubst %,$(firmware)/lib%.a,binding core mbedtls lwip xs) -Wl,--end-group $(board_libraries)
endif

-include $(objects:.o=.d) $(model:.o=.d)
