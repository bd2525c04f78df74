/*
 * SetSockOpt from inside: between options.c and options_tls.c. Network context only.
 */
#ifndef SS_OPTIONS_H
#define SS_OPTIONS_H

#include "socket_internal.h"

/** One call of SetSockOpt. */
typedef struct ss_option {
	ss_socket *socket;
	int32_t option;
	const void *value;
	size_t length;
	int32_t result;
} ss_option;

/** Sets an option of TLS. @return the result of SetSockOpt. */
int32_t ss_option_set_tls(const ss_option *option);

/** Reads a value that is a number. @return whether it is one. */
bool ss_option_number(const ss_option *option, uint32_t *number);

/** Say what was wrong, in words, and @return the code. @param name of the option, without SOCKETS_SO_. */
int32_t ss_option_invalid(ss_socket *socket, const char *name, const char *what);
int32_t ss_option_no_memory(ss_socket *socket, const char *name);

#endif
