# The desktop simulator: build/sim/VARIANT/sim, VARIANT being release, asan (with UBSan) or tsan.
# The rules themselves are in build.mk, which is read by a second make, once the vendored sources are there to be listed.

VARIANT ?= release
# On all processors, unless this make was told itself how many jobs to run.
sim_make = $(MAKE) --no-print-directory $(if $(findstring -j,$(MAKEFLAGS)),,-j$(shell nproc)) -f hosts/sim/build.mk

# What must be there before: $(sim_make) VARIANT=... all.
sim_needs := $(vendor_stamps) build/.npm.stamp build/generated/anchors.c build/generated/natives.c

.PHONY: sim sim-libs lib
sim: $(sim_needs) ## Build the simulator (VARIANT=release|asan|tsan)
	@$(sim_make) VARIANT=$(VARIANT) all

lib: $(sim_needs) ## Build the C library: build/sim/libsecuresockets.a, build/sim/securesockets.pc for pkg-config
	@$(sim_make) VARIANT=$(VARIANT) lib
	@cp build/sim/$(VARIANT)/libsecuresockets.a build/sim/ && sed 's,/$(VARIANT) , ,' build/sim/$(VARIANT)/securesockets.pc >build/sim/securesockets.pc

sim-libs: $(vendor_stamps) ## Build only the vendored libraries for it
	@$(sim_make) VARIANT=$(VARIANT) libs
