/*
 * RNG (6.21): a byte of the host's entropy every 120 µs, the first one 128 µs later. Without bias correction they are biased.
 */
#include "../../../hosts/bare-metal/emulated/semihosting.h"
#include "model.h"

enum { base = 0x4000d000, first_takes = 248, each_takes = 120 };

enum model_rng model_rng;

static bool runs;
static uint32_t event, config, value, due;

static uint8_t entropy(void) {
	static char source[] = "/dev/urandom";
	static uint8_t bytes[256];
	static unsigned used = sizeof bytes;
	static uint32_t file, parameters[3];
	if (!file) {
		parameters[0] = (uintptr_t)source, parameters[1] = 1, parameters[2] = sizeof source - 1;
		file = (uint32_t)semihosting_call(SEMIHOSTING_OPEN, parameters);
	}
	if (used == sizeof bytes) {
		parameters[0] = file, parameters[1] = (uintptr_t)bytes, parameters[2] = sizeof bytes;
		if (semihosting_call(SEMIHOSTING_READ, parameters) != 0)
			model_refuse("RNG: no entropy from the host", file);
		used = 0;
	}
	return bytes[used++];
}

static void run(void) {
	if (!runs || model_rng == MODEL_RNG_SILENT || (int32_t)(model_now() - due) < 0)
		return;
	uint8_t byte = entropy();
	value = model_rng == MODEL_RNG_STUCK ? 0xa5 : config & 1 ? byte : byte | entropy();
	event = 1;
	due = model_now() + each_takes;
}

bool model_rng_read(uint32_t address, uint32_t *result) {
	run();
	if (address == base + 0x100)
		*result = event;
	else if (address == base + 0x508)
		*result = value;
	else
		return false;
	return true;
}

bool model_rng_write(uint32_t address, uint32_t given) {
	if (address == base)
		runs = true, due = model_now() + first_takes;
	else if (address == base + 4)
		runs = false;
	else if (address == base + 0x100)
		event = given;
	else if (address == base + 0x504)
		config = given;
	else
		return false;
	return true;
}
