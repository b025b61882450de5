#include "adapters/format.h"

#include "gate/base/files.h"
#include "gate/base/limits.h"
#include "gate/base/memory.h"
#include "tests/support/allocations.h"
#include "tests/support/pprof_sample.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <zlib.h>

#include <cmocka.h>

#define MALFORMED FLAMEGATE_SOURCE "/tests/data/pprof-malformed/"

static const struct profile_request plain = {.kind = ""};

/* Decodes and frees: 0, or -1 with err set. */
static int decode(struct bytes content, const char *name, uint64_t *hash, struct error *err)
{
    struct profile *profile = NULL;
    if (formats_decode(&profile, hash, content, name, &plain, err)) {
        assert_null(profile);
        return -1;
    }
    profile_free(profile);
    return 0;
}

/* Of what shrinks to a sixty-fourth, or is small. */
static struct byte_buffer gzipped(const void *data, size_t size)
{
    struct byte_buffer out;
    size_t room_size = size / 64 + 1024;
    z_stream stream = {0};
    byte_buffer_init(&out, 1 << 24);
    assert_int_equal(deflateInit2(&stream, 1, Z_DEFLATED, MAX_WBITS + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
    uint8_t *room = byte_buffer_reserve(&out, room_size);
    assert_non_null(room);
    stream.next_in = (Bytef *)(uintptr_t)data;
    stream.avail_in = (uInt)size;
    stream.next_out = room;
    stream.avail_out = (uInt)room_size;
    assert_int_equal(deflate(&stream, Z_FINISH), Z_STREAM_END);
    out.size += stream.total_out;
    deflateEnd(&stream);
    return out;
}

/* The next field of a line of a table, up to a tab or the line's end. */
static char *next_field(char **rest)
{
    char *field = *rest;
    size_t length = strcspn(field, "\t");
    *rest = field + length + (field[length] == '\t');
    field[length] = '\0';
    return field;
}

static void assert_as_expected(char *line)
{
    char *rest = line;
    const char *file = next_field(&rest);
    const char *result = next_field(&rest);
    const char *sentence = next_field(&rest);
    char path[512];
    snprintf(path, sizeof path, MALFORMED "%s", file);
    struct byte_buffer content;
    struct error err = ERROR_INIT;
    uint64_t hash;
    byte_buffer_init(&content, LIMIT_FILE_BYTES);
    assert_int_equal(files_read(&content, path, &err), 0);
    int refused = decode(byte_buffer_view(&content), file, &hash, &err);
    byte_buffer_free(&content);
    if (!refused != (strcmp(result, "accept") == 0))
        fail_msg("%s: expected %s: %s", file, result, err.sentence);
    if (!refused)
        return;
    assert_int_equal(err.kind, ERROR_INPUT);
    if (strcmp(err.sentence, sentence) != 0)
        fail_msg("%s: said\n%s\ninstead of\n%s", file, err.sentence, sentence);
}

static char *read_text(const char *path)
{
    struct byte_buffer text;
    byte_buffer_init(&text, 1 << 20);
    assert_int_equal(files_read(&text, path, NULL), 0);
    byte_buffer_append(&text, "", 1);
    assert_false(text.failed);
    return (char *)text.data;
}

/* Calls visit for each line but the first, the line's end cut off; returns how many there were. */
static size_t each_line(char *text, void (*visit)(char *line))
{
    size_t count = 0;
    char *line = strchr(text, '\n');
    while (line && line[1]) {
        char *next = strchr(line + 1, '\n');
        if (next)
            *next = '\0';
        visit(line + 1);
        count++;
        line = next;
    }
    return count;
}

static void malformed_files_are_refused_with_their_sentence(void **state)
{
    (void)state;
    char *text = read_text(MALFORMED "EXPECTED.tsv");
    assert_int_equal(each_line(text, assert_as_expected), 42);
    memory_free(text);
}

static const char *expected_table;
static size_t differences;

/* Each line of the oracle has its line in our table, and a different result has its reason there. */
static void assert_known_difference(char *line)
{
    char *rest = line;
    const char *file = next_field(&rest);
    bool accepted = strncmp(rest, "ACCEPT", 6) == 0;
    char head[128];
    snprintf(head, sizeof head, "\n%s\t", file);
    const char *ours = strstr(expected_table, head);
    if (!ours)
        fail_msg("%s is not in EXPECTED.tsv", file);
    ours += strlen(head);
    bool ours_accepted = strncmp(ours, "accept", 6) == 0;
    size_t length = strcspn(ours, "\n");
    bool reasoned = strncmp(ours + length - 2, "\t-", 2) != 0;
    if ((accepted != ours_accepted) != reasoned)
        fail_msg("%s: the oracle says %s", file, rest);
    differences += reasoned;
}

static void every_difference_to_the_oracle_has_its_reason(void **state)
{
    (void)state;
    char *oracle = read_text(MALFORMED "ORACLE.tsv");
    char *ours = read_text(MALFORMED "EXPECTED.tsv");
    expected_table = ours;
    assert_int_equal(each_line(oracle, assert_known_difference), 42);
    assert_int_equal(differences, 2);
    memory_free(oracle);
    memory_free(ours);
}

static void packed_or_not_it_is_the_same_content(void **state)
{
    (void)state;
    static const char text[] = "main;work 3\n";
    struct byte_buffer packed = gzipped(text, sizeof text - 1);
    struct error err = ERROR_INIT;
    uint64_t hashes[2] = {0, 1};
    assert_int_equal(decode(bytes_of_text(text), "a", &hashes[0], &err), 0);
    assert_int_equal(decode(byte_buffer_view(&packed), "a", &hashes[1], &err), 0);
    assert_true(hashes[0] == hashes[1]);
    assert_true(hashes[0] == bytes_hash(bytes_of_text(text)));
    byte_buffer_free(&packed);
}

static void a_byte_order_mark_is_skipped(void **state)
{
    (void)state;
    struct profile *profile = NULL;
    uint64_t hash;
    assert_int_equal(formats_decode(&profile, &hash, bytes_of_text("\xef\xbb\xbfmain;work 3\n"), "a", &plain, NULL),
                     0);
    assert_true(bytes_equal(symbols_get(profile->symbols, 0)->name, bytes_of_text("main")));
    profile_free(profile);
}

static void a_second_layer_of_gzip_is_refused(void **state)
{
    (void)state;
    struct byte_buffer once = gzipped("main 3\n", 7);
    struct byte_buffer twice = gzipped(once.data, once.size);
    struct error err = ERROR_INIT;
    uint64_t hash;
    assert_int_equal(decode(byte_buffer_view(&twice), "x.gz", &hash, &err), -1);
    assert_string_equal(err.sentence,
                        "cannot read 'x.gz': it is gzip inside gzip, packed twice: unpack it once with "
                        "'gunzip' and pass that");
    byte_buffer_free(&once);
    byte_buffer_free(&twice);
}

/* What 80 MiB of nothing cost: no more than the ceiling, whatever they claim to be. */
static void a_bomb_costs_no_more_than_its_ceiling(void **state)
{
    (void)state;
    enum { BOMB = 80 << 20 };
    uint8_t *nothing = memory_allocate_array(BOMB, 1);
    assert_non_null(nothing);
    struct byte_buffer packed = gzipped(nothing, BOMB);
    memory_free(nothing);
    struct error err = ERROR_INIT;
    uint64_t hash;
    memory_set_budget((size_t)LIMIT_UNPACKED_FREE + packed.capacity + (2 << 20));
    assert_int_equal(decode(byte_buffer_view(&packed), "bomb.pb.gz", &hash, &err), -1);
    memory_set_budget(0);
    assert_string_equal(err.sentence,
                        "cannot read 'bomb.pb.gz': unpacks to more than the ceiling of 64 MiB for one "
                        "profile");
    byte_buffer_free(&packed);
}

static void places_are_told(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    uint64_t hash;
    assert_int_equal(decode(bytes_of_text("main 3\nmain 4\nmain\n"), "f.txt", &hash, &err), -1);
    assert_string_equal(err.sentence,
                        "cannot read 'f.txt' at line 3: a folded line must end in a blank and a count: "
                        "'main'");
    struct pprof_sample_writer writer = pprof_sample_cpu();
    pprof_sample_sample(&writer, (const uint64_t[]){9}, 1, (const int64_t[]){1, 1}, 2, NULL, NULL);
    size_t place = writer.out.size - 9;
    pprof_sample_strings(&writer);
    assert_int_equal(decode(protobuf_view(&writer.out), "x.pb", &hash, &err), -1);
    char expected[128];
    snprintf(expected, sizeof expected,
             "cannot read 'x.pb' at byte %zu: sample 1 refers to location 9, which the file does not have", place);
    assert_string_equal(err.sentence, expected);
    assert_int_equal(err.offset, place);
}

static void names_do_no_harm(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    uint64_t hash;
    assert_int_equal(decode(bytes_of_text(""), "a\x1b[31m\n.gz", &hash, &err), -1);
    assert_null(strchr(err.sentence, '\x1b'));
    assert_null(strchr(err.sentence, '\n'));
}

static int decode_packed(void *context, struct error *err)
{
    uint64_t hash;
    return decode(*(struct bytes *)context, "x", &hash, err);
}

static void no_allocation_is_missed(void **state)
{
    (void)state;
    struct byte_buffer packed = gzipped("main;work 3\n", 12);
    struct bytes content = byte_buffer_view(&packed);
    assert_true(allocations_walk(decode_packed, &content) > 10);
    byte_buffer_free(&packed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(malformed_files_are_refused_with_their_sentence),
        cmocka_unit_test(every_difference_to_the_oracle_has_its_reason),
        cmocka_unit_test(packed_or_not_it_is_the_same_content),
        cmocka_unit_test(a_byte_order_mark_is_skipped),
        cmocka_unit_test(a_second_layer_of_gzip_is_refused),
        cmocka_unit_test(a_bomb_costs_no_more_than_its_ceiling),
        cmocka_unit_test(places_are_told),
        cmocka_unit_test(names_do_no_harm),
        cmocka_unit_test(no_allocation_is_missed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
