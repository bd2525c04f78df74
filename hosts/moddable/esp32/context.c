/*
 * The network context on ESP-IDF: a task of ours, which alone runs the core and mbedTLS. lwIP is not its: that belongs to IDF's
 * own task, and is called by way of lwip_call.c. See the core's port.h.
 *
 * The task has the priority of the machines' tasks, far below lwIP's and the radio's: a handshake holds neither up.
 */
#include "../../../modules/secure-sockets/core/core.h"
#include "../../../modules/secure-sockets/core/port.h"
#include "../loop.h"
#include "../tasks/tasks.h"
#include "esp_netif.h"
#include "freertos/FreeRTOS.h"
#include "freertos/semphr.h"
#include "freertos/task.h"
#include "mc.defines.h"
#include "parts.h"

/* Bytes. An application chooses by "defines": {"secure_sockets": {"stack": ...}} in its manifest. */
#ifndef MODDEF_SECURE_SOCKETS_STACK
#define MODDEF_SECURE_SOCKETS_STACK 10240
#endif

enum { PRIORITY = 4, STOPPED = 0, STARTING, FAILED, RUNS };

/* After how long a machine is told again what its queue had no room for. */
#define RETRY pdMS_TO_TICKS(10)

static portMUX_TYPE lock = portMUX_INITIALIZER_UNLOCKED;
static _Atomic int state;
static TaskHandle_t task;
static ss_request *first, **last = &first;

void moddable_lock(void) {
	portENTER_CRITICAL(&lock);
}

void moddable_unlock(void) {
	portEXIT_CRITICAL(&lock);
}

bool ss_port_inside(void) {
	return task && xTaskGetCurrentTaskHandle() == task;
}

/* Machines can be woken before there is a network; the task looks for those that could not when it starts. */
void moddable_context_wake(void) {
	if (task)
		xTaskNotifyGive(task);
}

void ss_port_post(ss_request *request) {
	request->next = NULL;
	moddable_lock();
	*last = request;
	last = &request->next;
	moddable_unlock();
	moddable_context_wake();
}

/* Those posted from now on wait for the next turn. @return whether there were any */
static bool run_requests(void) {
	moddable_lock();
	ss_request *request = first;
	first = NULL;
	last = &first;
	moddable_unlock();
	bool some = request != NULL;
	while (request) {
		ss_request *next = request->next; /* the request may be gone, or posted again, afterwards */
		request->run(request->argument);
		request = next;
	}
	return some;
}

/* The waiter may be gone at once. */
void ss_port_signal(ss_waiter *waiter) {
	SemaphoreHandle_t semaphore = waiter->host;
	waiter->state = 1;
	xSemaphoreGive(semaphore);
}

/* Not by the task's notifications: the SDK waits for those itself. The semaphore is on the stack, so that there always is one. */
void ss_port_await(ss_request *request, ss_waiter *waiter) {
	StaticSemaphore_t memory;
	waiter->host = xSemaphoreCreateBinaryStatic(&memory);
	ss_port_post(request);
	xSemaphoreTake(waiter->host, portMAX_DELAY);
	vSemaphoreDelete(waiter->host);
}

/* One millisecond more, because the clock's fraction is cut off: after the sleep the time must have come. */
static TickType_t ticks_until(uint64_t deadline) {
	enum { LONGEST = 3600000 };
	if (deadline == SS_NO_DEADLINE)
		return portMAX_DELAY;
	uint64_t now = ss_port_milliseconds();
	uint64_t span = deadline >= now ? deadline - now + 1 : 0;
	return pdMS_TO_TICKS(span < LONGEST ? span : LONGEST) + 1;
}

static void run(void *argument) {
	(void)argument;
	const bool good = ss_core_start();
	state = good ? RUNS : FAILED;
	if (!good)
		vTaskDelete(NULL);
	for (;;) {
		const bool some = run_requests();
		ss_core_run_timers(ss_port_milliseconds() - 1);
		TickType_t most = moddable_wakers_retry() ? RETRY : portMAX_DELAY, wait = ticks_until(ss_core_next_deadline());
		if (!some)
			ulTaskNotifyTake(pdTRUE, wait < most ? wait : most);
	}
}

static void start(void) {
	if (xTaskCreate(run, "sockets", MODDEF_SECURE_SOCKETS_STACK / sizeof(StackType_t), NULL, PRIORITY, &task) != pdPASS)
		state = FAILED;
}

/* Connecting is not ours: it takes the machine's own turns, and one that waited here would wait for ever. */
static bool has_address(void) {
	esp_netif_ip_info_t info;
	esp_netif_t *netif = esp_netif_get_default_netif();
	return netif && esp_netif_is_netif_up(netif) && esp_netif_get_ip_info(netif, &info) == ESP_OK && info.ip.addr;
}

bool ss_port_start(void) {
	if (!has_address()) {
		esp32_print("There is no network yet: connect first, by the SDK's wifi module for example.\n");
		return false;
	}
	moddable_lock();
	bool is_first = state == STOPPED;
	if (is_first)
		state = STARTING;
	moddable_unlock();
	if (is_first)
		start();
	while (state == STARTING)
		vTaskDelay(1);
	if (state == FAILED)
		esp32_print("The sockets could not be started: there is no memory.\n");
	return state == RUNS;
}
