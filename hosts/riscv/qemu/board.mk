# The board "riscv-qemu": an rv32imac in QEMU's machine virt, with as much memory as the ESP32-C3 has. What the variables
# are: hosts/cortex-m/cortex-m.mk.

board_packages := firmware
board_prefix := riscv64-unknown-elf-
# By version 2.2 of the instruction set "i" includes access to CSRs, which is "zicsr" since; picolibc has no library for a name
# with that in it.
board_cpu := -march=rv32imac -mabi=ilp32 -misa-spec=2.2
board_cflags := --specs=picolibc.specs -Os -ffunction-sections -fdata-sections -mstrict-align
board_includes :=
board_sources := $(addprefix hosts/bare-metal/,fault_report.c emulated/semihosting.c) \
	$(addprefix hosts/riscv/,start.c trap.c library.c) $(addprefix hosts/riscv/qemu/,board.c uarts.c entropy.c)
board_script := hosts/riscv/riscv.ld
board_link := --specs=picolibc.specs -nostartfiles -T $(board_script) -Wl,--gc-sections -Wl,--fatal-warnings
board_libraries := -lm -lc -lgcc
# Unaligned access is slow or traps, as the chip likes.
board_xs_defines := -DmxUnalignedAccess=0 -DmxMisalignedSettersCrash=1
