# The freezer build/tools/freeze: an engine with the firmware's features that runs on the host, and what prints its heap.

include hosts/bare-metal/xs_features.mk

freeze_engine := $(patsubst %,build/tools/freeze-obj/xs%.o,API All Arguments Array Atomics BigInt Boolean Code Common \
	DataView Date Debug Defaults Error Function Generator Global JSON Lexical Lockdown MapSet Marshall Math Memory Module \
	Number Object Platforms Profile Promise Property Proxy RegExp Run Script String Symbol Type dtoa mc re)
freeze_objects := $(patsubst %.c,build/tools/freeze-obj/%.o,$(notdir $(wildcard toolchain/freeze/*.c)) archive.c)
# No identical code folding: functions are told apart by their addresses.
freeze_flags = -std=gnu11 -g -O1 -fno-ipa-icf -fno-strict-aliasing -D_GNU_SOURCE -DINCLUDE_XSPLATFORM \
	-DXSPLATFORM='"xs_platform.h"' $(xs_features) -Itoolchain/freeze -Ihosts/sim \
	$(addprefix -isystem build/vendor/xs/,includes platforms sources)

# mxLink in these two: a global object without a cache, which can be inherited from; natives' destructors are not called.
build/tools/freeze-obj/xsAPI.o build/tools/freeze-obj/xsMemory.o: private freeze_flags += -DmxLink=1

freeze_needs := build/vendor/xs.stamp toolchain/freeze/freeze.mk hosts/bare-metal/xs_features.mk $(wildcard toolchain/freeze/*.h)
$(freeze_engine): build/tools/freeze-obj/%.o: $(freeze_needs)
	@mkdir -p $(@D) && echo "  CC $*.c for freeze" && gcc $(freeze_flags) -w -c -o $@ build/vendor/xs/sources/$*.c
build/tools/freeze-obj/%.o: toolchain/freeze/%.c $(freeze_needs)
	@mkdir -p $(@D) && echo "  CC $<" && gcc $(freeze_flags) -Wall -Wextra -Werror -c -o $@ $<
build/tools/freeze-obj/archive.o: hosts/sim/archive.c hosts/sim/archive.h $(freeze_needs)
	@mkdir -p $(@D) && echo "  CC $<" && gcc $(freeze_flags) -Wall -Wextra -Werror -c -o $@ $<

# -rdynamic: functions are looked up by their names.
build/tools/freeze: $(freeze_engine) $(freeze_objects)
	@echo "  LD $@" && gcc -rdynamic -g -pthread -o $@ $^ -lm -ldl

test_needs += build/tools/freeze
