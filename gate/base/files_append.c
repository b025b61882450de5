#include "gate/base/files_append.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "gate/base/banned.h"

static int refuse(const char *path, struct error *err)
{
    return error_set(err, ERROR_OUTPUT, "cannot write '%s': %s", path, strerror(errno));
}

int files_append_line(const char *path, struct bytes line, struct error *err)
{
    int file = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    if (file < 0) {
        return refuse(path, err);
    }
    ssize_t written = write(file, line.data, line.size);
    if (written >= 0 && (size_t)written != line.size) {
        errno = ENOSPC;
    }
    int status = written == (ssize_t)line.size ? 0 : refuse(path, err);
    if (close(file) != 0 && status == 0) {
        status = refuse(path, err);
    }
    return status;
}
