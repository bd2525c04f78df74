# The images that test the boards. The rules themselves are in build.mk, which is read by a second make for each board.

include hosts/bare-metal/boards.mk

board_make = $(MAKE) --no-print-directory -f tests/firmware/boards/build.mk

.PHONY: board-images
board-images: build/boards/alignment.so ## Build the images that test the boards of firmware
	@bash toolchain/vendor/packages.sh firmware
	@$(foreach board,$(boards),$(board_make) BOARD=$(board) all &&) :

build/boards/alignment.so: tests/firmware/alignment/alignment.c
	@mkdir -p $(@D) && gcc -std=gnu11 -O2 -Wall -Wextra -Werror -shared -fPIC -fvisibility=hidden -o $@ $<

# And what the tests in tests/firmware make images with.
test_needs += board-images $(firmware_needs) firmware-packages
