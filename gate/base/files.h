#ifndef FLAMEGATE_GATE_BASE_FILES_H
#define FLAMEGATE_GATE_BASE_FILES_H

#include "gate/base/bytes.h"
#include "gate/base/error.h"

#include <stdbool.h>
#include <stddef.h>

/* Files and folders of the machine: read whole, listed sorted, replaced in one step. */

/* Appends the whole file to out; refused beyond out's ceiling. "-" is standard input. Sentences name the path. */
int files_read(struct byte_buffer *out, const char *path, struct error *err);

enum files_kind { FILES_MISSING, FILES_FILE, FILES_FOLDER, FILES_OTHER };

/* What stands at path; FILES_MISSING also if it cannot be looked at, then err says why (may be NULL). */
enum files_kind files_kind(const char *path, struct error *err);

struct files_list {
    char **names; /* entries of the folder without "." and "..", without hidden ones, in byte order */
    size_t count;
};

int files_list(struct files_list *out, const char *folder, struct error *err);
void files_list_free(struct files_list *list);

/* Makes the folder and its parents; a folder that is there already is fine. */
int files_make_folder(const char *path, struct error *err);

/*
 * Replaces the file at path by content in one step: written to a temporary file beside it, flushed, checked,
 * renamed. On failure the old file stands untouched and no temporary file is left.
 */
int files_replace(const char *path, struct bytes content, struct error *err);

/* folder + "/" + name; the caller's to free; NULL without memory. */
char *files_join(const char *folder, const char *name);

/* The part of path behind its last '/', inside path. */
const char *files_name(const char *path);

#endif
