#include "gate/inference/relocation.h"

#include "tests/unit/gate/inference/made_case.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/close.h"

static void find(struct relocations *out, struct made_case *made, const struct made_stack *stacks, size_t count)
{
    *out = (struct relocations){0};
    made_open(made, stacks, count);
    assert_int_equal(relocation_find(out, &made->about, NULL), 0);
}

static void end(struct relocations *out, struct made_case *made)
{
    relocation_clear(out);
    made_close(made);
}

/* 4 replicas of 10,000 requests each: 1,200 and 900 samples a replica are 0.12 and 0.09 a request. */
static void called_by_another_caller(void **state)
{
    (void)state;
    static const struct made_stack stacks[] = {{"serve;search", 4000, 4000},
                                               {"serve;cart", 4000, 4000},
                                               {"serve;search;encode", 1300, 400},
                                               {"serve;cart;encode", 300, 1500},
                                               {"serve;search;encode;write", 600, 200},
                                               {"serve;cart;encode;write", 100, 500},
                                               {"serve;login;encode", 500, 500}};
    struct made_case made;
    struct relocations found;
    find(&found, &made, stacks, 7);
    assert_int_equal(found.count, 1); /* write went along */
    const struct relocation *one = &found.items[0];
    assert_int_equal(one->comparison, 0);
    assert_int_equal(one->symbol, made_symbol(&made, "encode"));
    assert_int_equal(one->grown, hand_node(made.comparison, "serve;cart;encode"));
    assert_int_equal(one->fallen, hand_node(made.comparison, "serve;search;encode"));
    assert_close(one->more, 0.16, 0.005); /* 1,200 + 400 */
    assert_close(one->less, 0.13, 0.005); /* 900 + 400 */
    assert_close(one->net.growth, 0.03, 0.005);
    assert_close(one->net.rate[BASELINE], 0.28, 0.005);
    end(&found, &made);
}

/* Growth alone, fall alone, a fall of less than half of the growth, and what is within the noise. */
static void other_changes_are_none(void **state)
{
    (void)state;
    static const struct made_stack stacks[] = {
        {"serve;search;grown", 500, 1500},   {"serve;cart;grown", 500, 500},   {"serve;search;fallen", 1500, 500},
        {"serve;cart;fallen", 500, 500},     {"serve;search;more", 500, 2500}, {"serve;cart;more", 1200, 500},
        {"serve;search;steady", 1000, 1040}, {"serve;cart;steady", 1000, 960}};
    struct made_case made;
    struct relocations found;
    find(&found, &made, stacks, 8);
    assert_int_equal(found.count, 0);
    end(&found, &made);
}

/* Twelve functions changed places; the largest eight are told, largest first. */
static void the_largest_few(void **state)
{
    (void)state;
    static char frames[24][32];
    struct made_stack stacks[24];
    for (int i = 0; i < 12; i++) {
        double moved = 600 + 50 * i;
        snprintf(frames[2 * i], sizeof *frames, "serve;search;f%02d", i);
        snprintf(frames[2 * i + 1], sizeof *frames, "serve;cart;f%02d", i);
        stacks[2 * i] = (struct made_stack){frames[2 * i], 100 + moved, 100};
        stacks[2 * i + 1] = (struct made_stack){frames[2 * i + 1], 100, 100 + moved};
    }
    struct made_case made;
    struct relocations found;
    find(&found, &made, stacks, 24);
    assert_int_equal(found.count, 8);
    assert_int_equal(found.items[0].symbol, made_symbol(&made, "f11"));
    assert_int_equal(found.items[7].symbol, made_symbol(&made, "f04"));
    end(&found, &made);
}

static void without_memory_it_fails(void **state)
{
    (void)state;
    static const struct made_stack stacks[] = {{"serve;search;encode", 1300, 400},
                                               {"serve;cart;encode", 300, 1500}};
    struct made_case made;
    made_open(&made, stacks, 2);
    size_t used = memory_usage().used;
    int result = -1;
    for (size_t n = 1; result != 0; n++) {
        struct relocations found = {0};
        struct error err = ERROR_INIT;
        memory_fail_at(n);
        result = relocation_find(&found, &made.about, &err);
        memory_fail_at(0);
        assert_int_equal(found.count, result == 0);
        relocation_clear(&found);
        assert_int_equal(memory_usage().used, used);
        assert_true(n < 100);
    }
    made_close(&made);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(called_by_another_caller),
        cmocka_unit_test(other_changes_are_none),
        cmocka_unit_test(the_largest_few),
        cmocka_unit_test(without_memory_it_fails),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
