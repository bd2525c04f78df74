/*
 * Wakes a machine of the SDK's simulator on Linux: a source in the GLib context that its thread runs.
 */
#include "waker.h"
#include <glib.h>
#include <pthread.h>

#if !__has_include("../../../build/moddable/lin/libsecuresockets.a")
#error "the library that this links to is not there yet: run `make moddable` in the checkout of secure-sockets"
#endif

struct moddable_waker {
	GSource source;
	void (*run)(void *context);
	void *context;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static gboolean dispatch(GSource *source, GSourceFunc callback, gpointer data) {
	moddable_waker *waker = (moddable_waker *)source;
	(void)callback;
	(void)data;
	g_source_set_ready_time(source, -1);
	waker->run(waker->context);
	return G_SOURCE_CONTINUE;
}

moddable_waker *moddable_waker_new(xsMachine *the, void (*run)(void *context), void *context) {
	static GSourceFuncs functions = {.dispatch = dispatch};
	moddable_waker *waker = (moddable_waker *)g_source_new(&functions, sizeof(*waker));
	(void)the;
	waker->run = run;
	waker->context = context;
	g_source_attach(&waker->source, g_main_context_get_thread_default());
	return waker;
}

void moddable_waker_wake(moddable_waker *waker) {
	g_source_set_ready_time(&waker->source, 0);
}

void moddable_waker_wake_in(moddable_waker *waker, double milliseconds) {
	gint64 wait = (gint64)(milliseconds * 1000);
	g_source_set_ready_time(&waker->source, milliseconds < 0 ? -1 : g_get_monotonic_time() + wait);
}

void moddable_waker_stop(moddable_waker *waker) {
	g_source_destroy(&waker->source);
}

void moddable_waker_free(moddable_waker *waker) {
	g_source_unref(&waker->source);
}

void moddable_lock(void) {
	pthread_mutex_lock(&lock);
}

void moddable_unlock(void) {
	pthread_mutex_unlock(&lock);
}
