/*
 * What the core and the network ask of the chip, by way of the SDK's FreeRTOS and Nordic's SoftDevice: time, entropy, memory.
 */
#include "../../../modules/secure-sockets/core/port.h"
#include "../../bare-metal/board.h"
#include "../../bare-metal/clock.h"

#include "FreeRTOS.h"
#include "nrf_sdh.h"
#include "nrf_soc.h"
#include "task.h"

/* The kernel's ticks, which wrap after 48 days; the network's task looks at least every hour. 1000000 / 1024 = 15625 / 16 */
_Static_assert(configTICK_RATE_HZ == 1024, "board_microseconds()");
uint64_t board_microseconds(void) {
	static uint32_t before, wraps;
	taskENTER_CRITICAL();
	uint32_t now = xTaskGetTickCount();
	if (now < before)
		wraps++;
	before = now;
	uint64_t ticks = (uint64_t)wraps << 32 | now;
	taskEXIT_CRITICAL();
	return ticks * 15625 / 16;
}

/* The SoftDevice, when it runs, owns the generator and keeps a few bytes at hand. */
static bool ask_softdevice(uint8_t *to, size_t length) {
	const TickType_t limit = xTaskGetTickCount() + pdMS_TO_TICKS(2000);
	while (length > 0) {
		uint8_t part = length < 16 ? (uint8_t)length : 16;
		if (sd_rand_application_vector_get(to, part) == NRF_SUCCESS) {
			to += part;
			length -= part;
		} else if ((int32_t)(xTaskGetTickCount() - limit) > 0) {
			return false;
		} else {
			vTaskDelay(1);
		}
	}
	return true;
}

bool ss_port_entropy(void *buffer, size_t length) {
	return nrf_sdh_is_enabled() ? ask_softdevice(buffer, length) : board_entropy(buffer, length);
}

void *ss_port_allocate(size_t size) {
	return pvPortMalloc(size);
}

void ss_port_free(void *memory) {
	vPortFree(memory);
}

bool ss_port_wall_clock(int64_t *seconds) {
	int64_t microseconds;
	taskENTER_CRITICAL();
	bool known = bare_clock_read(&microseconds);
	taskEXIT_CRITICAL();
	if (known)
		*seconds = microseconds / 1000000;
	return known;
}

bool ss_port_set_wall_clock(int64_t seconds) {
	taskENTER_CRITICAL();
	bare_clock_set(seconds * 1000000);
	taskEXIT_CRITICAL();
	return true;
}
