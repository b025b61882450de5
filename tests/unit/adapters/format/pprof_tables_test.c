#include "adapters/format/pprof_tables.h"

#include "tests/support/allocations.h"
#include "tests/support/pprof_sample.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void tables_are_read_whatever_their_order(void **state)
{
    (void)state;
    /* Locations before functions before strings, as Go writes them not, but others may. */
    struct pprof_sample_writer writer = pprof_sample_begin();
    struct pprof_tables tables;
    struct error err = ERROR_INIT;
    pprof_sample_location(&writer, 0xdeadbeef, 9, 0x1234, (const uint64_t[]){70, 71}, 2);
    pprof_sample_location(&writer, 1, 8, 0x99, NULL, 0);
    pprof_sample_mapping(&writer, 9, 0x1000, "/bin/app");
    pprof_sample_function(&writer, 71, "outer", "a.go", 5);
    pprof_sample_function(&writer, 70, "inner", "a.go", 50);
    pprof_sample_type(&writer, 1, "cpu", "nanoseconds");
    pprof_sample_type(&writer, 11, "wall", "count");
    protobuf_number(&writer.out, 9, 77);
    pprof_sample_strings(&writer);
    assert_int_equal(pprof_tables_read(&tables, protobuf_view(&writer.out), &err), 0);

    assert_int_equal(tables.type_count, 1);
    assert_true(bytes_equal(pprof_tables_text(&tables, tables.types[0].unit_text), bytes_of_text("nanoseconds")));
    assert_true(bytes_equal(pprof_tables_text(&tables, tables.period_type.type_text), bytes_of_text("wall")));
    assert_int_equal(tables.scalars[PPROF_TIME], 77);
    uint32_t index = pprof_ids_find(&tables.location_ids, 0xdeadbeef);
    assert_int_equal(index, 0);
    const struct pprof_location *location = &tables.locations[index];
    assert_int_equal(location->address, 0x1234);
    assert_int_equal(location->line_count, 2);
    const struct pprof_function *inner = &tables.functions[tables.lines[location->first_line]];
    assert_true(bytes_equal(pprof_tables_text(&tables, inner->name_text), bytes_of_text("inner")));
    assert_int_equal(inner->start_line, 50);
    assert_int_equal(tables.mappings[location->mapping].start, 0x1000);
    /* A mapping that is not there is none, as in go tool pprof. */
    assert_int_equal(tables.locations[1].mapping, PPROF_ID_NONE);
    pprof_tables_free(&tables);
}

/* What is added to a good file to spoil it, and what is said to that. */
static void assert_refused(struct pprof_sample_writer *writer, const char *sentence)
{
    struct pprof_tables tables;
    struct error err = ERROR_INIT;
    pprof_sample_strings(writer);
    assert_int_equal(pprof_tables_read(&tables, protobuf_view(&writer->out), &err), -1);
    assert_int_equal(err.kind, ERROR_INPUT);
    assert_string_equal(err.sentence, sentence);
    pprof_tables_free(&tables);
}

static void references_are_checked(void **state)
{
    (void)state;
    struct pprof_sample_writer writer = pprof_sample_cpu();
    pprof_sample_location(&writer, 3, 0, 0, (const uint64_t[]){9}, 1);
    assert_refused(&writer, "location 3 refers to function 9, which the file does not have");

    writer = pprof_sample_cpu();
    struct protobuf_writer function = {.size = 0};
    protobuf_number(&function, 1, 5);
    protobuf_number(&function, 4, 500);
    protobuf_message(&writer.out, 5, &function);
    assert_refused(&writer, "function 5 is malformed: string 500 lies outside the table of 8");

    writer = pprof_sample_cpu();
    struct protobuf_writer type = {.size = 0};
    protobuf_number(&type, 1, (uint64_t)-1);
    protobuf_message(&writer.out, 1, &type);
    assert_refused(&writer, "a sample type is malformed: string -1 lies outside the table of 8");

    writer = pprof_sample_cpu();
    protobuf_number(&writer.out, 14, 8);
    assert_refused(&writer, "default_sample_type is malformed: string 8 lies outside the table of 8");
}

