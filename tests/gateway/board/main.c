/*
 * The board's end of the line as a program: lwIP on hosts/bare-metal/serial_netif.c.
 *
 *     board LINE tcp ADDRESS PORT   standard input to a connection, the connection to standard output
 *     board LINE repeat ADDRESS PORT N    N connections to an echo server (repeat.h)
 *     board LINE udp ADDRESS PORT   sends standard input as one datagram, prints the answer in hexadecimal
 *     board LINE name NAME          prints the address of a name
 *     board LINE time SERVER [EARLIEST]   prints seconds since 1970
 *
 * Ends with 0; 1 when lwIP says so, with the number of its error on stderr.
 */
#include "../../../hosts/bare-metal/board.h"
#include "../../../hosts/bare-metal/serial_netif.h"
#include "../../../hosts/bare-metal/sntp.h"
#include "host_board.h"
#include "lwip/dns.h"
#include "lwip/init.h"
#include "lwip/tcp.h"
#include "lwip/timeouts.h"
#include "lwip/udp.h"
#include "repeat.h"
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool finished;
static int status;

static void finish(int result) {
	finished = true;
	status = result;
}

static void finish_with_error(const char *what, err_t error) {
	fprintf(stderr, "board: %s: error %d\n", what, error);
	finish(1);
}

/* TCP: between the connection and standard input and output */

static struct tcp_pcb *connection;
static struct pbuf *received;
static bool is_connected, input_ended, peer_ended;

static err_t on_received(void *argument, struct tcp_pcb *pcb, struct pbuf *data, err_t error) {
	(void)argument;
	(void)pcb;
	(void)error;
	if (!data)
		peer_ended = true;
	else if (received)
		pbuf_cat(received, data);
	else
		received = data;
	return ERR_OK;
}

static void on_failed(void *argument, err_t error) {
	(void)argument;
	connection = NULL;
	finish_with_error("connection", error);
}

static err_t on_connected(void *argument, struct tcp_pcb *pcb, err_t error) {
	(void)argument;
	(void)pcb;
	is_connected = true;
	fputs("board: connected\n", stderr);
	return error;
}

/* Copied, since lwIP leaves empty buffers where a segment began with what had come before. */
static void write_output(void) {
	uint8_t bytes[1024];
	while (received) {
		ssize_t written = write(STDOUT_FILENO, bytes, pbuf_copy_partial(received, bytes, sizeof(bytes), 0));
		if (written <= 0)
			return;
		received = pbuf_free_header(received, (u16_t)written);
		if (connection)
			tcp_recved(connection, (u16_t)written);
	}
}

static void read_input(void) {
	static uint8_t bytes[4096];
	while (is_connected && !input_ended && connection && tcp_sndbuf(connection) > 0 &&
		   tcp_sndqueuelen(connection) < TCP_SND_QUEUELEN - 4) {
		ssize_t length = read(STDIN_FILENO, bytes, LWIP_MIN(sizeof(bytes), tcp_sndbuf(connection)));
		if (length < 0)
			return;
		if (length == 0) {
			input_ended = true;
			tcp_shutdown(connection, 0, 1);
			return;
		}
		err_t error = tcp_write(connection, bytes, (u16_t)length, TCP_WRITE_FLAG_COPY);
		if (error != ERR_OK) {
			finish_with_error("tcp_write", error);
			return;
		}
		tcp_output(connection);
	}
}

static bool pump(struct pollfd *polls) {
	write_output();
	read_input();
	polls[0] = (struct pollfd){.fd = STDOUT_FILENO, .events = received ? POLLOUT : 0};
	bool wants_input = is_connected && !input_ended && connection && tcp_sndbuf(connection) > 0 &&
					   tcp_sndqueuelen(connection) < TCP_SND_QUEUELEN - 4;
	polls[1] = (struct pollfd){.fd = wants_input ? STDIN_FILENO : -1, .events = POLLIN};
	return input_ended && peer_ended && !received && !bare_netif_is_sending();
}

static void start_tcp(const ip_addr_t *address, u16_t port) {
	connection = tcp_new();
	tcp_recv(connection, on_received);
	tcp_err(connection, on_failed);
	tcp_connect(connection, address, port, on_connected);
	fcntl(STDIN_FILENO, F_SETFL, fcntl(STDIN_FILENO, F_GETFL) | O_NONBLOCK);
	fcntl(STDOUT_FILENO, F_SETFL, fcntl(STDOUT_FILENO, F_GETFL) | O_NONBLOCK);
}

