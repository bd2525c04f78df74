/*
 * core/timer.c, under a name that is not the SDK's: objects are named by the base name of their source.
 */
#include "../../../modules/secure-sockets/core/timer.c"
