#include "gate/model/noise_history.h"

#include "tests/support/allocations.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static int make(struct noise_history **out, struct error *err)
{
    static const struct noise_history_entry entries[] = {
        {"b", true, 2, 10}, {"b", false, 3, 20}, {"a", false, 1, 5}, {"bb", false, 4, 7}};
    struct noise_history_profile *profile;
    if (noise_history_new(out, "n.json", err) != 0)
        return -1;
    if (noise_history_add(&profile, *out, "cpu", "samples", 4, err) != 0 ||
        noise_history_add(&profile, *out, "cpu", "wall", 0, err) != 0) {
        noise_history_free(*out);
        return -1;
    }
    memcpy((*out)->profiles[0].entries, entries, sizeof entries);
    noise_history_sort(&(*out)->profiles[0]);
    noise_history_sort(profile);
    return 0;
}

static double phi_of(const struct noise_history *history, const char *function, bool self)
{
    const struct noise_history_profile *profile = noise_history_find(history, "cpu", "samples");
    const struct noise_history_entry *entry = noise_history_entry(profile, bytes_of_text(function), self);
    return entry != NULL ? entry->phi : 0;
}

static void what_is_known_is_found(void **state)
{
    (void)state;
    struct noise_history *history;
    struct error err = ERROR_INIT;
    assert_int_equal(make(&history, &err), 0);
    assert_string_equal(history->file, "n.json");
    assert_float_equal(phi_of(history, "a", false), 1, 0);
    assert_float_equal(phi_of(history, "b", false), 3, 0);
    assert_float_equal(phi_of(history, "b", true), 2, 0);
    assert_float_equal(phi_of(history, "bb", false), 4, 0);
    assert_float_equal(phi_of(history, "bb", true), 0, 0);
    assert_float_equal(phi_of(history, "", false), 0, 0);
    assert_non_null(noise_history_find(history, "cpu", "wall"));
    assert_null(noise_history_entry(noise_history_find(history, "cpu", "wall"), bytes_of_text("a"), false));
    assert_null(noise_history_find(history, "cpu", "alloc"));
    assert_null(noise_history_find(history, "wall", "wall"));
    assert_null(noise_history_find(NULL, "cpu", "wall"));
    noise_history_free(history);
    noise_history_free(NULL);
}

/* Noise of hosts, of a fixed coefficient of variation, is a phi - 1 that grows with the counts. */
static void dispersion_follows_the_counts(void **state)
{
    (void)state;
    assert_float_equal(noise_history_phi(3, 100, 50), 2, 1e-15);
    assert_float_equal(noise_history_phi(3, 100, 1000), 21, 1e-12);
    assert_float_equal(noise_history_phi(1, 100, 1000), 1, 0);
    assert_float_equal(noise_history_phi(2, 0, 10), 2, 0);
}

static int make_again(void *context, struct error *err)
{
    (void)context;
    struct noise_history *history = NULL;
    int status = make(&history, err);
    noise_history_free(status == 0 ? history : NULL);
    return status;
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    assert_true(allocations_walk(make_again, NULL) >= 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_known_is_found),
        cmocka_unit_test(dispersion_follows_the_counts),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
