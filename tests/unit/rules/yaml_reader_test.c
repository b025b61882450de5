#include "rules/yaml_reader.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* What one reading gave. */
struct reading {
    struct complaints complaints;
    struct arena *arena;
    double number;
    const char *unit;
    bool good;
};

static void read_percent(struct yaml_reader *reader, void *target, const struct yaml_tree_pair *pair)
{
    struct reading *reading = target;
    reading->good = yaml_reader_percent(reader, &reading->number, pair);
}

static void read_amount(struct yaml_reader *reader, void *target, const struct yaml_tree_pair *pair)
{
    struct reading *reading = target;
    reading->good = yaml_reader_amount(reader, &reading->number, &reading->unit, pair);
}

static void read_texts(struct yaml_reader *reader, void *target, const struct yaml_tree_pair *pair)
{
    struct reading *reading = target;
    const char **texts;
    size_t count;
    reading->good = yaml_reader_texts(reader, &texts, &count, pair);
    reading->number = reading->good ? (double)count : 0;
    reading->unit = reading->good ? texts[count - 1] : "";
}

static const struct yaml_key keys[] = {
    {.name = "percent", .read = read_percent},
    {.name = "amount", .read = read_amount},
    {.name = "texts", .read = read_texts},
    {.name = "later"},
};

static struct reading read_map(const char *yaml)
{
    struct reading reading = {.arena = arena_new()};
    struct yaml_reader reader = {.arena = reading.arena, .complaints = &reading.complaints};
    const struct yaml_tree_node *root = NULL;
    struct error err = ERROR_INIT;
    assert_int_equal(yaml_tree_read(&root, reading.arena, bytes_of_text(yaml), &reading.complaints, &err), 0);
    yaml_reader_map(&reader, &reading, root, "a test", keys, sizeof keys / sizeof keys[0]);
    assert_false(reader.failed);
    return reading;
}

static void clear(struct reading *reading)
{
    complaints_clear(&reading->complaints);
    arena_free(reading->arena);
}

static void percentages_are_fractions(void **state)
{
    (void)state;
    static const struct {
        const char *yaml;
        double fraction;
    } cases[] = {
        {"percent: 10%", 0.1}, {"percent: 0.5 %", 0.005}, {"percent: '+7%'", 0.07}, {"percent: -3%", -0.03}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct reading reading = read_map(cases[i].yaml);
        assert_true(reading.good);
        assert_float_equal(reading.number, cases[i].fraction, 1e-12);
        clear(&reading);
    }
}

/* 1 MiB is 1048576 bytes, 1 h 3600 s. */
static void amounts_are_in_their_base_unit(void **state)
{
    (void)state;
    static const struct {
        const char *yaml;
        double amount;
        const char *unit;
    } cases[] = {
        {"amount: 20us", 20000, "nanoseconds"}, {"amount: 1.5 ms", 1500000, "nanoseconds"},
        {"amount: 1h", 3.6e12, "nanoseconds"},  {"amount: 4KiB", 4096, "bytes"},
        {"amount: 8 MiB", 8388608, "bytes"},    {"amount: 100 objects", 100, "objects"},
        {"amount: 1 goroutine", 1, "objects"},  {"amount: 3 contentions", 3, "objects"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct reading reading = read_map(cases[i].yaml);
        assert_true(reading.good);
        assert_float_equal(reading.number, cases[i].amount, 1e-6);
        assert_string_equal(reading.unit, cases[i].unit);
        clear(&reading);
    }
}

static void a_single_text_is_a_list_of_one(void **state)
{
    (void)state;
    struct reading one = read_map("texts: a"), two = read_map("texts: [a, 'b']");
    assert_true(one.good && two.good);
    assert_float_equal(one.number, 1, 0);
    assert_float_equal(two.number, 2, 0);
    assert_string_equal(two.unit, "b");
    clear(&one);
    clear(&two);
}

static void faults_are_told(void **state)
{
    (void)state;
    static const struct {
        const char *yaml, *sentence;
    } cases[] = {
        {"percent: 1,5%", "'percent' must be a percentage such as 10%, not '1,5%'"},
        {"percent: 1e3%", "'percent' must be a percentage such as 10%, not '1e3%'"},
        {"percent: 0x10%", "'percent' must be a percentage such as 10%, not '0x10%'"},
        {"percent: nan%", "'percent' must be a percentage such as 10%, not 'nan%'"},
        {"percent: 0.1", "'0.1' has no unit: write 0.1%"},
        {"percent:", "'percent' has no value: it must be a percentage such as 10%"},
        {"percent: null", "'percent' has no value: it must be a percentage such as 10%"},
        {"amount: 5 bushels",
         "'amount' must be an amount such as 20us, 4KiB or 100 objects: the unit 'bushels' is not known"},
        {"texts: []", "'texts' is empty"},
        {"texts: [a, '']", "'texts' must not be empty"},
        {"later: 1", "'later' is not supported by this version"},
        {"percnt: 1%", "unknown key 'percnt'; did you mean 'percent'?"},
        {"something: 1", "unknown key 'something'; a test has: percent, amount, texts"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct reading reading = read_map(cases[i].yaml);
        assert_false(reading.good);
        assert_int_equal(reading.complaints.count, 1);
        assert_string_equal(reading.complaints.items[0].sentence, cases[i].sentence);
        clear(&reading);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(percentages_are_fractions),
        cmocka_unit_test(amounts_are_in_their_base_unit),
        cmocka_unit_test(a_single_text_is_a_list_of_one),
        cmocka_unit_test(faults_are_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
