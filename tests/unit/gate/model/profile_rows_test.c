#include "gate/model/profile_rows.h"

#include "gate/base/memory.h"
#include "tests/support/allocations.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void add(struct profile_rows *rows, uint32_t node, uint32_t endpoint, uint8_t labels, double amount)
{
    struct error err = ERROR_INIT;
    size_t row = SIZE_MAX;
    assert_int_equal(profile_rows_find(rows, node, endpoint, labels, &row, &err), 0);
    for (size_t type = 0; type < rows->type_count; type++) {
        const struct event_sums one = {.amount = amount, .events = 1, .moment = (double)type};
        profile_rows_add(rows, row, type, &one);
    }
}

static void finish(struct profile *profile, struct profile_rows *rows)
{
    profile_rows_settle(rows);
    *profile = (struct profile){.type_count = rows->type_count};
    assert_int_equal(profile_rows_sort(profile, rows), 0);
    profile_rows_clear(rows);
}

static void clear(struct profile *profile)
{
    memory_free(profile->rows);
    memory_free(profile->sums);
    memory_free(profile->labels);
}

static void rows_merge_and_come_in_order(void **state)
{
    (void)state;
    static const struct profile_row expected[] = {{3, 0}, {3, 2}, {3, 2}, {7, 1}};
    static const uint8_t labels[] = {0, 0, 4, 0};
    static const double amounts[] = {1, 2, 12, 32};
    struct profile_rows rows = {.type_count = 2, .labelled = true};
    struct profile profile;
    add(&rows, 7, 1, 0, 16);
    add(&rows, 3, 2, 4, 4);
    add(&rows, 3, 0, 0, 1);
    add(&rows, 3, 2, 0, 2);
    add(&rows, 7, 1, 0, 16);
    add(&rows, 3, 2, 4, 8);
    finish(&profile, &rows);
    assert_int_equal(profile.row_count, 4);
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(profile.rows[i].node, expected[i].node);
        assert_int_equal(profile.rows[i].endpoint, expected[i].endpoint);
        assert_int_equal(profile.labels[i], labels[i]);
        for (size_t type = 0; type < 2; type++) {
            assert_true(profile.sums[type * 4 + i].amount == amounts[i]);
        }
    }
    /* Two samples of the second type: its moments, not the first one's. */
    assert_true(profile.sums[4 + 3].events == 2 && profile.sums[4 + 3].moment == 2 && profile.sums[3].moment == 0);
    clear(&profile);
}

static void many_rows_are_all_kept(void **state)
{
    (void)state;
    struct profile_rows rows = {.type_count = 1};
    struct profile profile;
    for (int turn = 0; turn < 2; turn++) {
        for (uint32_t i = 3000; i-- > 0;) {
            add(&rows, i, i % 7, 0, i);
        }
    }
    finish(&profile, &rows);
    assert_int_equal(profile.row_count, 3000);
    assert_null(profile.labels);
    for (uint32_t i = 0; i < 3000; i++) {
        assert_int_equal(profile.rows[i].node, i);
        assert_true(profile.sums[i].amount == 2.0 * i);
    }
    clear(&profile);
}

/* 2^53 + 1 + 1 is lost to a plain sum of doubles, whichever comes first. */
static void large_sums_lose_nothing(void **state)
{
    (void)state;
    static const double orders[][3] = {{9007199254740992, 1, 1}, {1, 9007199254740992, 1}};
    for (size_t i = 0; i < 2; i++) {
        struct profile_rows rows = {.type_count = 1};
        struct profile profile;
        for (size_t k = 0; k < 3; k++) {
            add(&rows, 1, 0, 0, orders[i][k]);
        }
        finish(&profile, &rows);
        assert_true(profile.sums[0].amount == 9007199254740994);
        clear(&profile);
    }
}

static void no_rows_are_none(void **state)
{
    (void)state;
    struct profile_rows rows = {.type_count = 3};
    struct profile profile;
    finish(&profile, &rows);
    assert_int_equal(profile.row_count, 0);
    clear(&profile);
}

static int build(void *context, struct error *err)
{
    struct profile_rows rows = {.type_count = 2, .labelled = true};
    struct profile profile = {.type_count = 2};
    int status = 0;
    (void)context;
    for (uint32_t i = 0; status == 0 && i < 100; i++) {
        size_t row;
        status = profile_rows_find(&rows, i, 0, 0, &row, err);
    }
    if (status == 0 && profile_rows_sort(&profile, &rows) != 0) {
        status = error_set_memory(err, "sorting rows");
    }
    clear(&profile);
    profile_rows_clear(&rows);
    return status;
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    assert_true(allocations_walk(build, NULL) >= 13);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_merge_and_come_in_order), cmocka_unit_test(many_rows_are_all_kept),
        cmocka_unit_test(large_sums_lose_nothing),      cmocka_unit_test(no_rows_are_none),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
