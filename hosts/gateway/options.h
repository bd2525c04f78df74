/*
 * The gateway's command line.
 */
#ifndef GATEWAY_OPTIONS_H
#define GATEWAY_OPTIONS_H

#include "bridge.h"
#include "line.h"

struct options {
	enum line_kind kind;
	const char *where;
	uint32_t baud;
	bool rtscts;
	uint32_t mtu;
	struct bridge_settings bridge;
	const char *pcap;
	double drop, corrupt;
	uint64_t seed;
};

/**
 * Reads the command line; the clock and tracing are set at once.
 * @return whether to go on; if not, *status is the status to exit with, after help or a message was printed
 */
bool options_parse(int count, char **values, struct options *options, int *status);

#endif
