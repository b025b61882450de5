#include "gate/inference/spread.h"

#include "tests/unit/gate/inference/made_case.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { PLACES = 20 };

enum found { NOTHING, HASH, ENCODE, ANOTHER };

/* serve calls 20 handlers; each spends some on hash (deep; its own code) and on work of its own. Outside of serve,
 * other calls hash as well. */
static enum found found(double hash_after, double rest_after, double outside_before, double outside_after)
{
    static char frames[2 * PLACES][32];
    struct made_stack stacks[2 * PLACES + 1];
    for (int i = 0; i < PLACES; i++) {
        snprintf(frames[i], sizeof frames[i], "serve;h%02d;encode;hash", i);
        snprintf(frames[PLACES + i], sizeof frames[i], "serve;h%02d;r%02d", i, i);
        stacks[i] = (struct made_stack){frames[i], 60, hash_after};
        stacks[PLACES + i] = (struct made_stack){frames[PLACES + i], 60, rest_after};
    }
    stacks[2 * PLACES] = (struct made_stack){"other;hash", outside_before, outside_after};
    struct made_case made;
    struct movement move;
    uint32_t symbol, hash, encode;
    made_open(&made, stacks, 2 * PLACES + (outside_before > 0));
    made_check(movement_make(&move, &made.about, 1, NULL));
    assert_true(movement_mark_rejected(&move));
    assert_int_equal(spread_find(&symbol, &move, (uint32_t)hand_node(made.comparison, "serve"), NULL), 0);
    hash = made_symbol(&made, "hash");
    encode = made_symbol(&made, "encode");
    movement_clear(&move);
    made_close(&made);
    if (symbol == SYMBOL_NONE)
        return NOTHING;
    return symbol == hash ? HASH : symbol == encode ? ENCODE : ANOTHER;
}

static void a_slow_function_called_everywhere(void **state)
{
    (void)state;
    assert_int_equal(found(120, 60, 0, 0), HASH);
    assert_int_equal(found(120, 60, 600, 1200), HASH);
}

/* serve itself is called more, so all that it calls grew alike. */
static void a_place_that_grew_as_a_whole(void **state)
{
    (void)state;
    assert_int_equal(found(120, 120, 0, 0), NOTHING);
}

/* hash costs outside what it did, so it is called more: by encode, which is deep as well. */
static void a_function_that_is_called_more(void **state)
{
    (void)state;
    assert_int_equal(found(120, 60, 600, 600), ENCODE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_slow_function_called_everywhere),
        cmocka_unit_test(a_place_that_grew_as_a_whole),
        cmocka_unit_test(a_function_that_is_called_more),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
