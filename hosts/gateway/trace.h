/*
 * What the user may want to see of each packet: the options --trace and --pcap.
 */
#ifndef GATEWAY_TRACE_H
#define GATEWAY_TRACE_H

#include "packet.h"

/** Whether there is one line on stderr for each packet. */
extern bool trace_is_on;

/** @param from_board its direction */
void trace_packet(bool from_board, const struct packet *packet);

/** Tells of bytes that are no packet. */
void trace_dropped(const char *why, size_t length);

/** @return nanoseconds of a monotonic clock. */
int64_t trace_nanoseconds(void);

#endif
