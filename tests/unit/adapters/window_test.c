#include "adapters/window.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

/* Minutes since 1970, to keep the cases readable. */
#define MINUTES(n) ((int64_t)(n)*60000000000)

static char old_label[] = "v1", new_label[] = "v2";

static int resolve(struct time_span out[SIDES], struct time_span baseline, struct time_span candidate, int64_t at,
                   struct error *err)
{
    const struct version old_version = {old_label, {MINUTES(baseline.start), MINUTES(baseline.end)}};
    const struct version new_version = {new_label, {MINUTES(candidate.start), MINUTES(candidate.end)}};
    const struct version *const versions[SIDES] = {&old_version, &new_version};
    const struct window_request request = {.length = MINUTES(30), .skip_first = MINUTES(5), .at = MINUTES(at)};
    return window_resolve(out, &request, versions, err);
}

static void assert_window(struct time_span window, int64_t start, int64_t end)
{
    assert_int_equal(window.start, MINUTES(start));
    assert_int_equal(window.end, MINUTES(end));
}

static void both_are_looked_at_together_if_both_still_run(void **state)
{
    (void)state;
    struct time_span out[SIDES];
    assert_int_equal(resolve(out, (struct time_span){10, 1000}, (struct time_span){900, 1000}, 1000, NULL), 0);
    assert_window(out[BASELINE], 970, 1000);
    assert_window(out[CANDIDATE], 970, 1000);
}

/* v1 ended at 960; both ran from 905 (v2's warm-up) to 960. */
static void the_latest_window_in_which_both_ran_comes_first(void **state)
{
    (void)state;
    struct time_span out[SIDES];
    assert_int_equal(resolve(out, (struct time_span){10, 960}, (struct time_span){900, 1000}, 1000, NULL), 0);
    assert_window(out[BASELINE], 930, 960);
    assert_window(out[CANDIDATE], 930, 960);
}

static void without_one_each_has_its_own_last_window(void **state)
{
    (void)state;
    struct time_span out[SIDES];
    assert_int_equal(resolve(out, (struct time_span){10, 910}, (struct time_span){900, 1000}, 1000, NULL), 0);
    assert_window(out[BASELINE], 880, 910);
    assert_window(out[CANDIDATE], 970, 1000);
}

/* v2 is looked at from 905, the end of its warm-up. */
static void a_window_may_grow_as_far_as_the_versions_ran(void **state)
{
    (void)state;
    const struct version old_version = {old_label, {MINUTES(10), MINUTES(1000)}};
    const struct version new_version = {new_label, {MINUTES(900), MINUTES(1000)}};
    const struct version *const versions[SIDES] = {&old_version, &new_version};
    struct window_request request = {.length = MINUTES(30), .skip_first = MINUTES(5), .at = MINUTES(1000)};
    struct time_span out[SIDES];
    request.most = MINUTES(40);
    assert_int_equal(window_resolve(out, &request, versions, NULL), 0);
    assert_window(out[BASELINE], 960, 1000);
    assert_window(out[CANDIDATE], 960, 1000);
    request.most = MINUTES(500);
    assert_int_equal(window_resolve(out, &request, versions, NULL), 0);
    assert_window(out[BASELINE], 905, 1000);
    assert_window(out[CANDIDATE], 905, 1000);
}

static void a_window_that_is_not_over_says_when_it_is(void **state)
{
    (void)state;
    struct time_span out[SIDES];
    struct error err = ERROR_INIT;
    assert_int_equal(resolve(out, (struct time_span){10, 1000}, (struct time_span){980, 1000}, 1000, &err), -1);
    assert_int_equal(err.kind, ERROR_UNFIT);
    assert_string_equal(err.sentence, "the window of 'v2' is not over yet: its first profile is of "
                                      "1970-01-01T16:20:00Z, and 30m of it are needed; ready at "
                                      "1970-01-01T16:55:00Z");
}

static void a_version_that_ran_for_too_short_says_so(void **state)
{
    (void)state;
    struct time_span out[SIDES];
    struct error err = ERROR_INIT;
    assert_int_equal(resolve(out, (struct time_span){100, 120}, (struct time_span){900, 1000}, 1000, &err), -1);
    assert_int_equal(err.kind, ERROR_UNFIT);
    assert_non_null(strstr(err.sentence, "'v1' did not run for long enough"));
}

