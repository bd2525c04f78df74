/*
 * Workers, and the C half of the modules `worker` and `self`.
 *
 * A worker is referred to by its owner's host object, by its thread, and by each message on its way. What belongs to the
 * owner's thread and what to its own is said below; the rest is written before the thread starts.
 */
#include "worker.h"
#include "machine.h"
#include "message.h"
#include "natives.h"
#include "options.h"

#include <pthread.h>
#include <semaphore.h>
#include <stdlib.h>
#include <string.h>

struct sim_worker {
	atomic_uint references;
	char *entry;
	sem_t started; /* `loop` and `failure` are known */
	ss_loop *loop;
	char *failure; /* why its module did not run */
	ss_event ended;
	/* The owner's thread only: */
	sim_machine *owner;
	pthread_t thread;
	xsSlot receive; /* remembered while it is among the owner's workers */
	bool open;      /* not terminated */
	sim_worker *next;
};

/* A message with where it goes. */
typedef struct parcel {
	ss_event event;
	sim_worker *worker;
	sim_message *message;
} parcel;

static void release(sim_worker *worker) {
	if (!worker || atomic_fetch_sub(&worker->references, 1) != 1)
		return;
	if (worker->loop)
		ss_loop_release(worker->loop);
	sem_destroy(&worker->started);
	free(worker->failure);
	free(worker->entry);
	free(worker);
}

const char *sim_worker_entry(const sim_worker *worker) {
	return worker->entry;
}

const sim_machine *sim_worker_owner(const sim_worker *worker) {
	return worker->owner;
}

/* Messages */

static void deliver(xsMachine *the, sim_message *message, xsSlot *receive) {
	xsBeginHost(the);
	xsmcVars(1);
	sim_message_read(the, message, &xsVar(0));
	(void)xsCallFunction1(xsAccess(*receive), xsUndefined, xsVar(0));
	xsEndHost(the);
}

static void finish(parcel *it) {
	sim_message_free(it->message);
	release(it->worker);
	free(it);
}

static void run_at_owner(ss_event *event, xsMachine *the) {
	parcel *it = (parcel *)event;
	sim_loop_message_done();
	if (the && it->worker->open)
		deliver(the, it->message, &it->worker->receive);
	finish(it);
}

static void run_at_worker(ss_event *event, xsMachine *the) {
	parcel *it = (parcel *)event;
	sim_loop_message_done();
	if (the)
		deliver(the, it->message, &the->host->receive);
	finish(it);
}

static void post(xsMachine *the, sim_worker *worker, ss_loop *to, void (*run)(ss_event *, xsMachine *)) {
	sim_message *message = sim_message_new(the, &xsArg(0));
	parcel *it = calloc(1, sizeof *it);
	if (!it) {
		sim_message_free(message);
		xsUnknownError("no memory for a message");
	}
	*it = (parcel){{NULL, run}, worker, message};
	atomic_fetch_add(&worker->references, 1);
	sim_loop_message_sent();
	ss_loop_post(to, &it->event);
}

/* A worker's thread */

static void run_ended(ss_event *event, xsMachine *the);

static void *run(void *argument) {
	sim_worker *worker = argument;
	sim_machine *machine = sim_machine_new(worker);
	if (machine) {
		worker->loop = machine->loop;
		ss_loop_retain(machine->loop);
		worker->failure = sim_machine_start(machine);
	} else
		worker->failure = strdup("no memory for another machine");
	bool runs = !worker->failure;
	sem_post(&worker->started);
	if (runs)
		sim_loop_run(machine->loop);
	ss_loop *owner = worker->owner->loop;
	if (machine)
		sim_machine_delete(machine);
	ss_loop_post(owner, &worker->ended);
	return NULL;
}

/* The owner, which may be waiting in xs_worker_start(), goes on to find that it has been stopped, too. */
void sim_worker_abandon(sim_machine *machine) {
	sim_workers_end(machine);
	sem_post(&machine->worker->started);
	pthread_exit(NULL);
}

