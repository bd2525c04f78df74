/* The Secure Sockets API in C: this folder is what a program that uses it has in its include path. */
#include "../core/secure_sockets.h"
