#include "gate/cli/report_list.h"

#include "tests/support/scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static struct options with_formats(const char *first, const char *second)
{
    struct options options = {0};
    for (size_t i = 0; i < 2; i++) {
        const char *word = i == 0 ? first : second;
        if (word != NULL) {
            options.formats.items[options.formats.count++] = word;
        }
    }
    return options;
}

static void the_console_is_the_usual_one(void **state)
{
    (void)state;
    struct options options = with_formats(NULL, NULL);
    struct report_list list = {0};
    struct error err = ERROR_INIT;
    assert_int_equal(report_list_fill(&list, &options, &err), 0);
    assert_int_equal(list.count, 1);
    assert_string_equal(list.targets[0].reporter->name, "console");
    assert_null(list.targets[0].path);
    report_list_clear(&list);
    options.quiet = true;
    assert_int_equal(report_list_fill(&list, &options, &err), 0);
    assert_int_equal(list.count, 0);
}

static void a_report_on_standard_output_takes_the_consoles_place(void **state)
{
    (void)state;
    struct options options = with_formats("json", "svg=a.svg");
    struct report_list list = {0};
    struct error err = ERROR_INIT;
    assert_int_equal(report_list_fill(&list, &options, &err), 0);
    assert_int_equal(list.count, 2);
    assert_string_equal(list.targets[0].reporter->name, "json");
    assert_null(list.targets[0].path);
    assert_string_equal(list.targets[1].path, "a.svg");
    report_list_clear(&list);
}

static void a_folder_gets_every_file_and_the_console_stays(void **state)
{
    (void)state;
    struct options options = with_formats(NULL, NULL);
    struct report_list list = {0};
    struct error err = ERROR_INIT;
    size_t files = 0;
    options.out = scratch_path("deep/out");
    assert_int_equal(report_list_fill(&list, &options, &err), 0);
    for (size_t i = 0; i < reporter_count; i++) {
        files += reporters[i]->file != NULL;
    }
    assert_int_equal(list.count, files + 1);
    assert_string_equal(list.targets[list.count - 1].reporter->name, "console");
    report_list_clear(&list);
}

/* Whatever else is wrong with the reports, Kubernetes is told. */
static void the_termination_message_survives_mistakes(void **state)
{
    (void)state;
    struct options options = with_formats("teapot", NULL);
    struct report_list list = {0};
    struct error err = ERROR_INIT;
    options.termination_message = scratch_path("termination-log");
    assert_int_equal(report_list_fill(&list, &options, &err), -1);
    assert_int_equal(list.count, 1);
    assert_string_equal(list.targets[0].reporter->name, "termination");
    assert_true(list.targets[0].in_place);
    report_list_clear(&list);

    scratch_write("profiles/v1/a.folded", "main;a 300\n");
    options = with_formats(NULL, NULL);
    options.out = scratch_path("profiles/v1/out");
    options.termination_message = scratch_path("termination-log");
    options.operands.items[options.operands.count++] = scratch_path("profiles/v1");
    assert_int_equal(report_list_fill(&list, &options, &err), -1);
    assert_int_equal(list.count, 1);
    assert_string_equal(list.targets[0].path, scratch_path("termination-log"));
    report_list_clear(&list);

    options.termination_message = scratch_path("profiles/v1/termination-log");
    assert_int_equal(report_list_fill(&list, &options, &err), -1);
    assert_int_equal(list.count, 0);
    report_list_clear(&list);
}

static void mistakes_are_named(void **state)
{
    (void)state;
    static const struct {
        const char *first, *second, *sentence;
    } cases[] = {
        {"jsn", NULL, "unknown report 'jsn'; did you mean 'json'?"},
        {"teapot", NULL, "unknown report 'teapot' (known: console, json"},
        {"json=", NULL, "--format json= needs a path behind the '='"},
        {"svg=x", "json=x", "both the svg and the json report would be written to 'x'"},
        {"console", "json",
         "both the console and the json report would go to standard output; give one a file, as in "
         "--format json=PATH"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct options options = with_formats(cases[i].first, cases[i].second);
        struct report_list list = {0};
        struct error err = ERROR_INIT;
        assert_int_equal(report_list_fill(&list, &options, &err), -1);
        assert_int_equal(err.kind, ERROR_USAGE);
        assert_memory_equal(err.sentence, cases[i].sentence, strlen(cases[i].sentence));
        report_list_clear(&list);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_console_is_the_usual_one),
        cmocka_unit_test(a_report_on_standard_output_takes_the_consoles_place),
        cmocka_unit_test(a_folder_gets_every_file_and_the_console_stays),
        cmocka_unit_test(the_termination_message_survives_mistakes),
        cmocka_unit_test(mistakes_are_named),
    };
    return cmocka_run_group_tests_name("report_list", tests, scratch_open, scratch_close);
}
