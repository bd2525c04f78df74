#include "client.h"
#include "core.h"
#include "port.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

uint8_t client_content[65536];
ss_error client_error;

char *client_read(const char *path) {
	FILE *file = fopen(path, "rb");
	char *text = calloc(1, 65536);
	if (!file || !text || fread(text, 1, 65535, file) == 0) {
		fprintf(stderr, "%s cannot be read\n", path);
		exit(2);
	}
	fclose(file);
	return text;
}

static int32_t set(Socket_t socket, int32_t option, const void *value, size_t length) {
	return SOCKETS_SetSockOpt(socket, 0, option, value, length);
}

static int32_t set_pem(Socket_t socket, int32_t option, const char *pem) {
	return pem ? set(socket, option, pem, strlen(pem) + 1) : 0;
}

static int32_t set_options(Socket_t socket, const client_plan *plan) {
	TickType_t timeout = plan->timeout ? plan->timeout : 60000;
	uint32_t resume = plan->resume;
	int32_t code = set(socket, SOCKETS_SO_RCVTIMEO, &timeout, sizeof(timeout));
	if (!code)
		code = set(socket, SOCKETS_SO_SNDTIMEO, &timeout, sizeof(timeout));
	if (code || !(plan->ca || plan->psk))
		return code;
	if (!(code = set(socket, SOCKETS_SO_REQUIRE_TLS, NULL, 0)) &&
		!(code = set_pem(socket, SOCKETS_SO_TRUSTED_SERVER_CERTIFICATE, plan->ca)) &&
		!(code = plan->name ? set(socket, SOCKETS_SO_SERVER_NAME_INDICATION, plan->name, strlen(plan->name)) : 0) &&
		!(code = set(socket, SOCKETS_SO_TLS_MIN_VERSION, &plan->version, sizeof(plan->version))) &&
		!(code = set(socket, SOCKETS_SO_TLS_MAX_VERSION, &plan->version, sizeof(plan->version))) &&
		!(code = set(socket, SOCKETS_SO_SESSION_RESUMPTION, &resume, sizeof(resume))) &&
		!(code = set_pem(socket, SOCKETS_SO_CLIENT_CERTIFICATE, plan->certificate)) &&
		!(code = set_pem(socket, SOCKETS_SO_CLIENT_KEY, plan->key)) && plan->psk)
		code = set(socket, SOCKETS_SO_PRE_SHARED_KEY, plan->psk, sizeof(*plan->psk));
	if (!code && plan->key_log)
		code = set(socket, SOCKETS_SO_KEY_LOG, (const void *)(uintptr_t)plan->key_log, 0);
	return code;
}

static int32_t echo(Socket_t socket, size_t bytes) {
	static uint8_t buffer[sizeof(client_content)];
	size_t at = 0;
	while (at < bytes) {
		int32_t sent = SOCKETS_Send(socket, client_content + at, bytes - at, 0);
		if (sent <= 0)
			return sent ? sent : SOCKETS_EWOULDBLOCK;
		at += (size_t)sent;
	}
	for (at = 0; at < bytes;) {
		int32_t received = SOCKETS_Recv(socket, buffer + at, bytes - at, 0);
		if (received <= 0)
			return received ? received : SOCKETS_EWOULDBLOCK;
		at += (size_t)received;
	}
	if (memcmp(buffer, client_content, bytes))
		return CLIENT_WRONG_DATA;
	return SOCKETS_Shutdown(socket, SOCKETS_SHUT_RDWR);
}

static int32_t open_connection(Socket_t socket, const client_plan *plan) {
	ss_address address = {.family = SOCKETS_AF_INET, .bytes = {10, 0, 2, 2}};
	if (plan->host) {
		int32_t found = SOCKETS_GetAddresses(plan->host, SOCKETS_AF_INET, &address, 1);
		if (found <= 0)
			return found ? found : SOCKETS_SOCKET_ERROR;
	}
	address.port = plan->port;
	return SOCKETS_ConnectAddress(socket, &address);
}

int32_t client_run(const client_plan *plan) {
	Socket_t socket = SOCKETS_Socket(SOCKETS_AF_INET, SOCKETS_SOCK_STREAM, SOCKETS_IPPROTO_TCP);
	if (socket == SOCKETS_INVALID_SOCKET)
		return SOCKETS_ENOMEM;
	int32_t code = set_options(socket, plan);
	if (!code)
		code = open_connection(socket, plan);
	if (!code)
		code = echo(socket, plan->bytes);
	if (code)
		SOCKETS_GetError(socket, &client_error);
	int32_t closed = SOCKETS_Close(socket);
	return code ? code : closed;
}

void client_usage(ss_memory_usage usage[SS_LIBRARIES]) {
	for (int library = 0; library < SS_LIBRARIES; library++)
		ss_memory_usage_of((ss_library)library, &usage[library]);
}

static void count(void *sockets) {
	*(size_t *)sockets = ss_core_sockets();
}

bool client_settle(const ss_memory_usage most[SS_LIBRARIES]) {
	for (int i = 0; i < 10000; i++) {
		size_t sockets = 0;
		ss_memory_usage now[SS_LIBRARIES];
		ss_port_call(count, &sockets);
		client_usage(now);
		if (!sockets && now[SS_CORE].blocks <= most[SS_CORE].blocks && now[SS_LWIP].blocks <= most[SS_LWIP].blocks &&
			now[SS_MBEDTLS].blocks <= most[SS_MBEDTLS].blocks)
			return true;
		usleep(1000);
	}
	return false;
}

void (*client_watch_free)(const void *block);

void __real_free(void *block);
void __wrap_free(void *block);

/* In place of free(), for all of the simulator; see build.mk. */
void __wrap_free(void *block) {
	if (block && client_watch_free)
		client_watch_free(block);
	__real_free(block);
}
