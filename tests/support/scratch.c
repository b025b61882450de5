#define _XOPEN_SOURCE 700 /* nftw */

#include "tests/support/scratch.h"

#include "gate/base/files.h"
#include "gate/base/memory.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char folder[64];

int scratch_open(void **state)
{
    (void)state;
    const char *root = getenv("TMPDIR");
    snprintf(folder, sizeof folder, "%s/flamegate-XXXXXX", root != NULL && strlen(root) < 32 ? root : "/tmp");
    return mkdtemp(folder) != NULL ? 0 : -1;
}

static int remove_one(const char *path, const struct stat *facts, int kind, struct FTW *place)
{
    (void)facts;
    (void)kind;
    (void)place;
    return remove(path);
}

int scratch_close(void **state)
{
    (void)state;
    return nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

const char *scratch_path(const char *name)
{
    static char paths[8][512];
    static size_t next;
    char *path = paths[next++ % 8];
    snprintf(path, sizeof paths[0], "%s/%s", folder, name);
    return path;
}

void scratch_write(const char *name, const char *content)
{
    char parent[512];
    struct error err = ERROR_INIT;
    snprintf(parent, sizeof parent, "%s", scratch_path(name));
    *strrchr(parent, '/') = '\0';
    if (files_make_folder(parent, &err) != 0 ||
        files_replace(scratch_path(name), bytes_of_text(content), &err) != 0) {
        fprintf(stderr, "%s\n", err.sentence);
        exit(1);
    }
}

char *scratch_read(const char *name)
{
    struct byte_buffer content;
    struct error err = ERROR_INIT;
    byte_buffer_init(&content, 64UL << 20);
    char *text = NULL;
    if (files_read(&content, scratch_path(name), &err) == 0) {
        text = memory_copy_text((const char *)content.data, content.size);
    }
    byte_buffer_free(&content);
    return text;
}
