# What the Moddable SDK's mcconfig needs and cannot build itself: lwIP, mbedTLS and the core, for its simulator on Linux.

.PHONY: moddable
moddable: $(vendor_stamps) build/generated/anchors.c ## Build the library that mcconfig -p lin links: build/moddable
	@$(sim_make) VARIANT=shared lib
	@mkdir -p build/moddable/lin && cp build/sim/shared/libsecuresockets.a build/moddable/lin/
