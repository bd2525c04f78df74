/*
 * What the core asks of whoever configured lwIP and mbedTLS: platform.c, or a host whose SDK brings its own.
 */
#ifndef SS_PLATFORM_H
#define SS_PLATFORM_H

/** Frees what PSA holds, keys included; does nothing where PSA is not the core's alone. In the network context. */
void ss_platform_release(void);

#endif
