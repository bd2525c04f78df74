# The compiler build/tools/xsc, and what it makes of the project's own modules: build/library (archive, index and types
# for apps) and build/generated/natives.c (the functions in C that they name).

xsc_parts := BigInt Code Common dtoa Lexical re Scope Script SourceMap Syntaxical Tree
xsc_objects := $(xsc_parts:%=build/tools/obj/xs%.o)
xsc_flags := -std=gnu11 -O2 -DmxCompile=1 -DmxParse=1 $(addprefix -isystem build/vendor/xs/,includes platforms sources)

$(xsc_objects): build/tools/obj/%.o: build/vendor/xs.stamp toolchain/xsc/xsc.mk
	@mkdir -p $(@D) && echo "  CC $*.c for xsc" && gcc $(xsc_flags) -w -c -o $@ build/vendor/xs/sources/$*.c

build/tools/xsc: toolchain/xsc/xsc.c $(xsc_objects)
	@echo "  LD $@" && gcc $(xsc_flags) -Wall -Wextra -Werror -o $@ $^ -lm

library_sources := hosts/sim/library.json tsconfig.json $(wildcard toolchain/xsc/*.mjs hosts/sim/modules/*.* \
	modules/*/*.ts modules/*/*.js)

build/library/library.json: build/tools/xsc build/.npm.stamp $(library_sources)
	@echo "  XSC library" && node toolchain/xsc/build-library.mjs build/generated/natives.c

# Changes only when its content does, so that new TypeScript alone links nothing anew.
build/generated/natives.c: build/library/library.json
	@:
