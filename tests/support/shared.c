#include "tests/support/shared.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

const char *shared_path(char path[SHARED_PATH_SIZE], const char *name)
{
    const char *folder = getenv("FLAMEGATE_SHARED");
    int length;

    if (folder != NULL)
        length = snprintf(path, SHARED_PATH_SIZE, "%s/%s", folder, name);
    else
        length = snprintf(path, SHARED_PATH_SIZE, "%s/../shared/%s", FLAMEGATE_SOURCE, name);
    if (length < 0 || length >= SHARED_PATH_SIZE || access(path, R_OK) != 0) {
        printf("skipped: '%s' of the shared data is not beside the clone\n", name);
        fflush(stdout);
        return NULL;
    }
    return path;
}
