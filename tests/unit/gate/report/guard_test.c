#include "gate/report/guard.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void a_word_is_not_in_the_text(void **state)
{
    (void)state;
    char word[GUARD_WORD_SIZE];
    assert_string_equal(guard_word(word, bytes_of_text("REGRESSION  cpu\n")), "flamegate-report-0-");
    assert_string_equal(guard_word(word, bytes_of_text("##[FLAMEGATE-report-0-] flamegate-report-1-\n")),
                        "flamegate-report-2-");
    assert_string_equal(guard_word(word, bytes_of_text("")), "flamegate-report-0-");
}

static void the_text_stands_between_two_commands(void **state)
{
    (void)state;
    struct byte_buffer buffer;
    byte_buffer_init(&buffer, 1000);
    struct sink sink = sink_to_buffer(&buffer);
    guard_put(&sink, bytes_of_text("  ::add-mask::x\n"));
    byte_buffer_append(&buffer, "", 1);
    assert_string_equal((char *)buffer.data,
                        "::stop-commands::flamegate-report-0-\n  ::add-mask::x\n::flamegate-report-0-::\n");
    byte_buffer_free(&buffer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_word_is_not_in_the_text),
        cmocka_unit_test(the_text_stands_between_two_commands),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
