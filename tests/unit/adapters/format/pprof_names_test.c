#include "adapters/format/pprof_names.h"

#include "tests/support/pprof_sample.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

struct naming {
    struct pprof_tables tables;
    struct symbols *symbols;
    struct pprof_names names;
    const uint32_t *frames;
    size_t count;
};

static void begin(struct naming *naming, struct pprof_sample_writer *writer)
{
    pprof_sample_strings(writer);
    assert_int_equal(pprof_tables_read(&naming->tables, protobuf_view(&writer->out), NULL), 0);
    naming->symbols = symbols_new(SYMBOLS_BY_NAME_FILE_MODULE);
    assert_non_null(naming->symbols);
    assert_int_equal(pprof_names_init(&naming->names, &naming->tables, naming->symbols, NULL), 0);
}

static void end(struct naming *naming)
{
    pprof_names_free(&naming->names);
    symbols_free(naming->symbols);
    pprof_tables_free(&naming->tables);
}

static void name(struct naming *naming, const uint32_t *locations, size_t count)
{
    assert_int_equal(pprof_names_stack(&naming->frames, &naming->count, &naming->names, locations, count, NULL), 0);
}

static const struct symbol *frame(const struct naming *naming, size_t index)
{
    assert_true(index < naming->count);
    return symbols_get(naming->symbols, naming->frames[index]);
}

static void assert_name(const struct naming *naming, size_t index, const char *expected)
{
    struct bytes text = frame(naming, index)->name;
    assert_int_equal(text.size, strlen(expected));
    assert_memory_equal(text.data, expected, text.size);
}

static void the_root_comes_first_and_the_innermost_inlined_line_last(void **state)
{
    (void)state;
    struct pprof_sample_writer writer = pprof_sample_begin();
    struct naming naming;
    pprof_sample_mapping(&writer, 1, 0x400000, "/bin/app (deleted)");
    pprof_sample_function(&writer, 1, "main", "main.go", 3);
    pprof_sample_function(&writer, 2, "outer", "work.go", 7);
    pprof_sample_function(&writer, 3, "inlined", "work.go", 0);
    pprof_sample_location(&writer, 10, 1, 0x400010, (const uint64_t[]){1}, 1);
    pprof_sample_location(&writer, 20, 1, 0x400020, (const uint64_t[]){3, 2}, 2);
    begin(&naming, &writer);
    name(&naming, (const uint32_t[]){1, 0}, 2);
    assert_int_equal(naming.count, 3);
    assert_name(&naming, 0, "main");
    assert_name(&naming, 1, "outer");
    assert_name(&naming, 2, "inlined");
    assert_true(bytes_equal(frame(&naming, 1)->file, bytes_of_text("work.go")));
    assert_true(bytes_equal(frame(&naming, 1)->module, bytes_of_text("/bin/app")));
    assert_int_equal(frame(&naming, 1)->line, 7);
    assert_false(frame(&naming, 1)->unnamed);
    /* Named again, the same symbols. */
    uint32_t main_symbol = naming.frames[0];
    name(&naming, (const uint32_t[]){0}, 1);
    assert_int_equal(naming.count, 1);
    assert_int_equal(naming.frames[0], main_symbol);
    assert_int_equal(symbols_count(naming.symbols), 3);
    name(&naming, NULL, 0);
    assert_int_equal(naming.count, 0);
    end(&naming);
}

static void a_frame_without_a_name_is_called_by_what_is_known(void **state)
{
    (void)state;
    struct pprof_sample_writer writer = pprof_sample_begin();
    struct naming naming;
    struct protobuf_writer message = {.size = 0};
    pprof_sample_mapping(&writer, 1, 0x7f0000001000, "/usr/lib/libc.so.6");
    pprof_sample_mapping(&writer, 2, 0xffffffff81000000, "[kernel.kallsyms]_stext");
    protobuf_number(&message, 1, 3); /* a mapping with a build id alone */
    protobuf_number(&message, 2, 0x5000);
    protobuf_number(&message, 4, 0x100);
    protobuf_number(&message, 6, pprof_sample_text(&writer, "c0ffee"));
    protobuf_message(&writer.out, 3, &message);
    message.size = 0;
    protobuf_number(&message, 1, 1); /* a function with a system name alone */
    protobuf_number(&message, 3, pprof_sample_text(&writer, "_Z4workv"));
    protobuf_message(&writer.out, 5, &message);
    pprof_sample_function(&writer, 2, "", "lib.py", 12);
    pprof_sample_function(&writer, 3, "", "lib.py", 0);
    pprof_sample_function(&writer, 4, "", "", 0);
    pprof_sample_location(&writer, 1, 1, 0x7f0000001f3a, NULL, 0);
    pprof_sample_location(&writer, 2, 2, 0xffffffff81000010, NULL, 0);
    pprof_sample_location(&writer, 3, 3, 0x5010, NULL, 0);
    pprof_sample_location(&writer, 4, 0, 0x99, NULL, 0);
    pprof_sample_location(&writer, 5, 0, 0, (const uint64_t[]){1}, 1);
    pprof_sample_location(&writer, 6, 0, 0, (const uint64_t[]){2}, 1);
    pprof_sample_location(&writer, 7, 0, 0, (const uint64_t[]){3}, 1);
    pprof_sample_location(&writer, 8, 1, 0x7f0000001f3a, (const uint64_t[]){4}, 1);
    begin(&naming, &writer);
    name(&naming, (const uint32_t[]){7, 6, 5, 4, 3, 2, 1, 0}, 8);
    assert_name(&naming, 0, "[libc.so.6]+0xf3a");
    assert_name(&naming, 1, "[kernel.kallsyms]+0x10");
    assert_name(&naming, 2, "[c0ffee]+0x110");
    assert_name(&naming, 3, "[unknown]+0x99");
    assert_name(&naming, 4, "_Z4workv");
    assert_name(&naming, 5, "lib.py:12");
    assert_name(&naming, 6, "lib.py");
    assert_name(&naming, 7, "[libc.so.6]+0xf3a");
    assert_true(frame(&naming, 0)->unnamed);
    assert_false(frame(&naming, 4)->unnamed);
    assert_true(frame(&naming, 7)->unnamed);
    assert_int_equal(naming.frames[0], naming.frames[7]);
    end(&naming);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_root_comes_first_and_the_innermost_inlined_line_last),
        cmocka_unit_test(a_frame_without_a_name_is_called_by_what_is_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
