/*
 * The secrets of TLS sessions: --keylog's file, in NSS's format, and the capture, so that Wireshark can decrypt both.
 */
#include "../../usernet/capture.h"
#include "diagnostics.h"
#include "tls.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

static FILE *file;

void sim_warn_of_secrets(const char *option, const char *path) {
	fprintf(stderr,
		"sim: WARNING: %s writes the secrets of all TLS sessions to %s:\n"
		"sim: WARNING: whoever has that file can read everything that this run sends and receives.\n",
		option, path);
}

bool sim_keylog_open(const char *path) {
	int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	file = fd < 0 ? NULL : fdopen(fd, "a");
	if (file)
		sim_warn_of_secrets("--keylog", path);
	else
		fprintf(stderr, "sim: --keylog: %s cannot be written: %s\n", path, strerror(errno));
	return file != NULL;
}

static void on_secret(void *context, const char *line) {
	(void)context;
	capture_add_secret(line);
	if (!file || (fprintf(file, "%s\n", line) > 0 && !fflush(file)))
		return;
	fprintf(stderr, "sim: --keylog: %s: no more secrets are written\n", strerror(errno));
	fclose(file);
	file = NULL;
}

void sim_keys_start(void) {
	if (file || capture_wants_secrets())
		ss_tls_log_all_keys(on_secret, NULL);
}
