/*
 * Runs a fuzz target over the files of its corpus folders, each once, so that what a fuzzer ever found stays an
 * ordinary test.
 */
#include "tests/support/fuzz.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

static int run_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    uint8_t *data = NULL;
    size_t size = 0;
    size_t room = 0;

    if (file == NULL)
        return -1;
    for (;;) {
        if (size == room) {
            room = room == 0 ? 4096 : room * 2;
            data = realloc(data, room);
            if (data == NULL)
                abort();
        }
        size_t got = fread(data + size, 1, room - size, file);
        if (got == 0)
            break;
        size += got;
    }
    fclose(file);
    /* A block of exactly the input's size, so that a sanitizer sees the first byte read beyond it. */
    uint8_t *exact = realloc(data, size > 0 ? size : 1);
    LLVMFuzzerTestOneInput(exact != NULL ? exact : data, size);
    free(exact != NULL ? exact : data);
    return 0;
}

static int run_folder(const char *folder)
{
    DIR *entries = opendir(folder);
    char path[4096];
    int count = 0;

    if (entries == NULL)
        return -1;
    for (struct dirent *entry = readdir(entries); entry != NULL; entry = readdir(entries)) {
        if (entry->d_name[0] == '.')
            continue;
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        if (run_file(path) != 0) {
            closedir(entries);
            fprintf(stderr, "cannot read '%s'\n", path);
            return -1;
        }
        count++;
    }
    closedir(entries);
    return count;
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        int count = run_folder(argv[i]);
        if (count <= 0) {
            fprintf(stderr, "no corpus in '%s'\n", argv[i]);
            return 1;
        }
        printf("%d inputs of '%s'\n", count, argv[i]);
    }
    return 0;
}
