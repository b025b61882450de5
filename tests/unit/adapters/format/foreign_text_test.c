#include "adapters/format/foreign_text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void a_needle_is_found_anywhere(void **state)
{
    (void)state;
    assert_true(foreign_text_has(bytes_of_text("aab"), "ab"));
    assert_true(foreign_text_has(bytes_of_text("ab"), "ab"));
    assert_false(foreign_text_has(bytes_of_text("a"), "ab"));
    assert_false(foreign_text_has(bytes_of_text("aaaa"), "ab"));
    assert_false(foreign_text_has((struct bytes){0}, "a"));
}

static void perf_script_has_times_and_addresses(void **state)
{
    (void)state;
    /* Field lists of perf script with and without time, period, CPU and call graph. */
    static const char *const events[] = {
        "V8 Worker; 1 2   894  1345.712345:   10101010 cycles:u: \n\t  7f12 main+0x1 (/bin/x)\n",
        "burn  3121/3121  12.123456: cpu-clock:pppH: \n\t            55d1c0a0b1c2 main (/bin/burn)\n",
        "burn  3121 cpu-clock:\n\t    55d1c0a0b1c2 main+0x12\n\t    7f0012345678 start+0x1\n",
        "# captured on: today\n#\nburn 3121 99.000001: sched:sched_switch: prev_comm=a next_pid=3\n",
    };
    for (size_t i = 0; i < sizeof events / sizeof *events; i++)
        assert_true(foreign_text_is_perf_script(bytes_of_text(events[i])));
    assert_false(foreign_text_is_perf_script(bytes_of_text("a;b 12\nmain;x 3\n")));
    assert_false(foreign_text_is_perf_script(bytes_of_text("took 1.500000: 3\nx;y 2\nx;z 2\n")));
    assert_false(foreign_text_is_perf_script(bytes_of_text("")));
}

static void goroutines_have_numbers(void **state)
{
    (void)state;
    assert_true(foreign_text_is_goroutines(bytes_of_text("goroutine 1 [chan receive]:\n")));
    assert_false(foreign_text_is_goroutines(bytes_of_text("goroutine ;x 1\n")));
    assert_false(foreign_text_is_goroutines(bytes_of_text("goroutine 1")));
}

static void maps_of_bpftrace_begin_a_line(void **state)
{
    (void)state;
    assert_true(foreign_text_is_bpftrace(bytes_of_text("@[\nmain\n]: 3\n")));
    assert_true(foreign_text_is_bpftrace(bytes_of_text("Attaching\n\n@stacks_1[\nmain\n]: 3\n")));
    assert_false(foreign_text_is_bpftrace(bytes_of_text("main;@[x] 3\n@ 4\n")));
}

static void the_first_line_is_without_blanks(void **state)
{
    (void)state;
    struct bytes line;
    assert_true(foreign_text_first_line(bytes_of_text("\r\n\t\nhello there  \r\nmore\n"), &line));
    assert_true(bytes_equal(line, bytes_of_text("hello there")));
    assert_false(foreign_text_first_line(bytes_of_text("\n \n"), &line));
    assert_false(foreign_text_first_line(bytes_of_text("a\x01"), &line));
    assert_false(foreign_text_first_line((struct bytes){0}, &line));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_needle_is_found_anywhere),       cmocka_unit_test(perf_script_has_times_and_addresses),
        cmocka_unit_test(goroutines_have_numbers),          cmocka_unit_test(maps_of_bpftrace_begin_a_line),
        cmocka_unit_test(the_first_line_is_without_blanks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
