# The programs of the tests of hosts/moddable. The rules themselves are in build.mk, which is read by a second make.

.PHONY: moddable-programs
moddable-programs:
	@$(MAKE) --no-print-directory -f tests/moddable/build.mk

test_needs += moddable-programs
