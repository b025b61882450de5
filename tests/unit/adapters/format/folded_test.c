#include "adapters/format/folded.h"

#include "tests/support/allocations.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static const struct profile_request plain = {.kind = ""};

static struct profile *decode(const char *text)
{
    struct profile *profile = NULL;
    struct error err = ERROR_INIT;
    if (folded_format.decode(&profile, bytes_of_text(text), &plain, &err))
        fail_msg("%s", err.sentence);
    return profile;
}

/* The amount of the row whose stack is these names, outermost first; fails if there is none. */
static double amount_of(const struct profile *profile, const char *const *names, size_t count)
{
    for (size_t row = 0; row < profile->row_count; row++) {
        uint32_t node = profile->rows[row].node;
        bool same = profile->tree->depth[node] == count;
        for (size_t i = count; i > 0 && same; i--) {
            const struct symbol *symbol = symbols_get(profile->symbols, profile->tree->symbol[node]);
            same = bytes_equal(symbol->name, bytes_of_text(names[i - 1]));
            node = profile->tree->parent[node];
        }
        if (same)
            return profile->sums[row].amount;
    }
    fail_msg("there is no such stack");
    return 0;
}

#define AMOUNT(profile, ...)                                                                                       \
    amount_of(profile, (const char *const[]){__VA_ARGS__},                                                         \
              sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *))

static void lines_become_stacks(void **state)
{
    (void)state;
    struct profile *profile = decode("# mode: cpu\n"
                                     "\n"
                                     "main;operator new(unsigned long);V8 Worker 1 5\r\n"
                                     "main;work 3\n"
                                     "main;work\t4\n"
                                     "main;;work 1\n"
                                     "main 2  \n"
                                     " 7");
    assert_string_equal(profile->types[0].name, "samples");
    assert_string_equal(profile->types[0].unit, "count");
    assert_int_equal(profile->types[0].model, EVENT_MODEL_COUNT);
    assert_int_equal(profile->facts.samples, 6);
    assert_int_equal(profile->row_count, 5);
    assert_true(AMOUNT(profile, "main", "operator new(unsigned long)", "V8 Worker 1") == 5);
    assert_true(AMOUNT(profile, "main", "work") == 7);
    assert_true(AMOUNT(profile, "main", "[unknown]", "work") == 1);
    assert_true(AMOUNT(profile, "main") == 2);
    assert_int_equal(profile->rows[0].node, CALLTREE_ROOT);
    assert_true(profile->sums[0].amount == 7);
    profile_free(profile);
}

static void a_call_s_line_is_no_part_of_the_name(void **state)
{
    (void)state;
    struct profile *profile = decode("run (app.py:12);f(int) (a.c:7) 3\nrun (app.py:19);<lambda> (x) 2\n"
                                     "run (other.py:12) 1\n");
    assert_true(AMOUNT(profile, "run", "f(int)") == 3);
    assert_true(AMOUNT(profile, "run", "<lambda> (x)") == 2);
    assert_true(bytes_equal(symbols_get(profile->symbols, 0)->file, bytes_of_text("app.py")));
    /* run of app.py, f, the lambda, run of other.py. */
    assert_int_equal(symbols_count(profile->symbols), 4);
    profile_free(profile);
}

/* What the counts say of chance. */
static void the_model_follows_from_the_counts(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum event_model model;
        double period;
    } cases[] = {
        {"a 1\nb 7000000\n", EVENT_MODEL_COUNT, 0},
        {"a 999\nb 1000\n", EVENT_MODEL_COUNT, 0},
        {"a 0\nb 3\nc 4\n", EVENT_MODEL_COUNT, 0},
        /* perf at 499 Hz, summed by stackcollapse-perf.pl: 2004008 ns a sample. */
        {"a 6012024\nb 4008016\nc 2004008\n", EVENT_MODEL_CPU, 2004008},
        /* Few stacks: large or round by chance. Many: times or bytes. */
        {"a 1000\nb 1001\n", EVENT_MODEL_COUNT, 0},
        {"a 9000\nb 9000\n", EVENT_MODEL_COUNT, 0},
        {"a 1000001\nb 1000002\n", EVENT_MODEL_UNKNOWN, 0},
        {"a 1000\nb 1001\nc 1002\nd 1003\ne 1004\nf 1005\ng 1006\nh 1007\ni 1008\nj 1009\n", EVENT_MODEL_UNKNOWN,
         0},
        {"a 20\nb 40\nc 60\nd 20\ne 20\nf 40\ng 20\nh 20\ni 80\nj 20\n", EVENT_MODEL_CPU, 20},
        {"a 1.5\nb 2\n", EVENT_MODEL_UNKNOWN, 0},
        {"a 6.\nb 7.0\n", EVENT_MODEL_COUNT, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct profile *profile = decode(cases[i].text);
        assert_int_equal(profile->types[0].model, cases[i].model);
        assert_true(profile->types[0].period == cases[i].period);
        profile_free(profile);
    }
}

