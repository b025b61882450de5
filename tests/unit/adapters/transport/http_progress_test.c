#include "adapters/transport/http_progress.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define SECOND 1000000000LL

static int64_t clock_now;
static char told[2000];

static int64_t now(void *world)
{
    (void)world;
    return clock_now;
}

static void keep(void *world, const char *sentence)
{
    (void)world;
    size_t length = strlen(told);
    snprintf(told + length, sizeof told - length, "%lld: %s\n", (long long)(clock_now / SECOND), sentence);
}

static const struct surroundings world = {.now = now, .progress = keep};
static char url[] = "https://h";
static const struct http_plan plan = {.world = &world, .url = url};
static const struct http_request request = {.what = "the cpu profile"};

static struct http_exchange exchange_of(uint64_t received)
{
    return (struct http_exchange){.request = &request, .received = received, .failure = ERROR_INIT};
}

static void a_short_fetch_says_nothing_and_a_long_one_little(void **state)
{
    (void)state;
    struct http_progress progress;
    struct http_exchange exchange = exchange_of(2048);
    told[0] = '\0';
    clock_now = 0;
    http_progress_start(&progress, &plan, 1);
    for (; clock_now <= 24 * SECOND; clock_now += SECOND / 10)
        http_progress_tell(&progress, &exchange, 2048);
    assert_string_equal(told, "3: fetching the cpu profile from 'https://h': 2 KiB in 3 s\n"
                              "13: fetching the cpu profile from 'https://h': 2 KiB in 13 s\n"
                              "23: fetching the cpu profile from 'https://h': 2 KiB in 23 s\n");
}

static void of_many_it_says_how_many_are_there(void **state)
{
    (void)state;
    struct http_progress progress;
    struct http_exchange exchange = exchange_of(1024);
    told[0] = '\0';
    clock_now = 0;
    http_progress_start(&progress, &plan, 32);
    http_progress_finished(&progress, &exchange);
    clock_now = 4 * SECOND;
    http_progress_tell(&progress, NULL, 0);
    assert_string_equal(told, "");
    http_progress_tell(&progress, &exchange, 1024);
    assert_string_equal(told, "4: fetching the cpu profile from 'https://h': 1 of 32 are there, 2 KiB in 4 s\n");
}

static void a_pause_that_is_felt_is_told(void **state)
{
    (void)state;
    struct http_progress progress;
    struct http_exchange exchange = exchange_of(0);
    told[0] = '\0';
    clock_now = 0;
    http_progress_start(&progress, &plan, 1);
    error_set(&exchange.failure, ERROR_INPUT,
              "cannot fetch it from 'https://h': the server is not ready (503); wait");
    exchange.not_before = SECOND - 1;
    http_progress_again(&progress, &exchange);
    assert_string_equal(told, "");
    exchange.not_before = 2 * SECOND;
    http_progress_again(&progress, &exchange);
    error_clear(&exchange.failure);
    http_progress_again(&progress, &exchange);
    assert_string_equal(told, "0: fetching the cpu profile: the server is not ready (503); asking again in 2 s\n"
                              "0: fetching the cpu profile: busy; asking again in 2 s\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_short_fetch_says_nothing_and_a_long_one_little),
        cmocka_unit_test(of_many_it_says_how_many_are_there),
        cmocka_unit_test(a_pause_that_is_felt_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
