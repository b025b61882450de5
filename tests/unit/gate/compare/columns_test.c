#include "gate/compare/columns.h"

#include "gate/base/memory.h"
#include "tests/support/profile_sample.h"

#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* A replica with one profile for each kind, all of the sample type given beside it. */
static struct replica replica_of(const char *const *kinds, const char *const *types, size_t count)
{
    struct profile_sample sample = profile_sample_count(1);
    struct replica replica = profile_sample_replica(&sample, "r", "a 1\n");
    replica_clear(&replica);
    replica.name = memory_copy_text("r", 1);
    replica.profiles = memory_allocate_array(count ? count : 1, sizeof *replica.profiles);
    replica.profile_count = count;
    for (size_t i = 0; i < count; i++) {
        sample.type = types[i];
        replica.profiles[i].kind = memory_copy_text(kinds[i], strlen(kinds[i]));
        replica.profiles[i].path = memory_copy_text("", 0);
        replica.profiles[i].profile = profile_sample_profile(&sample, "a 1\n");
    }
    return replica;
}

/* The kind of the file selected of one replica, "-" if none. */
static void assert_kind(const char *word, const char *const *kinds, const char *const *types, size_t count,
                        const char *expected)
{
    struct replica replica = replica_of(kinds, types, count);
    struct replicas sides[SIDES] = {{.items = &replica, .count = 1}};
    struct profile_selector selector = profile_selector_from_word(word);
    struct columns columns;
    struct error err = ERROR_INIT;
    assert_int_equal(columns_select(&columns, sides, &selector, &err), 0);
    assert_int_equal(columns.count, 1);
    assert_string_equal(columns.items[0].file ? columns.items[0].file->kind : "-", expected);
    if (columns.items[0].file)
        assert_string_equal(columns.items[0].type->name, selector.type);
    assert_ptr_equal(columns_first(&columns), columns.items[0].file ? &columns.items[0] : NULL);
    columns_clear(&columns);
    replica_clear(&replica);
}

#define KINDS(...) ((const char *[]){__VA_ARGS__})

static void the_kind_asked_for_wins(void **state)
{
    (void)state;
    const char *const *alloc = KINDS("alloc_space", "alloc_space", "alloc_space");
    assert_kind("allocs", KINDS("heap", "", "allocs"), alloc, 3, "allocs");
    assert_kind("allocs", KINDS("heap", "", "mutex"), alloc, 3, "");
    assert_kind("allocs", KINDS("mutex", "heap", "block"), alloc, 3, "heap");
    assert_kind("allocs", KINDS("mutex", "cpu", "block"), alloc, 3, "-");
}

static void an_open_kind_follows_the_type(void **state)
{
    (void)state;
    const char *const *alloc = KINDS("alloc_space", "alloc_space"), *const *inuse =
                                                                        KINDS("inuse_space", "inuse_space");
    assert_kind("alloc_space", KINDS("heap", "allocs"), alloc, 2, "allocs");
    assert_kind("inuse_space", KINDS("allocs", "heap"), inuse, 2, "heap");
    assert_kind("alloc_space", KINDS("heap", "odd"), alloc, 2, "heap");
    assert_kind("alloc_space", KINDS("odd", "odder"), alloc, 2, "odd");
    assert_kind("samples", KINDS("", ""), KINDS("other", "samples"), 2, "");
}

static void mutex_is_never_block(void **state)
{
    (void)state;
    assert_kind("mutex", KINDS("block"), KINDS("delay"), 1, "-");
    assert_kind("mutex", KINDS("block", "mutex"), KINDS("delay", "delay"), 2, "mutex");
    assert_kind("mutex", KINDS(""), KINDS("delay"), 1, "");
}

static void the_type_must_be_there(void **state)
{
    (void)state;
    assert_kind("cpu", KINDS("cpu"), KINDS("samples"), 1, "-");
    assert_kind("cpu", KINDS("profile"), KINDS("cpu"), 1, "profile");
    assert_kind("cpu", NULL, NULL, 0, "-");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_kind_asked_for_wins),
        cmocka_unit_test(an_open_kind_follows_the_type),
        cmocka_unit_test(mutex_is_never_block),
        cmocka_unit_test(the_type_must_be_there),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
