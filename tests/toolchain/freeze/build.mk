# Programs of firmware on the host, read by a second make from the root of the checkout:
#     make -f tests/toolchain/freeze/build.mk build/freeze-test/libruntime.a
#     make -f tests/toolchain/freeze/build.mk build/freeze-test/NAME      from build/freeze-test/NAME.c

MAKEFLAGS += --no-builtin-rules
.DELETE_ON_ERROR:

include hosts/bare-metal/xs_features.mk
out := build/freeze-test
xs := build/vendor/xs/sources
sanitize := -fsanitize=address,undefined -fno-sanitize-recover=undefined

flags := -std=gnu11 -g -O1 -fno-omit-frame-pointer -fno-strict-aliasing -DINCLUDE_XSPLATFORM -DXSPLATFORM='"xs_platform.h"' \
	$(xs_features) -DmxStress=1 -D_GNU_SOURCE -Ihosts/bare-metal -Ihosts/bare-metal/config \
	$(addprefix -isystem build/vendor/xs/,includes platforms sources)
# The engine measures strings by words, beyond their end, and says so to the sanitizer if it sees one, as clang shows it.
flags_engine := $(flags) -fsanitize=address -w '-D__has_feature(name)=HAS_\#\#name' -DHAS_address_sanitizer=1
warnings := -Wall -Wextra -Werror -Wstrict-prototypes -Wmissing-prototypes -Wpointer-arith -Wvla

objects := $(patsubst $(xs)/%.c,$(out)/obj/%.o,$(filter-out %/xsSnapshot.c,$(wildcard $(xs)/*.c))) \
	$(patsubst %.c,$(out)/obj/%.o,$(wildcard hosts/bare-metal/program*.c) hosts/engine/refusals.c \
	modules/globals/text.c tests/toolchain/freeze/runtime.c)

$(out)/obj/xsCommon.o: private flags_engine += -DfxCStackLimit=xs_no_stack_limit
$(out)/obj/%.o: $(xs)/%.c hosts/bare-metal/config/xs_platform.h hosts/bare-metal/xs_features.mk
	@mkdir -p $(@D) && echo "  CC $<" && gcc $(flags_engine) -c -o $@ $<
$(out)/obj/%.o: %.c
	@mkdir -p $(@D) && echo "  CC $<" && gcc $(flags) $(sanitize) $(warnings) -MMD -c -o $@ $<

$(addprefix $(out)/obj/,xsJSON.o xsMapSet.o xsType.o): $(out)/obj/%.o: $(out)/engine/%.c
	@mkdir -p $(@D) && echo "  CC $<" && gcc $(flags_engine) -c -o $@ $<
$(out)/engine/%.c: toolchain/freeze/engine-fixes.mjs
	@node $< $(xs) $(@D)

$(out)/libruntime.a: $(objects)
	@rm -f $@ && ar rcs $@ $^

# Warnings are errors in what the freezer prints, too.
$(out)/%: $(out)/%.c $(out)/libruntime.a
	@gcc $(flags) $(sanitize) $(warnings) -Wno-missing-field-initializers -o $@ $< $(out)/libruntime.a -pthread -lm

-include $(shell find $(out) -name '*.d' 2>/dev/null)
