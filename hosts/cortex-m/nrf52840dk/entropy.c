/*
 * Entropy: the chip's generator (6.21), which makes bytes of thermal noise, with its bias correction and with the health tests
 * of NIST SP 800-90B. The emulated board has nothing of this kind.
 */
#include "../../bare-metal/board.h"
#include "../../bare-metal/noise_health.h"
#include "nrf52840.h"

static struct noise_health health;
static bool broken;

/* Each takes about 120 µs, the first one 128 µs more; how long is not bounded (6.21.3), but a second is never. */
static bool next(uint8_t *byte) {
	const uint64_t deadline = board_microseconds() + 1000000;
	while (!NRF_RNG->valrdy)
		if (board_microseconds() > deadline)
			return false;
	nrf_clear(&NRF_RNG->valrdy);
	*byte = (uint8_t)NRF_RNG->value;
	return noise_health_good(&health, *byte);
}

/* 4.3 of the standard: at the start the tests run on at least 1024 samples before any is used. */
static bool test_start(void) {
	enum { samples = 1024 };
	uint8_t byte;
	for (int i = 0; i < samples; i++)
		if (!next(&byte))
			return false;
	return true;
}

static bool fill(uint8_t *to, size_t length) {
	static bool tested;
	if (!tested && !test_start())
		return false;
	tested = true;
	for (size_t i = 0; i < length; i++)
		if (!next(to + i))
			return false;
	return true;
}

/* Once broken, always broken: until the next reset. */
bool board_entropy(void *buffer, size_t length) {
	if (broken)
		return false;
	NRF_RNG->config = RNG_BIAS_CORRECTION;
	nrf_clear(&NRF_RNG->valrdy);
	NRF_RNG->start = NRF_TRIGGER;
	broken = !fill(buffer, length);
	NRF_RNG->stop = NRF_TRIGGER;
	return !broken;
}
