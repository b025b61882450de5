#include "adapters/source.h"

#include "gate/base/memory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void sources_are_found_by_name(void **state)
{
    (void)state;
    assert_true(source_count >= 1);
    for (size_t i = 0; i < source_count; i++)
        assert_ptr_equal(source_find(sources[i]->name), sources[i]);
    assert_non_null(source_find("files"));
    assert_null(source_find("nowhere"));
}

static void captures_are_given_back_whole(void **state)
{
    (void)state;
    struct captures captures = {.label = memory_copy_text("v1", 2), .count = 1};
    captures.items = memory_allocate_array(1, sizeof *captures.items);
    captures.items[0].name = memory_copy_text("r", 1);
    captures.items[0].meta_path = memory_copy_text("m", 1);
    captures.items[0].parts = memory_allocate_array(1, sizeof *captures.items[0].parts);
    captures.items[0].part_count = 1;
    captures.items[0].parts[0].path = memory_copy_text("p", 1);
    captures.items[0].parts[0].kind = memory_copy_text("", 0);
    captures_clear(&captures);
    assert_int_equal(captures.count, 0);
    assert_null(captures.items);
    assert_int_equal(memory_usage().used, 0);
    captures_clear(&captures);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sources_are_found_by_name),
        cmocka_unit_test(captures_are_given_back_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
