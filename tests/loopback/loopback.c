#include "tests/loopback/loopback.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

static int64_t skipped;
static const char *set_name, *set_value;
bool loopback_cancelled;
unsigned loopback_lines;

int64_t loopback_machine_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * LOOPBACK_SECOND + now.tv_nsec;
}

int64_t loopback_now(void)
{
    return loopback_machine_now() + skipped;
}

static int64_t now(void *world)
{
    (void)world;
    return loopback_now();
}

static void skip_pause(void *world, int64_t nanoseconds)
{
    (void)world;
    skipped += nanoseconds;
}

void loopback_set(const char *name, const char *value)
{
    set_name = name;
    set_value = value;
}

static const char *environment(void *world, const char *name)
{
    (void)world;
    if (strcmp(name, "TOKEN") == 0)
        return LOOPBACK_TOKEN;
    if (strcmp(name, "PASSWORD") == 0)
        return "hunter2-and-more";
    return set_name && strcmp(name, set_name) == 0 ? set_value : NULL;
}

static void count_line(void *world, const char *sentence)
{
    (void)world;
    assert_null(strstr(sentence, LOOPBACK_TOKEN));
    loopback_lines++;
}

static bool is_cancelled(void *world)
{
    (void)world;
    return loopback_cancelled;
}

struct surroundings loopback_world = {.now = now,
                                      .sleep = skip_pause,
                                      .environment = environment,
                                      .progress = count_line,
                                      .cancelled = is_cancelled,
                                      .seed = 7};

struct http_client *loopback_client(const char *url, int64_t stall_timeout)
{
    const struct server_settings access = {
        .url = url, .token = {.environment = "TOKEN"}, .deadline = 60 * LOOPBACK_SECOND};
    const struct http_settings settings = {
        .access = &access,
        .server = "Pyroscope",
        .key = "store.pyroscope",
        .stall_timeout = stall_timeout,
        .attempts = 3,
    };
    struct http_client *client = NULL;
    struct error err = ERROR_INIT;
    if (http_client_new(&client, &settings, &loopback_world, &err) != 0)
        fail_msg("%s", err.sentence);
    return client;
}
