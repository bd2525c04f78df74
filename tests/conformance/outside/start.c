/*
 * Starts the network from several threads at once; exits with the number of those that did not get it.
 */
#include <pthread.h>
#include <secure_sockets.h>
#include <stddef.h>

enum { THREADS = 8 };

static pthread_barrier_t all_are_there;

static void *start(void *missing) {
	pthread_barrier_wait(&all_are_there);
	return SOCKETS_Init() == pdPASS ? NULL : missing;
}

int main(void) {
	pthread_t threads[THREADS];
	int failed = 0;
	pthread_barrier_init(&all_are_there, NULL, THREADS);
	for (int i = 0; i < THREADS; i++)
		if (pthread_create(&threads[i], NULL, start, threads))
			return -1;
	for (int i = 0; i < THREADS; i++) {
		void *result;
		pthread_join(threads[i], &result);
		failed += result != NULL;
	}
	return failed;
}
