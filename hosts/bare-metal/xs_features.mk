# The engine's switches that decide what a JavaScript machine of firmware consists of. The engine in an image and the one in
# toolchain/freeze, which prepares its memory on the host, must have the same ones.
# No mxParse: images carry no compiler. mxBoundsCheck: else a stack overflow in JavaScript corrupts memory.
# XS_UNICODE_PROPERTIES=1: \p{...} in regular expressions, whose tables take 170 KB of flash; without it a SyntaxError.

xs_features := -DmxRun=1 -DmxNoConsole=1 -DmxBoundsCheck=1 -DmxStringNormalize=1 \
	$(if $(filter 1,$(XS_UNICODE_PROPERTIES)),-DmxRegExpUnicodePropertyEscapes=1)