static void a_store_without_times_is_looked_at_now(void **state)
{
    (void)state;
    struct time_span out[SIDES];
    assert_int_equal(resolve(out, (struct time_span){0, 0}, (struct time_span){0, 0}, 1000, NULL), 0);
    assert_window(out[BASELINE], 970, 1000);
    assert_window(out[CANDIDATE], 970, 1000);
}

static void the_same_version_is_its_own_baseline_of_another_day(void **state)
{
    (void)state;
    const struct version version = {new_label, {MINUTES(10), MINUTES(3000)}};
    const struct version *const versions[SIDES] = {&version, &version};
    struct window_request request = {.length = MINUTES(30), .at = MINUTES(3000), .ago = MINUTES(1440)};
    struct time_span out[SIDES];
    struct error err = ERROR_INIT;
    assert_int_equal(window_resolve(out, &request, versions, NULL), 0);
    assert_window(out[CANDIDATE], 2970, 3000);
    assert_window(out[BASELINE], 1530, 1560);
    request.ago = MINUTES(2965);
    assert_int_equal(window_resolve(out, &request, versions, &err), -1);
    assert_int_equal(err.kind, ERROR_UNFIT);
}

static int resolve_beside(struct time_span *out, struct time_span seen, struct time_span candidate,
                          struct error *err)
{
    const struct version version = {old_label, {MINUTES(seen.start), MINUTES(seen.end)}};
    const struct window_request request = {.length = MINUTES(30), .skip_first = MINUTES(5), .at = MINUTES(1000)};
    const struct time_span window = {MINUTES(candidate.start), MINUTES(candidate.end)};
    return window_resolve_beside(out, &request, &version, &window, err);
}

static void another_version_has_the_candidates_window_or_its_own_last(void **state)
{
    (void)state;
    const struct time_span candidate = {940, 970};
    struct error err = ERROR_INIT;
    struct time_span out;
    /* Still running, then ended at 970, then at 969; it began at 935 and at 936, and its first 5 minutes are
     * skipped. */
    assert_int_equal(resolve_beside(&out, (struct time_span){10, 1000}, candidate, NULL), 0);
    assert_window(out, 940, 970);
    assert_int_equal(resolve_beside(&out, (struct time_span){10, 970}, candidate, NULL), 0);
    assert_window(out, 940, 970);
    assert_int_equal(resolve_beside(&out, (struct time_span){10, 969}, candidate, NULL), 0);
    assert_window(out, 939, 969);
    assert_int_equal(resolve_beside(&out, (struct time_span){935, 1000}, candidate, NULL), 0);
    assert_window(out, 940, 970);
    assert_int_equal(resolve_beside(&out, (struct time_span){936, 1000}, candidate, NULL), 0);
    assert_window(out, 970, 1000);
    /* The store does not tell when it ran. */
    assert_int_equal(resolve_beside(&out, (struct time_span){0, 0}, candidate, NULL), 0);
    assert_window(out, 940, 970);
    assert_int_equal(resolve_beside(&out, (struct time_span){10, 44}, candidate, &err), -1);
    assert_int_equal(err.kind, ERROR_UNFIT);
    assert_non_null(strstr(err.sentence, "'v1' did not run for long enough"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_are_looked_at_together_if_both_still_run),
        cmocka_unit_test(the_latest_window_in_which_both_ran_comes_first),
        cmocka_unit_test(without_one_each_has_its_own_last_window),
        cmocka_unit_test(a_window_may_grow_as_far_as_the_versions_ran),
        cmocka_unit_test(a_window_that_is_not_over_says_when_it_is),
        cmocka_unit_test(a_version_that_ran_for_too_short_says_so),
        cmocka_unit_test(a_store_without_times_is_looked_at_now),
        cmocka_unit_test(the_same_version_is_its_own_baseline_of_another_day),
        cmocka_unit_test(another_version_has_the_candidates_window_or_its_own_last),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
