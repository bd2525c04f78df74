/*
 * Ends right after its last call. What it sent must arrive all the same.
 *
 *     exit PORT BYTES close|leave     leave: without closing the socket
 *
 * BYTES 0: as many as all buffers on the way hold, to a peer that does not read.
 */
#include <secure_sockets.h>
#include <stdlib.h>
#include <string.h>

int main(int count, char **values) {
	if (count != 4 || SOCKETS_Init() != pdPASS)
		return 2;
	SocketsSockaddr_t address = {
		.usPort = SOCKETS_htons((uint16_t)atoi(values[1])), .ulAddress = SOCKETS_inet_addr_quick(10, 0, 2, 2)};
	Socket_t sink = SOCKETS_Socket(SOCKETS_AF_INET, SOCKETS_SOCK_STREAM, SOCKETS_IPPROTO_TCP);
	if (SOCKETS_Connect(sink, &address, sizeof(address)))
		return 3;
	static const char data[65536];
	const TickType_t timeout = 300;
	size_t length = (size_t)atoi(values[2]);
	if (!length)
		SOCKETS_SetSockOpt(sink, 0, SOCKETS_SO_SNDTIMEO, &timeout, sizeof(timeout));
	for (size_t sent = 0; sent < length || !length;) {
		size_t rest = length ? length - sent : sizeof(data);
		int32_t n = SOCKETS_Send(sink, data, rest < sizeof(data) ? rest : sizeof(data), 0);
		if (n < 0)
			return 4;
		if (n == 0)
			break;
		sent += (size_t)n;
	}
	if (!length) /* from now on it may take as long as it likes */
		SOCKETS_SetSockOpt(sink, 0, SOCKETS_SO_SNDTIMEO, &(TickType_t){0}, sizeof(timeout));
	return strcmp(values[3], "close") ? 0 : SOCKETS_Close(sink);
}
