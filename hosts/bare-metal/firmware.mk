# Firmware: `make firmware APP=examples/echo/main.ts BOARD=qemu|nrf52840dk|riscv-qemu`. The rules themselves are in build.mk,
# which is read by a second make, once compilers and vendored sources are there.

# On all processors, unless this make was told itself how many jobs to run.
firmware_make = $(MAKE) --no-print-directory $(if $(findstring -j,$(MAKEFLAGS)),,-j$(shell nproc)) -f hosts/bare-metal/build.mk

# What must be there before: $(firmware_make) BOARD=... all.
firmware_needs := $(vendor_stamps) build/generated/anchors.c build/.npm.stamp build/library/library.json build/tools/freeze

.PHONY: firmware firmware-packages
firmware: $(firmware_needs) firmware-packages ## Build an image: APP=examples/echo/main.ts BOARD=qemu|nrf52840dk|riscv-qemu
	@$(firmware_make) BOARD=$(or $(BOARD),qemu) APP=$(or $(APP),examples/echo/main.ts) all

# What all images for a board have in common.
.PHONY: firmware-libraries
firmware-libraries: $(firmware_needs) firmware-packages
	@for board in qemu riscv-qemu nrf52840dk; do $(firmware_make) BOARD=$$board libraries || exit 1; done

.PHONY: bringup
bringup: $(firmware_needs) firmware-packages pki build/gateway/gateway ## Test a board: BOARD=qemu|riscv-qemu|nrf52840dk PORT=/dev/ttyACM0
	@node tests/bringup/run.mjs $(or $(BOARD),qemu) $(PORT)

.PHONY: size
size: bench-client firmware-libraries ## What images need of flash, RAM and instructions, next to docs/size.md (RECORD=1 writes it)
	@node hosts/bare-metal/size.mjs $(if $(RECORD),--record)

firmware-packages:
	@bash toolchain/vendor/packages.sh firmware

test_needs += firmware-libraries build/gateway/gateway
