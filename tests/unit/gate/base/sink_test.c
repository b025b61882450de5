#include "gate/base/sink.h"

#include "gate/base/memory.h"
#include "tests/support/allocations.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void everything_arrives_in_order(void **state)
{
    (void)state;
    struct byte_buffer buffer;
    byte_buffer_init(&buffer, 1 << 20);
    struct sink sink = sink_to_buffer(&buffer);
    sink_text(&sink, "a");
    sink_bytes(&sink, "b\0c", 3);
    sink_bytes(&sink, NULL, 0);
    sink_view(&sink, bytes_of_text("de"));
    sink_repeat(&sink, '-', 200);
    sink_repeat(&sink, '-', 0);
    sink_format(&sink, "%d %s %.2f", 7, "x", 1.5);
    assert_int_equal(sink_finish(&sink, NULL), 0);
    assert_int_equal(buffer.size, 6 + 200 + 8);
    assert_memory_equal(buffer.data, "ab\0cde---", 9);
    assert_memory_equal(buffer.data + 205, "-7 x 1.50", 9);
    byte_buffer_free(&buffer);
}

static void a_full_buffer_fails_for_good(void **state)
{
    (void)state;
    struct byte_buffer buffer;
    byte_buffer_init(&buffer, 5);
    struct sink sink = sink_to_buffer(&buffer);
    sink_text(&sink, "12345");
    assert_false(sink.failed);
    sink_text(&sink, "6");
    assert_true(sink.failed);
    sink_text(&sink, "7");
    sink_repeat(&sink, '8', 1000000000);
    sink_format(&sink, "%d", 9);
    struct error err = ERROR_INIT;
    assert_int_equal(sink_finish(&sink, &err), -1);
    assert_int_equal(err.kind, ERROR_OUTPUT);
    assert_string_equal(err.sentence, "what is written is larger than the ceiling of 5 B");
    assert_int_equal(buffer.size, 5);
    byte_buffer_free(&buffer);
}

static void formats_hold_4096_bytes_and_no_more(void **state)
{
    (void)state;
    static char text[4098];
    memset(text, 'x', 4097);
    struct byte_buffer buffer;
    byte_buffer_init(&buffer, 1 << 20);
    struct sink sink = sink_to_buffer(&buffer);
    sink_format(&sink, "%.4096s", text);
    assert_int_equal(buffer.size, 4096);
    assert_false(sink.failed);
    sink_format(&sink, "%s", text);
    struct error err = ERROR_INIT;
    assert_int_equal(sink_finish(&sink, &err), -1);
    assert_int_equal(err.kind, ERROR_INTERNAL);
    assert_int_equal(buffer.size, 4096);
    byte_buffer_free(&buffer);
}

static void a_stream_gets_the_bytes(void **state)
{
    (void)state;
    FILE *stream = tmpfile();
    assert_non_null(stream);
    struct sink sink = sink_to_stream(stream);
    sink_text(&sink, "one\n");
    sink_format(&sink, "%d\n", 2);
    assert_int_equal(sink_finish(&sink, NULL), 0);
    rewind(stream);
    char text[16] = "";
    assert_int_equal(fread(text, 1, sizeof(text), stream), 6);
    assert_string_equal(text, "one\n2\n");
    fclose(stream);
}

/* /dev/full takes nothing, which a buffered stream only learns when it is flushed. */
static void a_full_disk_is_noticed_at_the_end(void **state)
{
    (void)state;
    FILE *stream = fopen("/dev/full", "w");
    if (stream == NULL) {
        skip();
    }
    struct sink sink = sink_to_stream(stream);
    sink_text(&sink, "short");
    struct error err = ERROR_INIT;
    assert_int_equal(sink_finish(&sink, &err), -1);
    assert_int_equal(err.kind, ERROR_OUTPUT);
    assert_non_null(strstr(err.sentence, "cannot write"));
    fclose(stream);
}

static int write_to_a_buffer(void *context, struct error *err)
{
    (void)context;
    struct byte_buffer buffer;
    byte_buffer_init(&buffer, 1 << 20);
    struct sink sink = sink_to_buffer(&buffer);
    sink_repeat(&sink, 'x', 100000);
    int result = sink_finish(&sink, err);
    byte_buffer_free(&buffer);
    return result;
}

static void every_refused_allocation_is_reported(void **state)
{
    (void)state;
    assert_true(allocations_walk(write_to_a_buffer, NULL) > 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(everything_arrives_in_order),
        cmocka_unit_test(a_full_buffer_fails_for_good),
        cmocka_unit_test(formats_hold_4096_bytes_and_no_more),
        cmocka_unit_test(a_stream_gets_the_bytes),
        cmocka_unit_test(a_full_disk_is_noticed_at_the_end),
        cmocka_unit_test(every_refused_allocation_is_reported),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
