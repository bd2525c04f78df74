# The board "nrf52840dk": Nordic's nRF52840 DK. See hosts/cortex-m/cortex-m.mk.

include hosts/cortex-m/cortex-m.mk
board_sources += hosts/bare-metal/noise_health.c \
	$(addprefix hosts/cortex-m/nrf52840dk/,board.c clock.c serial.c console.c entropy.c)
board_files := hex uf2
board_library := $(addprefix hosts/cortex-m/nrf52840dk/,console.c entropy.c)
board_names := 'nrf_console_*'
# Where the UF2 boot loader of Adafruit's has its applications: behind the SoftDevice S140 6.1.1 that it is delivered with.
board_uf2_origin ?= 0x26000
board_uf2_link := -Wl,--defsym=board_flash_origin=$(board_uf2_origin) -Wl,--defsym=board_flash_end=0xea000
