/*
 * replay_server SCRIPT COMMAND ARGUMENT...
 *
 * Runs a command beside a server that answers as the script says (http_script.h), and hands on what the command
 * says, with the server's URL, whose port is another each time, written as "http://replay". The command finds the
 * URL in the variable REPLAY_URL. Its exit code is ours, unless a request was not as the script wants it: then what
 * was wrong stands on standard error, and the exit code is 99.
 */
#include "tests/support/http_server.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void die(const char *what)
{
    perror(what);
    exit(99);
}

struct text {
    char *data;
    size_t size;
};

static void append(struct text *text, const char *data, size_t size)
{
    text->data = realloc(text->data, text->size + size + 1);
    if (!text->data)
        die("no memory");
    memcpy(text->data + text->size, data, size);
    text->size += size;
    text->data[text->size] = '\0';
}

static struct text read_file(const char *path)
{
    struct text out = {0};
    char piece[1 << 16];
    FILE *file = fopen(path, "rb");
    if (!file)
        die(path);
    append(&out, "", 0);
    for (size_t size; (size = fread(piece, 1, sizeof piece, file)) > 0;)
        append(&out, piece, size);
    fclose(file);
    return out;
}

static void hand_on(FILE *to, const struct text *said, const char *url)
{
    const char *left = said->data, *end = said->data + said->size;
    size_t length = strlen(url);
    while (left < end) {
        if ((size_t)(end - left) >= length && memcmp(left, url, length) == 0) {
            fputs("http://replay", to);
            left += length;
        } else {
            fputc(*left++, to);
        }
    }
    fflush(to);
}

/* Reads both pipes until their other ends are closed. */
static void collect(const int pipes[2], struct text said[2])
{
    struct pollfd waiting[2] = {{.fd = pipes[0], .events = POLLIN}, {.fd = pipes[1], .events = POLLIN}};
    char piece[1 << 16];
    append(&said[0], "", 0);
    append(&said[1], "", 0);
    while (waiting[0].fd >= 0 || waiting[1].fd >= 0) {
        poll(waiting, 2, -1);
        for (size_t i = 0; i < 2; i++) {
            if (waiting[i].fd < 0 || waiting[i].revents == 0)
                continue;
            ssize_t got = read(waiting[i].fd, piece, sizeof piece);
            if (got > 0)
                append(&said[i], piece, (size_t)got);
            else
                waiting[i].fd = -1;
        }
    }
}

static pid_t start(char **command, const int out[2], const int err[2])
{
    pid_t child = fork();
    if (child < 0)
        die("fork");
    if (child > 0)
        return child;
    dup2(out[1], STDOUT_FILENO);
    dup2(err[1], STDERR_FILENO);
    for (size_t i = 0; i < 2; i++) {
        close(out[i]);
        close(err[i]);
    }
    execvp(command[0], command);
    perror(command[0]);
    _exit(99);
}

int main(int argc, char **argv)
{
    if (argc < 3) {
        fprintf(stderr, "usage: replay_server SCRIPT COMMAND ARGUMENT...\n");
        return 99;
    }
    struct text script = read_file(argv[1]), said[2] = {{0}, {0}};
    struct http_server *server = http_server_start(script.data, NULL);
    int out[2], err[2], status = 0;
    setenv("REPLAY_URL", http_server_url(server), 1);
    if (pipe(out) != 0 || pipe(err) != 0)
        die("pipe");
    pid_t child = start(argv + 2, out, err);
    close(out[1]);
    close(err[1]);
    collect((const int[]){out[0], err[0]}, said);
    if (waitpid(child, &status, 0) != child)
        die("waitpid");
    hand_on(stdout, &said[0], http_server_url(server));
    hand_on(stderr, &said[1], http_server_url(server));
    fputs(http_server_complaints(server), stderr);
    int result = http_server_complaints(server)[0] != '\0' || !WIFEXITED(status) ? 99 : WEXITSTATUS(status);
    http_server_stop(server);
    free(script.data);
    free(said[0].data);
    free(said[1].data);
    return result;
}
