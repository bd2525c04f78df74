/*
 * The simulator's command-line options, parsed once in options.c.
 */
#ifndef SIM_OPTIONS_H
#define SIM_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

typedef struct sim_options {
	uint32_t mtu;         /**< Of the simulated link, in bytes, 576 to 65520. */
	double clock_scale;   /**< At least 1. */
	char dns_address[16]; /**< Dotted; empty: libslirp's 10.0.2.3. */
	uint16_t dns_port;    /**< 53 when none was given. */
	bool trace;
} sim_options;

/** The options in force; written only before threads start. */
extern sim_options sim_settings;

#endif
