#include "gate/base/files.h"

#include "gate/base/memory.h"
#include "gate/base/numbers.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "gate/base/banned.h"

enum {
    PIECE_SIZE = 1 << 16,
    NAME_KEPT = 180, /* bytes of a long name that its temporary file repeats: names end at 255 */
    SUFFIX_SIZE = 64,
    LINKS_MAX = 40,
    TEMPORARY_TRIES = 100,
};

/* Why a call failed, as the end of a sentence. */
struct reason {
    int number;
    const char *words;
};

static const char *reason_of(int number)
{
    static const struct reason reasons[] = {
        {ENOENT, "it does not exist"},
        {ENOTDIR, "a part of the path is no folder"},
        {EACCES, "no permission"},
        {EPERM, "no permission"},
        {EISDIR, "it is a folder"},
        {ENOSPC, "the disk is full"},
        {EDQUOT, "the quota of the disk is used up"},
        {EROFS, "the disk is read-only"},
        {ENAMETOOLONG, "the name is too long"},
        {ELOOP, "its symbolic links lead in a circle"},
        {EIO, "the disk failed"},
        {EPIPE, "nobody reads the pipe any more"},
        {EMFILE, "too many open files"},
        {ENFILE, "too many open files"},
        {ENXIO, "nobody reads it"},
        {ETXTBSY, "it is a program that runs"},
    };
    for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++) {
        if (reasons[i].number == number) {
            return reasons[i].words;
        }
    }
    return strerror(number);
}

static int refuse_read(const char *path, int number, struct error *err)
{
    if (number == ENOENT) {
        return error_set(err, ERROR_INPUT, "cannot read '%s': no such file", path);
    }
    return error_set(err, ERROR_INPUT, "cannot read '%s': %s", path, reason_of(number));
}

static int refuse_write(const char *path, int number, struct error *err)
{
    if (number == ENOENT) {
        return error_set(err, ERROR_OUTPUT, "cannot write '%s': its folder does not exist", path);
    }
    return error_set(err, ERROR_OUTPUT, "cannot write '%s': %s", path, reason_of(number));
}

static int refuse_size(const struct byte_buffer *out, const char *path, struct error *err)
{
    char ceiling[NUMBER_TEXT_SIZE];
    numbers_format_amount(ceiling, (double)out->ceiling, "bytes");
    return error_set(err, ERROR_INPUT, "cannot read '%s': larger than the ceiling of %s for one file", path,
                     ceiling);
}

static ssize_t read_some(int file, void *data, size_t size)
{
    ssize_t count = 0;
    do {
        count = read(file, data, size);
    } while (count < 0 && errno == EINTR);
    return count;
}

/* How many bytes to ask for next: what is expected and one more to see the end, or what there is space for. */
static size_t next_size(const struct byte_buffer *out, size_t expected)
{
    size_t space = out->capacity - out->size;
    size_t wanted = expected > 0 ? expected + 1 : space > 0 ? space : PIECE_SIZE;
    size_t room = out->ceiling - out->size;
    return wanted < room ? wanted : room;
}

/* Reads to the end; at the ceiling one byte more, which must not be there. */
static int read_all(struct byte_buffer *out, int file, size_t expected, const char *path, struct error *err)
{
    for (;;) {
        size_t wanted = next_size(out, expected);
        uint8_t spare = 0;
        uint8_t *target = wanted == 0 ? &spare : byte_buffer_reserve(out, wanted);
        if (target == NULL) {
            return error_set_memory(err, "reading a file");
        }
        ssize_t count = read_some(file, target, wanted == 0 ? 1 : wanted);
        if (count < 0) {
            return refuse_read(path, errno, err);
        }
        if (count == 0) {
            return 0;
        }
        if (wanted == 0) {
            return refuse_size(out, path, err);
        }
        out->size += (size_t)count;
        expected -= (size_t)count < expected ? (size_t)count : expected;
    }
}