static void bad_lines_are_refused_with_their_number(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        const char *sentence;
        uint64_t line;
    } cases[] = {
        {"a 1\n\n# comment\nno count here\n", "a folded line must end in a blank and a count: 'no count here'", 4},
        {"a 1\n12\n", "a folded line must end in a blank and a count: '12'", 2},
        {"a -3\n", "a count must be digits, without sign or exponent: 'a -3'", 1},
        {"a 1\nb 1e5\n", "a count must be digits, without sign or exponent: 'b 1e5'", 2},
        {"a +5\n", "a count must be digits, without sign or exponent: 'a +5'", 1},
        {"a 1.2.3\n", "the count is no number, or too large: 'a 1.2.3'", 1},
        {"a 9223372036854775808\n", "the count is no number, or too large: 'a 9223372036854775808'", 1},
        {"a 9223372036854770000\nb 9223372036854770000\n",
         "the values of sample type 'samples' add up to more than 64 bits hold", 2},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct profile *profile = NULL;
        struct error err = ERROR_INIT;
        assert_int_equal(folded_format.decode(&profile, bytes_of_text(cases[i].text), &plain, &err), -1);
        assert_int_equal(err.kind, ERROR_INPUT);
        assert_string_equal(err.sentence, cases[i].sentence);
        assert_int_equal(err.line, cases[i].line);
    }
}

static void a_difference_is_refused(void **state)
{
    (void)state;
    struct profile *profile = NULL;
    struct error err = ERROR_INIT;
    assert_int_equal(folded_format.decode(&profile, bytes_of_text("a;b 1 2\na;c 0 7\n"), &plain, &err), -1);
    assert_int_equal(err.kind, ERROR_INPUT);
    assert_non_null(strstr(err.sentence, "it is already a difference: every line has two counts"));
    /* One frame that ends in a number does not make one. */
    profile_free(decode("a;Thread 1 2\na;c 7\n"));
}

static void a_stack_too_deep_is_refused(void **state)
{
    (void)state;
    enum { FRAMES = 16385 };
    static char text[FRAMES * 2 + 8];
    struct profile *profile = NULL;
    struct error err = ERROR_INIT;
    for (size_t i = 0; i < FRAMES; i++)
        memcpy(text + i * 2, "f;", 2);
    memcpy(text + FRAMES * 2 - 1, " 1\n", 4);
    assert_int_equal(folded_format.decode(&profile, bytes_of_text(text), &plain, &err), -1);
    assert_string_equal(err.sentence, "a stack has more than 16384 frames");
    assert_int_equal(err.line, 1);
}

static void text_that_ends_in_counts_is_detected(void **state)
{
    (void)state;
    assert_true(folded_format.detect(bytes_of_text("a;b 1\n")));
    assert_true(folded_format.detect(bytes_of_text("# mode: cpu\n\na;b 1\nbad\na;c 3")));
    assert_true(folded_format.detect(bytes_of_text("a;b -1\n")));
    assert_false(folded_format.detect(bytes_of_text("")));
    assert_false(folded_format.detect(bytes_of_text("some words\nand more 3\nand more\n")));
    assert_false(folded_format.detect((struct bytes){(const uint8_t *)"a\0b 1\n", 6}));
}

static int decode_and_free(void *context, struct error *err)
{
    struct profile *profile = NULL;
    int result = folded_format.decode(&profile, bytes_of_text(context), &plain, err);
    if (result == 0)
        profile_free(profile);
    return result;
}

static void no_allocation_is_missed(void **state)
{
    (void)state;
    static char text[] = "main;work 3\nmain (a.py:3) 1\n";
    assert_true(allocations_walk(decode_and_free, text) > 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_become_stacks),
        cmocka_unit_test(a_call_s_line_is_no_part_of_the_name),
        cmocka_unit_test(the_model_follows_from_the_counts),
        cmocka_unit_test(bad_lines_are_refused_with_their_number),
        cmocka_unit_test(a_difference_is_refused),
        cmocka_unit_test(a_stack_too_deep_is_refused),
        cmocka_unit_test(text_that_ends_in_counts_is_detected),
        cmocka_unit_test(no_allocation_is_missed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
