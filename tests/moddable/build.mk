# How the tests of the hosts for the Moddable SDK are compiled, under ThreadSanitizer, with a FreeRTOS of their own (support/).
# Run by moddable.mk, from the root of the checkout:
#     make -f tests/moddable/build.mk
# test_NAME.c is linked with hosts/moddable/nrf52/NAME.c, test_relay_NAME.c with hosts/moddable/esp32/relay_NAME.c, and test_waker.c
# with what both hosts share, as build/moddable-tests/test_NAME.

MAKEFLAGS += --no-builtin-rules
.DELETE_ON_ERROR:
.SECONDARY:
.DEFAULT_GOAL := all

CC = gcc
out := build/moddable-tests
sanitize := -fsanitize=thread
warnings := -Wall -Wextra -Werror -Wstrict-prototypes -Wmissing-prototypes -Wpointer-arith -Wvla
flags := -std=gnu11 -g -O1 -pthread $(sanitize) -D_GNU_SOURCE $(warnings) -Itests/moddable/support -Itests/gateway/support

support := $(patsubst %.c,$(out)/obj/%.o,tests/moddable/support/freertos.c tests/gateway/support/tap.c)
names := $(patsubst tests/moddable/test_%.c,%,$(wildcard tests/moddable/test_*.c))

.PHONY: all
all: $(names:%=$(out)/test_%)

$(out)/obj/%.o: %.c tests/moddable/build.mk
	@mkdir -p $(@D) && echo "  CC moddable $<" && $(CC) $(flags) -MD -MP -c -o $@ $<

$(out)/test_%: $(out)/obj/tests/moddable/test_%.o $(out)/obj/hosts/moddable/nrf52/%.o $(support)
	@$(CC) -g -pthread $(sanitize) -o $@ $^

$(out)/test_context: $(out)/obj/hosts/moddable/tasks/port_call.o
$(out)/test_waker: $(patsubst %,$(out)/obj/%.o,tests/moddable/test_waker hosts/moddable/tasks/waker hosts/moddable/nrf52/post) $(support)
	@$(CC) -g -pthread $(sanitize) -o $@ $^

$(out)/test_relay_%: $(out)/obj/tests/moddable/test_relay_%.o $(out)/obj/hosts/moddable/esp32/relay_%.o \
	$(out)/obj/tests/gateway/support/tap.o
	@$(CC) -g -pthread $(sanitize) -o $@ $^

-include $(shell find $(out)/obj -name '*.d' 2>/dev/null)
