/*
 * The types of FreeRTOS that the API is made of: FreeRTOS's own where there is one, otherwise the same on a tick of 1 ms.
 */
#ifndef SECURE_SOCKETS_TYPES_H
#define SECURE_SOCKETS_TYPES_H

#include <stddef.h>
#include <stdint.h>

#if defined(__has_include) && __has_include("FreeRTOS.h")
#include "FreeRTOS.h"
#elif defined(__has_include) && __has_include("freertos/FreeRTOS.h")
#include "freertos/FreeRTOS.h"
#else

typedef long BaseType_t;
typedef unsigned long UBaseType_t;
typedef uint32_t TickType_t;

#define pdFALSE ((BaseType_t)0)
#define pdTRUE ((BaseType_t)1)
#define pdFAIL pdFALSE
#define pdPASS pdTRUE

#define configTICK_RATE_HZ ((TickType_t)1000)
#define portTICK_PERIOD_MS ((TickType_t)1)
#define portMAX_DELAY ((TickType_t)UINT32_MAX)
#define pdMS_TO_TICKS(xTimeInMs) ((TickType_t)(xTimeInMs))

#define pdLITTLE_ENDIAN 0
#define pdBIG_ENDIAN 1

#endif

/* The reference wants this from the application. Programs may ask for it; nothing here does. */
#ifndef socketsconfigBYTE_ORDER
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define socketsconfigBYTE_ORDER pdLITTLE_ENDIAN
#else
#define socketsconfigBYTE_ORDER pdBIG_ENDIAN
#endif
#endif

#endif
