#include "adapters/transport/http.h"

#include "gate/base/memory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

static int64_t clock_now = 1;

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

static const struct surroundings world = {.now = now, .sleep = pass};

static void nobody_there_is_asked_again_and_then_told(void **state)
{
    (void)state;
    /* Port 1 of this machine: nobody listens. */
    const struct server_settings access = {.url = "http://127.0.0.1:1"};
    const struct http_settings settings = {.access = &access, .server = "Parca", .key = "store.parca"};
    const struct http_request request = {.what = "the cpu profile", .path = "/x"};
    struct http_client *client = NULL;
    struct http_answer answer;
    struct error err = ERROR_INIT;
    int64_t start = clock_now;
    assert_int_equal(http_client_new(&client, &settings, &world, &err), 0);
    assert_string_equal(http_client_place(client), "http://127.0.0.1:1");
    assert_int_equal(http_perform(client, &request, &answer, &err), -1);
    assert_int_equal(err.kind, ERROR_INPUT);
    assert_non_null(strstr(err.sentence, "nobody accepts a connection there"));
    assert_int_equal(answer.status, 0);
    /* Four pauses of 0.5, 1, 2 and 4 s, each of which may be half of it. */
    assert_true(clock_now - start >= 3750000000 && clock_now - start <= 7500000000);
    http_answer_clear(&answer);
    http_client_free(client);
    assert_int_equal(memory_usage().used, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nobody_there_is_asked_again_and_then_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
