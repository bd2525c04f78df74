/*
 * The time of day, see sntp.h.
 *
 * Not lwIP's own client: without a clock it has nothing unpredictable to tell an answer by, it takes the time of servers
 * that say they have none, and what is out of bounds would stay for an hour.
 */
#include "sntp.h"
#include "board.h"
#include "lwip/ip4_addr.h"
#include "lwip/timeouts.h"
#include "lwip/udp.h"
#include <string.h>

enum { PORT_NTP = 123, LENGTH = 48 };
enum { VERSION = 4, MODE_CLIENT = 3, MODE_SERVER = 4, UNSYNCHRONIZED = 3, STRATUM_MOST = 15 };
enum { PLACE_ORIGIN = 24, PLACE_RECEIVE = 32, PLACE_TRANSMIT = 40 };
enum { SHORTEST_WAIT = 1000, LONGEST_WAIT = 64000, HOUR = 3600000 }; /* milliseconds */

/* Seconds from 1900 to 1970. With the first bit not set, 32 bits of seconds count from 2036 (RFC 4330, section 3). */
#define EPOCH 2208988800

static struct bare_sntp_settings settings;
static struct udp_pcb *socket;
static ip_addr_t server;
static uint8_t question[8]; /* the transmit timestamp that we sent: not the time, but a number nobody can guess */
static uint64_t asked_at;   /* microseconds; 0: no question is open */
static uint32_t wait;       /* milliseconds */
static uint32_t refused;

static uint32_t read32(const uint8_t *bytes) {
	return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

/* @return microseconds since 1970. */
static int64_t read_time(const uint8_t *bytes) {
	uint32_t seconds = read32(bytes);
	int64_t era = seconds & 0x80000000 ? 0 : (int64_t)1 << 32;
	return (era + seconds - EPOCH) * 1000000 + (int64_t)((uint64_t)read32(bytes + 4) * 1000000 >> 32);
}

static void ask(void *argument);

static void ask_after(uint32_t milliseconds) {
	sys_untimeout(ask, NULL);
	sys_timeout(milliseconds, ask, NULL);
}

static void ask(void *argument) {
	(void)argument;
	struct pbuf *packet = pbuf_alloc(PBUF_TRANSPORT, LENGTH, PBUF_RAM);
	if (packet) {
		uint8_t *message = packet->payload;
		const uint32_t random[2] = {LWIP_RAND(), LWIP_RAND()};
		memcpy(question, random, sizeof(question));
		memset(message, 0, LENGTH);
		message[0] = VERSION << 3 | MODE_CLIENT;
		memcpy(message + PLACE_TRANSMIT, question, sizeof(question));
		asked_at = board_microseconds();
		udp_sendto(socket, packet, &server, PORT_NTP);
		pbuf_free(packet);
	}
	ask_after(wait);
	wait = wait < LONGEST_WAIT ? 2 * wait : LONGEST_WAIT;
}

/* @return whether a message answers our question, with a time. */
static bool is_answer(const uint8_t *message, const ip_addr_t *address, u16_t port) {
	return asked_at && ip_addr_cmp(address, &server) && port == PORT_NTP && (message[0] & 7) == MODE_SERVER &&
		   message[0] >> 6 != UNSYNCHRONIZED && message[1] > 0 && message[1] <= STRATUM_MOST &&
		   !memcmp(message + PLACE_ORIGIN, question, sizeof(question)) && read32(message + PLACE_TRANSMIT) != 0;
}

/* @return the time now, if a message came just now: half of its time on the way is added; microseconds since 1970. */
static int64_t get_time(const uint8_t *message) {
	int64_t sent = read_time(message + PLACE_TRANSMIT);
	int64_t held = sent - read_time(message + PLACE_RECEIVE);
	int64_t total = (int64_t)(board_microseconds() - asked_at);
	return held >= 0 && held <= total ? sent + (total - held) / 2 : sent;
}

static void on_message(void *argument, struct udp_pcb *pcb, struct pbuf *packet, const ip_addr_t *address, u16_t port) {
	(void)argument;
	(void)pcb;
	uint8_t message[LENGTH];
	bool is_whole = pbuf_copy_partial(packet, message, LENGTH, 0) == LENGTH;
	pbuf_free(packet);
	if (!is_whole || !is_answer(message, address, port)) {
		refused++;
		return;
	}
	int64_t now = get_time(message);
	asked_at = 0;
	if (now < settings.earliest * 1000000 || now >= (int64_t)BARE_SNTP_LATEST * 1000000) {
		refused++;
		return;
	}
	wait = SHORTEST_WAIT;
	ask_after(HOUR);
	settings.on_time(now / 1000000, (uint32_t)(now % 1000000));
}

bool bare_sntp_start(const struct bare_sntp_settings *wanted) {
	settings = *wanted;
	ip_addr_set_zero_ip4(&server);
	if (!ip4addr_aton(settings.server, ip_2_ip4(&server)))
		return false;
	socket = udp_new_ip_type(IPADDR_TYPE_V4);
	if (!socket)
		return false;
	udp_recv(socket, on_message, NULL);
	wait = SHORTEST_WAIT;
	ask(NULL);
	return true;
}

void bare_sntp_stop(void) {
	sys_untimeout(ask, NULL);
	if (socket)
		udp_remove(socket);
	socket = NULL;
	asked_at = 0;
}

uint32_t bare_sntp_get_refused(void) {
	return refused;
}
