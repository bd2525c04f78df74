/*
 * The network's thread, from start to stop.
 */
#include "../../usernet/usernet.h"
#include "../clock.h"
#include "../diagnostics/diagnostics.h"
#include "../options.h"
#include "core.h"
#include "network.h"
#include "port.h"
#include <pthread.h>
#include <signal.h>

/* How long DHCP may take before ss_port_start() gives up, in scaled milliseconds. */
#define ADDRESS_LIMIT 10000

enum phase { OFF, STARTING, UP, LINGERING, STOPPING };

static struct {
	pthread_t thread;
	pthread_mutex_t lock; /* of the phase */
	pthread_cond_t changed;
	enum phase phase;
	uint64_t linger_until; /* of ss_port_milliseconds() */
} network = {.lock = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER};

static void set_phase(enum phase phase) {
	pthread_mutex_lock(&network.lock);
	network.phase = phase;
	pthread_cond_broadcast(&network.changed);
	pthread_mutex_unlock(&network.lock);
}

static enum phase get_phase(void) {
	pthread_mutex_lock(&network.lock);
	enum phase phase = network.phase;
	pthread_mutex_unlock(&network.lock);
	return phase;
}

/* @return whether the time to linger is over; lowers `wait` to what is left of it. */
static bool lingered(uint32_t *wait) {
	uint64_t now = ss_port_milliseconds();
	if (now >= network.linger_until)
		return true;
	if (network.linger_until - now < *wait)
		*wait = (uint32_t)(network.linger_until - now);
	return false;
}

static bool start_link(void) {
	return usernet_start(&(struct usernet_settings){
		.program = "sim",
		.mtu = sim_settings.mtu,
		.has_ipv6 = true,
		.has_resolver = true,
		.nanoseconds = sim_clock_nanoseconds,
		.receive = sim_netif_receive,
	});
}

static void *loop(void *argument) {
	(void)argument;
	sim_context_enter();
	sim_diagnostics_start();
	bool ok = start_link() && sim_netif_start() && ss_core_start();
	uint64_t limit = ss_port_milliseconds() + ADDRESS_LIMIT;
	enum phase phase = get_phase();
	while (ok && (phase != STOPPING || sim_thread_is_lent())) {
		uint32_t wait = sim_turn_run(true);
		if (phase == STARTING && (sim_netif_has_address() || ss_port_milliseconds() > limit)) {
			ok = sim_netif_has_address();
			sim_context_set_open(ok);
			/* with time going faster, the network could not wait until its thread takes over */
			sim_lending_allow(ok && sim_settings.clock_scale == 1);
			if (ok)
				set_phase(UP);
		}
		if (phase == LINGERING && (lingered(&wait) || (ss_core_sockets() == 0 && !sim_turn_has_bytes_left())))
			break;
		if (ok && !sim_thread_stand_by() && !sim_thread_is_lent())
			sim_turn_poll(phase == STARTING && wait > 100 ? 100 : wait);
		phase = get_phase();
	}
	sim_context_set_open(false);
	ss_core_stop();
	sim_diagnostics_stop();
	sim_netif_stop();
	usernet_stop();
	sim_context_leave();
	set_phase(OFF);
	return NULL;
}

bool sim_network_start(void) {
	static pthread_mutex_t starts = PTHREAD_MUTEX_INITIALIZER; /* others wait for who was first */
	pthread_mutex_lock(&starts);
	pthread_mutex_lock(&network.lock);
	if (network.phase == OFF) {
		network.phase = STARTING;
		sigset_t all, before;
		sigfillset(&all);
		pthread_sigmask(SIG_SETMASK, &all, &before);
		bool started = sim_turn_open() && !pthread_create(&network.thread, NULL, loop, NULL);
		pthread_sigmask(SIG_SETMASK, &before, NULL);
		if (!started)
			network.phase = OFF;
		while (network.phase == STARTING)
			pthread_cond_wait(&network.changed, &network.lock);
		if (started && network.phase == OFF) {
			pthread_join(network.thread, NULL);
			sim_turn_close();
		}
	}
	bool up = network.phase == UP;
	pthread_mutex_unlock(&network.lock);
	pthread_mutex_unlock(&starts);
	return up;
}

void sim_network_stop(uint32_t linger) {
	pthread_mutex_lock(&network.lock);
	bool up = network.phase == UP;
	network.linger_until = ss_port_milliseconds() + linger;
	if (up)
		network.phase = linger ? LINGERING : STOPPING;
	pthread_mutex_unlock(&network.lock);
	if (!up)
		return;
	sim_lending_allow(false);
	sim_thread_call();
	sim_turn_wake();
	pthread_join(network.thread, NULL);
	sim_turn_close();
}
