/*
 * The core's own TCP and UDP (core/tcp.c, core/udp.c) as they are here: in lwIP's task, under other names, because those of the
 * core are taken by what stands between the two (relay_tcp.c, relay_udp.c). What each does: see core/tcp.h and core/udp.h.
 */
#ifndef MODDABLE_ESP32_LWIP_SIDE_H
#define MODDABLE_ESP32_LWIP_SIDE_H

#include "../../../modules/secure-sockets/core/tcp.h"
#include "../../../modules/secure-sockets/core/udp.h"

typedef struct lwip_tcp lwip_tcp;
typedef struct lwip_udp lwip_udp;

lwip_tcp *lwip_tcp_new(ss_tcp_listener listener, void *context);
int lwip_tcp_bind(lwip_tcp *tcp, const ss_address *local);
int lwip_tcp_connect(lwip_tcp *tcp, const ss_address *remote);
int lwip_tcp_write(lwip_tcp *tcp, const void *data, size_t length);
void lwip_tcp_flush(lwip_tcp *tcp);
int lwip_tcp_read(lwip_tcp *tcp, void *buffer, size_t length);
size_t lwip_tcp_peek(const lwip_tcp *tcp, void *buffer, size_t length);
size_t lwip_tcp_available(const lwip_tcp *tcp);
bool lwip_tcp_drained(const lwip_tcp *tcp);
int lwip_tcp_shutdown(lwip_tcp *tcp);
int lwip_tcp_failure(const lwip_tcp *tcp);
void lwip_tcp_addresses(const lwip_tcp *tcp, ss_address *local, ss_address *remote);
void lwip_tcp_limit(lwip_tcp *tcp, uint32_t send, uint32_t receive);
void lwip_tcp_keep_alive(lwip_tcp *tcp, bool on, uint32_t idle, uint32_t interval, uint32_t count);
void lwip_tcp_close(lwip_tcp *tcp);
void lwip_tcp_abort(lwip_tcp *tcp);

lwip_udp *lwip_udp_open(const ss_address *server, ss_udp_listener listener, void *context);
bool lwip_udp_send(lwip_udp *udp, const void *data, size_t length);
void lwip_udp_close(lwip_udp *udp);

#endif
