#include "gate/cli/options.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static int parse(struct options *out, enum options_set set, struct error *err, const char *const *words)
{
    char *copy[16] = {0};
    int count = 0;
    for (; words[count] != NULL; count++) {
        copy[count] = (char *)(uintptr_t)words[count];
    }
    return options_parse(out, set, count, copy, err);
}

#define PARSE(out, set, err, ...) parse(out, set, err, (const char *const[]){__VA_ARGS__, NULL})

static void operands_and_options_mix(void **state)
{
    (void)state;
    struct options options;
    struct error err = ERROR_INIT;
    assert_int_equal(PARSE(&options, OPTIONS_CHECK, &err, "a", "--out=o", "b", "-c", "p.yaml", "--", "-q"), 0);
    assert_int_equal(options.operands.count, 3);
    assert_string_equal(options.operands.items[0], "a");
    assert_string_equal(options.operands.items[1], "b");
    assert_string_equal(options.operands.items[2], "-q");
    assert_string_equal(options.out, "o");
    assert_string_equal(options.config, "p.yaml");
    assert_false(options.quiet);
    assert_true(isnan(options.requests_baseline));
}

static void a_lone_dash_is_standard_input(void **state)
{
    (void)state;
    struct options options;
    struct error err = ERROR_INIT;
    assert_int_equal(PARSE(&options, OPTIONS_CHECK, &err, "-", "b"), 0);
    assert_string_equal(options.operands.items[0], "-");
}

static void short_options_take_values_behind_them(void **state)
{
    (void)state;
    struct options options;
    struct error err = ERROR_INIT;
    assert_int_equal(PARSE(&options, OPTIONS_CHECK, &err, "-cp.yaml", "-q"), 0);
    assert_string_equal(options.config, "p.yaml");
    assert_true(options.quiet);
}

static void values_have_their_kinds(void **state)
{
    (void)state;
    struct options options;
    struct error err = ERROR_INIT;
    assert_int_equal(PARSE(&options, OPTIONS_CHECK, &err, "--requests-baseline", "31000", "--requests-candidate=7",
                           "--fail-on", "never", "--max-memory", "1.5GiB", "--format", "json", "--format", "svg=x"),
                     0);
    assert_true(options.requests_baseline == 31000);
    assert_true(options.requests_candidate == 7);
    assert_int_equal(options.fail_on, FAIL_ON_NEVER);
    assert_true(options.max_memory == 1.5 * 1024 * 1024 * 1024);
    assert_int_equal(options.formats.count, 2);
    assert_string_equal(options.formats.items[1], "svg=x");
}

static void mistakes_are_named(void **state)
{
    (void)state;
    static const struct {
        enum options_set set;
        const char *words[3];
        const char *sentence;
    } cases[] = {
        {OPTIONS_CHECK, {"--formt", "x"}, "unknown option '--formt'; did you mean '--format'?"},
        {OPTIONS_CHECK, {"--xyzzy"}, "unknown option '--xyzzy'; --help lists the known ones"},
        {OPTIONS_CHECK, {"-z"}, "unknown option '-z'; --help lists the known ones"},
        {OPTIONS_CHECK, {"--out"}, "--out needs a value: --out DIR"},
        {OPTIONS_CHECK, {"--out="}, "--out needs a value: --out DIR"},
        {OPTIONS_CHECK, {"--quiet=1"}, "--quiet takes no value"},
        {OPTIONS_CHECK, {"-qv"}, "--quiet takes no value"},
        {OPTIONS_CHECK,
         {"--requests-baseline", "12e3"},
         "--requests-baseline takes a whole number of requests above 0, not '12e3'"},
        {OPTIONS_CHECK,
         {"--requests-candidate", "0"},
         "--requests-candidate takes a whole number of requests above 0, not '0'"},
        {OPTIONS_CHECK, {"--fail-on", "red"}, "--fail-on takes regression, inconclusive or never, not 'red'"},
        {OPTIONS_CHECK,
         {"--max-memory", "12"},
         "--max-memory takes a size of at least 1MiB, such as 2GiB, not '12'"},
        {OPTIONS_CHECK,
         {"--max-memory", "5 parsecs"},
         "--max-memory takes a size of at least 1MiB, such as 2GiB, not '5 parsecs'"},
        /* An option of another command is unknown to this one. */
        {OPTIONS_DIFF, {"--fail-on", "never"}, "unknown option '--fail-on'; --help lists the known ones"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct options options;
        struct error err = ERROR_INIT;
        assert_int_equal(parse(&options, cases[i].set, &err, cases[i].words), -1);
        assert_int_equal(err.kind, ERROR_USAGE);
        assert_string_equal(err.sentence, cases[i].sentence);
    }
}

static void the_help_lists_only_what_the_command_takes(void **state)
{
    (void)state;
    struct byte_buffer text;
    struct error err = ERROR_INIT;
    byte_buffer_init(&text, 1 << 16);
    struct sink sink = sink_to_buffer(&text);
    options_help(OPTIONS_EXPLAIN, &sink);
    sink_bytes(&sink, "", 1);
    assert_int_equal(sink_finish(&sink, &err), 0);
    assert_non_null(strstr((const char *)text.data, "-c, --config FILE"));
    assert_null(strstr((const char *)text.data, "--fail-on"));
    byte_buffer_free(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(operands_and_options_mix),
        cmocka_unit_test(a_lone_dash_is_standard_input),
        cmocka_unit_test(short_options_take_values_behind_them),
        cmocka_unit_test(values_have_their_kinds),
        cmocka_unit_test(mistakes_are_named),
        cmocka_unit_test(the_help_lists_only_what_the_command_takes),
    };
    return cmocka_run_group_tests_name("options", tests, NULL, NULL);
}
