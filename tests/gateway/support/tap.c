/*
 * The frame of these unit tests, see tap.h.
 */
#include "tap.h"
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

/* Longest life of one test, in seconds. */
#define LIFE 60

static struct tap_test *first, **last = &first;

void tap_register(struct tap_test *test) {
	*last = test;
	last = &test->next;
}

void tap_fail(const char *file, int line, const char *what, long long value) {
	printf("# %s:%d: %s (%lld)\n", file, line, what, value);
	exit(1);
}

int main(void) {
	int count = 0;
	for (const struct tap_test *one = first; one; one = one->next) {
		fflush(stdout);
		pid_t child = fork();
		int status = 1;
		if (child == 0) {
			alarm(LIFE);
			srand(1);
			one->run();
			exit(0);
		}
		waitpid(child, &status, 0);
		if (WIFSIGNALED(status))
			printf("# ended by signal %d\n", WTERMSIG(status));
		printf("%s %s\n", status == 0 ? "ok" : "not ok", one->name);
		count++;
	}
	printf("1..%d\n", count);
	return 0;
}
