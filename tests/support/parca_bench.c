#include "tests/support/parca_bench.h"

#include "adapters/source/parca.h"
#include "gate/base/memory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static int64_t clock_now = PARCA_BENCH_END;
static struct parca_bench *listening;

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

static void hear(void *world, const char *sentence)
{
    (void)world;
    size_t length = strlen(listening->said);
    snprintf(listening->said + length, sizeof listening->said - length, "%s\n", sentence);
}

static const struct surroundings world = {.now = now, .sleep = pass, .progress = hear};

void parca_bench_begin(struct parca_bench *bench, const char *script, const char *replicas_by, const char *split_by)
{
    void *session = NULL;
    *bench = (struct parca_bench){.err = ERROR_INIT};
    listening = bench;
    bench->server = http_server_start(script, NULL);
    bench->type = (struct source_type){.name = "cpu", .type = "cpu"};
    bench->store = (struct store_settings){.kind = "parca",
                                           .location = "",
                                           .server = {.url = http_server_url(bench->server)},
                                           .select = "{service_name=\"$service\",version=\"$version\"}",
                                           .version_label = "version",
                                           .replicas_by = replicas_by ? replicas_by : "",
                                           .split_by = split_by ? split_by : "",
                                           .period = 1e7};
    bench->setup =
        (struct source_setup){.store = &bench->store, .service = "shop", .types = &bench->type, .type_count = 1};
    bench->side = (struct source_side){.version = "v1", .window = {PARCA_BENCH_START, PARCA_BENCH_END}};
    if (parca_source.open(&session, &bench->setup, &world, &bench->err) != 0)
        fail_msg("%s", bench->err.sentence);
    bench->session = session;
}

void parca_bench_finish(struct parca_bench *bench)
{
    assert_string_equal(http_server_complaints(bench->server), "");
    parca_source.close(bench->session);
    http_server_stop(bench->server);
    assert_int_equal(memory_usage().used, 0);
}
