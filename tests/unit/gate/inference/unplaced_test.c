#include "gate/inference/unplaced.h"

#include "tests/unit/gate/inference/made_case.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { PLACES = 30 };

/* alloc grows a little at each of 30 places, always through new: no place is enough, both functions are. */
static void open_spread(struct made_case *made, struct movement *move)
{
    static char frames[PLACES][32];
    struct made_stack stacks[PLACES];
    for (int i = 0; i < PLACES; i++) {
        snprintf(frames[i], sizeof frames[i], "h%02d;new;alloc", i);
        stacks[i] = (struct made_stack){frames[i], 40, 75};
    }
    made_open(made, stacks, PLACES);
    made_check(movement_make(move, &made->about, 1, NULL));
    assert_true(movement_mark_rejected(move));
}

static void close_spread(struct made_case *made, struct movement *move)
{
    movement_clear(move);
    made_close(made);
}

static void the_deepest_stands_for_its_callers(void **state)
{
    (void)state;
    struct made_case made;
    struct movement move;
    struct unplaced unplaced;
    open_spread(&made, &move);
    assert_int_not_equal(movement_question_about(&move, made_symbol(&made, "new")), MOVEMENT_NO_QUESTION);
    assert_int_equal(unplaced_find(&unplaced, &move, NULL, 0, NULL), 0);
    assert_int_equal(unplaced.count, 1);
    assert_int_equal(unplaced.symbols[0], made_symbol(&made, "alloc"));
    unplaced_clear(&unplaced);
    close_spread(&made, &move);
}

static void a_named_function_explains_what_is_above_and_beneath(void **state)
{
    (void)state;
    struct made_case made;
    struct movement move;
    struct unplaced unplaced;
    open_spread(&made, &move);
    uint32_t named[] = {SYMBOL_NONE, made_symbol(&made, "new")};
    assert_int_equal(unplaced_find(&unplaced, &move, named, 2, NULL), 0);
    /* new itself is among the named ones' callers of its growth; alloc lies beneath it */
    for (size_t i = 0; i < unplaced.count; i++)
        assert_int_not_equal(unplaced.symbols[i], made_symbol(&made, "alloc"));
    unplaced_clear(&unplaced);
    named[1] = made_symbol(&made, "alloc");
    assert_int_equal(unplaced_find(&unplaced, &move, named, 2, NULL), 0);
    for (size_t i = 0; i < unplaced.count; i++)
        assert_int_not_equal(unplaced.symbols[i], made_symbol(&made, "new"));
    unplaced_clear(&unplaced);
    close_spread(&made, &move);
}

static void a_function_with_a_rejected_place_is_placed(void **state)
{
    (void)state;
    static const struct made_stack stacks[] = {{"serve;stem", 500, 2000}};
    struct made_case made;
    struct movement move;
    struct unplaced unplaced;
    made_open(&made, stacks, 1);
    made_check(movement_make(&move, &made.about, 1, NULL));
    assert_true(movement_mark_rejected(&move));
    assert_int_equal(unplaced_find(&unplaced, &move, NULL, 0, NULL), 0);
    assert_int_equal(unplaced.count, 0);
    unplaced_clear(&unplaced);
    close_spread(&made, &move);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_deepest_stands_for_its_callers),
        cmocka_unit_test(a_named_function_explains_what_is_above_and_beneath),
        cmocka_unit_test(a_function_with_a_rejected_place_is_placed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
