/*
 * The simulator's process: options, signals, one machine.
 */
#include "clock.h"
#include "machine.h"
#include "network/network.h"
#include "options.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

enum { exit_usage = 2, exit_signal = 128 };

/* How long what was sent may go on leaving after the end of the app, for a peer that does not read. */
enum { linger_milliseconds = 30000 };

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

void sim_leave(int status) {
	sim_network_stop(0);
	exit(status);
}

int main(int count, char **values) {
	if (!sim_options_parse(count, values))
		return exit_usage;
	sim_clock_set_scale(sim_settings.clock_scale);
	handle_signals();
	sim_machine *machine = sim_machine_new(sim_settings.library, sim_settings.app, sim_settings.heap_limit);
	if (!machine)
		return 1;
	int status = sim_machine_run(machine);
	sim_machine_delete(machine);
	sim_network_stop(linger_milliseconds);
	sim_leave(status);
}
