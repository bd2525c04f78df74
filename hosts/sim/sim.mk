# The desktop simulator: build/sim/VARIANT/sim, VARIANT being release, asan (with UBSan) or tsan.
# The rules themselves are in build.mk, which is read by a second make, once the vendored sources are there to be listed.

VARIANT ?= release
# On all processors, unless this make was told itself how many jobs to run.
sim_make = $(MAKE) --no-print-directory $(if $(findstring -j,$(MAKEFLAGS)),,-j$(shell nproc)) -f hosts/sim/build.mk

# What must be there before: $(sim_make) VARIANT=... all.
sim_needs := $(vendor_stamps) build/generated/anchors.c build/generated/natives.c

.PHONY: sim sim-libs
sim: $(sim_needs) ## Build the simulator (VARIANT=release|asan|tsan)
	@$(sim_make) VARIANT=$(VARIANT) all

sim-libs: $(vendor_stamps) ## Build only the vendored libraries for it
	@$(sim_make) VARIANT=$(VARIANT) libs