/* The others: one answer, and it is over */

static void on_datagram(void *argument, struct udp_pcb *pcb, struct pbuf *data, const ip_addr_t *from, u16_t port) {
	(void)argument;
	(void)pcb;
	printf("%s:%u ", ipaddr_ntoa(from), port);
	for (u16_t i = 0; i < data->tot_len; i++)
		printf("%02x", pbuf_get_at(data, i));
	putchar('\n');
	pbuf_free(data);
	finish(0);
}

static void start_udp(const ip_addr_t *address, u16_t port) {
	uint8_t bytes[1400];
	ssize_t length = read(STDIN_FILENO, bytes, sizeof(bytes));
	struct udp_pcb *pcb = udp_new();
	struct pbuf *packet = pbuf_alloc(PBUF_TRANSPORT, (u16_t)(length > 0 ? length : 0), PBUF_RAM);
	pbuf_take(packet, bytes, packet->len);
	udp_recv(pcb, on_datagram, NULL);
	udp_sendto(pcb, packet, address, port);
	pbuf_free(packet);
}

static void on_name(const char *name, const ip_addr_t *address, void *argument) {
	(void)argument;
	if (address) {
		puts(ipaddr_ntoa(address));
		finish(0);
	} else {
		fprintf(stderr, "board: %s: no address\n", name);
		finish(1);
	}
}

static void on_time(int64_t seconds, uint32_t microseconds) {
	printf("%" PRId64 ".%06" PRIu32 "\n", seconds, microseconds);
	finish(0);
}

static void start(int count, char **words) {
	ip_addr_t address;
	if (count == 4 && !strcmp(words[1], "tcp") && ipaddr_aton(words[2], &address)) {
		start_tcp(&address, (u16_t)atoi(words[3]));
	} else if (count == 5 && !strcmp(words[1], "repeat") && ipaddr_aton(words[2], &address)) {
		repeat_start(&address, (u16_t)atoi(words[3]), atoi(words[4]));
	} else if (count == 4 && !strcmp(words[1], "udp") && ipaddr_aton(words[2], &address)) {
		start_udp(&address, (u16_t)atoi(words[3]));
	} else if (count == 3 && !strcmp(words[1], "name")) {
		dns_gethostbyname(words[2], &address, on_name, NULL);
	} else if (count >= 3 && !strcmp(words[1], "time")) {
		const struct bare_sntp_settings settings = {words[2], count > 3 ? atoll(words[3]) : 0, on_time};
		if (!bare_sntp_start(&settings))
			finish_with_error("time", ERR_ARG);
	} else {
		fputs("board: LINE tcp|udp ADDRESS PORT, LINE repeat ADDRESS PORT N, LINE name NAME, LINE time SERVER "
			  "[EARLIEST]\n",
			stderr);
		finish(2);
	}
}

static void print_counters(void) {
	const struct bare_netif_counters *counters = bare_netif_get_counters();
	fprintf(stderr,
		"board: %" PRIu32 " packets in, %" PRIu32 " out; %" PRIu32 " broken, %" PRIu32 " too long, %" PRIu32
		" without memory, %" PRIu32 " not queued; %" PRIu32 " times refused\n",
		counters->packets_in, counters->packets_out, counters->broken, counters->too_long, counters->no_memory,
		counters->queue_full, bare_sntp_get_refused());
}

int main(int count, char **words) {
	struct pollfd polls[2] = {{.fd = -1}, {.fd = -1}};
	signal(SIGPIPE, SIG_IGN);
	if (count < 3)
		return 2;
	host_board_open(words[1]);
	lwip_init();
	if (!bare_netif_start())
		return 2;
	start(count - 1, words + 1);
	while (!finished) {
		bool more = bare_netif_poll();
		sys_check_timeouts();
		if (!strcmp(words[2], "tcp") && pump(polls))
			finish(0);
		if (!strcmp(words[2], "repeat") && repeat_is_done())
			finish(0);
		if (!more && !finished)
			host_board_sleep(polls, 2, sys_timeouts_sleeptime());
	}
	print_counters();
	return status;
}
