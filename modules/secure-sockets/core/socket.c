/*
 * Sockets: making, freeing, the queues of their operations, and what can be asked of them.
 */
#include "lwip_address.h"
#include "socket_internal.h"
#include "trace.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

_Atomic bool ss_socket_allowed;
static ss_socket *sockets;

static void enlist(void *argument) {
	ss_socket *socket = argument;
	socket->next = sockets;
	sockets = socket;
}

size_t ss_socket_count(void) {
	size_t count = 0;
	for (ss_socket *socket = sockets; socket; socket = socket->next)
		count++;
	return count;
}

void ss_socket_abandon_closing(void) {
	for (ss_socket *socket = sockets, *next; socket; socket = next) {
		next = socket->next;
		if (socket->state == SS_CLOSING) {
			ss_socket_enter(socket);
			ss_socket_end(socket, true);
			ss_socket_leave(socket);
		}
	}
}

ss_socket *ss_socket_new(int32_t domain, int32_t type, int32_t protocol, int32_t *error) {
	int32_t code = ss_socket_allowed ? SOCKETS_EINVAL : SOCKETS_SOCKET_ERROR;
	ss_socket *socket = NULL;
	if (ss_socket_allowed && ss_address_is_supported(domain) && type == SOCKETS_SOCK_STREAM &&
		protocol == SOCKETS_IPPROTO_TCP) {
		code = SOCKETS_ENOMEM;
		socket = ss_memory_clear_allocate(SS_CORE, 1, sizeof(*socket));
	}
	if (socket) {
		code = SOCKETS_ERROR_NONE;
		socket->family = (uint8_t)domain;
		socket->sends.last = &socket->sends.first;
		socket->recvs.last = &socket->recvs.first;
		socket->send_timeout = socket->recv_timeout = SS_DEFAULT_TIMEOUT;
		socket->error.alert_sent = socket->error.alert_received = -1;
		socket->tls_options.owner = socket;
		ss_port_call(enlist, socket);
	}
	if (error)
		*error = code;
	return socket;
}

void ss_socket_destroy(ss_socket *socket) {
	ss_trace(SS_TRACE_END, false, socket, 0, 0, NULL);
	ss_timer_stop(&socket->linger);
	ss_tls_options_free(&socket->tls_options);
	ss_account_release(socket->account);
	ss_socket **link = &sockets;
	while (*link != socket)
		link = &(*link)->next;
	*link = socket->next;
	ss_memory_free(socket);
}

void ss_socket_enter(ss_socket *socket) {
	socket->uses++;
}

void ss_socket_leave(ss_socket *socket) {
	/* a handshake step that was posted still holds the socket's request, an operation that was the socket */
	if (--socket->uses == 0 && socket->dead && !socket->step_posted && !socket->posted)
		ss_socket_destroy(socket);
}

int32_t ss_socket_fail(ss_socket *socket, int32_t code, ss_phase phase, const char *format, ...) {
	ss_error *error = &socket->error;
	*error = (ss_error){.code = code, .phase = phase, .alert_sent = -1, .alert_received = -1};
	va_list arguments;
	va_start(arguments, format);
	vsnprintf(error->text, sizeof(error->text), format, arguments);
	va_end(arguments);
	return code;
}

static void begin(void *argument) {
	ss_operation *operation = argument;
	ss_socket *socket = operation->socket;
	ss_socket_enter(socket);
	socket->posted--;
	operation->begin(operation);
	ss_socket_leave(socket);
}

void ss_operation_post(ss_operation *operation, void (*begins)(ss_operation *operation)) {
	operation->socket->posted++;
	operation->begin = begins;
	operation->request.run = begin;
	operation->request.argument = operation;
	ss_port_post(&operation->request);
}

void ss_operation_finish(ss_operation *operation, int32_t result) {
	ss_timer_stop(&operation->timer);
	operation->result = result;
	operation->done(operation);
}

void ss_operation_limit(ss_operation *operation, uint32_t milliseconds, void (*expired)(void *)) {
	if (milliseconds != SS_FOREVER && !operation->timer.running)
		ss_timer_start(&operation->timer, milliseconds, expired, operation);
}

