#include "adapters/format/pprof_ids.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

/* Of the last refusal. */
static uint32_t duplicate;

static int make(struct pprof_ids *ids, const uint64_t *values, size_t count, struct error *err)
{
    assert_int_equal(pprof_ids_init(ids, count, err), 0);
    for (size_t i = 0; i < count; i++)
        if (pprof_ids_add(ids, values[i], "location", err))
            return -1;
    return pprof_ids_complete(ids, "location", &duplicate, err);
}

static void dense_ids_are_found(void **state)
{
    (void)state;
    struct pprof_ids ids;
    struct error err = ERROR_INIT;
    assert_int_equal(make(&ids, (const uint64_t[]){3, 1, 2}, 3, &err), 0);
    assert_non_null(ids.dense);
    assert_int_equal(pprof_ids_find(&ids, 3), 0);
    assert_int_equal(pprof_ids_find(&ids, 1), 1);
    assert_int_equal(pprof_ids_find(&ids, 2), 2);
    assert_int_equal(pprof_ids_find(&ids, 0), PPROF_ID_NONE);
    assert_int_equal(pprof_ids_find(&ids, 4), PPROF_ID_NONE);
    assert_int_equal(pprof_ids_find(&ids, UINT64_MAX), PPROF_ID_NONE);
    pprof_ids_free(&ids);
}

static void sparse_ids_are_found(void **state)
{
    (void)state;
    struct pprof_ids ids;
    struct error err = ERROR_INIT;
    assert_int_equal(make(&ids, (const uint64_t[]){0xdeadbeef, UINT64_MAX, 1, 1ULL << 63}, 4, &err), 0);
    assert_null(ids.dense);
    assert_int_equal(pprof_ids_find(&ids, 0xdeadbeef), 0);
    assert_int_equal(pprof_ids_find(&ids, UINT64_MAX), 1);
    assert_int_equal(pprof_ids_find(&ids, 1), 2);
    assert_int_equal(pprof_ids_find(&ids, 1ULL << 63), 3);
    assert_int_equal(pprof_ids_find(&ids, 2), PPROF_ID_NONE);
    assert_int_equal(pprof_ids_find(&ids, 0), PPROF_ID_NONE);
    pprof_ids_free(&ids);
}

static void zero_and_duplicates_are_refused(void **state)
{
    (void)state;
    struct pprof_ids ids;
    struct error err = ERROR_INIT;
    assert_int_equal(make(&ids, (const uint64_t[]){0}, 1, &err), -1);
    assert_string_equal(err.sentence, "a location has the id 0, which is reserved");
    pprof_ids_free(&ids);
    assert_int_equal(make(&ids, (const uint64_t[]){7, 5, 7}, 3, &err), -1);
    assert_string_equal(err.sentence, "two locations have the id 7");
    assert_int_equal(duplicate, 2);
    pprof_ids_free(&ids);
}

static void no_ids_are_fine(void **state)
{
    (void)state;
    struct pprof_ids ids;
    assert_int_equal(make(&ids, NULL, 0, NULL), 0);
    assert_int_equal(pprof_ids_find(&ids, 1), PPROF_ID_NONE);
    pprof_ids_free(&ids);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dense_ids_are_found),
        cmocka_unit_test(sparse_ids_are_found),
        cmocka_unit_test(zero_and_duplicates_are_refused),
        cmocka_unit_test(no_ids_are_fine),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
