/*
 * The simulator's process: options, signals, the app's machine, and the end of all.
 */
#include "clock.h"
#include "machine.h"
#include "network/network.h"
#include "options.h"
#include "worker.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

enum { exit_usage = 2, exit_signal = 128 };

/* How long what was sent may go on leaving after the end of the app, for a peer that does not read. */
enum { linger_milliseconds = 30000 };

/* How long machines may take to stop at the end of the process. */
enum { leave_seconds = 2 };

/* Waits for a request to end: works whatever the machine's thread is doing. */
static void *watch_signals(void *signals) {
	int number = SIGTERM;
	sigwait(signals, &number);
	_exit(exit_signal + number);
}

/* Blocks the signals in this thread and in all that it starts, but for the one that waits for them. */
static void handle_signals(void) {
	static sigset_t signals;
	pthread_t watcher;
	signal(SIGPIPE, SIG_IGN);
	sigemptyset(&signals);
	sigaddset(&signals, SIGINT);
	sigaddset(&signals, SIGTERM);
	sigaddset(&signals, SIGHUP);
	pthread_sigmask(SIG_BLOCK, &signals, NULL);
	if (pthread_create(&watcher, NULL, watch_signals, &signals) == 0)
		pthread_detach(watcher);
}

static atomic_int status_of_leave = -1;
static atomic_bool machines_ended;

bool sim_is_leaving(void) {
	return atomic_load(&status_of_leave) >= 0;
}

/* Native code that takes its time stops for nobody: then the process ends with its threads running. */
static void *limit_leave(void *argument) {
	(void)argument;
	sleep(leave_seconds);
	if (!atomic_load(&machines_ended))
		_exit(atomic_load(&status_of_leave));
	return NULL;
}

static void watch_leave(void) {
	pthread_t watcher;
	if (pthread_create(&watcher, NULL, limit_leave, NULL) == 0)
		pthread_detach(watcher);
}

static void set_status(int status) {
	int none = -1;
	atomic_compare_exchange_strong(&status_of_leave, &none, status);
}

/* All machines but the app's end in their own threads; the app's is left as it is. */
void sim_leave(sim_machine *machine, int status) {
	set_status(status);
	if (machine->worker || machine->workers)
		watch_leave();
	if (machine->worker) {
		sim_loop_stop_app();
		sim_worker_abandon(machine);
	}
	sim_workers_end(machine);
	atomic_store(&machines_ended, true);
	sim_network_stop(0);
	exit(atomic_load(&status_of_leave));
}

int main(int count, char **values) {
	if (!sim_options_parse(count, values))
		return exit_usage;
	sim_clock_set_scale(sim_settings.clock_scale);
	handle_signals();
	sim_machine *machine = sim_machine_new(NULL);
	if (!machine)
		return 1;
	int status = sim_machine_run(machine);
	if (sim_is_leaving())
		sim_leave(machine, status);
	set_status(status);
	if (machine->workers)
		watch_leave();
	sim_machine_delete(machine);
	atomic_store(&machines_ended, true);
	sim_network_stop(linger_milliseconds);
	exit(atomic_load(&status_of_leave));
}
