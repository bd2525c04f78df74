# The firmware of the benchmark: `make -f bench/firmware/build.mk BOARD=qemu client` makes build/firmware/BOARD/bench/client.elf
# of what all images for a board are made of, but for JavaScript.

include hosts/bare-metal/build.mk

bench_objects := $(call objects,$(addprefix bench/firmware/,client.c client_core.c client_plain.c)) $(out)/bench/anchor.o
client := $(out)/bench/client.elf

.PHONY: client
client: $(client)
	@:

# The board's objects as they are: nothing refers to the table of its interrupts.
$(client): $(bench_objects) $(call objects,$(board_sources)) $(patsubst %,$(out)/lib%.a,host core mbedtls lwip) $(board_script)
	@mkdir -p $(@D) && echo "  LD $@" && $(link) -o $@ $(bench_objects) $(call objects,$(board_sources)) \
		-Wl,--start-group $(patsubst %,$(out)/lib%.a,host core mbedtls lwip) -Wl,--end-group $(board_libraries)

$(out)/bench/anchor.o: build/pki/root.pem build/pki/root-rsa.pem
	@mkdir -p $(@D) && { echo 'const char client_anchor[] ='; sed 's/.*/"&\\n"/' $^; echo ';'; } | $(CC) $(board_cpu) -x c -c -o $@ -
