/*
 * The cryptography of mbedTLS 4 on the desktop simulator, for whoever builds it with one (MBEDTLS_DIR).
 */
#ifndef SIM_CRYPTO_CONFIG_H
#define SIM_CRYPTO_CONFIG_H

#include "crypto_base.h"
#include "speed.h"

#endif
