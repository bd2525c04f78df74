# What the Moddable SDK's mcconfig needs and cannot build itself: lwIP, mbedTLS and the core, as one library for a platform.

.PHONY: moddable moddable-lin moddable-nrf52
moddable: moddable-$(or $(PLATFORM),lin) ## Build the library that mcconfig -p lin or nrf52/dk links: PLATFORM=lin|nrf52

moddable-lin: $(sim_needs)
	@$(sim_make) VARIANT=shared lib
	@mkdir -p build/moddable/lin && cp build/sim/shared/libsecuresockets.a build/moddable/lin/

# With a compiler that is not in PATH: board_prefix=DIRECTORY/bin/arm-none-eabi-
moddable-nrf52: $(vendor_stamps) build/generated/anchors.c $(if $(board_prefix),,firmware-packages)
	@$(firmware_make) BOARD=nrf52840dk $(if $(board_prefix),board_prefix=$(board_prefix)) library
	@mkdir -p build/moddable/nrf52 && cp build/firmware/nrf52840dk/libsecuresockets.a build/moddable/nrf52/
