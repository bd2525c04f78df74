/*
 * The simulator's options. bin/sim documents them for users (bin/sim --help); --library and --app are its own.
 */
#include "options.h"
#include "../usernet/capture.h"
#include "clock.h"
#include "constants.h"
#include "diagnostics/diagnostics.h"
#include "memory.h"
#include "network/faults.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { default_mtu = 16500, minimal_mtu = 576, maximal_mtu = 65520, minimal_heap = 1024 * 1024 };

sim_options sim_settings = {.mtu = default_mtu, .clock_scale = 1};

static bool refuse(const char *option, const char *value, const char *expected) {
	fprintf(stderr, "sim: %s: \"%s\" is not %s\n", option, value, expected);
	return false;
}

static bool parse_number(const char *text, double minimum, double maximum, double *number) {
	char *end;
	errno = 0;
	double value = strtod(text, &end);
	if (end == text || *end || errno || !(value >= minimum && value <= maximum))
		return false;
	*number = value;
	return true;
}

static bool parse_mtu(const char *option, const char *value) {
	double number;
	if (!parse_number(value, minimal_mtu, maximal_mtu, &number) || number != (uint32_t)number)
		return refuse(option, value, "a number of bytes from 576 to 65520");
	sim_settings.mtu = (uint32_t)number;
	return true;
}

static bool parse_clock_scale(const char *option, const char *value) {
	if (!parse_number(value, 1, 1e6, &sim_settings.clock_scale))
		return refuse(option, value, "a factor from 1 to 1000000");
	return true;
}

static bool parse_clock(const char *option, const char *value) {
	double seconds;
	if (!strcmp(value, "unset"))
		sim_clock_unset_wall();
	else if (parse_number(value, 0, 253402300799.0, &seconds) && seconds == (double)(int64_t)seconds)
		sim_clock_set_wall((int64_t)seconds);
	else
		return refuse(option, value, "\"unset\" or seconds since 1970");
	return true;
}

/* An address, IPv6 in brackets, and a port if a colon follows. */
static bool parse_dns(const char *option, const char *value) {
	ss_address server;
	char text[SS_ADDRESS_TEXT];
	double port = 53;
	bool brackets = value[0] == '[';
	size_t length = strcspn(value + brackets, brackets ? "]" : ":");
	const char *rest = value + brackets + length;
	bool good = length < sizeof text && (!brackets || *rest++ == ']');
	if (good) {
		memcpy(text, value + brackets, length);
		text[length] = 0;
		good = ss_address_parse(text, &server) && (server.family == SOCKETS_AF_INET6) == brackets;
	}
	if (good && *rest)
		good = *rest == ':' && parse_number(rest + 1, 1, 65535, &port) && port == (uint16_t)port;
	if (!good)
		return refuse(option, value, "ADDR or ADDR:PORT, for example 127.0.0.1:5300 or [::1]:5300");
	server.port = (uint16_t)port;
	sim_settings.dns = server;
	return true;
}

static bool parse_pcap(const char *option, const char *value) {
	(void)option;
	if (!capture_open("sim", value, CAPTURE_ETHERNET, sim_clock_nanoseconds) || !capture_begin_secrets())
		return false;
	sim_warn_of_secrets("--pcap", value);
	return true;
}

static bool parse_heap_limit(const char *option, const char *value) {
	double factor = 1, number;
	char text[32];
	size_t length = strlen(value);
	if (length && length < sizeof text) {
		memcpy(text, value, length + 1);
		const char *unit = strchr("KMG", text[length - 1]);
		if (unit && *unit) {
			factor = *unit == 'K' ? 1024.0 : *unit == 'M' ? 1024.0 * 1024 : 1024.0 * 1024 * 1024;
			text[length - 1] = 0;
		}
		if (parse_number(text, minimal_heap / factor, 64.0 * 1024 * 1024 * 1024 / factor, &number)) {
			sim_settings.heap_limit = (size_t)(number * factor);
			return true;
		}
	}
	return refuse(option, value, "a number of bytes from 1M to 64G (units: K, M, G)");
}

static bool parse_trace(const char *option, const char *value) {
	(void)option;
	(void)value;
	sim_trace_start();
	return true;
}

static bool parse_percent(const char *option, const char *value) {
	const struct {
		const char *name;
		double *where;
	} percents[] = {{"--loss", &sim_link_faults.loss}, {"--duplicate", &sim_link_faults.duplicate},
		{"--reorder", &sim_link_faults.reorder}, {"--corrupt", &sim_link_faults.corrupt}};
	size_t n = 0;
	while (strcmp(percents[n].name, option))
		n++;
	return parse_number(value, 0, 100, percents[n].where) || refuse(option, value, "a percentage from 0 to 100");
}

static bool parse_delay(const char *option, const char *value) {
	char least[32];
	size_t length = strcspn(value, "-");
	double most;
	if (length < sizeof least) {
		memcpy(least, value, length);
		least[length] = 0;
		if (parse_number(least, 0, 1e6, &sim_link_faults.delay) &&
			parse_number(value[length] ? value + length + 1 : least, sim_link_faults.delay, 1e6, &most)) {
			sim_link_faults.jitter = most - sim_link_faults.delay;
			return true;
		}
	}
	return refuse(option, value, "milliseconds from 0 to 1000000, MS or MIN-MAX");
}

