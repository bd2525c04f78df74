/*
 * Connections one after the other, see repeat.h.
 */
#include "repeat.h"
#include "lwip/tcp.h"
#include "lwip/timeouts.h"
#include <stdio.h>
#include <string.h>

enum { LENGTH = 1000, PAUSE = 50 };

static ip_addr_t server;
static u16_t server_port;
static int number, last;
static u16_t echoed;
static uint8_t data[LENGTH];

static void begin(void *argument);

static void note(err_t error) {
	if (error == ERR_OK)
		printf("%d ok\n", number);
	else
		printf("%d error %d\n", number, error);
	fflush(stdout);
	if (++number <= last)
		sys_timeout(PAUSE, begin, NULL);
}

static void on_failed(void *argument, err_t error) {
	(void)argument;
	note(error);
}

static err_t abandon(struct tcp_pcb *pcb, err_t error) {
	tcp_err(pcb, NULL);
	tcp_abort(pcb);
	note(error);
	return ERR_ABRT;
}

static err_t on_received(void *argument, struct tcp_pcb *pcb, struct pbuf *received, err_t error) {
	(void)argument;
	(void)error;
	if (!received)
		return abandon(pcb, ERR_CLSD);
	u16_t length = received->tot_len;
	bool good = echoed + length <= LENGTH && pbuf_memcmp(received, 0, data + echoed, length) == 0;
	pbuf_free(received);
	tcp_recved(pcb, length);
	echoed += length;
	if (!good)
		return abandon(pcb, ERR_VAL);
	if (echoed < LENGTH)
		return ERR_OK;
	tcp_arg(pcb, NULL);
	tcp_recv(pcb, NULL);
	tcp_err(pcb, NULL);
	tcp_close(pcb);
	note(ERR_OK);
	return ERR_OK;
}

static err_t on_connected(void *argument, struct tcp_pcb *pcb, err_t error) {
	(void)argument;
	(void)error;
	return tcp_write(pcb, data, LENGTH, TCP_WRITE_FLAG_COPY);
}

static void begin(void *argument) {
	(void)argument;
	struct tcp_pcb *pcb = tcp_new();
	echoed = 0;
	for (int i = 0; i < LENGTH; i++)
		data[i] = (uint8_t)(i * number);
	tcp_recv(pcb, on_received);
	tcp_err(pcb, on_failed);
	tcp_connect(pcb, &server, server_port, on_connected);
}

void repeat_start(const ip_addr_t *address, u16_t port, int count) {
	server = *address;
	server_port = port;
	number = 1;
	last = count;
	begin(NULL);
}

bool repeat_is_done(void) {
	return number > last;
}
