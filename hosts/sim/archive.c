/*
 * Reads archives; the format is toolchain/xsc/archive.mjs's. Everything in it is checked once, when it is opened.
 */
#include "archive.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* All numbers are little endian; offsets count from the start of the file, names end with a NUL. */
typedef struct archive_header {
	char magic[8];
	uint32_t modules, imports;
	uint32_t entry; /* offset of a name */
} archive_header;

typedef struct module_entry {
	uint32_t name, code, code_size;
	uint32_t first_import, imports;
} module_entry;

typedef struct import_entry {
	uint32_t specifier, target;
} import_entry;

static const char magic[8] = {'S', 'I', 'M', 'X', 'S', 'A', '1', '\n'};

static const archive_header *header_of(const sim_archive *archive) {
	return (const archive_header *)(const void *)archive->data;
}

static const module_entry *modules_of(const sim_archive *archive) {
	return (const module_entry *)(const void *)(archive->data + sizeof(archive_header));
}

static const import_entry *imports_of(const sim_archive *archive) {
	return (const import_entry *)(const void *)(modules_of(archive) + header_of(archive)->modules);
}

static const char *name_at(const sim_archive *archive, uint32_t offset) {
	return (const char *)archive->data + offset;
}

static bool is_well_formed(const sim_archive *archive) {
	const archive_header *header = header_of(archive);
	if (archive->size < sizeof *header || memcmp(header->magic, magic, sizeof magic) ||
		archive->data[archive->size - 1])
		return false;
	uint64_t tables = sizeof *header + (uint64_t)header->modules * sizeof(module_entry) +
					  (uint64_t)header->imports * sizeof(import_entry);
	if (tables > archive->size || header->entry >= archive->size)
		return false;
	for (uint32_t i = 0; i < header->modules; i++) {
		const module_entry *module = modules_of(archive) + i;
		if (module->name >= archive->size || (uint64_t)module->code + module->code_size > archive->size ||
			(uint64_t)module->first_import + module->imports > header->imports)
			return false;
	}
	for (uint32_t i = 0; i < header->imports; i++) {
		const import_entry *import = imports_of(archive) + i;
		if (import->specifier >= archive->size || import->target >= archive->size)
			return false;
	}
	return true;
}

/* Takes the file, also when it fails. */
static bool map(sim_archive *archive, int file, size_t size) {
	void *data = size ? mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE, file, 0) : MAP_FAILED;
	if (data != MAP_FAILED) {
		*archive = (sim_archive){data, size, file};
		return true;
	}
	close(file);
	return false;
}

bool sim_archive_open(sim_archive *archive, const char *path) {
	struct stat status;
	*archive = (sim_archive){0};
	int file = open(path, O_RDONLY | O_CLOEXEC);
	if (file < 0 || fstat(file, &status) < 0) {
		fprintf(stderr, "sim: %s: %s\n", path, strerror(errno));
		if (file >= 0)
			close(file);
		return false;
	}
	if (map(archive, file, (size_t)status.st_size) && is_well_formed(archive))
		return true;
	sim_archive_close(archive);
	fprintf(stderr, "sim: %s: not an archive of this simulator; remove build/cache and try again\n", path);
	return false;
}

bool sim_archive_open_again(sim_archive *archive, const sim_archive *other) {
	*archive = (sim_archive){0};
	int file = fcntl(other->file, F_DUPFD_CLOEXEC, 0);
	if (file >= 0 && map(archive, file, other->size))
		return true;
	fprintf(stderr, "sim: a worker cannot read its modules: %s\n", strerror(errno));
	return false;
}

void sim_archive_close(sim_archive *archive) {
	if (archive->data) {
		munmap(archive->data, archive->size);
		close(archive->file);
	}
	*archive = (sim_archive){0};
}

const char *sim_archive_entry(const sim_archive *archive) {
	return name_at(archive, header_of(archive)->entry);
}

size_t sim_archive_count(const sim_archive *archive) {
	return header_of(archive)->modules;
}

const char *sim_archive_name(const sim_archive *archive, size_t index) {
	return name_at(archive, modules_of(archive)[index].name);
}

static const module_entry *find(const sim_archive *archive, const char *name) {
	for (uint32_t i = 0; i < header_of(archive)->modules; i++) {
		const module_entry *module = modules_of(archive) + i;
		if (!strcmp(name_at(archive, module->name), name))
			return module;
	}
	return NULL;
}

bool sim_archive_module(const sim_archive *archive, const char *name, sim_module *module) {
	const module_entry *entry = find(archive, name);
	if (!entry)
		return false;
	*module = (sim_module){name_at(archive, entry->name), archive->data + entry->code, entry->code_size};
	return true;
}

const char *sim_archive_resolve(const sim_archive *archive, const char *importer, const char *specifier) {
	const module_entry *module = find(archive, importer);
	for (uint32_t i = 0; module && i < module->imports; i++) {
		const import_entry *import = imports_of(archive) + module->first_import + i;
		if (!strcmp(name_at(archive, import->specifier), specifier))
			return name_at(archive, import->target);
	}
	return NULL;
}

bool sim_archive_import(
	const sim_archive *archive, const char *importer, size_t index, const char **specifier, const char **target) {
	const module_entry *module = find(archive, importer);
	if (!module || index >= module->imports)
		return false;
	const import_entry *import = imports_of(archive) + module->first_import + index;
	*specifier = name_at(archive, import->specifier);
	*target = name_at(archive, import->target);
	return true;
}
