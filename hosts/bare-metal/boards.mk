# The boards of firmware, and what describes each: include $(board_mk_$(BOARD)). hosts/cortex-m/cortex-m.mk says what is in it.

boards := qemu nrf52840dk riscv-qemu
board_mk_qemu := hosts/cortex-m/qemu/board.mk
board_mk_nrf52840dk := hosts/cortex-m/nrf52840dk/board.mk
board_mk_riscv-qemu := hosts/riscv/qemu/board.mk
