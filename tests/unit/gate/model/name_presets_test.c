#include "gate/model/name_presets.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void each_name_has_its_bit(void **state)
{
    (void)state;
    assert_int_equal(name_preset_find("go"), NAME_PRESET_GO);
    assert_int_equal(name_preset_find("jvm"), NAME_PRESET_JVM);
    assert_int_equal(name_preset_find("rust"), NAME_PRESET_RUST);
    assert_int_equal(name_preset_find("cpp"), NAME_PRESET_CPP);
    assert_int_equal(name_preset_find("node"), NAME_PRESET_NODE);
    assert_int_equal(name_preset_find("python"), NAME_PRESET_PYTHON);
    unsigned all = 0;
    for (size_t i = 0; i < name_preset_count; i++) {
        assert_int_equal(name_preset_find(name_presets[i]), 1U << i);
        all |= 1U << i;
    }
    assert_int_equal(all, NAME_PRESETS_ALL);
}

static void other_words_have_none(void **state)
{
    (void)state;
    assert_int_equal(name_preset_find("golang"), 0);
    assert_int_equal(name_preset_find("Go"), 0);
    assert_int_equal(name_preset_find(""), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_name_has_its_bit),
        cmocka_unit_test(other_words_have_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
