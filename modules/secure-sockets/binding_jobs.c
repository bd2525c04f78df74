/*
 * One operation of a socket: started in the machine's thread, ended in the network context, told to a promise.
 *
 * A job's `state` decides who goes on when the core is done. As long as the starting call has not returned
 * (JOB_STARTING), it goes on itself; afterwards (JOB_PENDING) an event does.
 */
#include "binding.h"
#include "core/memory.h"

enum { JOB_IDLE, JOB_STARTING, JOB_PENDING, JOB_DONE };

void ss_resolve_promise(xsMachine *the, xsSlot *resolve, int32_t result) {
	(void)xsCallFunction1(xsReference(resolve), xsUndefined, xsInteger(result));
}

static void done(ss_operation *operation) {
	ss_job *job = operation->context;
	if (atomic_exchange(&job->state, JOB_DONE) == JOB_PENDING)
		ss_loop_post(job->handle->loop, &job->event);
}

static void settle(xsMachine *the, ss_job *job, int32_t result) {
	xsSlot *resolve = job->resolve;
	if (!job->handle->socket)
		result = SOCKETS_ECLOSED;
	else if (result < 0 && job->offset > 0)
		result = (int32_t)job->offset;
	job->resolve = job->buffer = NULL;
	atomic_store(&job->state, JOB_IDLE);
	ss_resolve_promise(the, resolve, result);
}

static bool take_turn(ss_job *job) {
	ss_turn *turn = job->turns;
	if (!turn)
		return false;
	job->turns = turn->next;
	if (!job->turns)
		job->last = &job->turns;
	job->buffer = turn->buffer;
	job->resolve = turn->resolve;
	job->length = turn->length;
	job->offset = 0;
	ss_memory_free(turn);
	return true;
}

static void await_event(xsMachine *the, ss_job *job) {
	ss_handle_retain(job->handle);
	ss_handle_hold(the, job->handle);
}

/* Does what is to do until the core needs time. `again`: the core has just done a step. */
static void advance(xsMachine *the, ss_job *job, bool again) {
	ss_handle *handle = job->handle;
	do {
		int32_t result = 0;
		while (handle->socket) {
			int starting = JOB_STARTING;
			if (again) {
				result = ss_handle_note(handle, job->operation.result);
				if (!job->kind->goes_on(the, job, &result))
					break;
			}
			atomic_store(&job->state, JOB_STARTING);
			result = job->kind->start(the, job);
			if (result < 0)
				break;
			if (atomic_compare_exchange_strong(&job->state, &starting, JOB_PENDING)) {
				await_event(the, job);
				return;
			}
			if (++job->at_once >= SS_AT_ONCE) {
				await_event(the, job);
				ss_loop_post(handle->loop, &job->event);
				return;
			}
			again = true;
		}
		settle(the, job, result);
		again = false;
	} while (take_turn(job));
}

static void run(ss_event *event, xsMachine *the) {
	ss_job *job = (ss_job *)((char *)event - offsetof(ss_job, event));
	ss_handle *handle = job->handle;
	if (the) {
		job->at_once = 0;
		xsBeginHost(the);
		advance(the, job, true);
		xsEndHost(the);
		ss_handle_drop(the, handle);
	}
	ss_handle_release(handle);
}

void ss_job_prepare(ss_job *job, ss_handle *handle, const ss_job_kind *kind) {
	job->kind = kind;
	job->handle = handle;
	job->operation.done = done;
	job->operation.context = job;
	job->event.run = run;
	job->last = &job->turns;
	atomic_init(&job->state, JOB_IDLE);
}

void ss_job_do(xsMachine *the, ss_job *job, xsSlot *buffer, xsSlot *resolve, size_t length) {
	ss_turn *turn = NULL;
	if (!job->handle->socket) {
		ss_resolve_promise(the, resolve, SOCKETS_EINVAL);
		return;
	}
	if (!job->resolve) {
		job->buffer = buffer;
		job->resolve = resolve;
		job->length = length;
		job->offset = 0;
		advance(the, job, false);
		return;
	}
	turn = ss_memory_allocate(SS_CORE, sizeof(*turn));
	if (!turn) {
		ss_resolve_promise(the, resolve, SOCKETS_ENOMEM);
		return;
	}
	*turn = (ss_turn){NULL, buffer, resolve, length};
	*job->last = turn;
	job->last = &turn->next;
}

void ss_job_free_staging(ss_job *job) {
	ss_memory_free(job->staging);
	job->staging = NULL;
	job->capacity = 0;
}

void ss_job_free(ss_job *job) {
	ss_job_free_staging(job);
	while (take_turn(job))
		;
}

void ss_job_mark(xsMachine *the, ss_job *job, xsMarkRoot mark) {
	if (job->resolve)
		mark(the, job->resolve);
	if (job->buffer)
		mark(the, job->buffer);
	for (ss_turn *turn = job->turns; turn; turn = turn->next) {
		mark(the, turn->resolve);
		mark(the, turn->buffer);
	}
}
