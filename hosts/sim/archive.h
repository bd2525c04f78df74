/*
 * Compiled modules as toolchain/xsc writes them: one file with the bytecode of several modules and what each of their
 * imports resolves to. A machine patches the bytecode as it loads it, so each machine opens its archives itself.
 */
#ifndef SIM_ARCHIVE_H
#define SIM_ARCHIVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct sim_archive {
	uint8_t *data;
	size_t size;
	int file;
} sim_archive;

/** A module of an archive; points into it. */
typedef struct sim_module {
	const char *name; /**< The absolute path of its source. */
	uint8_t *code;    /**< An XS_B atom, writable and private to this archive. */
	uint32_t code_size;
} sim_module;

/** Opens and checks an archive. @return false, after a message on stderr, when there is none to be read. */
bool sim_archive_open(sim_archive *archive, const char *path);

/** Opens an archive as another has it open, whatever has become of the file. @return false, after a message on stderr. */
bool sim_archive_open_again(sim_archive *archive, const sim_archive *other);

/** Closes it; its modules are dead afterwards. An archive of zeros is closed. */
void sim_archive_close(sim_archive *archive);

/** @return the name of the module to start with. */
const char *sim_archive_entry(const sim_archive *archive);

/** @return how many modules it has, and the name of one of them. */
size_t sim_archive_count(const sim_archive *archive);
const char *sim_archive_name(const sim_archive *archive, size_t index);

/** Finds a module by its name. @return false when the archive does not have it. */
bool sim_archive_module(const sim_archive *archive, const char *name, sim_module *module);

/** @return the name of the module that `specifier` means in the module `importer`, or NULL when nothing is known of it. */
const char *sim_archive_resolve(const sim_archive *archive, const char *importer, const char *specifier);

/** Enumerates what is imported by the module `importer`. @return false when it has no import of this index. */
bool sim_archive_import(
	const sim_archive *archive, const char *importer, size_t index, const char **specifier, const char **target);

#endif
