/*
 * The gateway's command line, see options.h.
 */
#include "options.h"
#include "clock.h"
#include "packet.h"
#include "trace.h"
#include <arpa/inet.h>
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char usage[] =
	"Usage: gateway LINE [OPTION...]\n"
	"Puts a board that talks SLIP on a serial line on the Internet, without privileges.\n"
	"\n"
	"The line, one of:\n"
	"  --tty PATH            a serial port, or what USB makes look like one\n"
	"  --pty PATH            a pseudo terminal, made for the purpose; PATH becomes a link to it\n"
	"  --connect ADDRESS     a socket that somebody listens at: unix:PATH or tcp:ADDRESS:PORT\n"
	"  --listen ADDRESS      a socket that somebody will connect to\n"
	"\n"
	"  --baud N              bits per second of the serial port, any number; 115200\n"
	"  --rtscts              the serial port obeys RTS and CTS\n"
	"  --mtu N               longest IP packet for the board, 576 to 1500; 576\n"
	"  --dns ADDRESS[:PORT]  the server that the board reaches as 10.0.2.3; 127.0.0.1 is this machine\n"
	"  --dns system          this machine's resolver; without --dns names are refused\n"
	"  --clock CLOCK         what 10.0.2.2 tells by NTP: host, the time of this machine; +N or -N, so many\n"
	"                        seconds off; N, seconds since 1970 from now on; none. host\n"
	"  --trace               a line on stderr for each packet\n"
	"  --pcap FILE           a capture for Wireshark\n"
	"  --drop P, --corrupt P how likely a byte on the line gets lost, or damaged: 0 to 1; for tests\n"
	"  --seed N              of these faults; 1\n"
	"\n"
	"The board is 10.0.2.15 (or another one of 10.0.2.0/24), its router 10.0.2.2, which is also this machine's "
	"127.0.0.1.\n";

enum { TTY = 256, PTY, CONNECT, LISTEN, BAUD, RTSCTS, MTU, DNS, CLOCK, TRACE, PCAP, DROP, CORRUPT, SEED, HELP };

static const struct option known[] = {
	{"tty", required_argument, NULL, TTY},
	{"pty", required_argument, NULL, PTY},
	{"connect", required_argument, NULL, CONNECT},
	{"listen", required_argument, NULL, LISTEN},
	{"baud", required_argument, NULL, BAUD},
	{"rtscts", no_argument, NULL, RTSCTS},
	{"mtu", required_argument, NULL, MTU},
	{"dns", required_argument, NULL, DNS},
	{"clock", required_argument, NULL, CLOCK},
	{"trace", no_argument, NULL, TRACE},
	{"pcap", required_argument, NULL, PCAP},
	{"drop", required_argument, NULL, DROP},
	{"corrupt", required_argument, NULL, CORRUPT},
	{"seed", required_argument, NULL, SEED},
	{"help", no_argument, NULL, HELP},
	{NULL, 0, NULL, 0},
};

static bool refuse(const char *option, const char *value, const char *expected) {
	fprintf(stderr, "gateway: --%s: \"%s\" is not %s\n", option, value, expected);
	return false;
}

static bool parse_number(const char *text, unsigned long least, unsigned long most, unsigned long *number) {
	char *end;
	errno = 0;
	*number = strtoul(text, &end, 10);
	return text[0] >= '0' && text[0] <= '9' && !*end && !errno && *number >= least && *number <= most;
}

static bool parse_probability(const char *text, double *number) {
	char *end;
	*number = strtod(text, &end);
	return end != text && !*end && *number >= 0 && *number <= 1;
}

static bool parse_dns(const char *text, struct bridge_settings *bridge) {
	char host[INET_ADDRSTRLEN];
	struct in_addr address;
	unsigned long port = 53;
	if (!strcmp(text, "system")) {
		bridge->dns = BRIDGE_DNS_SYSTEM;
		return true;
	}
	size_t length = strcspn(text, ":");
	if (length >= sizeof(host))
		return false;
	memcpy(host, text, length);
	host[length] = 0;
	if (inet_pton(AF_INET, host, &address) != 1 || (text[length] && !parse_number(text + length + 1, 1, 65535, &port)))
		return false;
	bridge->dns = BRIDGE_DNS_SERVER;
	bridge->dns_address = ntohl(address.s_addr);
	bridge->dns_port = (uint16_t)port;
	if (bridge->dns_address == INADDR_LOOPBACK)
		bridge->dns_address = BRIDGE_HOST;
	/* of this machine's loopback libslirp knows only one address */
	return bridge->dns_address >> 24 != 127;
}

static bool parse_line(struct options *options, enum line_kind kind, const char *where) {
	if (options->kind != LINE_NONE) {
		fprintf(stderr, "gateway: there can be only one line, but there are two: %s and %s\n", options->where, where);
		return false;
	}
	options->kind = kind;
	options->where = where;
	return true;
}

static bool parse_option(int option, const char *value, struct options *options) {
	unsigned long number;
	switch (option) {
	case TTY:
		return parse_line(options, LINE_TTY, value);
	case PTY:
		return parse_line(options, LINE_PTY, value);
	case CONNECT:
		return parse_line(options, LINE_CONNECT, value);
	case LISTEN:
		return parse_line(options, LINE_LISTEN, value);
	case BAUD:
		if (!parse_number(value, 50, 100000000, &number))
			return refuse("baud", value, "a number of bits per second, 50 to 100000000");
		options->baud = (uint32_t)number;
		return true;
	case RTSCTS:
		return options->rtscts = true;
	case MTU:
		if (!parse_number(value, 576, PACKET_LONGEST, &number))
			return refuse("mtu", value, "a number of bytes, 576 to 1500");
		options->mtu = (uint32_t)number;
		return true;
	case DNS:
		return parse_dns(value, &options->bridge) ||
			   refuse("dns", value,
				   "an IPv4 address, a port behind it if need be, or \"system\" (of 127.x.x.x only "
				   "127.0.0.1)");
	case CLOCK:
		return clock_choose(value) || refuse("clock", value, "host, none, +N, -N or seconds since 1970");
	case TRACE:
		return trace_is_on = true;
	case PCAP:
		options->pcap = value;
		return true;
	case DROP:
		return parse_probability(value, &options->drop) || refuse("drop", value, "a number from 0 to 1");
	case CORRUPT:
		return parse_probability(value, &options->corrupt) || refuse("corrupt", value, "a number from 0 to 1");
	case SEED:
		if (!parse_number(value, 0, UINT32_MAX, &number))
			return refuse("seed", value, "a number from 0 to 4294967295");
		options->seed = number;
		return true;
	default:
		return false;
	}
}

bool options_parse(int count, char **values, struct options *options, int *status) {
	int option;
	*options = (struct options){.baud = 115200, .mtu = 576, .seed = 1};
	*status = 2;
	while ((option = getopt_long(count, values, "", known, NULL)) != -1) {
		if (option == HELP) {
			fputs(usage, stdout);
			*status = 0;
			return false;
		}
		if (!parse_option(option, optarg, options))
			return false;
	}
	if (optind < count) {
		fprintf(stderr, "gateway: \"%s\" is no option; see gateway --help\n", values[optind]);
		return false;
	}
	if (options->kind == LINE_NONE) {
		fputs("gateway: which line? --tty, --pty, --connect or --listen; see gateway --help\n", stderr);
		return false;
	}
	return true;
}
