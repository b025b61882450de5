#include "gate/model/sorted_lines.h"

#include "gate/base/memory.h"

#include <math.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void lines_come_out_in_byte_order(void **state)
{
    (void)state;
    struct byte_buffer out;
    byte_buffer_init(&out, 4096);
    struct sink sink = sink_to_buffer(&out);
    struct sorted_lines lines;
    sorted_lines_begin(&lines, &sink);
    static const double numbers[] = {3, 1.5, NAN, 20};
    for (int i = 0; i < 4; i++) {
        sink_text(&lines.line, i % 2 ? "a " : "b ");
        sorted_lines_number(&lines, numbers[i]);
        sorted_lines_next(&lines);
    }
    sorted_lines_end(&lines);
    static const char expected[] = "a 1.5\na 20\nb 3\nb unknown\n";
    assert_true(bytes_equal(byte_buffer_view(&out), bytes_of_text(expected)));
    byte_buffer_free(&out);
}

static void stacks_are_joined(void **state)
{
    (void)state;
    struct symbols *symbols = symbols_new(SYMBOLS_BY_NAME);
    struct calltree *tree = calltree_new();
    struct error err = ERROR_INIT;
    uint32_t id, node = CALLTREE_ROOT;
    static const char *const names[] = {"main", "serve", "main"};
    for (int i = 0; i < 3; i++) {
        struct symbol symbol = {.name = bytes_of_text(names[i])};
        assert_int_equal(symbols_add(symbols, &symbol, &id, &err), 0);
        assert_int_equal(calltree_child(tree, node, id, &node, &err), 0);
    }
    struct byte_buffer out;
    byte_buffer_init(&out, 4096);
    struct sink sink = sink_to_buffer(&out);
    struct sorted_lines lines;
    sorted_lines_begin(&lines, &sink);
    sorted_lines_stack(&lines, tree, symbols, node);
    sorted_lines_next(&lines);
    sorted_lines_end(&lines);
    assert_true(bytes_equal(byte_buffer_view(&out), bytes_of_text("main;serve;main\n")));
    byte_buffer_free(&out);
    calltree_free(tree);
    symbols_free(symbols);
}

static void no_memory_fails_the_target(void **state)
{
    (void)state;
    struct byte_buffer out;
    byte_buffer_init(&out, 4096);
    struct sink sink = sink_to_buffer(&out);
    struct sorted_lines lines;
    sorted_lines_begin(&lines, &sink);
    memory_fail_at(1);
    sink_text(&lines.line, "a");
    sorted_lines_next(&lines);
    memory_fail_at(0);
    sorted_lines_end(&lines);
    struct error err = ERROR_INIT;
    assert_int_equal(sink_finish(&sink, &err), -1);
    assert_int_equal(err.kind, ERROR_MEMORY);
    byte_buffer_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_come_out_in_byte_order),
        cmocka_unit_test(stacks_are_joined),
        cmocka_unit_test(no_memory_fails_the_target),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
