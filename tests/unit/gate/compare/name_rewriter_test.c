#include "gate/compare/name_rewriter.h"

#include "gate/base/limits.h"
#include "gate/base/memory.h"
#include "gate/base/pattern.h"
#include "gate/model/name_presets.h"
#include "tests/support/allocations.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const struct name_rewrite rewrites[] = {
    {"_v([0-9]+)$", ""},                        /* a version of a generated function */
    {"^([a-z]+)/gen/([a-z]+)\\.", "\\1.\\2::"}, /* groups */
    {"shard[0-9]+", "<\\0>\\\\"},               /* all of it, and a backslash */
    {"(x)?unset", "[\\1]"},                     /* a group that took no part */
};
static const struct name_rules rules = {
    .presets = NAME_PRESETS_ALL, .rewrites = rewrites, .rewrite_count = sizeof rewrites / sizeof rewrites[0]};

static void each_rewrite_changes_the_first_place(void **state)
{
    (void)state;
    static const struct {
        const char *name, *expected;
    } cases[] = {
        {"pay_v12", "pay"},
        {"_v1_v2", "_v1"},
        {"shop/gen/cart.Add_v3", "shop.cart::Add"},
        {"shard1.shard2", "<shard1>\\.shard2"},
        {"unset", "[]"},
        {"main.run", "main.run"},
        {"_v1", "_v1"}, /* nothing would be left */
        {"", ""},
    };
    struct name_rewriter *rewriter;
    struct error err = ERROR_INIT;
    assert_int_equal(name_rewriter_new(&rewriter, &rules, &err), 0);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct bytes name = bytes_of_text(cases[i].name);
        bool changed;
        assert_int_equal(name_rewriter_apply(&changed, &name, rewriter, &err), 0);
        assert_true(bytes_equal(name, bytes_of_text(cases[i].expected)));
        assert_int_equal(changed, strcmp(cases[i].name, cases[i].expected) != 0);
    }
    name_rewriter_free(rewriter);
}

static void without_rewrites_nothing_changes(void **state)
{
    (void)state;
    struct name_rewriter *rewriter;
    struct bytes name = bytes_of_text("pay_v12");
    bool changed;
    assert_int_equal(name_rewriter_new(&rewriter, NULL, NULL), 0);
    assert_int_equal(name_rewriter_apply(&changed, &name, rewriter, NULL), 0);
    assert_false(changed);
    assert_int_equal(name.size, 7);
    name_rewriter_free(rewriter);
}

/* What would grow past the ceiling of a name stays, and what is too long to be searched, or holds a NUL, too. */
static void no_name_grows_without_bound(void **state)
{
    (void)state;
    static const struct name_rewrite doubled[] = {
        {"a+", "\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0"}, /* 17 times */
    };
    const struct name_rules growing = {.rewrites = doubled, .rewrite_count = 1};
    static const size_t sizes[] = {LIMIT_NAME_BYTES / 17, LIMIT_NAME_BYTES / 17 + 1, PATTERN_SUBJECT_MAX + 1,
                                   LIMIT_NAME_BYTES, LIMIT_NAME_BYTES + 1};
    char *text = memory_allocate(LIMIT_NAME_BYTES + 1);
    struct name_rewriter *rewriter;
    assert_int_equal(name_rewriter_new(&rewriter, &growing, NULL), 0);
    memset(text, 'a', LIMIT_NAME_BYTES + 1);
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        struct bytes name = {(const uint8_t *)text, sizes[i]};
        bool changed;
        assert_int_equal(name_rewriter_apply(&changed, &name, rewriter, NULL), 0);
        assert_int_equal(changed, i == 0);
        assert_int_equal(name.size, i == 0 ? sizes[0] * 17 : sizes[i]);
    }
    text[1] = '\0';
    struct bytes name = {(const uint8_t *)text, 3};
    bool changed;
    assert_int_equal(name_rewriter_apply(&changed, &name, rewriter, NULL), 0);
    assert_false(changed);
    name_rewriter_free(rewriter);
    memory_free(text);
}

static int rewrite_and_free(void *context, struct error *err)
{
    (void)context;
    struct name_rewriter *rewriter = NULL;
    struct bytes name = bytes_of_text("pay_v12");
    bool changed;
    int status = name_rewriter_new(&rewriter, &rules, err);
    if (status == 0)
        status = name_rewriter_apply(&changed, &name, rewriter, err);
    name_rewriter_free(rewriter);
    return status;
}

static void no_allocation_is_missed(void **state)
{
    (void)state;
    assert_true(allocations_walk(rewrite_and_free, NULL) >= 11);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_rewrite_changes_the_first_place),
        cmocka_unit_test(without_rewrites_nothing_changes),
        cmocka_unit_test(no_name_grows_without_bound),
        cmocka_unit_test(no_allocation_is_missed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
