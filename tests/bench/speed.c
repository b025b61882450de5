/*
 * tests/bench/speed FLAMEGATE BASE CANDIDATE [REPEATS]
 *
 * What `flamegate check` costs against `zcat` of the same inputs, measured in one run and in turn: wall time (the
 * median of the repeats) and peak memory. Prints figures and a ratio; it never passes or fails. BASE and CANDIDATE
 * are files or folders; of folders zcat reads the files that check judges: those named cpu.*, or all where there
 * are none.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { FILES_MAX = 8192, REPEATS_MAX = 99 };

struct cost {
    double seconds;
    long peak_kilobytes;
};

static char *files[FILES_MAX + 3];
static size_t file_count;
static int only_cpu;

static void collect(const char *path)
{
    struct stat facts;
    if (stat(path, &facts) != 0) {
        perror(path);
        exit(2);
    }
    if (!S_ISDIR(facts.st_mode)) {
        const char *name = strrchr(path, '/') != NULL ? strrchr(path, '/') + 1 : path;
        if (strcmp(name, "meta.json") != 0 && (!only_cpu || strncmp(name, "cpu.", 4) == 0) &&
            file_count < FILES_MAX) {
            files[file_count++] = strdup(path);
        }
        return;
    }
    DIR *folder = opendir(path);
    for (struct dirent *entry; folder != NULL && (entry = readdir(folder)) != NULL;) {
        if (entry->d_name[0] != '.') {
            char below[4096];
            snprintf(below, sizeof below, "%s/%s", path, entry->d_name);
            collect(below);
        }
    }
    if (folder != NULL) {
        closedir(folder);
    }
}

static struct cost run(char *const words[])
{
    struct timespec start;
    struct timespec end;
    struct rusage usage;
    int status;
    clock_gettime(CLOCK_MONOTONIC, &start);
    pid_t child = fork();
    if (child == 0) {
        int null = open("/dev/null", O_WRONLY);
        dup2(null, STDOUT_FILENO);
        dup2(null, STDERR_FILENO);
        execvp(words[0], words);
        _exit(127);
    }
    wait4(child, &status, 0, &usage);
    clock_gettime(CLOCK_MONOTONIC, &end);
    if (!WIFEXITED(status) || WEXITSTATUS(status) > 3) {
        fprintf(stderr, "%s: exit status %d\n", words[0], WEXITSTATUS(status));
        exit(1);
    }
    return (struct cost){(double)(end.tv_sec - start.tv_sec) + (double)(end.tv_nsec - start.tv_nsec) / 1e9,
                         usage.ru_maxrss};
}

static int by_seconds(const void *a, const void *b)
{
    double x = ((const struct cost *)a)->seconds;
    double y = ((const struct cost *)b)->seconds;
    return (x > y) - (x < y);
}

int main(int count, char **words)
{
    if (count < 4) {
        fprintf(stderr, "usage: speed FLAMEGATE BASE CANDIDATE [REPEATS]\n");
        return 2;
    }
    int repeats = count > 4 ? atoi(words[4]) : 9;
    repeats = repeats < 1 ? 1 : repeats > REPEATS_MAX ? REPEATS_MAX : repeats;
    files[file_count++] = (char *)"zcat";
    files[file_count++] = (char *)"-f";
    for (only_cpu = 1; only_cpu >= 0 && file_count == 2; only_cpu--) {
        collect(words[2]);
        collect(words[3]);
    }
    char *check[] = {words[1],
                     (char *)"check",
                     (char *)"--builtin",
                     words[2],
                     words[3],
                     (char *)"--requests-baseline=1000000",
                     (char *)"--requests-candidate=1000000",
                     NULL};
    struct cost gate[REPEATS_MAX];
    struct cost zcat[REPEATS_MAX];
    for (int i = 0; i < repeats; i++) {
        zcat[i] = run(files);
        gate[i] = run(check);
    }
    qsort(gate, (size_t)repeats, sizeof gate[0], by_seconds);
    qsort(zcat, (size_t)repeats, sizeof zcat[0], by_seconds);
    printf("%zu files, %d repeats\n", file_count - 2, repeats);
    printf("zcat   %8.4f s  %8.1f MiB\n", zcat[repeats / 2].seconds,
           (double)zcat[repeats / 2].peak_kilobytes / 1024);
    printf("check  %8.4f s  %8.1f MiB\n", gate[repeats / 2].seconds,
           (double)gate[repeats / 2].peak_kilobytes / 1024);
    printf("check takes %.2f times as long as zcat of the same files\n",
           gate[repeats / 2].seconds / zcat[repeats / 2].seconds);
    return 0;
}
