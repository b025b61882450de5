#include "gate/inference/noise_workspace.h"

#include "tests/support/hand_comparison.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/close.h"

/* Two replicas of the baseline and one of the candidate. The events of g weigh 2 each, those of all else 1. */
static void amounts_become_events_of_their_entry(void **state)
{
    (void)state;
    const double f[] = {10, 20, 30}, g[] = {4, 6, 8}, requests[] = {5, 7, 11};
    const struct hand_stack stacks[] = {{"f", f}, {"g", g}};
    struct comparison *comparison = hand_comparison(stacks, 2, 2, 1, requests);
    size_t at = hand_entry(comparison, "g", ENTRY_SELF);
    struct noise_workspace work;
    for (size_t c = 0; c < 3; c++)
        comparison->moment[at * 3 + c] = 2 * comparison->amount[at * 3 + c];
    assert_int_equal(noise_workspace_make(&work, comparison, NULL), 0);
    assert_close(work.root[BASELINE][0], 14.0, 0);
    assert_close(work.root[BASELINE][1], 26.0, 0);
    assert_close(work.root[CANDIDATE][0], 38.0, 0);
    assert_close(work.columns[BASELINE][at * 2 + 1], 3.0, 1e-12);
    assert_close(work.columns[CANDIDATE][at], 4.0, 1e-12);
    assert_close(work.events[at * SIDES + BASELINE], 5.0, 1e-12);
    assert_close(work.exposure[at * SIDES + BASELINE], 6.0, 1e-12);
    assert_close(work.scale[BASELINE][at], 0.5, 1e-12);
    assert_close(work.scale[BASELINE][0], 1.0, 1e-12);
    assert_true(work.fit[at]);
    assert_false(work.fit[hand_entry(comparison, "g", ENTRY_TOTAL)]);
    noise_workspace_clear(&work);
    comparison_free(comparison);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(amounts_become_events_of_their_entry),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
