/*
 * Orders: calls of the C API that need no waiting. They go to the network context all the same, because the handles are
 * its own.
 */
#ifndef SECURE_SOCKETS_ORDERS_H
#define SECURE_SOCKETS_ORDERS_H

#include "secure_sockets_descriptors.h"

typedef struct ss_order ss_order;
struct ss_order {
	Socket_t socket;
	int32_t (*run)(ss_descriptor *descriptor, const ss_order *order);
	int32_t option;
	const void *value;
	size_t length;
	void *output;
	int32_t result; /* ss_order_run()'s */
};

/** Runs an order in the network context. Any thread. @return its result, or SOCKETS_EINVAL for a bad handle. */
int32_t ss_order_run(ss_order *order);

#endif
