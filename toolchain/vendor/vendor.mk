# The sources that are not ours, in build/vendor/{xs,lwip,mbedtls}, and the Debian packages needed to build.
# Depend on build/vendor/NAME.stamp for a tree: its time changes only when the tree does.
# XS_DIR, LWIP_DIR, MBEDTLS_DIR (environment or command line): source trees to use instead of fetching.

vendor_stamps := $(addprefix build/vendor/,xs.stamp lwip.stamp mbedtls.stamp)
export XS_DIR LWIP_DIR MBEDTLS_DIR

.PHONY: vendor vendor-check packages
vendor: packages ## Fetch the sources of XS, lwIP and mbedTLS
	@mkdir -p build/vendor
	@flock build/vendor/.lock node toolchain/vendor/vendor.mjs

vendor-check: ## Say whether there are newer releases of XS, lwIP and mbedTLS than the lock file's
	@node toolchain/vendor/check.mjs

# Installs what is missing of the Debian packages for building; finds out in milliseconds when nothing is.
packages:
	@bash toolchain/vendor/packages.sh build

$(vendor_stamps): vendor
	@:
