/*
 * The wake-up callback, and what may be done in it.
 */
#include "suite.h"
#include <semaphore.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static sem_t woken;
static Socket_t expected;
static int32_t results[8];
static uint8_t buffer[BUFFER_SIZE];

static void set(Socket_t socket, SocketsWakeup_t callback) {
	expected = socket;
	check_equal(
		SOCKETS_SetSockOpt(socket, 0, SOCKETS_SO_WAKEUP_CALLBACK, (void *)(uintptr_t)callback, sizeof(void *)), 0);
}

static bool wait_for_callback(int milliseconds) {
	struct timespec limit;
	clock_gettime(CLOCK_REALTIME, &limit);
	limit.tv_sec += milliseconds / 1000;
	limit.tv_nsec += milliseconds % 1000 * 1000000L;
	if (limit.tv_nsec >= 1000000000) {
		limit.tv_nsec -= 1000000000;
		limit.tv_sec++;
	}
	return sem_timedwait(&woken, &limit) == 0;
}

static void note(Socket_t socket) {
	check(socket == expected);
	sem_post(&woken);
}

static void data_wakes(void) {
	Socket_t socket = suite_connect();
	set(socket, note);
	check(!wait_for_callback(300)); /* not for session tickets */
	suite_send(socket, "x", 1);
	check(wait_for_callback(5000));
	suite_recv(socket, buffer, 1);
	set(socket, NULL);
	suite_send(socket, "y", 1);
	suite_recv(socket, buffer, 1);
	check(!wait_for_callback(100));
	suite_close(socket);
}

static void earlier_data_wakes(void) {
	Socket_t socket = suite_connect();
	suite_send(socket, "x", 1);
	usleep(300000);
	set(socket, note);
	check(wait_for_callback(5000));
	suite_recv(socket, buffer, 1);
	suite_close(socket);
}

/* The peer ends, or resets, when the connection is ready. */
static void end_wakes(void) {
	Socket_t socket = suite_connect();
	set(socket, note);
	check(wait_for_callback(5000));
	int32_t result;
	do
		result = SOCKETS_Recv(socket, buffer, sizeof(buffer), 0);
	while (result > 0);
	check(result < 0);
	suite_close(socket);
}

static void earlier_end_wakes(void) {
	Socket_t socket = suite_connect();
	usleep(300000);
	set(socket, note);
	check(wait_for_callback(5000));
	check(SOCKETS_Recv(socket, buffer, sizeof(buffer), 0) < 0);
	suite_close(socket);
}

/* The socket is blocking, but nothing blocks in here, and what would have to wait says so at once. */
static void use_everything(Socket_t socket) {
	SocketsSockaddr_t address = suite_address();
	const TickType_t timeout = 5000;
	int32_t n = SOCKETS_Recv(socket, buffer, sizeof(buffer), 0);
	results[0] = n;
	results[1] = SOCKETS_Recv(socket, buffer + 100, 100, 0);
	results[2] = SOCKETS_Send(socket, "ok", 2, 0);
	results[3] = SOCKETS_SetSockOpt(socket, 0, SOCKETS_SO_RCVTIMEO, &timeout, sizeof(timeout));
	Socket_t other = SOCKETS_Socket(SOCKETS_AF_INET, SOCKETS_SOCK_STREAM, SOCKETS_IPPROTO_TCP);
	results[4] = SOCKETS_Connect(other, &address, sizeof(address));
	results[5] = (int32_t)SOCKETS_GetHostByName("multi.test");
	results[6] = SOCKETS_Close(other);
	results[7] = SOCKETS_Init();
	SOCKETS_SetSockOpt(socket, 0, SOCKETS_SO_WAKEUP_CALLBACK, NULL, 0);
	sem_post(&woken);
}

static void calls_inside(void) {
	Socket_t socket = suite_connect();
	set(socket, use_everything);
	suite_send(socket, "hello", 5);
	check(wait_for_callback(5000));
	check_equal(results[0], 5);
	check(!memcmp(buffer, "hello", 5));
	check_equal(results[1], SOCKETS_EWOULDBLOCK);
	check_equal(results[2], 2);
	check_equal(results[3], 0);
	check_equal(results[4], SOCKETS_EWOULDBLOCK);
	check_equal(results[5], 0);
	check_equal(results[6], 0);
	check_equal(results[7], pdPASS);
	suite_recv(socket, buffer, 2);
	check(!memcmp(buffer, "ok", 2));
	suite_close(socket);
}

static void shut_and_close(Socket_t socket) {
	results[0] = SOCKETS_Shutdown(socket, SOCKETS_SHUT_RDWR);
	results[1] = SOCKETS_Recv(socket, buffer, sizeof(buffer), 0);
	results[2] = SOCKETS_Close(socket);
	results[3] = SOCKETS_Close(socket);
	sem_post(&woken);
}

static void close_inside(void) {
	Socket_t socket = suite_connect();
	set(socket, shut_and_close);
	suite_send(socket, "hello", 5);
	check(wait_for_callback(5000));
	check_equal(results[0], 0);
	check_equal(results[1], SOCKETS_ECLOSED);
	check_equal(results[2], 0);
	check_equal(results[3], SOCKETS_EINVAL);
	check_equal(SOCKETS_Close(socket), SOCKETS_EINVAL);
}

static Socket_t other;

static void *wait_in_recv(void *argument) {
	(void)argument;
	uint8_t byte;
	results[0] = SOCKETS_Recv(other, &byte, 1, 0);
	return NULL;
}

static void close_other(Socket_t socket) {
	(void)socket;
	results[1] = SOCKETS_Close(other);
	sem_post(&woken);
}

/* A thread waits in one socket; the callback of another one closes it. */
static void close_inside_under_a_reader(void) {
	Socket_t socket = suite_connect();
	other = suite_connect();
	pthread_t thread = suite_thread(wait_in_recv, NULL);
	usleep(300000);
	set(socket, close_other);
	suite_send(socket, "hello", 5);
	check(wait_for_callback(5000));
	suite_join(thread);
	check_equal(results[0], SOCKETS_ECLOSED);
	check_equal(results[1], 0);
	suite_close(socket);
}

const suite_case cases_wakeup[] = {
	{"data wakes, until the callback is cleared", data_wakes, BOTH, NULL},
	{"data wakes that came before the callback was set", earlier_data_wakes, BOTH, NULL},
	{"the end of the stream wakes", end_wakes, BOTH, "end"},
	{"an end wakes that came before the callback was set", earlier_end_wakes, BOTH, "end"},
	{"a reset wakes", end_wakes, BOTH, "reset"},
	{"calls in the callback never wait", calls_inside, BOTH, NULL},
	{"Close in the callback", close_inside, BOTH, NULL},
	{"Close in the callback of a socket that another waits in", close_inside_under_a_reader, BOTH, NULL},
	{0},
};

__attribute__((constructor)) static void initialize(void) {
	sem_init(&woken, 0, 0);
}
