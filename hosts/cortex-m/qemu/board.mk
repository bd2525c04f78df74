# The board "qemu": a Cortex-M4F in QEMU's machine mps2-an386, with the memory of the nRF52840. See hosts/cortex-m/cortex-m.mk.

include hosts/cortex-m/cortex-m.mk
board_sources += hosts/bare-metal/emulated/semihosting.c $(addprefix hosts/cortex-m/qemu/,board.c uarts.c host.c)
