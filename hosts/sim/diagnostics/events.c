/*
 * The core's events, in words for the trace and as JSON for the report. Connections are numbered from 1 in the order of their
 * Connects; so are resolutions.
 */
#include "diagnostics.h"
#include "resolve.h"
#include "socket.h"
#include "trace.h"
#include "verify.h"
#include <stdio.h>
#include <string.h>

/* Connections and resolutions that are known at the same time; beyond that the oldest lose their number. */
#define SUBJECTS 512

struct subject {
	const void *owner; /* NULL: free, or over */
	int number;
	uint16_t local_port;
	ss_address remote;
};

static struct subject subjects[SUBJECTS];
static unsigned newest;
static int connections, resolutions;
static ss_resolution answered; /* the last one that found something */
static int answered_number;

static struct subject *find(const void *owner) {
	for (unsigned i = 0; i < SUBJECTS; i++) {
		struct subject *subject = &subjects[(newest + SUBJECTS - i) % SUBJECTS];
		if (subject->owner == owner)
			return subject;
	}
	return NULL;
}

static struct subject *add(const void *owner, int number) {
	struct subject *old = find(owner);
	if (old)
		old->owner = NULL;
	newest = (newest + 1) % SUBJECTS;
	subjects[newest] = (struct subject){.owner = owner, .number = number};
	return &subjects[newest];
}

static int number_of(const void *owner) {
	const struct subject *subject = find(owner);
	return subject ? subject->number : 0;
}

bool sim_same_peer(const ss_address *a, const ss_address *b) {
	return a->family == b->family && a->port == b->port &&
		   !memcmp(a->bytes, b->bytes, a->family == SOCKETS_AF_INET ? 4 : 16);
}

int sim_connection_of(uint16_t local_port, const ss_address *remote) {
	struct subject *unbound = NULL;
	for (unsigned i = 0; i < SUBJECTS; i++) {
		struct subject *subject = &subjects[(newest + SUBJECTS - i) % SUBJECTS];
		if (subject->number <= 0 || !sim_same_peer(&subject->remote, remote))
			continue;
		if (subject->local_port == local_port)
			return subject->number;
		if (!subject->local_port && !unbound)
			unbound = subject;
	}
	if (!unbound)
		return 0;
	unbound->local_port = local_port;
	return unbound->number;
}

static const char *print(const ss_address *address, char *text, size_t size) {
	char bare[SS_ADDRESS_TEXT];
	ss_address_print(address, bare);
	snprintf(text, size, address->family == SOCKETS_AF_INET6 ? "[%s]:%u" : "%s:%u", bare, address->port);
	return text;
}

static const char *message_name(int32_t type) {
	switch (type) {
	case 1:
		return "ClientHello";
	case 2:
		return "ServerHello";
	case SS_TRACE_HELLO_RETRY_REQUEST:
		return "HelloRetryRequest";
	case 4:
		return "NewSessionTicket";
	case 8:
		return "EncryptedExtensions";
	case 11:
		return "Certificate";
	case 12:
		return "ServerKeyExchange";
	case 13:
		return "CertificateRequest";
	case 14:
		return "ServerHelloDone";
	case 15:
		return "CertificateVerify";
	case 16:
		return "ClientKeyExchange";
	case 20:
		return "Finished";
	case SS_TRACE_CHANGE_CIPHER_SPEC:
		return "ChangeCipherSpec";
	default:
		return "a message of another type";
	}
}

static void on_resolving(const ss_trace_event *event, enum sim_direction direction) {
	static const char *const answers[] = {"found", "there is no such name or address", "the server cannot tell",
		"too long for UDP", "the case of letters was changed", "ignored: it does not fit the query"};
	char text[64] = "";
	switch (event->kind) {
	case SS_TRACE_RESOLVE:
		add(event->owner, -++resolutions);
		sim_append_member(text, sizeof(text), "name", event->detail);
		sim_record(-resolutions, "dns", direction, text, "resolve %s", (const char *)event->detail);
		break;
	case SS_TRACE_QUERY:
		sim_record(number_of(event->owner), "dns", direction, NULL, "query %s of %s%s",
			event->number == 1 ? "A" : "AAAA", print(event->detail, text, sizeof(text)), event->more ? " by TCP" : "");
		break;
	case SS_TRACE_ANSWER:
		sim_record(number_of(event->owner), "dns", direction, NULL, "answer: %s", answers[event->number]);
		break;
	default:
		break;
	}
}

