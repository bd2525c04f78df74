/*
 * Sessions that are resumed: core/tls_session.c and core/session_cache.c.
 */
#include "peer.h"
#include "session_cache.h"
#include "test_port.h"

/* Connects, lets tickets arrive, and hangs up. @return whether a session was resumed. */
static bool resumes(int version, const char *name, uint32_t resumption) {
	ss_socket *socket = tls_socket();
	set_text(socket, SOCKETS_SO_SERVER_NAME_INDICATION, name);
	set_number(socket, SOCKETS_SO_SESSION_RESUMPTION, resumption);
	struct call connect = {0};
	struct peer *peer = tls_connect(socket, &connect, &(struct peer_options){.version = version, .tickets = true});
	check_equal(connect.result, 0);
	check_equal(send_now(socket, "works", 5), 5);
	peer_run(peer);
	check_equal(peer->received_length, 5);
	bool resumed = info_of(socket).resumed;
	drop_socket(socket);
	return resumed;
}

test_tls(the_second_connection_resumes_the_first) {
	check(!resumes(version, "server.test", 1));
	for (int i = 0; i < 4; i++)
		check(resumes(version, "server.test", 1));
}

test_tls(who_does_not_want_to_does_not_resume) {
	check(!resumes(version, "server.test", 1));
	check(!resumes(version, "server.test", 0));
	check(resumes(version, "server.test", 1));
}

test_tls(nothing_is_kept_of_who_does_not_want_to_resume) {
	check(!resumes(version, "server.test", 0));
	check(!resumes(version, "server.test", 1));
}

test_tls(sessions_that_were_forgotten_are_not_resumed) {
	check(!resumes(version, "server.test", 1));
	ss_session_cache_clear();
	check(!resumes(version, "server.test", 1));
}

test_tls(sessions_expire) {
	check(!resumes(version, "server.test", 1));
	port_advance(3601 * 1000);
	check(!resumes(version, "server.test", 1));
}

/* While a record waits for room mbedTLS puts a ticket aside: it is taken when Close has sent that record. */
test(a_ticket_that_is_taken_after_close_is_not_kept) {
	ss_socket *socket = tls_socket();
	set_number(socket, SOCKETS_SO_SESSION_RESUMPTION, 1);
	struct call connect = {0}, send = {0};
	call_connect(&connect, socket);
	struct peer *peer = peer_new(&(struct peer_options){.version = SOCKETS_TLS_VERSION_1_3, .tickets = true});
	wire_accept(peer->wire);
	while (!connect.ended)
		peer_step(peer);
	check_equal(connect.result, 0);
	peer->wire->room = 0;
	call_send(&send, socket, "x", 1);
	size_t before = peer->out_delivered;
	peer_run(peer);
	check(peer->out_delivered > before);
	drop_socket(socket);
	check(!resumes(SOCKETS_TLS_VERSION_1_3, "server.test", 1));
}
