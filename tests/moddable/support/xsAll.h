/*
 * What hosts/moddable takes of the SDK's headers, for tests.
 */
#ifndef TEST_XS_ALL_H
#define TEST_XS_ALL_H

#include <stdbool.h>
#include <stdint.h>

typedef struct machine {
	struct queue *msgQueue;
} xsMachine;

typedef void (*modMessageDeliver)(void *the, void *refcon, uint8_t *message, uint16_t length);

void modSetTime(uint32_t seconds);

#endif
