/*
 * TCP's initial sequence numbers.
 */
#ifndef SS_ISN_H
#define SS_ISN_H

#include "config/lwip_hooks.h"
#include <stdbool.h>

/**
 * Makes the secret that ss_isn() needs, another one each time. In the network context, before TCP connects.
 * @return false when there is not enough entropy.
 */
bool ss_isn_start(void);

#endif
