/*
 * FreeRTOS on POSIX threads, see FreeRTOS.h.
 */
#include "FreeRTOS.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <time.h>

/* Something that is counted, and can be waited for: notifications, semaphores. */
struct counter {
	pthread_mutex_t lock;
	pthread_cond_t changed;
	uint32_t count;
};

struct task {
	struct counter notified;
	void (*run)(void *argument);
	void *argument;
};

struct semaphore {
	struct counter given;
};

_Atomic int semaphores_refused;

static pthread_mutex_t critical;
static _Thread_local struct task *current;

__attribute__((constructor)) static void initialize(void) {
	pthread_mutexattr_t recursive;
	pthread_mutexattr_init(&recursive);
	pthread_mutexattr_settype(&recursive, PTHREAD_MUTEX_RECURSIVE);
	pthread_mutex_init(&critical, &recursive);
}

void taskENTER_CRITICAL(void) {
	pthread_mutex_lock(&critical);
}

void taskEXIT_CRITICAL(void) {
	pthread_mutex_unlock(&critical);
}

static void counter_initialize(struct counter *counter) {
	pthread_mutex_init(&counter->lock, NULL);
	pthread_cond_init(&counter->changed, NULL);
	counter->count = 0;
}

static void counter_add(struct counter *counter, uint32_t most) {
	pthread_mutex_lock(&counter->lock);
	if (counter->count < most)
		counter->count++;
	pthread_cond_signal(&counter->changed);
	pthread_mutex_unlock(&counter->lock);
}

static uint32_t counter_take(struct counter *counter, TickType_t ticks) {
	struct timespec until;
	clock_gettime(CLOCK_REALTIME, &until);
	uint64_t nanoseconds = (uint64_t)until.tv_nsec + (uint64_t)(ticks % 1000) * 1000000;
	until.tv_sec += (time_t)(ticks / 1000 + nanoseconds / 1000000000);
	until.tv_nsec = (long)(nanoseconds % 1000000000);
	int result = 0;
	pthread_mutex_lock(&counter->lock);
	while (counter->count == 0 && result != ETIMEDOUT)
		result = ticks == portMAX_DELAY ? pthread_cond_wait(&counter->changed, &counter->lock)
										: pthread_cond_timedwait(&counter->changed, &counter->lock, &until);
	uint32_t count = counter->count;
	counter->count = 0;
	pthread_mutex_unlock(&counter->lock);
	return count;
}

static void *run_task(void *argument) {
	current = argument;
	current->run(current->argument);
	return NULL;
}

BaseType_t xTaskCreate(void (*run)(void *argument), const char *name, size_t stack, void *argument,
	UBaseType_t priority, TaskHandle_t *created) {
	pthread_t thread;
	struct task *task = calloc(1, sizeof(*task));
	(void)name;
	(void)stack;
	(void)priority;
	counter_initialize(&task->notified);
	task->run = run;
	task->argument = argument;
	*created = task;
	pthread_create(&thread, NULL, run_task, task);
	pthread_detach(thread);
	return pdPASS;
}

void vTaskDelete(TaskHandle_t task) {
	(void)task;
	pthread_exit(NULL);
}

TaskHandle_t xTaskGetCurrentTaskHandle(void) {
	return current;
}

void vTaskDelay(TickType_t ticks) {
	const struct timespec span = {.tv_sec = ticks / 1000, .tv_nsec = (long)(ticks % 1000) * 1000000};
	nanosleep(&span, NULL);
}

TickType_t xTaskGetTickCount(void) {
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (TickType_t)((uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000);
}

void xTaskNotifyGive(TaskHandle_t task) {
	counter_add(&task->notified, UINT32_MAX);
}

void vTaskNotifyGiveFromISR(TaskHandle_t task, BaseType_t *woken) {
	xTaskNotifyGive(task);
	*woken = pdTRUE;
}

uint32_t ulTaskNotifyTake(BaseType_t clear, TickType_t ticks) {
	(void)clear;
	return counter_take(&current->notified, ticks);
}

SemaphoreHandle_t xSemaphoreCreateBinary(void) {
	if (semaphores_refused > 0) {
		semaphores_refused--;
		return NULL;
	}
	struct semaphore *semaphore = calloc(1, sizeof(*semaphore));
	counter_initialize(&semaphore->given);
	return semaphore;
}

BaseType_t xSemaphoreTake(SemaphoreHandle_t semaphore, TickType_t ticks) {
	return counter_take(&semaphore->given, ticks) > 0;
}

BaseType_t xSemaphoreGive(SemaphoreHandle_t semaphore) {
	counter_add(&semaphore->given, 1);
	return pdTRUE;
}

/* The one who gives may still hold the lock for a moment. */
void vSemaphoreDelete(SemaphoreHandle_t semaphore) {
	pthread_mutex_lock(&semaphore->given.lock);
	pthread_mutex_unlock(&semaphore->given.lock);
	pthread_mutex_destroy(&semaphore->given.lock);
	free(semaphore);
}
