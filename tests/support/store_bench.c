#include "tests/support/store_bench.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

const struct time_span store_bench_window = {1795261379377000000, 1795263239377000000};

static int64_t clock_now;
static char said[1 << 14];

static int64_t now(void *world)
{
    (void)world;
    return clock_now;
}

static void pass(void *world, int64_t nanoseconds)
{
    (void)world;
    clock_now += nanoseconds;
}

static void say(void *world, const char *sentence)
{
    size_t length = strlen(said);
    (void)world;
    snprintf(said + length, sizeof said - length, "%s\n", sentence);
}

void store_bench_open(struct store_bench *bench, const char *script)
{
    said[0] = '\0';
    clock_now = store_bench_window.end + 1800 * INT64_C(1000000000);
    *bench = (struct store_bench){.server = http_server_start(script, NULL),
                                  .type = {.name = "cpu", .type = "cpu"},
                                  .world = {.now = now, .sleep = pass, .progress = say},
                                  .side = {.version = "v1", .window = store_bench_window},
                                  .err = ERROR_INIT};
    bench->store = (struct store_settings){.kind = "pyroscope",
                                           .location = "",
                                           .server = {.url = http_server_url(bench->server)},
                                           .select = "{service_name=\"$service\",version=\"$version\"}",
                                           .version_label = "version",
                                           .replicas_by = "",
                                           .split_by = "",
                                           .parallel = 4};
    bench->setup =
        (struct source_setup){.store = &bench->store, .service = "shop", .types = &bench->type, .type_count = 1};
}

void store_bench_close(struct store_bench *bench)
{
    assert_string_equal(http_server_complaints(bench->server), "");
    http_server_stop(bench->server);
}

const char *store_bench_said(void)
{
    return said;
}

void store_bench_set_clock(int64_t at)
{
    clock_now = at;
}
