/*
 * What the core asks of the chip, by way of ESP-IDF: time, entropy, memory.
 */
#include "../../../modules/secure-sockets/core/platform.h"
#include "../../../modules/secure-sockets/core/port.h"
#include "esp_random.h"
#include "esp_timer.h"
#include <stdlib.h>
#include <sys/time.h>

/* No clock that was set shows less: 2025-01-01. The chip's begins with 1970, and goes on in deep sleep. */
#define EARLIEST 1735689600

/* Milliseconds begin at 1, so that there is a time before now. */
uint64_t ss_port_milliseconds(void) {
	return (uint64_t)esp_timer_get_time() / 1000 + 1;
}

/* The same clock as JavaScript's Date and mbedTLS's: SDK and IDF set and read it with settimeofday() and its kin. */
bool ss_port_wall_clock(int64_t *seconds) {
	struct timeval now;
	if (gettimeofday(&now, NULL) || now.tv_sec < EARLIEST)
		return false;
	*seconds = now.tv_sec;
	return true;
}

bool ss_port_set_wall_clock(int64_t seconds) {
	const struct timeval now = {.tv_sec = (time_t)seconds};
	return settimeofday(&now, NULL) == 0;
}

/*
 * The generator takes its noise from the radio, which runs where Wi-Fi does. Without it, with Ethernet, it would be a pseudo
 * random one: an application then has to call IDF's bootloader_random_enable().
 */
bool ss_port_entropy(void *buffer, size_t length) {
	esp_fill_random(buffer, length);
	return true;
}

void *ss_port_allocate(size_t size) {
	return malloc(size);
}

void ss_port_free(void *memory) {
	free(memory);
}

/* PSA serves the Wi-Fi, too. */
void ss_platform_release(void) {
}
