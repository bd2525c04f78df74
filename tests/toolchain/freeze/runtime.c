/*
 * Runs a program of firmware on the host: what hosts/bare-metal is to an image, without board and network. In flash means
 * read-only here, so that whoever writes there crashes. GC_STRESS=1 in the environment: garbage is collected before each
 * allocation.
 *
 *	NAME [memory]    "memory": tells afterwards what the JavaScript heap has needed
 */
#include "xsAll.h" /* before xs.h, which then takes its types */

#include "../../../modules/globals/globals_natives.h"
#include "program.h"

#include <unistd.h>

struct bare_machine {
	txMachine *the;
	xsSlot on_timer, describe;
	double timer; /* milliseconds; INFINITY: none */
	bool jobs, evaluated;
	size_t heap;
};

static struct bare_machine machine = {.timer = INFINITY};
uint8_t board_stack_limit[1]; /* program.c names it; below all stacks of the host */
extern int gxStress;

void *bare_xs_allocate(size_t size) {
	return malloc(size);
}

void *bare_xs_clear_allocate(size_t count, size_t size) {
	return calloc(count, size);
}

void *bare_xs_resize(void *block, size_t size) {
	return realloc(block, size);
}

void bare_xs_free(void *block) {
	free(block);
}

void *fxAllocateChunks(txMachine *the, txSize size) {
	the->host->heap += (size_t)size;
	return malloc((size_t)size);
}

txSlot *fxAllocateSlots(txMachine *the, txSize count) {
	the->host->heap += (size_t)count * sizeof(txSlot);
	return malloc((size_t)count * sizeof(txSlot));
}

void fxFreeChunks(txMachine *the, void *chunks) {
	(void)the;
	free(chunks);
}

void fxFreeSlots(txMachine *the, void *slots) {
	(void)the;
	free(slots);
}

void fxCreateMachinePlatform(txMachine *the) {
	the->host = the->context;
	the->host->the = the;
}

void fxDeleteMachinePlatform(txMachine *the) {
	(void)the;
}

void fxQueuePromiseJobs(txMachine *the) {
	the->host->jobs = true;
}

int bare_get_time_of_day(struct timeval *time, void *zone) {
	return gettimeofday(time, zone);
}

static double now(void) {
	struct timespec time;
	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec * 1e3 + (double)time.tv_nsec / 1e6;
}

uint32_t modMilliseconds(void) {
	return (uint32_t)now();
}

static void fail(txMachine *the, const char *what, const txSlot *exception) {
	xsBeginHost(the);
	xsmcVars(1);
	xsVar(0) = xsCallFunction1(machine.describe, xsUndefined, *exception);
	fprintf(stderr, "%s %s\n", what, xsmcToString(xsVar(0)));
	exit(1);
	xsEndHost(the);
}

void fxAbort(txMachine *the, int status) {
	if (status == XS_UNHANDLED_EXCEPTION_EXIT || status == XS_UNHANDLED_REJECTION_EXIT)
		fail(the, "Uncaught", &mxException);
	fprintf(stderr, "The JavaScript engine failed (%d)\n", status);
	exit(1);
}

void xs_console_write(xsMachine *the) {
	fputs(xsmcToString(xsArg(1)), stdout);
}

void xs_console_set_describe(xsMachine *the) {
	machine.describe = xsArg(0);
	xsRemember(machine.describe);
}

void xs_timers_now(xsMachine *the) {
	xsmcSetNumber(xsResult, now());
}

void xs_timers_set_callback(xsMachine *the) {
	machine.on_timer = xsArg(0);
	xsRemember(machine.on_timer);
}

void xs_timers_arm(xsMachine *the) {
	machine.timer = xsmcToNumber(xsArg(0));
}

static void run_jobs(txMachine *the) {
	do {
		while (machine.jobs) {
			machine.jobs = false;
			fxRunPromiseJobs(the);
		}
		fxEndJob(the);
	} while (machine.jobs);
	fxCheckUnhandledRejections(the, 1);
}

static void main_evaluated(xsMachine *the) {
	the->host->evaluated = true;
}

static void main_failed(xsMachine *the) {
	fail(the, "Uncaught", &xsArg(0));
}

static void run_timers(txMachine *the) {
	while (machine.timer < INFINITY) {
		if (now() < machine.timer)
			usleep(1000);
		machine.timer = INFINITY;
		xsBeginHost(the);
		(void)xsCallFunction0(machine.on_timer, xsUndefined);
		xsEndHost(the);
		run_jobs(the);
	}
}

static void print_memory(const txMachine *the, size_t created) {
	size_t peak = (size_t)the->peakChunksSize + (size_t)the->peakHeapCount * sizeof(txSlot);
	printf("memory: %zu bytes after creation, %zu bytes at peak, %zu bytes reserved\n", created, peak, machine.heap);
}

int main(int count, char **values) {
	const char *stress = getenv("GC_STRESS");
	txMachine *the = bare_program_create(&machine);
	size_t created = (size_t)the->currentChunksSize + (size_t)the->currentHeapCount * sizeof(txSlot);
	gxStress = stress && *stress == '1';
	bare_program_start(the, main_evaluated, main_failed);
	run_jobs(the);
	run_timers(the);
	if (count > 1 && !strcmp(values[1], "memory"))
		print_memory(the, created);
	return machine.evaluated ? 0 : 13;
}
