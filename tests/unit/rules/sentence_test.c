#include "rules/sentence.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void foreign_text_is_made_harmless(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct error err = ERROR_INIT;
    const char *sentence = "";
    assert_int_equal(sentence_set(&sentence, arena, &err, "'%s' costs %d %% more", "red\x1b[31m", 5), 0);
    assert_null(strchr(sentence, 0x1b));
    assert_non_null(strstr(sentence, "' costs 5 % more"));
    arena_free(arena);
}

static void a_long_one_is_cut(void **state)
{
    (void)state;
    static char name[2 * SENTENCE_SIZE];
    struct arena *arena = arena_new();
    struct error err = ERROR_INIT;
    const char *sentence = "";
    memset(name, 'a', sizeof name - 1);
    assert_int_equal(sentence_set(&sentence, arena, &err, "%s", name), 0);
    size_t length = strlen(sentence);
    assert_true(length > SENTENCE_SIZE - 16 && length < SENTENCE_SIZE);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(foreign_text_is_made_harmless),
        cmocka_unit_test(a_long_one_is_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
