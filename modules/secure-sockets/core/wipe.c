/*
 * See wipe.h. By words where that is possible: small chips' memset() goes by bytes, and a handshake wipes thousands of blocks.
 */
#include "wipe.h"
#include "mbedtls/build_info.h"
#include "mbedtls/platform_util.h"
#include <stdint.h>

void ss_wipe(void *memory, size_t size) {
	volatile uint8_t *byte = memory;
	for (; size && (uintptr_t)byte % sizeof(size_t); size--)
		*byte++ = 0;
	volatile size_t *word = (volatile size_t *)byte;
	for (; size >= sizeof(*word); size -= sizeof(*word))
		*word++ = 0;
	for (byte = (volatile uint8_t *)word; size; size--)
		*byte++ = 0;
}

#if defined(MBEDTLS_PLATFORM_ZEROIZE_ALT)
void mbedtls_platform_zeroize(void *memory, size_t size) {
	ss_wipe(memory, size);
}
#endif
