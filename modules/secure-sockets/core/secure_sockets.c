/*
 * The C API: each call is carried out in the network context, where its handle is looked up and its operation started in
 * one go. A socket can therefore not be closed between the two, and a Close that comes later ends the operation.
 *
 * What an operation needs lives on the stack of the thread that waits for it; data goes straight to and from the caller's
 * buffer. In the context itself, that is, in a wake-up callback, nothing may wait: operations are then told to end at once.
 */
#include "secure_sockets.h"
#include "port.h"
#include "secure_sockets_orders.h"
#include "socket_internal.h"
#include <string.h>

/* A Connect, Send or Recv. */
struct call {
	ss_operation operation;
	ss_request request;
	ss_waiter waiter;
	Socket_t socket;
	void (*start)(ss_socket *socket, struct call *call);
	void *buffer;
	size_t length;
	ss_address address;
};

static void finished(ss_operation *operation) {
	struct call *call = operation->context;
	ss_port_signal(&call->waiter);
}

static void begin(void *argument) {
	struct call *call = argument;
	ss_descriptor *descriptor = ss_descriptor_find(call->socket);
	call->operation.done = finished;
	call->operation.context = call;
	if (descriptor) {
		call->start(descriptor->socket, call);
	} else {
		call->operation.result = SOCKETS_EINVAL;
		ss_port_signal(&call->waiter);
	}
}

static int32_t carry_out(struct call *call) {
	if (!ss_socket_allowed)
		return SOCKETS_EINVAL; /* no socket can be there */
	if (ss_port_inside()) {
		call->operation.at_once = true;
		begin(call);
	} else {
		call->request.run = begin;
		call->request.argument = call;
		ss_port_await(&call->request, &call->waiter);
	}
	return call->operation.result;
}

static void run_order(void *argument) {
	ss_order *order = argument;
	ss_descriptor *descriptor = ss_descriptor_find(order->socket);
	order->result = descriptor ? order->run(descriptor, order) : SOCKETS_EINVAL;
}

int32_t ss_order_run(ss_order *order) {
	if (!ss_socket_allowed)
		return SOCKETS_EINVAL;
	ss_port_call(run_order, order);
	return order->result;
}

BaseType_t SOCKETS_Init(void) {
	return ss_port_inside() || ss_port_start() ? pdPASS : pdFAIL;
}

__attribute__((weak)) void SOCKETS_Assert(const char *pcWhat) {
	(void)pcWhat;
#ifdef configASSERT
	configASSERT(!pcWhat);
#endif
}

struct creation {
	int32_t domain, type, protocol, error;
	Socket_t socket;
};

static void create(void *argument) {
	struct creation *creation = argument;
	creation->socket = SOCKETS_INVALID_SOCKET;
	ss_socket *socket = ss_socket_new(creation->domain, creation->type, creation->protocol, &creation->error);
	if (!socket)
		return;
	creation->socket = ss_descriptor_open(socket);
	if (creation->socket == SOCKETS_INVALID_SOCKET)
		ss_socket_close(socket); /* no memory for the handle */
}

Socket_t SOCKETS_Socket(int32_t lDomain, int32_t lType, int32_t lProtocol) {
	struct creation creation = {.domain = lDomain, .type = lType, .protocol = lProtocol};
	if (!ss_socket_allowed)
		return SOCKETS_INVALID_SOCKET;
	ss_port_call(create, &creation);
	if (creation.error == SOCKETS_EINVAL)
		SOCKETS_Assert("SOCKETS_Socket: only SOCKETS_AF_INET, SOCKETS_SOCK_STREAM, SOCKETS_IPPROTO_TCP");
	return creation.socket;
}

static ss_address from_sockaddr(const SocketsSockaddr_t *address) {
	ss_address result = {.family = SOCKETS_AF_INET};
	if (address) {
		result.port = SOCKETS_ntohs(address->usPort);
		memcpy(result.bytes, &address->ulAddress, sizeof(address->ulAddress));
	}
	return result;
}

static void start_connect(ss_socket *socket, struct call *call) {
	ss_socket_connect_now(socket, &call->operation, &call->address);
}

int32_t SOCKETS_ConnectAddress(Socket_t xSocket, const ss_address *pxAddress) {
	if (!pxAddress)
		return SOCKETS_EINVAL;
	if (ss_port_inside())
		return SOCKETS_EWOULDBLOCK;
	struct call call = {.socket = xSocket, .start = start_connect, .address = *pxAddress};
	return carry_out(&call);
}

int32_t SOCKETS_Connect(Socket_t xSocket, SocketsSockaddr_t *pxAddress, Socklen_t xAddressLength) {
	(void)xAddressLength;
	ss_address address = from_sockaddr(pxAddress);
	return SOCKETS_ConnectAddress(xSocket, pxAddress ? &address : NULL);
}

static int32_t bind_socket(ss_descriptor *descriptor, const ss_order *order) {
	return ss_socket_bind(descriptor->socket, order->value);
}

