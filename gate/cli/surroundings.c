#include "gate/cli/surroundings.h"

#include "gate/base/numbers.h"
#include "gate/base/workers.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* Without gate/base/banned.h: this file is where the clock comes in. */

static int64_t real_now(void *world)
{
    (void)world;
    struct timespec now = {0};
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static void real_sleep(void *world, int64_t nanoseconds)
{
    (void)world;
    struct timespec wait = {.tv_sec = (time_t)(nanoseconds / 1000000000), .tv_nsec = nanoseconds % 1000000000};
    nanosleep(&wait, NULL);
}

static const char *real_environment(void *world, const char *name)
{
    (void)world;
    return getenv(name);
}

static void say_for_runner(const char *sentence)
{
    static const char mark[] = "##[";
    const char *found;
    while ((found = strstr(sentence, mark)) != NULL) {
        fprintf(stderr, "%.*s## [", (int)(found - sentence), sentence);
        sentence = found + sizeof mark - 1;
    }
    fprintf(stderr, "%s\n", sentence);
}

void surroundings_say(const char *sentence)
{
    const char *github = getenv("GITHUB_ACTIONS");
    fputs("flamegate: ", stderr);
    if (github != NULL && strcmp(github, "true") == 0) {
        say_for_runner(sentence);
    } else {
        fprintf(stderr, "%s\n", sentence);
    }
}

static void real_line(void *world, const char *line)
{
    (void)world;
    surroundings_say(line);
}

static bool never_cancelled(void *world)
{
    (void)world;
    return false;
}

/* Which allocation is the n-th, tests can say only of one thread. */
static size_t real_threads(void)
{
    uint64_t wanted = 0;
    const char *text = getenv("FLAMEGATE_THREADS");
    if (getenv("FLAMEGATE_FAIL_ALLOC") != NULL) {
        return 1;
    }
    if (text == NULL || !numbers_parse_unsigned(bytes_of_text(text), &wanted) || wanted == 0) {
        long online = sysconf(_SC_NPROCESSORS_ONLN);
        wanted = online < 1 ? 1 : (uint64_t)online;
    }
    return wanted < WORKERS_MOST ? (size_t)wanted : WORKERS_MOST;
}

struct surroundings surroundings_real(void)
{
    return (struct surroundings){
        .now = real_now,
        .sleep = real_sleep,
        .environment = real_environment,
        .progress = real_line,
        .cancelled = never_cancelled,
        .seed = 1,
        .threads = real_threads(),
    };
}

struct surroundings surroundings_traced(const struct surroundings *world)
{
    struct surroundings traced = *world;
    traced.trace = real_line;
    return traced;
}
