/*
 * A program as somebody else would write it: a C file that asks for the reference's header and is linked by pkg-config.
 * Like the reference's example, it sends a line to an echo server and prints what comes back.
 *
 *     echo PORT CA-FILE NAME
 */
#include <iot_secure_sockets.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Names that are also the library's own inside: they must not meet. */
int tcp_connect = 1;
int mbedtls_ssl_read(void);
int mbedtls_ssl_read(void) {
	return 42;
}

static char certificate[10000];

int main(int count, char **values) {
	static const TickType_t timeout = pdMS_TO_TICKS(2000);
	static const char message[] = "some message";
	char answer[sizeof(message)];
	FILE *file = count == 4 ? fopen(values[2], "r") : NULL;
	if (!file)
		return 2;
	size_t length = fread(certificate, 1, sizeof(certificate) - 1, file) + 1;
	fclose(file);
	if (SOCKETS_Init() != pdPASS) {
		puts("no network");
		return 3;
	}

	SocketsSockaddr_t address;
	address.usPort = SOCKETS_htons((uint16_t)atoi(values[1]));
	address.ulAddress = SOCKETS_inet_addr_quick(10, 0, 2, 2);
	Socket_t echo = SOCKETS_Socket(SOCKETS_AF_INET, SOCKETS_SOCK_STREAM, SOCKETS_IPPROTO_TCP);
	if (echo == SOCKETS_INVALID_SOCKET)
		return 4;
	SOCKETS_SetSockOpt(echo, 0, SOCKETS_SO_RCVTIMEO, &timeout, sizeof(timeout));
	SOCKETS_SetSockOpt(echo, 0, SOCKETS_SO_SNDTIMEO, &timeout, sizeof(timeout));
	SOCKETS_SetSockOpt(echo, 0, SOCKETS_SO_REQUIRE_TLS, NULL, (size_t)0);
	SOCKETS_SetSockOpt(echo, 0, SOCKETS_SO_TRUSTED_SERVER_CERTIFICATE, certificate, length);
	SOCKETS_SetSockOpt(echo, 0, SOCKETS_SO_SERVER_NAME_INDICATION, values[3], strlen(values[3]));
	int32_t result = SOCKETS_Connect(echo, &address, sizeof(address));
	if (result != SOCKETS_ERROR_NONE) {
		ss_error error;
		SOCKETS_GetError(echo, &error);
		printf("%d: %s; %s\n", (int)result, SOCKETS_strerror(result), error.text);
		return 5;
	}
	if (SOCKETS_Send(echo, message, sizeof(message), 0) != (int32_t)sizeof(message))
		return 6;
	for (size_t received = 0; received < sizeof(message);) {
		int32_t n = SOCKETS_Recv(echo, answer + received, sizeof(answer) - received, 0);
		if (n <= 0)
			return 7;
		received += (size_t)n;
	}
	/* nothing asserts, and nothing happens, when the library's own hook is left in place */
	if (SOCKETS_Socket(SOCKETS_AF_INET, SOCKETS_SOCK_DGRAM, SOCKETS_IPPROTO_UDP) != SOCKETS_INVALID_SOCKET)
		return 8;
	printf("echo: %s %d %d\n", answer, tcp_connect, mbedtls_ssl_read());
	SOCKETS_Shutdown(echo, SOCKETS_SHUT_RDWR);
	return SOCKETS_Close(echo);
}