static bool parse_partition(const char *option, const char *value) {
	sim_faults *faults = &sim_link_faults;
	unsigned start, length, interval = 0;
	char rest;
	int found = sscanf(value, "%9u,%9u,%9u%c", &start, &length, &interval, &rest);
	if (strspn(value, "0123456789,") != strlen(value) || (found != 2 && found != 3) ||
		(found == 3 && interval <= length))
		return refuse(option, value, "START,LENGTH or START,LENGTH,INTERVAL in milliseconds");
	faults->partition_start = start;
	faults->partition_length = length;
	faults->partition_interval = interval;
	return true;
}

static bool parse_seed(const char *option, const char *value) {
	double number;
	if (!parse_number(value, 0, UINT32_MAX, &number) || number != (uint32_t)number)
		return refuse(option, value, "a number from 0 to 4294967295");
	sim_link_faults.seed = (uint32_t)number;
	return true;
}

static bool parse_fail_alloc(const char *option, const char *value) {
	static const char *const names[] = {
		[SS_CORE] = "core:", [SS_MBEDTLS] = "mbedtls:", [SS_LWIP] = "lwip:", [SS_XS] = "xs:"};
	int library = 0;
	double n;
	while (library < SS_LIBRARIES && strncmp(value, names[library], strlen(names[library])))
		library++;
	if (!parse_number(value + (library < SS_LIBRARIES ? strlen(names[library]) : 0), 1, 1e9, &n) || n != (size_t)n)
		return refuse(option, value, "LIBRARY:N or N, LIBRARY being core, mbedtls, lwip or xs, N from 1");
	ss_memory_fail((ss_library)library, (size_t)n);
	return true;
}

static bool parse_keylog(const char *option, const char *value) {
	(void)option;
	return sim_keylog_open(value);
}

static bool parse_report(const char *option, const char *value) {
	(void)option;
	return sim_report_open(value);
}

static bool parse_library(const char *option, const char *value) {
	(void)option;
	sim_settings.library = value;
	return true;
}

static bool parse_app(const char *option, const char *value) {
	(void)option;
	sim_settings.app = value;
	return true;
}

static const struct {
	const char *name;
	bool has_value;
	bool of_engine; /* nothing to those who only want the network */
	bool (*parse)(const char *option, const char *value);
} known[] = {
	{"--mtu", true, false, parse_mtu},
	{"--clock", true, false, parse_clock},
	{"--clock-scale", true, false, parse_clock_scale},
	{"--dns", true, false, parse_dns},
	{"--pcap", true, false, parse_pcap},
	{"--heap-limit", true, true, parse_heap_limit},
	{"--keylog", true, false, parse_keylog},
	{"--loss", true, false, parse_percent},
	{"--duplicate", true, false, parse_percent},
	{"--reorder", true, false, parse_percent},
	{"--corrupt", true, false, parse_percent},
	{"--delay", true, false, parse_delay},
	{"--partition", true, false, parse_partition},
	{"--seed", true, false, parse_seed},
	{"--fail-alloc", true, false, parse_fail_alloc},
	{"--trace", false, false, parse_trace},
	{"--report", true, false, parse_report},
	{"--library", true, true, parse_library},
	{"--app", true, true, parse_app},
};

/* @return how many of the two words were used, 0 after a message. */
static int parse_option(const char *option, const char *value, bool engine) {
	size_t n = 0;
	while (n < sizeof known / sizeof *known && (strcmp(known[n].name, option) || (known[n].of_engine && !engine)))
		n++;
	if (n == sizeof known / sizeof *known) {
		fprintf(stderr, "sim: unknown option %s\n", option);
		return 0;
	}
	if (known[n].has_value && !value) {
		fprintf(stderr, "sim: %s needs a value\n", option);
		return 0;
	}
	if (!known[n].parse(option, value))
		return 0;
	return known[n].has_value ? 2 : 1;
}

bool sim_options_parse_text(const char *text) {
	static const char space[] = " \t\n";
	char *copy = strdup(text), *rest;
	const char *option = copy ? strtok_r(copy, space, &rest) : NULL;
	bool ok = copy != NULL;
	while (ok && option) {
		const char *value = strtok_r(NULL, space, &rest);
		int used = parse_option(option, value, false);
		ok = used > 0;
		option = used == 1 ? value : strtok_r(NULL, space, &rest);
	}
	free(copy);
	return ok;
}

bool sim_options_parse(int count, char **values) {
	int i = 1;
	while (i < count && strcmp(values[i], "--")) {
		int used = parse_option(values[i], i + 1 < count ? values[i + 1] : NULL, true);
		if (!used)
			return false;
		i += used;
	}
	if (!sim_settings.library || !sim_settings.app) {
		fputs("sim: use bin/sim, which makes the archives --library and --app\n", stderr);
		return false;
	}
	sim_settings.arguments = values + i + (i < count);
	sim_settings.argument_count = count - i - (i < count);
	return true;
}