void ss_queue_add(ss_queue *queue, ss_operation *operation) {
	operation->next = NULL;
	*queue->last = operation;
	queue->last = &operation->next;
}

void ss_queue_remove(ss_queue *queue, ss_operation *operation) {
	ss_operation **link = &queue->first;
	while (*link != operation)
		link = &(*link)->next;
	*link = operation->next;
	if (!*link)
		queue->last = link;
}

void ss_queue_finish(ss_queue *queue, int32_t result) {
	while (queue->first) {
		ss_operation *operation = queue->first;
		ss_queue_remove(queue, operation);
		ss_operation_finish(operation, result);
	}
}

struct inquiry {
	ss_socket *socket;
	void *result;
};

static void copy_error(void *argument) {
	struct inquiry *inquiry = argument;
	*(ss_error *)inquiry->result = inquiry->socket->error;
}

void ss_socket_get_error(ss_socket *socket, ss_error *error) {
	ss_port_call(copy_error, &(struct inquiry){socket, error});
}

static void copy_info(void *argument) {
	struct inquiry *inquiry = argument;
	ss_socket *socket = inquiry->socket;
	ss_info *info = inquiry->result;
	*info = (ss_info){.sent = socket->sent, .received = socket->received, .connected = socket->state == SS_CONNECTED};
	if (socket->tcp)
		ss_tcp_addresses(socket->tcp, &info->local, &info->remote);
	if (socket->established)
		info->tcp_milliseconds = (uint32_t)(socket->established - socket->connect_started);
	if (socket->secured)
		info->handshake_milliseconds = (uint32_t)(socket->secured - socket->established);
	if (socket->tls && socket->secured)
		ss_tls_describe(socket->tls, info);
	info->heap = info->heap_peak = sizeof(*socket);
	if (socket->account) {
		info->heap += socket->account->now;
		info->heap_peak += socket->account->peak;
	}
}

static void take_pending(void *argument) {
	struct inquiry *inquiry = argument;
	*(int32_t *)inquiry->result = inquiry->socket->pending_error;
	inquiry->socket->pending_error = 0;
}

int32_t ss_socket_take_error(ss_socket *socket) {
	int32_t code = SOCKETS_ERROR_NONE;
	ss_port_call(take_pending, &(struct inquiry){socket, &code});
	return code;
}

void ss_socket_get_info(ss_socket *socket, ss_info *info) {
	ss_port_call(copy_info, &(struct inquiry){socket, info});
}

struct wakeup_change {
	ss_socket *socket;
	ss_wakeup wakeup;
	void *context;
};

static void change_wakeup(void *argument) {
	struct wakeup_change *change = argument;
	change->socket->wakeup = change->wakeup;
	change->socket->wakeup_context = change->context;
	if (change->wakeup && change->socket->state == SS_CONNECTED)
		ss_socket_post_step(change->socket);
}

struct key_log_change {
	ss_socket *socket;
	ss_key_log key_log;
	void *context;
	int32_t result;
};

static void change_key_log(void *argument) {
	struct key_log_change *change = argument;
	ss_socket *socket = change->socket;
	if (socket->state != SS_IDLE) {
		change->result = ss_socket_fail(socket, SOCKETS_EISCONN, SS_PHASE_OPTION,
			"SOCKETS_SO_KEY_LOG must be set before Connect: the socket is connected");
		return;
	}
	socket->tls_options.key_log = change->key_log;
	socket->tls_options.key_log_context = change->context;
}

int32_t ss_socket_set_key_log(ss_socket *socket, ss_key_log key_log, void *context) {
	struct key_log_change change = {socket, key_log, context, SOCKETS_ERROR_NONE};
	ss_port_call(change_key_log, &change);
	return change.result;
}

int32_t ss_socket_set_wakeup(ss_socket *socket, ss_wakeup wakeup, void *context) {
	ss_port_call(change_wakeup, &(struct wakeup_change){socket, wakeup, context});
	return SOCKETS_ERROR_NONE;
}
