/* The Secure Sockets API in C, under a name that programs for FreeRTOS include it by. */
#include "../core/secure_sockets.h"
