/*
 * The network context on the SDK's FreeRTOS: a task, which alone calls lwIP, mbedTLS and the core. Whoever else wants
 * something of it posts a request and wakes it, as does the serial line's interrupt. See the core's port.h.
 *
 * The task has the priority of the machines' tasks: the kernel divides the processor between a handshake and JavaScript.
 */
#include "../../../modules/secure-sockets/core/port.h"
#include "../../bare-metal/board.h"
#include "../../bare-metal/clock.h"
#include "../../bare-metal/network.h"
#include "../tasks/tasks.h"
#include "parts.h"

#include "FreeRTOS.h"
#include "semphr.h"
#include "task.h"
#include "xs.h"
#include "xsHost.h"

/* How long the gateway may take to answer before ss_port_start() gives up. */
#define ANSWER_LIMIT pdMS_TO_TICKS(10000)

/* After how long a machine is told again what its queue had no room for. */
#define RETRY pdMS_TO_TICKS(10)

/* Bytes; a handshake takes 3.5 KB of them (docs/memory.md). */
enum { STACK = 5 * 1024, PRIORITY = configMAX_PRIORITIES - 1 };

enum { STOPPED, STARTING, FAILED, RUNS };
static _Atomic int state;
static SemaphoreHandle_t answered;
static TaskHandle_t task;
static ss_request *first, **last = &first;

bool ss_port_inside(void) {
	return task && xTaskGetCurrentTaskHandle() == task;
}

void moddable_context_wake(void) {
	xTaskNotifyGive(task);
}

void nrf52_context_wake_from_interrupt(void) {
	BaseType_t woken = pdFALSE;
	vTaskNotifyGiveFromISR(task, &woken);
	portYIELD_FROM_ISR(woken);
}

void ss_port_post(ss_request *request) {
	request->next = NULL;
	taskENTER_CRITICAL();
	*last = request;
	last = &request->next;
	taskEXIT_CRITICAL();
	moddable_context_wake();
}

/* Those posted from now on wait for the next turn. */
static ss_request *take_requests(void) {
	taskENTER_CRITICAL();
	ss_request *requests = first;
	first = NULL;
	last = &first;
	taskEXIT_CRITICAL();
	return requests;
}

/* Whoever is signalled may be gone at once: who it was is read before. */
void ss_port_signal(ss_waiter *waiter) {
	SemaphoreHandle_t semaphore = waiter->host;
	waiter->state = 1;
	if (semaphore)
		xSemaphoreGive(semaphore);
}

/* Not by the task's notifications: the SDK waits for those itself. Without memory for a semaphore it goes by the clock. */
void ss_port_await(ss_request *request, ss_waiter *waiter) {
	waiter->host = xSemaphoreCreateBinary();
	ss_port_post(request);
	if (waiter->host) {
		xSemaphoreTake(waiter->host, portMAX_DELAY);
		vSemaphoreDelete(waiter->host);
	}
	while (!waiter->state)
		vTaskDelay(1);
}

/* The SDK's clock, which JavaScript reads, counts seconds in 32 bits. */
static void set_clock(int64_t seconds, uint32_t microseconds) {
	taskENTER_CRITICAL();
	bare_clock_set(seconds * 1000000 + microseconds);
	taskEXIT_CRITICAL();
	modSetTime((uint32_t)seconds);
	xSemaphoreGive(answered);
}

/* Rounded up, for after the sleep the time must have come. */
static TickType_t ticks_until(uint64_t due) {
	enum { longest = 3600 };
	if (due == UINT64_MAX)
		return portMAX_DELAY;
	uint64_t now = board_microseconds();
	uint64_t span = due > now ? due - now : 0;
	if (span > (uint64_t)longest * 1000000)
		return longest * configTICK_RATE_HZ;
	return (TickType_t)((span * configTICK_RATE_HZ + 999999) / 1000000);
}

static void run(void *argument) {
	(void)argument;
	bool good = nrf52_serial_start() && bare_network_start(set_clock);
	state = good ? RUNS : FAILED;
	if (!good)
		vTaskDelete(NULL);
	for (;;) {
		bool some = bare_network_turn(take_requests());
		TickType_t most = moddable_wakers_retry() ? RETRY : portMAX_DELAY, wait = ticks_until(bare_network_due());
		if (!some)
			ulTaskNotifyTake(pdTRUE, wait < most ? wait : most);
	}
}

static void start(void) {
	answered = xSemaphoreCreateBinary();
	if (!answered || xTaskCreate(run, "net", STACK / sizeof(StackType_t), NULL, PRIORITY, &task) != pdPASS)
		state = FAILED;
}

static bool wait_for_answer(void) {
	if (xSemaphoreTake(answered, ANSWER_LIMIT) != pdTRUE)
		return false;
	xSemaphoreGive(answered); /* for whoever else waits */
	return true;
}

bool ss_port_start(void) {
	taskENTER_CRITICAL();
	bool is_first = state == STOPPED;
	if (is_first)
		state = STARTING;
	taskEXIT_CRITICAL();
	if (is_first)
		start();
	while (state == STARTING)
		vTaskDelay(1);
	if (state == FAILED) {
		nrf52_print("The network could not be started: there is no memory, no serial line, or no randomness.\n");
		return false;
	}
	if (wait_for_answer())
		return true;
	nrf52_print("Nobody answers on the serial line: does the gateway run? (make gateway PORT=...)\n");
	return false;
}