int32_t SOCKETS_BindAddress(Socket_t xSocket, const ss_address *pxAddress) {
	return ss_order_run(&(ss_order){.socket = xSocket, .run = bind_socket, .value = pxAddress});
}

int32_t SOCKETS_Bind(Socket_t xSocket, SocketsSockaddr_t *pxAddress, Socklen_t xAddressLength) {
	(void)xAddressLength;
	ss_address address = from_sockaddr(pxAddress);
	return SOCKETS_BindAddress(xSocket, pxAddress ? &address : NULL);
}

static void start_recv(ss_socket *socket, struct call *call) {
	ss_socket_recv_now(socket, &call->operation, call->buffer, call->length);
}

int32_t SOCKETS_Recv(Socket_t xSocket, void *pvBuffer, size_t xBufferLength, uint32_t ulFlags) {
	(void)ulFlags;
	struct call call = {.socket = xSocket, .start = start_recv, .buffer = pvBuffer, .length = xBufferLength};
	return carry_out(&call);
}

static void start_send(ss_socket *socket, struct call *call) {
	ss_socket_send_now(socket, &call->operation, call->buffer, call->length);
}

int32_t SOCKETS_Send(Socket_t xSocket, const void *pvBuffer, size_t xDataLength, uint32_t ulFlags) {
	(void)ulFlags;
	struct call call = {.socket = xSocket, .start = start_send, .buffer = (void *)pvBuffer, .length = xDataLength};
	return carry_out(&call);
}

static int32_t shut_down(ss_descriptor *descriptor, const ss_order *order) {
	return ss_socket_shutdown(descriptor->socket, (uint32_t)order->option);
}

int32_t SOCKETS_Shutdown(Socket_t xSocket, uint32_t ulHow) {
	return ss_order_run(&(ss_order){.socket = xSocket, .run = shut_down, .option = (int32_t)ulHow});
}

static int32_t close_socket(ss_descriptor *descriptor, const ss_order *order) {
	(void)order;
	ss_socket *socket = descriptor->socket;
	ss_descriptor_close(descriptor);
	ss_socket_close(socket);
	return SOCKETS_ERROR_NONE;
}

int32_t SOCKETS_Close(Socket_t xSocket) {
	return ss_order_run(&(ss_order){.socket = xSocket, .run = close_socket});
}

static void wake_up(void *context) {
	ss_descriptor *descriptor = ss_descriptor_find(context);
	if (descriptor && descriptor->wakeup)
		descriptor->wakeup(descriptor->value);
}

static int32_t set_wakeup(ss_descriptor *descriptor, const ss_order *order) {
	descriptor->wakeup = (SocketsWakeup_t)(uintptr_t)order->value;
	return ss_socket_set_wakeup(descriptor->socket, descriptor->wakeup ? wake_up : NULL, descriptor->value);
}

static void log_key(void *context, const char *line) {
	ss_descriptor *descriptor = ss_descriptor_find(context);
	if (descriptor && descriptor->key_log)
		descriptor->key_log(descriptor->value, line);
}

static int32_t set_key_log(ss_descriptor *descriptor, const ss_order *order) {
	SocketsKeyLog_t key_log = (SocketsKeyLog_t)(uintptr_t)order->value;
	int32_t result = ss_socket_set_key_log(descriptor->socket, key_log ? log_key : NULL, descriptor->value);
	if (result == SOCKETS_ERROR_NONE)
		descriptor->key_log = key_log;
	return result;
}

/* Ticks of any length to milliseconds, 0 for ever. */
static int32_t set_timeout(ss_descriptor *descriptor, const ss_order *order) {
	TickType_t ticks = 0;
	if (!order->value)
		return ss_socket_set_option(descriptor->socket, order->option, NULL, 0);
	memcpy(&ticks, order->value, sizeof(ticks));
	uint64_t milliseconds = (uint64_t)ticks * portTICK_PERIOD_MS;
	uint32_t value = ticks == portMAX_DELAY ? 0 : milliseconds < SS_FOREVER ? (uint32_t)milliseconds : SS_FOREVER - 1;
	return ss_socket_set_option(descriptor->socket, order->option, &value, sizeof(value));
}

static int32_t set_option(ss_descriptor *descriptor, const ss_order *order) {
	switch (order->option) {
	case SOCKETS_SO_RCVTIMEO:
	case SOCKETS_SO_SNDTIMEO:
		return set_timeout(descriptor, order);
	case SOCKETS_SO_WAKEUP_CALLBACK:
		return set_wakeup(descriptor, order);
	case SOCKETS_SO_KEY_LOG:
		return set_key_log(descriptor, order);
	default:
		return ss_socket_set_option(descriptor->socket, order->option, order->value, order->length);
	}
}

int32_t SOCKETS_SetSockOpt(
	Socket_t xSocket, int32_t lLevel, int32_t lOptionName, const void *pvOptionValue, size_t xOptionLength) {
	(void)lLevel;
	return ss_order_run(&(ss_order){
		.socket = xSocket, .run = set_option, .option = lOptionName, .value = pvOptionValue, .length = xOptionLength});
}
