/*
 * What the binding's files share: a socket as JavaScript holds it, and its operations.
 *
 * XS moves an ArrayBuffer's bytes when it collects garbage, so the core never sees them: operations use staging memory
 * of ours. An operation that ends within the call that starts it resolves its promise there and then; one that ends
 * later, in the network context, posts an event to the machine's loop.
 *
 * All fields belong to the machine's thread unless said otherwise.
 */
#ifndef SS_BINDING_H
#define SS_BINDING_H

#include "binding_port.h"
#include "core/socket.h"
#include <stdatomic.h>

/* XS 13 does not have it, and XS 17 has nothing else. */
#ifndef xsmcToReference
#define xsmcToReference(slot) fxToReference(the, &(slot))
#endif

/** Bytes of staging memory that a Send or a Recv uses at most. A host's configuration may set it. */
#ifndef SS_STAGING_BYTES
#define SS_STAGING_BYTES 65536
#endif

/** How often in a row operations may end at once before the loop gets a turn, so that timers and others do not starve. */
#define SS_AT_ONCE 32

typedef struct ss_handle ss_handle;
typedef struct ss_job ss_job;

/** A Send or Recv that waits for its turn. */
typedef struct ss_turn {
	struct ss_turn *next;
	xsSlot *buffer, *resolve;
	size_t length;
} ss_turn;

/** What distinguishes Connect, Send and Recv. */
typedef struct ss_job_kind {
	/** Asks the core to go on. @return 0, or a negative code that ends the job without the core. */
	int32_t (*start)(xsMachine *the, ss_job *job);
	/** Looks at what the core did. @return whether there is more to do; otherwise `result` is final, and may be changed. */
	bool (*goes_on)(xsMachine *the, ss_job *job, int32_t *result);
} ss_job_kind;

/** A kind of operation of one socket; one is under way at a time, the others take turns. */
struct ss_job {
	const ss_job_kind *kind;
	ss_handle *handle;
	ss_operation operation; /* the core's while `state` is JOB_STARTING or JOB_PENDING */
	ss_event event;
	atomic_int state;         /* shared with the network context */
	xsSlot *buffer, *resolve; /* NULL when nothing is under way */
	size_t length, offset;    /* bytes of the buffer when the operation began; of these, done */
	size_t step;              /* bytes that the core was asked for */
	uint8_t *staging;
	size_t capacity;
	ss_turn *turns, **last;
	uint32_t at_once;   /* ends in a row without a turn of the loop */
	ss_address address; /* Connect's */
};

/** What was known of a socket when it was closed. */
typedef struct ss_snapshot {
	ss_error error;
	ss_info info;
} ss_snapshot;

/** A failure found before the core was asked. */
typedef struct ss_refusal {
	int32_t code; /* 0: none, or the core failed later */
	char phase[16];
	char text[112];
} ss_refusal;

/** The host data of a NativeSocket. Freed with the last reference: the host object's, or an event's that is to come. */
struct ss_handle {
	atomic_uint references; /* any thread */
	ss_loop *loop;
	ss_socket *socket;     /* NULL when closed */
	ss_snapshot *snapshot; /* when closed, if there was memory for it */
	xsSlot self;           /* the host object; remembered while `holds` is not 0 */
	uint32_t holds;
	bool collected; /* the host object is gone */
	bool connected, listening;
	ss_refusal refusal;
	xsSlot *wakeup, *key_log;
	ss_event wakeup_event;
	atomic_uint woken; /* shared with the network context: the event is on its way */
	ss_job connect, send, recv;
};

/** Whether xs_secure_sockets_start() has succeeded in this process. Any thread. */
bool ss_binding_started(void);

/** @return the handle of the NativeSocket that is `this`; throws for anything else. */
ss_handle *ss_handle_of_this(xsMachine *the);

/** Keeps the host object, and the loop, alive until ss_handle_drop(). */
void ss_handle_hold(xsMachine *the, ss_handle *handle);

/** Undoes one ss_handle_hold(). */
void ss_handle_drop(xsMachine *the, ss_handle *handle);

/** Adds a reference for an event to come. Any thread. */
void ss_handle_retain(ss_handle *handle);

/** Removes a reference. Any thread. */
void ss_handle_release(ss_handle *handle);

/** Notes that the core failed, which makes an earlier refusal old news. @return `result`. */
int32_t ss_handle_note(ss_handle *handle, int32_t result);

/** Records a refusal. @return `code`, or SOCKETS_EINVAL when the socket is closed. */
int32_t ss_handle_refuse(ss_handle *handle, int32_t code, const char *phase, const char *text);

/** Holds or drops the handle as its wake-up callback and its connection say. */
void ss_handle_listen(xsMachine *the, ss_handle *handle);

/** Prepares a job. */
void ss_job_prepare(ss_job *job, ss_handle *handle, const ss_job_kind *kind);

/** Does one operation after those that wait; its promise is told by `resolve`. */
void ss_job_do(xsMachine *the, ss_job *job, xsSlot *buffer, xsSlot *resolve, size_t length);

/** Frees a job's staging memory; the core must be done with it. */
void ss_job_free_staging(ss_job *job);

/** Frees all of a job's memory; nothing waits for it any more. */
void ss_job_free(ss_job *job);

/** Calls `mark` for what a job refers to. */
void ss_job_mark(xsMachine *the, ss_job *job, xsMarkRoot mark);

/** Connect, Send and Recv. */
extern const ss_job_kind ss_connect_kind, ss_send_kind, ss_recv_kind;

/**
 * Reads an address as native.d.ts describes it. @param from a number in network byte order, or text. @param port in host
 * byte order. @return false if the text is no address.
 */
bool ss_binding_address(xsMachine *the, xsSlot *from, xsSlot *port, ss_address *address);

/** What to say then. */
extern const char ss_binding_not_an_address[];

/** Tells a promise its result. */
void ss_resolve_promise(xsMachine *the, xsSlot *resolve, int32_t result);

#endif