static void joined_profiles_are_refused(void **state)
{
    (void)state;
#define JOINED                                                                                                     \
    "two profiles were joined into one file; pass them as two files in a folder, or merge them with 'go tool "     \
    "pprof -proto A B > FILE.pb.gz'"
    struct pprof_sample_writer writer = pprof_sample_cpu();
    pprof_sample_type(&writer, 1, "cpu", "nanoseconds");
    assert_refused(&writer, "sample type 'cpu' occurs twice: " JOINED);

    writer = pprof_sample_cpu();
    protobuf_number(&writer.out, 12, 10000001);
    assert_refused(&writer, "period occurs twice, as 10000000 and as 10000001: " JOINED);

    writer = pprof_sample_cpu();
    pprof_sample_type(&writer, 11, "wall", "nanoseconds");
    assert_refused(&writer, "period_type occurs twice with different values: " JOINED);

    writer = pprof_sample_cpu();
    pprof_sample_strings(&writer);
    protobuf_number(&writer.out, 9, 0);
    assert_refused(&writer, "a second string table begins: " JOINED);
}

static void equal_repetitions_are_fine(void **state)
{
    (void)state;
    struct pprof_sample_writer writer = pprof_sample_cpu();
    struct pprof_tables tables;
    struct error err = ERROR_INIT;
    protobuf_number(&writer.out, 12, 10000000);
    pprof_sample_type(&writer, 11, "cpu", "nanoseconds");
    pprof_sample_strings(&writer);
    /* An empty string in the midst of the table is a duplicate like any other. */
    protobuf_text(&writer.out, 6, "");
    assert_int_equal(pprof_tables_read(&tables, protobuf_view(&writer.out), &err), 0);
    pprof_tables_free(&tables);
}

static void wrong_wire_types_are_refused(void **state)
{
    (void)state;
    struct pprof_sample_writer writer = pprof_sample_cpu();
    protobuf_text(&writer.out, 9, "now");
    assert_refused(&writer, "field time_nanos has wire type 2 instead of 0: the file is damaged");
    writer = pprof_sample_cpu();
    protobuf_number(&writer.out, 2, 1);
    assert_refused(&writer, "field sample has wire type 0 instead of 2: the file is damaged");
}

static void a_file_without_strings_is_refused(void **state)
{
    (void)state;
    struct protobuf_writer writer = {.size = 0};
    struct pprof_tables tables;
    struct error err = ERROR_INIT;
    protobuf_number(&writer, 9, 1);
    assert_int_equal(pprof_tables_read(&tables, protobuf_view(&writer), &err), -1);
    assert_string_equal(err.sentence, "it has no string table: no pprof profile, or one that was cut");
    pprof_tables_free(&tables);
    protobuf_text(&writer, 6, "not empty");
    assert_int_equal(pprof_tables_read(&tables, protobuf_view(&writer), &err), -1);
    assert_string_equal(err.sentence, "string 0 is not empty, as pprof demands");
    assert_int_equal(err.offset, 2);
    pprof_tables_free(&tables);
}

static int read_and_free(void *context, struct error *err)
{
    struct pprof_tables tables;
    int result = pprof_tables_read(&tables, *(struct bytes *)context, err);
    pprof_tables_free(&tables);
    return result;
}

static void no_allocation_is_missed(void **state)
{
    (void)state;
    struct pprof_sample_writer writer = pprof_sample_cpu();
    pprof_sample_mapping(&writer, 1, 0, "app");
    pprof_sample_strings(&writer);
    struct bytes content = protobuf_view(&writer.out);
    assert_true(allocations_walk(read_and_free, &content) > 8);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tables_are_read_whatever_their_order),
        cmocka_unit_test(references_are_checked),
        cmocka_unit_test(joined_profiles_are_refused),
        cmocka_unit_test(equal_repetitions_are_fine),
        cmocka_unit_test(wrong_wire_types_are_refused),
        cmocka_unit_test(a_file_without_strings_is_refused),
        cmocka_unit_test(no_allocation_is_missed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