static int read_open(struct byte_buffer *out, int file, const char *path, struct error *err)
{
    struct stat status;
    if (fstat(file, &status) != 0) {
        return refuse_read(path, errno, err);
    }
    if (S_ISDIR(status.st_mode)) {
        return refuse_read(path, EISDIR, err);
    }
    if (out->failed) {
        return error_set_memory(err, "reading a file");
    }
    size_t expected = 0;
    if (S_ISREG(status.st_mode) && status.st_size > 0) {
        if ((uintmax_t)status.st_size > out->ceiling - out->size) {
            return refuse_size(out, path, err);
        }
        expected = (size_t)status.st_size;
    }
    return read_all(out, file, expected, path, err);
}

int files_read(struct byte_buffer *out, const char *path, struct error *err)
{
    if (strcmp(path, "-") == 0) {
        return read_open(out, STDIN_FILENO, "standard input", err);
    }
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (file < 0) {
        return refuse_read(path, errno, err);
    }
    int result = read_open(out, file, path, err);
    close(file);
    return result;
}

enum files_kind files_kind(const char *path, struct error *err)
{
    struct stat status;
    if (stat(path, &status) != 0) {
        if (errno != ENOENT && errno != ENOTDIR) {
            refuse_read(path, errno, err);
        }
        return FILES_MISSING;
    }
    if (S_ISDIR(status.st_mode)) {
        return FILES_FOLDER;
    }
    return S_ISREG(status.st_mode) ? FILES_FILE : FILES_OTHER;
}

static int add_name(struct files_list *list, size_t *capacity, const char *name)
{
    if (list->count == *capacity) {
        size_t larger = *capacity == 0 ? 16 : *capacity * 2;
        char **names = memory_resize_array(list->names, larger, sizeof(*names));
        if (names == NULL) {
            return -1;
        }
        list->names = names;
        *capacity = larger;
    }
    char *copy = memory_copy_text(name, strlen(name));
    if (copy == NULL) {
        return -1;
    }
    list->names[list->count++] = copy;
    return 0;
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static int list_open(struct files_list *list, DIR *directory, const char *folder, struct error *err)
{
    size_t capacity = 0;
    for (;;) {
        errno = 0;
        const struct dirent *entry = readdir(directory);
        if (entry == NULL) {
            return errno == 0 ? 0 : refuse_read(folder, errno, err);
        }
        if (entry->d_name[0] != '.' && add_name(list, &capacity, entry->d_name) != 0) {
            return error_set_memory(err, "listing a folder");
        }
    }
}

int files_list(struct files_list *out, const char *folder, struct error *err)
{
    DIR *directory = opendir(folder);
    if (directory == NULL) {
        const char *reason = errno == ENOENT    ? "no such folder"
                             : errno == ENOTDIR ? "it is no folder"
                                                : reason_of(errno);
        return error_set(err, ERROR_INPUT, "cannot read '%s': %s", folder, reason);
    }
    struct files_list list = {NULL, 0};
    int result = list_open(&list, directory, folder, err);
    closedir(directory);
    if (result != 0) {
        files_list_free(&list);
        return -1;
    }
    if (list.count > 1) {
        qsort(list.names, list.count, sizeof(*list.names), compare_names);
    }
    *out = list;
    return 0;
}

void files_list_free(struct files_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        memory_free(list->names[i]);
    }
    memory_free(list->names);
    *list = (struct files_list){.names = NULL};
}

static int make_one_folder(const char *path, struct error *err)
{
    if (mkdir(path, 0777) == 0) {
        return 0;
    }
    /* Some systems answer EACCES or EROFS for a folder that is there, so what counts is whether it is. */
    int number = errno;
    if (files_kind(path, NULL) == FILES_FOLDER) {
        return 0;
    }
    return error_set(err, ERROR_OUTPUT, "cannot make the folder '%s': %s", path,
                     number == EEXIST ? "something else stands there" : reason_of(number));
}

