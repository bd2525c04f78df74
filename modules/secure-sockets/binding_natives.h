/*
 * The host functions that native.js names; XS's loader finds them by these names.
 */
#ifndef SS_BINDING_NATIVES_H
#define SS_BINDING_NATIVES_H

#include "xsmc.h"

/* binding.c */
void xs_secure_socket_destructor(void *data);
void xs_secure_socket(xsMachine *the);
void xs_secure_socket_open(xsMachine *the);
void xs_secure_socket_shutdown(xsMachine *the);
void xs_secure_socket_close(xsMachine *the);
void xs_secure_socket_refuse(xsMachine *the);
void xs_secure_sockets_start(xsMachine *the);

/* binding_options.c */
void xs_secure_socket_set_option(xsMachine *the);
void xs_secure_socket_set_wakeup(xsMachine *the);

void xs_secure_socket_set_pre_shared_key(xsMachine *the);

/* binding_key_log.c */
void xs_secure_socket_set_key_log(xsMachine *the);

/* binding_transfer.c */
void xs_secure_socket_connect(xsMachine *the);
void xs_secure_socket_send(xsMachine *the);
void xs_secure_socket_recv(xsMachine *the);

/* binding_info.c */
void xs_secure_socket_error(xsMachine *the);
void xs_secure_socket_take_error(xsMachine *the);
void xs_secure_socket_info(xsMachine *the);
void xs_secure_sockets_trust_anchors(xsMachine *the);

/* binding_stores.c */
void xs_secure_sockets_add_trust_anchors(xsMachine *the);
void xs_secure_sockets_clear_trust_anchors(xsMachine *the);
void xs_secure_sockets_export_sessions(xsMachine *the);
void xs_secure_sockets_import_sessions(xsMachine *the);
void xs_secure_sockets_clear_sessions(xsMachine *the);
void xs_secure_sockets_set_time(xsMachine *the);

/* binding_address.c */
void xs_secure_socket_bind(xsMachine *the);

/* binding_resolve.c */
void xs_secure_sockets_resolve(xsMachine *the);
void xs_secure_sockets_resolve_all(xsMachine *the);
void xs_secure_sockets_error_meaning(xsMachine *the);
void xs_secure_sockets_encode_text(xsMachine *the);

#endif