/* The owner's side */

static void leave_owner(sim_worker *worker, xsMachine *the) {
	sim_worker **link = &worker->owner->workers;
	while (*link != worker)
		link = &(*link)->next;
	*link = worker->next;
	xsForget(worker->receive);
	worker->open = false;
	pthread_join(worker->thread, NULL);
}

/* Without the machine sim_workers_end() has done the rest. */
static void run_ended(ss_event *event, xsMachine *the) {
	sim_worker *worker = (sim_worker *)((char *)event - offsetof(sim_worker, ended));
	if (the)
		leave_owner(worker, the);
	release(worker);
}

void sim_workers_end(sim_machine *machine) {
	for (sim_worker *worker = machine->workers; worker; worker = worker->next) {
		if (worker->loop)
			sim_loop_stop(worker->loop);
	}
	while (machine->workers)
		leave_owner(machine->workers, machine->the);
}

static sim_worker *new_worker(sim_machine *owner, const char *entry) {
	sim_worker *worker = calloc(1, sizeof *worker);
	char *copy = strdup(entry);
	if (!worker || !copy) {
		free(worker);
		free(copy);
		return NULL;
	}
	atomic_init(&worker->references, 1);
	sem_init(&worker->started, 0, 0);
	worker->entry = copy;
	worker->owner = owner;
	worker->ended.run = run_ended;
	return worker;
}

/* Starts the thread, which from then on is among the owner's workers, and waits until its module has run. */
static bool start(xsMachine *the, sim_worker *worker) {
	sim_machine *owner = worker->owner;
	atomic_fetch_add(&worker->references, 1);
	if (pthread_create(&worker->thread, NULL, run, worker)) {
		atomic_fetch_sub(&worker->references, 1);
		return false;
	}
	worker->open = true;
	worker->receive = xsArg(1);
	xsRemember(worker->receive);
	worker->next = owner->workers;
	owner->workers = worker;
	while (sem_wait(&worker->started))
		continue;
	return true;
}

void xs_worker(xsMachine *the) {
	(void)the;
}

void xs_worker_destructor(void *data) {
	release(data);
}

/* start(specifier: string, receive: (message: unknown) => void): string | undefined */
void xs_worker_start(xsMachine *the) {
	const char *entry = sim_find_imported(the, xsmcToString(xsArg(0)));
	sim_worker *worker = new_worker(the->host, entry);
	if (!worker)
		xsUnknownError("no memory for a worker");
	xsmcSetHostData(xsThis, worker);
	if (!start(the, worker))
		xsUnknownError("no memory for a worker's thread");
	if (worker->failure) {
		worker->open = false;
		xsmcSetString(xsResult, worker->failure);
	}
}

/* post(message: unknown): boolean */
void xs_worker_post(xsMachine *the) {
	sim_worker *worker = xsmcGetHostData(xsThis);
	xsmcSetBoolean(xsResult, worker->open);
	if (worker->open)
		post(the, worker, worker->loop, run_at_worker);
}

/* terminate(): void */
void xs_worker_terminate(xsMachine *the) {
	sim_worker *worker = xsmcGetHostData(xsThis);
	if (!worker->open)
		return;
	worker->open = false;
	sim_loop_stop(worker->loop);
}

/* The worker's side */

/* exists(): boolean */
void xs_self_exists(xsMachine *the) {
	xsmcSetBoolean(xsResult, the->host->worker != NULL);
}

/* setReceiver(receive: (message: unknown) => void): void */
void xs_self_set_receiver(xsMachine *the) {
	the->host->receive = xsArg(0);
	xsRemember(the->host->receive);
}

/* post(message: unknown): void */
void xs_self_post(xsMachine *the) {
	sim_worker *worker = the->host->worker;
	post(the, worker, worker->owner->loop, run_at_owner);
}

/* close(): void */
void xs_self_close(xsMachine *the) {
	sim_loop_end(the->host->loop);
}
