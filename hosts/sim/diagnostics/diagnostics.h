/*
 * What a developer can see of a run: the options --trace, --report, --keylog, and the secrets in --pcap's file.
 *
 *   events.c    the core's events in words and as JSON
 *   segments.c  the states of TCP and its retransmissions, read off the frames
 *   record.c    lines of the trace, the page of the report
 *   keys.c      secrets of TLS sessions, to the files that were asked for
 *
 * Everything is in the network context but for the options, which are set before threads start.
 */
#ifndef SIM_DIAGNOSTICS_H
#define SIM_DIAGNOSTICS_H

#include "address.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** --trace: a line on stderr for each event. */
void sim_trace_start(void);

/** Begin files. @return false, after a message on stderr, when they cannot be written. */
bool sim_report_open(const char *path);
bool sim_keylog_open(const char *path);

/** Listens to the core if there is somebody to tell. Before ss_core_start(). */
void sim_diagnostics_start(void);

/** Completes the files. After ss_core_stop(). */
void sim_diagnostics_stop(void);

/** Looks at a frame as lwIP's end of the link has it. */
void sim_diagnostics_frame(bool sent, const uint8_t *frame, size_t length);

/** Tells that a frame will not arrive as it was. @param what "lost", "delayed by 3 ms". */
void sim_diagnostics_fault(bool sent, const uint8_t *frame, size_t length, const char *what);

/** Says on stderr, loudly, what a file is going to hold. */
void sim_warn_of_secrets(const char *option, const char *path);

/* Between the files of this folder */

void sim_keys_start(void);
void sim_events_start(void);

/** Whether anybody wants records. */
bool sim_is_recording(void);

enum sim_direction { SIM_NEITHER, SIM_SENT, SIM_RECEIVED };

/**
 * One line of the trace and of the report's data.
 * @param subject 0: nobody's; above: a connection's number; below: minus a resolution's.
 * @param kind a word: the layer, or what happens to the connection. @param json members to add, `,"a":1`; NULL: none.
 */
void sim_record(int subject, const char *kind, enum sim_direction direction, const char *json, const char *format, ...)
	__attribute__((format(printf, 5, 6)));

/** Adds the memory in use to the report, if it was not added for a while. */
void sim_record_memory(void);

/** Appends printf-like to what stands in `text`, cut to fit. */
void sim_append(char *text, size_t size, const char *format, ...) __attribute__((format(printf, 3, 4)));

/** Appends `,"name":"value"`, escaped for JSON within a page; nothing for an empty value. */
void sim_append_member(char *text, size_t size, const char *name, const char *value);

bool sim_same_peer(const ss_address *a, const ss_address *b);

/** @return the number of the connection with a local port, which is given to the newest one without; 0: none. */
int sim_connection_of(uint16_t local_port, const ss_address *remote);

#endif
