/*
 * As much of FreeRTOS as hosts/moddable/nrf52 uses, on POSIX threads: for tests. A tick is a millisecond, and
 * waits that are given in milliseconds take a tenth of it.
 */
#ifndef TEST_FREERTOS_H
#define TEST_FREERTOS_H

#include <stddef.h>
#include <stdint.h>

typedef int BaseType_t;
typedef unsigned UBaseType_t;
typedef uint32_t TickType_t;
typedef uint32_t StackType_t;
typedef struct task *TaskHandle_t;
typedef struct semaphore *SemaphoreHandle_t;
typedef struct queue *QueueHandle_t;

#define pdFALSE 0
#define pdTRUE 1
#define pdPASS 1
#define portMAX_DELAY UINT32_MAX
#define configTICK_RATE_HZ 1000
#define configMAX_PRIORITIES 3
#define pdMS_TO_TICKS(milliseconds) ((TickType_t)(milliseconds) / 10)
#define portYIELD_FROM_ISR(woken) ((void)(woken))

/** Interrupts kept out, and other tasks with them; nests. */
void taskENTER_CRITICAL(void);
void taskEXIT_CRITICAL(void);

BaseType_t xTaskCreate(void (*run)(void *argument), const char *name, size_t stack, void *argument,
	UBaseType_t priority, TaskHandle_t *created);
void vTaskDelete(TaskHandle_t task);
TaskHandle_t xTaskGetCurrentTaskHandle(void);
void vTaskDelay(TickType_t ticks);
TickType_t xTaskGetTickCount(void);
void xTaskNotifyGive(TaskHandle_t task);
void vTaskNotifyGiveFromISR(TaskHandle_t task, BaseType_t *woken);
uint32_t ulTaskNotifyTake(BaseType_t clear, TickType_t ticks);

SemaphoreHandle_t xSemaphoreCreateBinary(void);
BaseType_t xSemaphoreTake(SemaphoreHandle_t semaphore, TickType_t ticks);
BaseType_t xSemaphoreGive(SemaphoreHandle_t semaphore);
void vSemaphoreDelete(SemaphoreHandle_t semaphore);

UBaseType_t uxQueueSpacesAvailable(QueueHandle_t queue);

/** How many calls from now on xSemaphoreCreateBinary() finds no memory. */
extern _Atomic int semaphores_refused;

#endif
