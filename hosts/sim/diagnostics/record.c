/*
 * Where records go: to stderr as lines of text, to the report as lines of JSON.
 *
 * The report is a page that is followed by its data: complete at any time, even if the process is killed.
 */
#include "../clock.h"
#include "diagnostics.h"
#include "memory.h"
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Records in a report: beyond that a browser gets slow. */
enum { RECORDS_MOST = 100000 };

/* How often the memory is added when nothing else happens, in microseconds. */
#define MEMORY_INTERVAL 500.0

static bool tracing;
static FILE *report;
static unsigned records;
static int64_t start = -1; /* scaled nanoseconds */
static double memory_at;   /* when it was last added, in microseconds */

/* The page (page/), up to its data; put together and embedded by the build. */
extern const char sim_report_page[], sim_report_page_end[];

void sim_trace_start(void) {
	tracing = true;
}

bool sim_report_open(const char *path) {
	size_t length = (size_t)(sim_report_page_end - sim_report_page);
	report = fopen(path, "we");
	if (report && fwrite(sim_report_page, length, 1, report) == 1 && !fflush(report))
		return true;
	fprintf(stderr, "sim: --report: %s cannot be written: %s\n", path, strerror(errno));
	return false;
}

bool sim_is_recording(void) {
	return tracing || report;
}

static double microseconds(void) {
	int64_t now = sim_clock_nanoseconds();
	if (start < 0)
		start = now;
	return (double)(now - start) / 1000;
}

void sim_append(char *text, size_t size, const char *format, ...) {
	size_t used = strlen(text);
	va_list arguments;
	va_start(arguments, format);
	vsnprintf(text + used, size - used, format, arguments);
	va_end(arguments);
}

/* '<' is escaped, too: nothing may look like the end of the element that holds the data. */
static void append_escaped(char *text, size_t size, const char *value) {
	for (; *value; value++) {
		if (*value == '"' || *value == '\\' || *value == '<' || (unsigned char)*value < ' ')
			sim_append(text, size, "\\u%04x", (unsigned char)*value);
		else
			sim_append(text, size, "%c", *value);
	}
}

void sim_append_member(char *text, size_t size, const char *name, const char *value) {
	/* all or nothing: what is cut would be no JSON */
	if (!*value || strlen(text) + strlen(name) + 6 * strlen(value) + 8 > size)
		return;
	sim_append(text, size, ",\"%s\":\"", name);
	append_escaped(text, size, value);
	sim_append(text, size, "\"");
}

static void append_memory(char *text, size_t size) {
	sim_append(text, size, ",\"m\":[");
	for (int library = 0; library < SS_LIBRARIES; library++) {
		ss_memory_usage usage;
		ss_memory_usage_of((ss_library)library, &usage);
		sim_append(text, size, "%s%zu", library ? "," : "", usage.now);
	}
	sim_append(text, size, "]");
}

static void write_report(double at, char *line, size_t size, const char *json) {
	append_memory(line, size);
	memory_at = at;
	if (records++ < RECORDS_MOST && fprintf(report, "%s%s}\n", line, json ? json : "") > 0 && !fflush(report))
		return;
	fprintf(stderr, "sim: --report: nothing more is written: %s\n",
		records > RECORDS_MOST ? "there are too many records" : strerror(errno));
	fclose(report);
	report = NULL;
}

static void trace(double at, int subject, const char *kind, enum sim_direction direction, const char *text) {
	static const char *const arrows[] = {"  ", "->", "<-"};
	char number[16] = "";
	size_t heap = 0;
	for (int library = SS_CORE; library <= SS_LWIP; library++) {
		ss_memory_usage usage;
		ss_memory_usage_of((ss_library)library, &usage);
		heap += usage.now;
	}
	if (subject)
		snprintf(number, sizeof(number), "%s%d", subject < 0 ? "?" : "#", subject < 0 ? -subject : subject);
	fprintf(stderr, "%10.3f ms %7.1f KB  %-4s %-8s %s %s\n", at / 1000, (double)heap / 1024, number, kind,
		arrows[direction], text);
}

void sim_record(
	int subject, const char *kind, enum sim_direction direction, const char *json, const char *format, ...) {
	char text[1024], line[4096];
	va_list arguments;
	if (!sim_is_recording())
		return;
	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	double at = microseconds();
	if (tracing)
		trace(at, subject, kind, direction, text);
	if (!report)
		return;
	snprintf(line, sizeof(line), "{\"t\":%.1f,\"s\":%d,\"d\":%d", at, subject, (int)direction);
	sim_append_member(line, sizeof(line), "k", kind);
	sim_append_member(line, sizeof(line), "x", text);
	write_report(at, line, sizeof(line), json);
}

void sim_record_memory(void) {
	char line[256];
	double at = microseconds();
	if (!report || at - memory_at < MEMORY_INTERVAL)
		return;
	snprintf(line, sizeof(line), "{\"t\":%.1f", at);
	write_report(at, line, sizeof(line), NULL);
}

/* The most that each library held; after that nothing else is written. */
static void close_report(void) {
	char json[256] = ",\"peak\":[";
	for (int library = 0; library < SS_LIBRARIES; library++) {
		ss_memory_usage usage;
		ss_memory_usage_of((ss_library)library, &usage);
		sim_append(json, sizeof(json), "%s%zu", library ? "," : "", usage.peak);
	}
	sim_append(json, sizeof(json), "]");
	sim_record(0, "stop", SIM_NEITHER, json, "the network is stopped");
	if (report)
		fclose(report);
	report = NULL;
}

void sim_diagnostics_start(void) {
	sim_keys_start();
	if (sim_is_recording())
		sim_events_start();
}

void sim_diagnostics_stop(void) {
	if (sim_is_recording())
		close_report();
}