int files_make_folder(const char *path, struct error *err)
{
    size_t length = strlen(path);
    char *partial = memory_copy_text(path, length);
    if (partial == NULL) {
        return error_set_memory(err, "making a folder");
    }
    int result = length == 0 ? error_set(err, ERROR_OUTPUT, "cannot make a folder without a name") : 0;
    for (size_t i = 1; i < length && result == 0; i++) {
        bool ends_name = partial[i] == '/' && partial[i - 1] != '/';
        if (ends_name) {
            partial[i] = '\0';
            result = make_one_folder(partial, err);
            partial[i] = '/';
        }
    }
    if (result == 0 && partial[length - 1] != '/') {
        result = make_one_folder(partial, err);
    }
    memory_free(partial);
    return result;
}

static int write_all(int file, struct bytes content)
{
    while (content.size > 0) {
        ssize_t count = write(file, content.data, content.size);
        if (count < 0 && errno != EINTR) {
            return -1;
        }
        if (count > 0) {
            content.data += count;
            content.size -= (size_t)count;
        }
    }
    return 0;
}

/* The descriptor that a path such as /dev/stdout or /dev/fd/3 stands for, or -1. Opening it by that name would
 * begin again at the start of a redirected file, over what stands there already. */
static int descriptor_of(const char *path)
{
    static const char *const folders[] = {"/dev/fd/", "/proc/self/fd/"};
    if (strcmp(path, "/dev/stdout") == 0) {
        return STDOUT_FILENO;
    }
    if (strcmp(path, "/dev/stderr") == 0) {
        return STDERR_FILENO;
    }
    for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++) {
        uint64_t number = 0;
        if (strncmp(path, folders[i], strlen(folders[i])) == 0 &&
            numbers_parse_unsigned(bytes_of_text(path + strlen(folders[i])), &number) && number < 65536) {
            return (int)number;
        }
    }
    return -1;
}

static int write_to_descriptor(int file, const char *path, struct bytes content, struct error *err)
{
    /* What was printed before comes before. */
    if (fflush(NULL) != 0 || write_all(file, content) != 0) {
        return refuse_write(path, errno, err);
    }
    return 0;
}

/* A device or a pipe has no old content to keep and must not be replaced by a file. */
static int write_through(const char *path, struct bytes content, struct error *err)
{
    int file = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
    if (file < 0) {
        return refuse_write(path, errno, err);
    }
    int number = write_all(file, content) == 0 ? 0 : errno;
    if (close(file) != 0 && number == 0) {
        number = errno;
    }
    return number == 0 ? 0 : refuse_write(path, number, err);
}

/* Length of the folder of path with its last '/'; 0: the present folder. */
static size_t folder_length(const char *path)
{
    return (size_t)(files_name(path) - path);
}

/* What the symbolic link at path names, seen from here; NULL with err set. */
static char *read_link(const char *path, size_t link_size, struct error *err)
{
    size_t folder = folder_length(path);
    /* One byte more than asked for shows a link that grew meanwhile; /proc says 0 for all of its links. */
    size_t room = link_size == 0 ? PIECE_SIZE : link_size + 1;
    char *target = memory_allocate(folder + room + 1);
    if (target == NULL) {
        error_set_memory(err, "following a symbolic link");
        return NULL;
    }
    memcpy(target, path, folder);
    ssize_t length = readlink(path, target + folder, room);
    if (length < 0 || (size_t)length == room) {
        refuse_write(path, length < 0 ? errno : ENAMETOOLONG, err);
        memory_free(target);
        return NULL;
    }
    target[folder + (size_t)length] = '\0';
    if (target[folder] == '/') {
        memmove(target, target + folder, (size_t)length + 1);
    }
    return target;
}

