/*
 * The simulator's command-line options, parsed once in options.c.
 */
#ifndef SIM_OPTIONS_H
#define SIM_OPTIONS_H

#include "address.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct sim_options {
	uint32_t mtu;        /**< Of the simulated link, in bytes, 576 to 65520. */
	double clock_scale;  /**< At least 1. */
	ss_address dns;      /**< The DNS server, as the host sees it; family 0: the network's, 10.0.2.3. */
	size_t heap_limit;   /**< Of the JavaScript heap, in bytes; 0: none. */
	const char *library; /**< Archive of the project's modules. */
	const char *app;     /**< Archive of the app. */
	char **arguments;    /**< The app's. */
	int argument_count;
} sim_options;

/** The options in force; written only before threads start. */
extern sim_options sim_settings;

/** Parses the command line, which bin/sim makes up. @return false, after a message on stderr, when it is wrong. */
bool sim_options_parse(int count, char **values);

/** Parses the network's options from words in one text. @return false, after a message on stderr, when it is wrong. */
bool sim_options_parse_text(const char *text);

#endif
