/*
 * The port's start for programs that have parsed their options and chosen what to do with signals.
 */
#include "network.h"
#include "port.h"

bool ss_port_start(void) {
	return sim_network_start();
}