/* The path behind all symbolic links at its end, so that they stay and what they name is replaced. */
static char *follow_links(const char *path, struct error *err)
{
    char *now = memory_copy_text(path, strlen(path));
    if (now == NULL) {
        error_set_memory(err, "writing a file");
        return NULL;
    }
    for (int i = 0; i < LINKS_MAX; i++) {
        struct stat status;
        if (descriptor_of(now) >= 0 || lstat(now, &status) != 0 || !S_ISLNK(status.st_mode)) {
            return now;
        }
        char *next = read_link(now, (size_t)status.st_size, err);
        memory_free(now);
        if (next == NULL) {
            return NULL;
        }
        now = next;
    }
    memory_free(now);
    refuse_write(path, ELOOP, err);
    return NULL;
}

/* A file beside path that nobody has, open for writing; its name goes to *name. -1 with errno set. */
static int make_temporary(const char *path, mode_t mode, char *name, size_t name_size)
{
    static atomic_uint last;
    size_t folder = folder_length(path);
    for (int i = 0; i < TEMPORARY_TRIES; i++) {
        snprintf(name, name_size, "%.*s.%.*s.tmp-%ld-%u", (int)folder, path, (int)NAME_KEPT, path + folder,
                 (long)getpid(), atomic_fetch_add(&last, 1));
        int file = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
        if (file >= 0 || errno != EEXIST) {
            return file;
        }
    }
    return -1;
}

/* Writes content to the new file and gives it its place; 0 or the number of the error. */
static int fill_and_rename(int file, const char *temporary, const char *path, const struct stat *old,
                           struct bytes content)
{
    bool done = write_all(file, content) == 0 && (old == NULL || fchmod(file, old->st_mode & 0777) == 0) &&
                fsync(file) == 0;
    int number = done ? 0 : errno;
    if (close(file) != 0 && number == 0) {
        number = errno;
    }
    if (number == 0 && rename(temporary, path) != 0) {
        number = errno;
    }
    if (number != 0) {
        unlink(temporary);
    }
    return number;
}

static int replace_file(const char *path, const struct stat *old, struct bytes content, struct error *err)
{
    size_t name_size = strlen(path) + SUFFIX_SIZE;
    char *temporary = memory_allocate(name_size);
    if (temporary == NULL) {
        return error_set_memory(err, "writing a file");
    }
    int file = make_temporary(path, old == NULL ? 0644 : 0600, temporary, name_size);
    int number = file < 0 ? errno : fill_and_rename(file, temporary, path, old, content);
    memory_free(temporary);
    return number == 0 ? 0 : refuse_write(path, number, err);
}

static int replace_followed(const char *path, struct bytes content, struct error *err)
{
    int descriptor = descriptor_of(path);
    if (descriptor >= 0) {
        return write_to_descriptor(descriptor, path, content, err);
    }
    struct stat status;
    if (stat(path, &status) != 0) {
        return errno == ENOENT ? replace_file(path, NULL, content, err) : refuse_write(path, errno, err);
    }
    if (S_ISDIR(status.st_mode)) {
        return refuse_write(path, EISDIR, err);
    }
    if (!S_ISREG(status.st_mode)) {
        return write_through(path, content, err);
    }
    return replace_file(path, &status, content, err);
}

int files_replace(const char *path, struct bytes content, struct error *err)
{
    char *followed = follow_links(path, err);
    if (followed == NULL) {
        return -1;
    }
    int result = replace_followed(followed, content, err);
    memory_free(followed);
    return result;
}

char *files_join(const char *folder, const char *name)
{
    size_t folder_size = strlen(folder);
    size_t name_size = strlen(name);
    bool separated = folder_size > 0 && folder[folder_size - 1] == '/';
    char *path = memory_allocate(folder_size + 1 + name_size + 1);
    if (path == NULL) {
        return NULL;
    }
    memcpy(path, folder, folder_size);
    if (!separated) {
        path[folder_size++] = '/';
    }
    memcpy(path + folder_size, name, name_size + 1);
    return path;
}

const char *files_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash == NULL ? path : slash + 1;
}
