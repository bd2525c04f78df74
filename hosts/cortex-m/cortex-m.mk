# How a Cortex-M4F is compiled and linked for; included by each of its boards' board.mk. What a board.mk defines:
#     board_packages    group of toolchain/vendor/packages.sh with compiler, C library and emulator
#     board_prefix      of the tools' names: $(board_prefix)gcc, ar, objcopy, size, nm
#     board_cpu         flags of compiler and linker that say which processor
#     board_cflags      further flags of the compiler; all of them also for vendored sources
#     board_includes    where <stdio.h> is, if the compiler has to be told
#     board_sources     what implements hosts/bare-metal/board.h
#     board_link        flags of the linker, script included; add -Wl,--defsym=board_stack_size=BYTES
#     board_libraries   what goes to the end of the linker's command line
#     board_script      the linker script, for the image to depend on
#     board_files       what is made of the image for flashing, by suffix: hex, uf2
#     board_library     those of them that do not need the others, for `library`; board_names: patterns of their names
#     board_uf2_link    flags that put the image in the .uf2 where the boot loader wants it

board_packages := firmware
board_prefix := arm-none-eabi-
board_cpu := -mcpu=cortex-m4 -mthumb -mfloat-abi=hard -mfpu=fpv4-sp-d16
board_cflags := -Os -ffunction-sections -fdata-sections
board_includes :=
board_sources := hosts/bare-metal/fault_report.c $(addprefix hosts/cortex-m/,start.c fault.c system_calls.c)
board_script := hosts/cortex-m/cortex-m.ld
board_link := --specs=nano.specs -nostartfiles -T $(board_script) -Wl,--gc-sections -Wl,--fatal-warnings
board_libraries := -lm -lc -lgcc
