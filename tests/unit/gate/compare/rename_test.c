#include "gate/compare/rename.h"

#include "gate/base/memory.h"
#include "gate/compare/compare.h"
#include "tests/support/profile_sample.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static struct comparison *compare_with(const struct compare_settings *settings, const char *baseline,
                                       const char *candidate)
{
    struct replicas sides[SIDES];
    struct profile_sample sample = profile_sample_cpu(1000);
    struct profile_selector selector = profile_selector_from_word("cpu");
    struct comparison *comparison = NULL;
    struct error err = ERROR_INIT;
    profile_sample_side(&sides[BASELINE], "v1", &sample, &baseline, 1);
    profile_sample_side(&sides[CANDIDATE], "v2", &sample, &candidate, 1);
    assert_int_equal(compare_profiles(&comparison, sides, &selector, settings, &err), 0);
    replicas_clear(&sides[BASELINE]);
    replicas_clear(&sides[CANDIDATE]);
    return comparison;
}

static struct comparison *compare(const char *baseline, const char *candidate)
{
    return compare_with(NULL, baseline, candidate);
}

static void assert_rename(const struct comparison *comparison, size_t at, const char *from, const char *to,
                          double score)
{
    assert_true(at < comparison->rename_count);
    const struct comparison_rename *rename = &comparison->renames[at];
    assert_true(bytes_equal(symbols_get(comparison->symbols, rename->from)->name, bytes_of_text(from)));
    assert_true(bytes_equal(symbols_get(comparison->symbols, rename->to)->name, bytes_of_text(to)));
    if (fabs(rename->score - score) > 1e-9)
        fail_msg("%s -> %s: %.12f is not %.12f", from, to, rename->score, score);
}

/* Amount of a function's total on both sides, in events of 10 ms; NAN where it has no entry. */
static double total_of(const struct comparison *comparison, const char *name, int side)
{
    uint32_t symbol = symbols_find(comparison->symbols, bytes_of_text(name));
    for (size_t e = 0; e < comparison->entry_count; e++)
        if (comparison->entries[e].symbol == symbol && comparison->entries[e].value == ENTRY_TOTAL)
            return comparison_side_sum(comparison, comparison->amount, e, side) / 1e7;
    return NAN;
}

/* Words {app, old, name} and {app, new, name}: 2 of 4; letters: "app." and "Name" are common, 8 of 11, and "app."
 * and then one more than "Name" is not: 16/22. The rest agrees wholly, so 0.7 + 0.3 * 16/22. */
static void one_function_under_a_new_name(void **state)
{
    (void)state;
    struct comparison *comparison = compare("main;app.oldName 60\nmain;app.oldName;copy 40\nmain 100\n",
                                            "main;app.newName 60\nmain;app.newName;copy 40\nmain 100\n");
    assert_int_equal(comparison->rename_count, 1);
    assert_rename(comparison, 0, "app.oldName", "app.newName", 0.7 + 0.3 * 16 / 22);
    assert_true(total_of(comparison, "app.newName", BASELINE) == 100);
    assert_true(total_of(comparison, "app.newName", CANDIDATE) == 100);
    assert_true(isnan(total_of(comparison, "app.oldName", BASELINE)));
    assert_int_equal(comparison->tree->count, 4);
    comparison_free(comparison);
}

/* Sizes 100 and 50 of 200 each: 0.2 * 0.5. Callees: own code 60 and copy 40 against own code 50: 60/sqrt(5200).
 * Callers agree; the names have nothing in common but a dot: 2 * 1/10 = 0.2. */
static void the_score_by_hand(void **state)
{
    (void)state;
    double callees = 60 / sqrt(60 * 60 + 40 * 40);
    double score = 0.3 * 0.2 + 0.25 + 0.25 * callees + 0.2 * 0.5;
    struct comparison *comparison =
        compare("main;pq.rs 60\nmain;pq.rs;copy 40\nmain 100\n", "main;vw.xy 50\nmain 110\nmain;copy 40\n");
    assert_int_equal(comparison->rename_count, 1);
    assert_rename(comparison, 0, "pq.rs", "vw.xy", score);
    comparison_free(comparison);
}

static void another_caller_and_size_is_another_function(void **state)
{
    (void)state;
    struct comparison *comparison =
        compare("main;a;pq.rs 60\nmain;b 40\nmain 100\n", "main;a 60\nmain;b;vw.xy 25\nmain;b 15\nmain 100\n");
    assert_int_equal(comparison->rename_count, 0);
    assert_true(total_of(comparison, "pq.rs", BASELINE) == 60);
    assert_true(total_of(comparison, "vw.xy", CANDIDATE) == 25);
    comparison_free(comparison);
}

