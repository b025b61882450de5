#include "gate/cli/help.h"

#include "adapters/format.h"
#include "gate/report/reporter.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static char text[1 << 16];

static void print(const struct command *command)
{
    struct byte_buffer buffer;
    struct error err = ERROR_INIT;
    byte_buffer_init(&buffer, sizeof text - 1);
    struct sink sink = sink_to_buffer(&buffer);
    if (command != NULL) {
        help_command(command, &sink);
    } else {
        help_program(&sink);
    }
    assert_int_equal(sink_finish(&sink, &err), 0);
    memcpy(text, buffer.data, buffer.size);
    text[buffer.size] = '\0';
    byte_buffer_free(&buffer);
}

static void assert_fits_the_terminal(void)
{
    for (const char *line = text; *line != '\0';
         line += strcspn(line, "\n") + (*(line + strcspn(line, "\n")) != 0)) {
        if (strcspn(line, "\n") > 120) {
            fail_msg("too long: %.*s", (int)strcspn(line, "\n"), line);
        }
    }
}

static void examples_come_first_and_lists_are_whole(void **state)
{
    (void)state;
    print(NULL);
    assert_fits_the_terminal();
    assert_true(strstr(text, "Examples:") < strstr(text, "Commands"));
    for (size_t i = 0; i < command_count; i++) {
        assert_non_null(strstr(text, commands[i]->summary));
    }
    for (size_t i = 0; i < format_count; i++) {
        assert_non_null(strstr(text, formats[i]->description));
    }
    for (size_t i = 0; i < reporter_count; i++) {
        assert_non_null(strstr(text, reporters[i]->description));
    }
}

static void every_command_has_its_page(void **state)
{
    (void)state;
    for (size_t i = 0; i < command_count; i++) {
        print(commands[i]);
        assert_fits_the_terminal();
        assert_true(strstr(text, "Examples:") < strstr(text, "Options:"));
        assert_non_null(strstr(text, commands[i]->examples));
        assert_non_null(strstr(text, "Exit codes:"));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(examples_come_first_and_lists_are_whole),
        cmocka_unit_test(every_command_has_its_page),
    };
    return cmocka_run_group_tests_name("help", tests, NULL, NULL);
}
