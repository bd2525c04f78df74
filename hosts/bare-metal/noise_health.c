/*
 * Whether a noise source still works; see noise_health.h.
 */
#include "noise_health.h"

/*
 * Assumed is half of what a source with bias correction should have, 4 bits of entropy per byte, and a rate of false alarms of
 * 2^-30 (the standard recommends 2^-20 to 2^-40). 4.4.1: 1 + 30 / 4, rounded up. 4.4.2: 1 + the critical value of the binomial
 * distribution for 512 samples of probability 2^-4.
 */
enum { repetitions_bad = 9, window = 512, same_bad = 71 };

static bool repeats(struct noise_health *health, uint8_t sample) {
	if (health->repetitions > 0 && sample == health->last)
		return ++health->repetitions >= repetitions_bad;
	health->last = sample;
	health->repetitions = 1;
	return false;
}

static bool prevails(struct noise_health *health, uint8_t sample) {
	if (health->position == 0) {
		health->first = sample;
		health->same = 0;
	}
	health->position = (uint16_t)((health->position + 1) % window);
	return sample == health->first && ++health->same >= same_bad;
}

bool noise_health_good(struct noise_health *health, uint8_t sample) {
	bool bad = repeats(health, sample);
	return !(prevails(health, sample) || bad);
}