static void on_resolved(const ss_trace_event *event) {
	char text[SS_ADDRESS_TEXT] = "", json[32] = "";
	const ss_resolution *resolution = event->owner;
	struct subject *subject = find(event->owner);
	int number = subject ? subject->number : 0;
	if (resolution->count) {
		ss_address_print(&resolution->addresses[0], text);
		answered = *resolution;
		answered_number = number;
	}
	sim_append(json, sizeof(json), ",\"result\":%d", (int)event->number);
	sim_record(number, "resolved", SIM_NEITHER, json, "%s%s", event->number < 0 ? ss_error_name(event->number) : text,
		event->more > 1 ? " and more" : "");
	if (subject)
		subject->owner = NULL;
}

/* @return the resolution that found an address, 0: none that is known. */
static int resolution_of(const ss_address *remote) {
	for (size_t i = 0; i < answered.count; i++) {
		ss_address address = answered.addresses[i];
		address.port = remote->port;
		if (sim_same_peer(&address, remote))
			return -answered_number;
	}
	return 0;
}

static void on_connect(const ss_trace_event *event) {
	const ss_address *remote = event->detail;
	char text[64], json[160] = "";
	struct subject *subject = add(event->owner, ++connections);
	subject->remote = *remote;
	sim_append_member(json, sizeof(json), "to", print(remote, text, sizeof(text)));
	sim_append(json, sizeof(json), ",\"limit\":%d,\"dns\":%d", (int)event->number, resolution_of(remote));
	if (event->number < 0)
		sim_record(connections, "connect", SIM_SENT, json, "to %s, for as long as it takes", text);
	else
		sim_record(connections, "connect", SIM_SENT, json, "to %s, within %d ms", text, (int)event->number);
}

static void on_connected(const void *owner) {
	ss_info info;
	char json[2048] = ",\"info\":{\"tls\":";
	ss_socket_get_info((ss_socket *)owner, &info);
	sim_append(json, sizeof(json), "%d,\"resumed\":%d,\"tcpMs\":%u,\"tlsMs\":%u,\"heap\":%zu,\"peak\":%zu", info.tls,
		info.resumed, (unsigned)info.tcp_milliseconds, (unsigned)info.handshake_milliseconds, info.heap,
		info.heap_peak);
	const char *const members[][2] = {{"version", info.version}, {"suite", info.suite}, {"group", info.group},
		{"alpn", info.alpn}, {"subject", info.subject}, {"names", info.names}, {"issuer", info.issuer},
		{"anchor", info.anchor}, {"from", info.valid_from}, {"until", info.valid_to}};
	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++)
		sim_append_member(json, sizeof(json) - 2, members[i][0], members[i][1]);
	sim_append(json, sizeof(json), "}");
	if (info.tls)
		sim_record(number_of(owner), "connected", SIM_NEITHER, json, "%s %s %s%s%s%s, heap %zu bytes, at most %zu",
			info.version, info.suite, info.group, info.alpn[0] ? " ALPN " : "", info.alpn,
			info.resumed ? ", resumed" : "", info.heap, info.heap_peak);
	else
		sim_record(number_of(owner), "connected", SIM_NEITHER, json, "without TLS");
}

static void on_failed(const ss_trace_event *event) {
	const ss_error *error = event->detail;
	char json[640] = "";
	sim_append(json, sizeof(json), ",\"error\":{\"code\":%d,\"sent\":%d,\"received\":%d,\"flags\":%u", (int)error->code,
		error->alert_sent, error->alert_received, (unsigned)error->verify_flags);
	sim_append_member(json, sizeof(json) - 2, "name", ss_error_name(error->code));
	sim_append_member(json, sizeof(json) - 2, "phase", ss_phase_name(error->phase));
	sim_append(json, sizeof(json), "}");
	sim_record(number_of(event->owner), "failed", SIM_NEITHER, json, "%s (%d) in %s: %s", ss_error_name(error->code),
		(int)error->code, ss_phase_name(error->phase), error->text);
}

