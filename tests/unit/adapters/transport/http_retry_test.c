#include "adapters/transport/http_retry.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define SECOND 1000000000LL

static void some_statuses_pass(void **state)
{
    (void)state;
    const struct bytes nothing = {0};
    const int passing[] = {429, 499, 502, 503, 504}, lasting[] = {200, 301, 400, 401, 403, 404, 415, 422, 500, 501};
    for (size_t i = 0; i < sizeof passing / sizeof *passing; i++)
        assert_true(http_retry_status(passing[i], nothing));
    for (size_t i = 0; i < sizeof lasting / sizeof *lasting; i++)
        assert_false(http_retry_status(lasting[i], nothing));
    assert_false(http_retry_status(
        429, bytes_of_text("{\"message\":\"grpc: received message larger than max (5664135 vs. 4194304)\"}")));
}

static void pauses_double_up_to_a_ceiling(void **state)
{
    (void)state;
    int64_t longest = HTTP_RETRY_FIRST_PAUSE;
    bool differs = false;
    for (unsigned attempt = 1; attempt < 40; attempt++) {
        for (uint64_t seed = 0; seed < 50; seed++) {
            int64_t pause = http_retry_pause(attempt, seed);
            assert_true(pause >= longest / 2 && pause <= longest);
            assert_true(pause == http_retry_pause(attempt, seed));
            differs = differs || pause != http_retry_pause(attempt, seed + 1);
        }
        longest = longest * 2 > HTTP_RETRY_LONGEST_PAUSE ? HTTP_RETRY_LONGEST_PAUSE : longest * 2;
    }
    assert_true(differs);
}

static void retry_after_is_seconds_or_a_date(void **state)
{
    (void)state;
    /* date -u -d 'Sat, 21 Nov 2026 18:00:00 GMT' +%s */
    const int64_t now = 1795284000 * SECOND;
    static const struct {
        const char *value;
        int64_t pause; /* -1: unreadable */
    } cases[] = {
        {"0", 0},
        {"120", 120 * SECOND},
        {"99999999999999", 1000000000 * SECOND},
        {"Sat, 21 Nov 2026 18:00:30 GMT", 30 * SECOND},
        {"Sat, 21 Nov 2026 17:59:00 GMT", 0},
        {"Fri, 01 Jan 2027 00:00:00 GMT", 3477600 * SECOND},
        {"-1", -1},
        {"soon", -1},
        {"Sat, 21 anN 2026 18:00:30 GMT", -1},
        {"Sat, 21 Nov 2026 18:00:30 CET", -1},
        {"Sat, 31 Feb 2026 18:00:30 GMT", -1},
        {"", -1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t pause = -1;
        bool read = http_retry_after(&pause, bytes_of_text(cases[i].value), now);
        assert_int_equal(read, cases[i].pause >= 0);
        if (read)
            assert_true(pause == cases[i].pause);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(some_statuses_pass),
        cmocka_unit_test(pauses_double_up_to_a_ceiling),
        cmocka_unit_test(retry_after_is_seconds_or_a_date),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
