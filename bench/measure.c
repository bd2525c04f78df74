/*
 * The workload of the clients in C; apps/client.ts and node_client.mjs do the same. What a client tells the server is in
 * server.c. Prints the seconds that each part took, as "handshakes 0.5", and nothing else.
 *
 *     CLIENT PORT CA-FILE SERVER-NAME CONNECTIONS RECEIVE-MB SEND-MB ECHOES
 */
#include "measure.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define COMMAND_SIZE 16
#define CHUNK 65536
#define ECHO_SIZE 1024

static uint8_t chunk[CHUNK];

void bench_fail(const char *what, int code) {
	fprintf(stderr, "%s failed: %d\n", what, code);
	exit(1);
}

static double seconds(void) {
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void command(char what, size_t count) {
	char text[COMMAND_SIZE + 1];
	snprintf(text, sizeof(text), "%c%-15zu", what, count);
	bench_send(text, COMMAND_SIZE);
}

static void shake_hands(uint16_t port, size_t count) {
	while (count--) {
		bench_connect(port);
		bench_close();
	}
}

static void receive_bytes(size_t count) {
	while (count)
		count -= bench_receive(chunk, count < CHUNK ? count : CHUNK);
}

static void receive(size_t count) {
	command('S', count);
	receive_bytes(count);
}

static void send(size_t count) {
	command('R', count);
	for (size_t left = count; left; left -= left < CHUNK ? left : CHUNK)
		bench_send(chunk, left < CHUNK ? left : CHUNK);
	receive_bytes(1);
}

static void echo(size_t count) {
	command('E', count);
	while (count--) {
		bench_send(chunk, ECHO_SIZE);
		receive_bytes(ECHO_SIZE);
	}
}

static void measure(const char *name, void (*run)(size_t), size_t count) {
	if (!count)
		return;
	run(count / 16 + 1); /* caches and windows */
	double start = seconds();
	run(count);
	printf("%s %.6f\n", name, seconds() - start);
}

static char *read_file(const char *path) {
	static char text[65536];
	FILE *file = fopen(path, "r");
	size_t length = file ? fread(text, 1, sizeof(text) - 1, file) : 0;
	if (!length)
		bench_fail("reading the trust anchor", 0);
	fclose(file);
	return text;
}

int main(int argc, char **argv) {
	if (argc != 8) {
		fprintf(stderr, "Usage: %s PORT CA-FILE SERVER-NAME CONNECTIONS RECEIVE-MB SEND-MB ECHOES\n", argv[0]);
		return 2;
	}
	uint16_t port = (uint16_t)atoi(argv[1]);
	size_t connections = strtoul(argv[4], NULL, 10);
	bench_start(read_file(argv[2]), argv[3]);
	shake_hands(port, 3);
	double start = seconds();
	shake_hands(port, connections);
	printf("handshakes %.6f\n", seconds() - start);
	bench_connect(port);
	measure("receive", receive, strtoul(argv[5], NULL, 10) * 1000000);
	measure("send", send, strtoul(argv[6], NULL, 10) * 1000000);
	measure("echoes", echo, strtoul(argv[7], NULL, 10));
	bench_close();
	bench_stop();
	return 0;
}
