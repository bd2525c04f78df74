/*
 * Packets for the user to see, see trace.h.
 */
#include "trace.h"
#include "../usernet/capture.h"
#include <stdio.h>
#include <time.h>

bool trace_is_on;

int64_t trace_nanoseconds(void) {
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

/* Seconds since the first line. */
static double get_time(void) {
	static int64_t start;
	if (!start)
		start = trace_nanoseconds();
	return (double)(trace_nanoseconds() - start) / 1e9;
}

static void print_protocol(const struct packet *packet) {
	static const char flags[] = "FSRPAU";
	const char *name = packet->protocol == PROTOCOL_TCP    ? "TCP"
					   : packet->protocol == PROTOCOL_UDP  ? "UDP"
					   : packet->protocol == PROTOCOL_ICMP ? "ICMP"
														   : NULL;
	if (name)
		fprintf(stderr, " %s", name);
	else
		fprintf(stderr, " protocol %u", packet->protocol);
	if (packet->protocol != PROTOCOL_TCP || !packet->has_ports)
		return;
	fputc(' ', stderr);
	for (int i = 0; flags[i]; i++) {
		if (packet->payload[13] & 1 << i)
			fputc(flags[i], stderr);
	}
	fprintf(stderr, " seq %u ack %u", get32(packet->payload + 4), get32(packet->payload + 8));
}

void trace_packet(bool from_board, const struct packet *packet) {
	char source[ENDPOINT_TEXT], destination[ENDPOINT_TEXT];
	capture_write(packet->bytes, packet->length);
	if (!trace_is_on)
		return;
	fprintf(stderr, "gateway: %.6f %s %s > %s", get_time(), from_board ? "board" : "  net",
		packet_print_endpoint(packet->source, packet->source_port, source),
		packet_print_endpoint(packet->destination, packet->destination_port, destination));
	print_protocol(packet);
	fprintf(stderr, ", %zu bytes\n", packet->length);
}

void trace_dropped(const char *why, size_t length) {
	if (trace_is_on)
		fprintf(stderr, "gateway: %.6f board dropped %zu bytes: %s\n", get_time(), length, why);
}
