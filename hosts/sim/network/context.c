/*
 * The network context: whoever holds the lock is in it. The thread that runs the network (thread.c, or one of sleep.c)
 * holds it but for its waits in poll().
 *
 * A request of another thread runs at once, in that thread, when the lock is free: handing it over would cost two
 * wake-ups, which on a desktop take longer than encrypting a record. It never waits for the lock, so that a handshake
 * in the network's thread does not hold up JavaScript; then the request is queued and the network's thread is woken.
 */
#include "network.h"
#include "port.h"
#include <pthread.h>

static pthread_mutex_t context = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t queue = PTHREAD_MUTEX_INITIALIZER;
static ss_request *first, **last = &first;
static bool open_for_others;
static _Thread_local bool inside;

void sim_context_enter(void) {
	pthread_mutex_lock(&context);
	inside = true;
}

bool sim_context_try_enter(void) {
	if (inside || pthread_mutex_trylock(&context))
		return false;
	inside = true;
	return true;
}

void sim_context_leave(void) {
	inside = false;
	pthread_mutex_unlock(&context);
}

bool ss_port_inside(void) {
	return inside;
}

void sim_context_set_open(bool open) {
	open_for_others = open;
}

static ss_request *take(void) {
	pthread_mutex_lock(&queue);
	ss_request *request = first;
	if (request) {
		first = request->next;
		if (!first)
			last = &first;
	}
	pthread_mutex_unlock(&queue);
	return request;
}

static void put(ss_request *request) {
	request->next = NULL;
	pthread_mutex_lock(&queue);
	*last = request;
	last = &request->next;
	pthread_mutex_unlock(&queue);
}

bool sim_context_has_requests(void) {
	pthread_mutex_lock(&queue);
	bool has = first != NULL;
	pthread_mutex_unlock(&queue);
	return has;
}

bool sim_context_run_requests(void) {
	ss_request *request = take();
	bool some = request != NULL;
	while (request) {
		request->run(request->argument);
		request = take();
	}
	return some;
}

/* Another thread's try: only when nothing waits, because what waits came first and may be a handshake. */
static bool run_now(void (*run)(void *), void *argument) {
	if (!sim_context_try_enter())
		return false;
	bool may = open_for_others && !sim_context_has_requests();
	if (may) {
		run(argument);
		sim_netif_run();
		sim_turn_revise();
		if (sim_context_has_requests())
			sim_thread_call();
	}
	sim_context_leave();
	return may;
}

void ss_port_post(ss_request *request) {
	if (run_now(request->run, request->argument))
		return;
	put(request);
	/* from the context itself it will be found before anybody polls */
	if (!inside)
		sim_thread_call();
}

struct call {
	ss_request request;
	void (*run)(void *);
	void *argument;
	pthread_mutex_t lock;
	pthread_cond_t condition;
	bool done;
};

static void carry_out(void *argument) {
	struct call *call = argument;
	call->run(call->argument);
	pthread_mutex_lock(&call->lock);
	call->done = true;
	pthread_cond_signal(&call->condition);
	pthread_mutex_unlock(&call->lock);
}

void ss_port_call(void (*run)(void *), void *argument) {
	if (inside) {
		run(argument);
		return;
	}
	if (run_now(run, argument))
		return;
	struct call call = {.request = {.run = carry_out},
		.run = run,
		.argument = argument,
		.lock = PTHREAD_MUTEX_INITIALIZER,
		.condition = PTHREAD_COND_INITIALIZER};
	call.request.argument = &call;
	put(&call.request);
	sim_thread_call();
	pthread_mutex_lock(&call.lock);
	while (!call.done)
		pthread_cond_wait(&call.condition, &call.lock);
	pthread_mutex_unlock(&call.lock);
}
