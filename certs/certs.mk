# The default trust anchors as C, and the certificates for tests.

anchor_files := $(sort $(wildcard certs/anchors/*.pem))

build/generated/anchors.c: certs/generate-anchors.mjs $(anchor_files)
	node $< $@ $(anchor_files)

# Asks the script every time: certificates grow old without a file changing. It takes milliseconds when they are good.
.PHONY: pki
pki: ## Make the certificates that tests and the echo example use, in build/pki
	@node certs/make-pki.mjs
