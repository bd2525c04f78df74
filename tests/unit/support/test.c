/*
 * The frame of the unit tests: registration, one process per test, what must not be left behind, and the checks.
 */
#include "test.h"
#include "core.h"
#include "memory.h"
#include "test_port.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* Longest life of one test, in seconds of real time: all of them run on a clock of their own. */
#define LIFE 300

/* Asked by AddressSanitizer: no picture of its memory after a report. */
const char *__asan_default_options(void);
const char *__asan_default_options(void) {
	return "print_legend=0:malloc_context_size=12";
}

static struct test_case *first, **last = &first;
static struct ending {
	void (*run)(void *);
	void *argument;
} * endings;
static size_t ending_count;
static uint32_t random_state = 0x9e3779b9;

void test_register(struct test_case *test) {
	*last = test;
	last = &test->next;
}

void test_at_end(void (*run)(void *), void *argument) {
	endings = realloc(endings, (ending_count + 1) * sizeof(*endings));
	check(endings);
	endings[ending_count].run = run;
	endings[ending_count++].argument = argument;
}

void test_fail(const char *file, int line, const char *format, ...) {
	va_list arguments;
	va_start(arguments, format);
	fprintf(stderr, "%s:%d: ", file, line);
	vfprintf(stderr, format, arguments);
	fputc('\n', stderr);
	va_end(arguments);
	fflush(stderr);
	_exit(1);
}

void test_equal(const char *file, int line, const char *what, long long actual, long long expected) {
	if (actual != expected)
		test_fail(file, line, "%s is %lld, not %lld", what, actual, expected);
}

void test_text(const char *file, int line, const char *what, const char *actual, const char *expected) {
	if (strcmp(actual, expected))
		test_fail(file, line, "%s is \"%s\", not \"%s\"", what, actual, expected);
}

void test_has(const char *file, int line, const char *what, const char *text, const char *part) {
	if (!strstr(text, part))
		test_fail(file, line, "%s is \"%s\", in which there is no \"%s\"", what, text, part);
}

void test_bytes(const char *file, int line, const char *what, const void *actual, const void *expected, size_t length) {
	const uint8_t *a = actual, *b = expected;
	for (size_t i = 0; i < length; i++) {
		if (a[i] != b[i])
			test_fail(file, line, "%s: byte %zu of %zu is 0x%02x, not 0x%02x", what, i, length, a[i], b[i]);
	}
}

/* xorshift32 (Marsaglia) */
uint32_t test_random(void) {
	random_state ^= random_state << 13;
	random_state ^= random_state >> 17;
	random_state ^= random_state << 5;
	return random_state;
}

void test_pattern(uint8_t *buffer, size_t length, size_t start) {
	for (size_t i = 0; i < length; i++) {
		size_t position = start + i;
		buffer[i] = (uint8_t)((position * 2654435761u) >> 13 ^ position >> 8);
	}
}

static void expect_nothing_of(ss_library library, const char *name) {
	ss_memory_usage usage;
	ss_memory_usage_of(library, &usage);
	if (usage.blocks || usage.now)
		test_fail(name, 0, "leak: %zu blocks with %zu bytes", usage.blocks, usage.now);
}

static void live(const struct test_case *test) {
	alarm(LIFE);
	check(ss_core_start());
	test->run();
	for (size_t i = 0; i < ending_count; i++)
		endings[i].run(endings[i].argument);
	free(endings);
	check_equal(ss_core_sockets(), 0);
	check_equal(ss_core_next_deadline(), SS_NO_DEADLINE);
	check(!port_has_requests());
	ss_core_stop();
	expect_nothing_of(SS_CORE, "core");
	expect_nothing_of(SS_MBEDTLS, "mbedTLS");
	check_equal(port_blocks(), 0);
}

/* What the test's process wrote to stderr, as TAP's comments. */
static void print_words(FILE *words) {
	char line[1024];
	rewind(words);
	while (fgets(line, sizeof(line), words)) {
		line[strcspn(line, "\n")] = '\0';
		printf("# %s\n", line);
	}
}

static bool run(const struct test_case *test, unsigned number) {
	FILE *words = tmpfile();
	if (!words) {
		perror("tmpfile");
		exit(2);
	}
	fflush(stdout);
	pid_t child = fork();
	if (child == 0) {
		dup2(fileno(words), STDERR_FILENO);
		live(test);
		exit(0);
	}
	int status = -1;
	if (child < 0 || waitpid(child, &status, 0) != child) {
		perror("fork");
		exit(2);
	}
	bool good = WIFEXITED(status) && WEXITSTATUS(status) == 0;
	printf("%s %u - %s\n", good ? "ok" : "not ok", number, test->name);
	if (!good && WIFSIGNALED(status))
		printf("# ended by signal %d (%s)\n", WTERMSIG(status), strsignal(WTERMSIG(status)));
	if (!good)
		print_words(words);
	fclose(words);
	return good;
}

static bool wanted(const struct test_case *test, int count, char **parts) {
	for (int i = 1; i < count; i++) {
		if (strstr(test->name, parts[i]))
			return true;
	}
	return count <= 1;
}

int main(int count, char **parts) {
	unsigned number = 0, failed = 0;
	for (const struct test_case *test = first; test; test = test->next) {
		if (wanted(test, count, parts) && !run(test, ++number))
			failed++;
	}
	printf("1..%u\n", number);
	return failed || !number;
}
