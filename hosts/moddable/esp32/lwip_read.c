/*
 * What the core reads of lwIP's state, core/lwip_state.c and core/dns_learned.c, in lwIP's task.
 */
#include "parts.h"

#define ss_network_read_state read_state
#define ss_dns_list_learned list_learned

#include "../../../modules/secure-sockets/core/dns_learned.c"
#include "../../../modules/secure-sockets/core/lwip_state.c"

#undef ss_network_read_state
#undef ss_dns_list_learned

void ss_network_read_state(ss_network_state *state);
size_t ss_dns_list_learned(ss_address servers[SS_DNS_SERVERS_MOST]);

static void read_state_there(void *state) {
	read_state(state);
}

void ss_network_read_state(ss_network_state *state) {
	esp32_lwip_call(read_state_there, state);
}

struct list {
	ss_address *servers;
	size_t count;
};

static void list_learned_there(void *argument) {
	struct list *list = argument;
	list->count = list_learned(list->servers);
}

size_t ss_dns_list_learned(ss_address servers[SS_DNS_SERVERS_MOST]) {
	struct list list = {.servers = servers};
	esp32_lwip_call(list_learned_there, &list);
	return list.count;
}
