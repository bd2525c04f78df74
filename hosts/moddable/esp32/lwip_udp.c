/*
 * core/udp.c in lwIP's task: see lwip_side.h.
 */
#include "lwip_side.h"

#define ss_udp lwip_udp
#define ss_udp_open lwip_udp_open
#define ss_udp_send lwip_udp_send
#define ss_udp_close lwip_udp_close

#include "../../../modules/secure-sockets/core/udp.c"
