/*
 * The simulator's network as a C library: started by SOCKETS_Init() in any program, with the options of the environment
 * variable SIM_OPTIONS, and stopped when the program exits.
 */
#include "../clock.h"
#include "../network/network.h"
#include "../options.h"
#include "port.h"
#include "secure_sockets_descriptors.h"
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

/* How long a program that exits may be held up by sockets that it closed, in milliseconds. */
#define LINGER 2000

static pthread_once_t prepared = PTHREAD_ONCE_INIT;
static bool options_ok;
static pid_t owner;

static void close_all(void *argument) {
	(void)argument;
	ss_descriptor_close_all();
}

/*
 * As the kernel does with its sockets: what the program left open is closed. Not in a child, where there is no network's
 * thread, nor in the context, which a callback that calls exit() holds.
 */
static void stop(void) {
	if (getpid() != owner || ss_port_inside())
		return;
	ss_port_call(close_all, NULL);
	sim_network_stop(LINGER);
}

static void prepare(void) {
	const char *text = getenv("SIM_OPTIONS");
	owner = getpid();
	options_ok = !text || sim_options_parse_text(text);
	sim_clock_set_scale(sim_settings.clock_scale);
}

/* libslirp writes to sockets whose peers may be gone, in whatever thread calls; a handler of the program is left alone. */
static void ignore_broken_pipes(void) {
	struct sigaction now;
	if (!sigaction(SIGPIPE, NULL, &now) && now.sa_handler == SIG_DFL)
		signal(SIGPIPE, SIG_IGN);
}

bool ss_port_start(void) {
	static bool stops; /* under the lock */
	static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
	pthread_once(&prepared, prepare);
	if (!options_ok)
		return false;
	ignore_broken_pipes();
	bool started = sim_network_start();
	pthread_mutex_lock(&lock);
	if (started && !stops)
		stops = atexit(stop) == 0;
	pthread_mutex_unlock(&lock);
	return started;
}