/* 19 events are too few to say that it vanished, and 6 of 100 left are too many. */
static void vanished_and_appeared(void **state)
{
    (void)state;
    struct comparison *few = compare("main;old 19\nmain 200\n", "main;new 19\nmain 200\n");
    assert_int_equal(few->rename_count, 0);
    comparison_free(few);
    struct comparison *left = compare("main;old 100\nmain 200\n", "main;new 94\nmain;old 6\nmain 200\n");
    assert_int_equal(left->rename_count, 0);
    comparison_free(left);
    struct comparison *gone = compare("main;old 100\nmain 200\n", "main;new 96\nmain;old 4\nmain 200\n");
    assert_int_equal(gone->rename_count, 1);
    assert_true(total_of(gone, "new", CANDIDATE) == 100);
    comparison_free(gone);
}

/* A canary with a tenth of the traffic: shares decide, not counts. */
static void sides_of_different_size(void **state)
{
    (void)state;
    struct comparison *comparison = compare("main;old 300\nmain 1700\n", "main;new 30\nmain 170\n");
    assert_int_equal(comparison->rename_count, 1);
    assert_true(total_of(comparison, "new", BASELINE) == 300);
    comparison_free(comparison);
}

/* "shop.find" and "cart.vote" share a dot: 0.2 of size, 0.25 of callees and 0.3 * 2/18 of names are not enough
 * until the caller is known under its new name. */
static void a_caller_under_its_new_name(void **state)
{
    (void)state;
    struct comparison *comparison = compare("main;shop.serve;shop.find 100\nmain;shop.serve 130\nmain 200\n",
                                            "main;shop.serveAll;cart.vote 100\nmain;shop.serveAll 130\nmain 200\n");
    assert_int_equal(comparison->rename_count, 2);
    assert_rename(comparison, 1, "shop.find", "cart.vote", 0.7 + 0.3 * 2 / 18);
    assert_true(total_of(comparison, "shop.serveAll", BASELINE) == 230);
    assert_true(total_of(comparison, "cart.vote", BASELINE) == 100);
    assert_int_equal(comparison->tree->count, 4);
    comparison_free(comparison);
}

/* Two could be the one that vanished: the first name in order is. */
static void equal_scores_go_by_name(void **state)
{
    (void)state;
    struct comparison *comparison = compare("main;aab 100\nmain 100\n", "main;aac 50\nmain;aad 50\nmain 100\n");
    assert_int_equal(comparison->rename_count, 1);
    assert_true(
        bytes_equal(symbols_get(comparison->symbols, comparison->renames[0].to)->name, bytes_of_text("aac")));
    comparison_free(comparison);
}

/* The closure's number and the module's version are no name: 1, not their likeness. */
static void weaker_keys_are_equal_names(void **state)
{
    (void)state;
    struct comparison *comparison =
        compare("main;shop.run.func1 100\nmain 100\n", "main;shop.run.func12 100\nmain 100\n");
    assert_rename(comparison, 0, "shop.run.func1", "shop.run.func12", 1.0);
    comparison_free(comparison);
}

static void modules_and_the_collector_are_left_alone(void **state)
{
    (void)state;
    struct comparison *comparison = compare("main;?old.so+0x1 100\nruntime.gcBgMarkWorker;x 50\nmain 100\n",
                                            "main;?new.so+0x1 100\nmain 150\n");
    assert_int_equal(comparison->rename_count, 0);
    comparison_free(comparison);
}

static void names_may_be_kept(void **state)
{
    (void)state;
    struct compare_settings settings = {.keep_names = true};
    struct comparison *comparison = compare_with(&settings, "main;old 100\nmain 200\n", "main;new 100\nmain 200\n");
    assert_int_equal(comparison->rename_count, 0);
    comparison_free(comparison);
}

static void nothing_to_match(void **state)
{
    (void)state;
    struct comparison *comparison = compare("", "main;new 100\nmain 200\n");
    assert_int_equal(comparison->rename_count, 0);
    comparison_free(comparison);
}

/* 400 functions with new names: the largest 256 are matched, and it ends. */
static void very_many(void **state)
{
    (void)state;
    enum { FUNCTIONS = 400 };
    char *texts[2];
    for (int side = 0; side < 2; side++) {
        size_t size = FUNCTIONS * 32, used = 0;
        texts[side] = memory_allocate_array(1, size);
        for (int i = 0; i < FUNCTIONS; i++)
            used += (size_t)snprintf(texts[side] + used, size - used, "main;%s%d %d\n", side ? "new" : "old", i,
                                     20 + i);
    }
    struct comparison *comparison = compare(texts[0], texts[1]);
    assert_int_equal(comparison->rename_count, 256);
    comparison_free(comparison);
    memory_free(texts[0]);
    memory_free(texts[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_function_under_a_new_name),
        cmocka_unit_test(the_score_by_hand),
        cmocka_unit_test(another_caller_and_size_is_another_function),
        cmocka_unit_test(vanished_and_appeared),
        cmocka_unit_test(sides_of_different_size),
        cmocka_unit_test(a_caller_under_its_new_name),
        cmocka_unit_test(equal_scores_go_by_name),
        cmocka_unit_test(weaker_keys_are_equal_names),
        cmocka_unit_test(modules_and_the_collector_are_left_alone),
        cmocka_unit_test(names_may_be_kept),
        cmocka_unit_test(nothing_to_match),
        cmocka_unit_test(very_many),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