static void on_certificate(const ss_trace_event *event, enum sim_direction direction) {
	const mbedtls_x509_crt *certificate = event->detail;
	char name[128], reasons[256], json[32] = "";
	ss_verify_name(&certificate->subject, name, sizeof(name));
	ss_verify_reasons(event->more, reasons, sizeof(reasons));
	sim_append(json, sizeof(json), ",\"flags\":%u", (unsigned)event->more);
	sim_record(number_of(event->owner), "verify", direction, json, "depth %d, %s: %s", (int)event->number, name,
		event->more ? reasons : "good");
}

static void on_transfer(const ss_trace_event *event, enum sim_direction direction) {
	char json[48] = "";
	const char *verb = event->kind == SS_TRACE_SEND ? "Send" : "Recv";
	sim_append(json, sizeof(json), ",\"result\":%d", (int)event->number);
	if (event->number < 0)
		sim_record(number_of(event->owner), "data", direction, json, "%s: %s (%d)", verb, ss_error_name(event->number),
			(int)event->number);
	else
		sim_record(number_of(event->owner), "data", direction, json, "%s of %u bytes: %d", verb, (unsigned)event->more,
			(int)event->number);
}

static void on_end(const void *owner) {
	ss_info info;
	char json[128] = "";
	struct subject *subject = find(owner);
	if (!subject)
		return; /* it never connected */
	ss_socket_get_info((ss_socket *)owner, &info);
	sim_append(json, sizeof(json), ",\"sent\":%llu,\"received\":%llu,\"peak\":%zu", (unsigned long long)info.sent,
		(unsigned long long)info.received, info.heap_peak);
	sim_record(subject->number, "end", SIM_NEITHER, json, "%llu bytes sent, %llu received, heap at most %zu bytes",
		(unsigned long long)info.sent, (unsigned long long)info.received, info.heap_peak);
	subject->owner = NULL;
}

static void on_event(const ss_trace_event *event) {
	static const char *const directions[] = {"receiving", "sending", "both"};
	enum sim_direction direction = event->sent ? SIM_SENT : SIM_RECEIVED;
	int number = number_of(event->owner);
	char json[32] = "";
	switch (event->kind) {
	case SS_TRACE_RESOLVE:
	case SS_TRACE_QUERY:
	case SS_TRACE_ANSWER:
		on_resolving(event, direction);
		break;
	case SS_TRACE_RESOLVED:
		on_resolved(event);
		break;
	case SS_TRACE_CONNECT:
		on_connect(event);
		break;
	case SS_TRACE_ESTABLISHED:
		sim_record(number, "tcp", SIM_NEITHER, ",\"established\":1", "established");
		break;
	case SS_TRACE_MESSAGE:
		sim_record(number, "tls", direction, NULL, "%s", message_name(event->number));
		break;
	case SS_TRACE_ALERT:
		sim_append(json, sizeof(json), ",\"alert\":%d", (int)event->number);
		sim_record(
			number, "tls", direction, json, "alert %s (%d)", ss_alert_name((int16_t)event->number), (int)event->number);
		break;
	case SS_TRACE_CERTIFICATE:
		on_certificate(event, direction);
		break;
	case SS_TRACE_CONNECTED:
		on_connected(event->owner);
		break;
	case SS_TRACE_TIMEOUT:
		sim_record(number, "time-out", SIM_NEITHER, NULL, "in %s",
			number < 0 ? "resolving" : ss_phase_name((ss_phase)event->number));
		break;
	case SS_TRACE_FAILED:
		on_failed(event);
		break;
	case SS_TRACE_SEND:
	case SS_TRACE_RECV:
		on_transfer(event, direction);
		break;
	case SS_TRACE_SHUTDOWN:
		sim_record(number, "shutdown", SIM_NEITHER, NULL, "%s", directions[event->number]);
		break;
	case SS_TRACE_CLOSE:
		sim_record(number, "close", SIM_NEITHER, NULL, "by the application");
		break;
	case SS_TRACE_END:
		on_end(event->owner);
		break;
	}
}

void sim_events_start(void) {
	ss_trace_listener = on_event;
}
