#include "adapters/collect.h"

#include "gate/base/memory.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* A source of the test: the path is the content, folded text or a meta.json. */
static int fetch_path(void *session, const struct source_order *orders, size_t count, source_take take,
                      void *context, struct error *err)
{
    (void)session;
    for (size_t i = 0; i < count; i++) {
        const char *path = orders[i].part != NULL ? orders[i].part->path : orders[i].capture->meta_path;
        struct error failure = ERROR_INIT;
        if (strcmp(path, "unreachable") == 0) {
            error_set(&failure, ERROR_INPUT, "cannot read 'unreachable': nobody is there");
        }
        if (take(context, i, bytes_of_text(path), failure.kind != ERROR_NONE ? &failure : NULL, err) != 0) {
            return -1;
        }
    }
    return 0;
}

static const struct source source = {.name = "test", .fetch = fetch_path};
static const struct collect_settings everything = {.counter = {.option_requests = NAN}};

static struct capture_part part(const char *content, const char *kind)
{
    return (struct capture_part){.path = (char *)(uintptr_t)content, .kind = (char *)(uintptr_t)kind};
}

static int collect(struct replicas *out, struct collect_notes *notes, struct capture *items, size_t count,
                   const struct collect_settings *settings, struct error *err)
{
    const struct captures captures = {.label = (char *)(uintptr_t) "side", .items = items, .count = count};
    return collect_replicas(out, notes, &captures, &source, NULL, settings, NULL, err);
}

static void a_capture_becomes_a_replica(void **state)
{
    (void)state;
    struct capture_part parts[] = {part("main;a 3\nmain;b 4\n", "cpu")};
    struct capture capture = {
        .name = (char *)(uintptr_t) "r1",
        .parts = parts,
        .part_count = 1,
        .meta_path = (char *)(uintptr_t) "{\"instance\":\"pod-7\",\"service\":\"shop\",\"requests\":12,"
                                         "\"start\":\"2026-11-20T10:00:00Z\"}"};
    struct replicas side;
    struct collect_notes notes = {0};
    struct error err = ERROR_INIT;
    assert_int_equal(collect(&side, &notes, &capture, 1, &everything, &err), 0);
    assert_int_equal(side.count, 1);
    assert_string_equal(side.label, "side");
    assert_string_equal(side.items[0].name, "r1");
    assert_string_equal(side.items[0].instance, "pod-7");
    assert_string_equal(side.items[0].service, "shop");
    assert_true(side.items[0].requests == 12);
    assert_true(side.items[0].start == 1795168800000000000LL); /* date -d 2026-11-20T10:00:00Z +%s */
    assert_int_equal(side.items[0].profile_count, 1);
    assert_string_equal(side.items[0].profiles[0].kind, "cpu");
    assert_int_equal(side.items[0].profiles[0].profile->row_count, 2);
    assert_int_equal(notes.count, 0);
    replicas_clear(&side);
}

static void unwanted_kinds_are_not_even_fetched(void **state)
{
    (void)state;
    static const char *const kinds[] = {"cpu"};
    struct capture_part parts[] = {part("unreachable", "heap"), part("main;a 3\n", "cpu"), part("main;b 1\n", "")};
    struct capture capture = {.name = (char *)(uintptr_t) "r1", .parts = parts, .part_count = 3};
    struct collect_settings settings = everything;
    struct replicas side;
    struct collect_notes notes = {0};
    struct error err = ERROR_INIT;
    settings.kinds = kinds;
    settings.kind_count = 1;
    assert_int_equal(collect(&side, &notes, &capture, 1, &settings, &err), 0);
    assert_int_equal(side.items[0].profile_count, 2);
    replicas_clear(&side);
}

static void one_bad_replica_of_many_is_dropped_and_named(void **state)
{
    (void)state;
    struct capture_part good[] = {part("main;a 3\n", ""), part("main;a 4\n", ""), part("main;a 5\n", ""),
                                  part("main;a 6\n", ""), part("main;a 7\n", "")};
    struct capture captures[5];
    for (size_t i = 0; i < 5; i++) {
        captures[i] = (struct capture){.name = (char *)(uintptr_t) "r",
                                       .parts = &good[i],
                                       .part_count = 1,
                                       .meta_path = i == 3 ? (char *)(uintptr_t) "unreachable" : NULL};
    }
    struct replicas side;
    struct collect_notes notes = {0};
    struct error err = ERROR_INIT;
    assert_int_equal(collect(&side, &notes, captures, 5, &everything, &err), 0);
    assert_int_equal(side.count, 4);
    assert_int_equal(notes.count, 1);
    assert_string_equal(notes.items[0], "dropped: cannot read 'unreachable': nobody is there");
    replicas_clear(&side);
    collect_notes_clear(&notes);
}

static void more_than_a_fifth_bad_is_a_failure(void **state)
{
    (void)state;
    struct capture_part good[] = {part("main;a 3\n", ""), part("main;a 4\n", ""), part("main;a 5\n", ""),
                                  part("main;a 6\n", "")};
    struct capture captures[4];
    for (size_t i = 0; i < 4; i++) {
        captures[i] = (struct capture){.name = (char *)(uintptr_t) "r",
                                       .parts = &good[i],
                                       .part_count = 1,
                                       .meta_path = i == 0 ? (char *)(uintptr_t) "unreachable" : NULL};
    }
    struct replicas side;
    struct collect_notes notes = {0};
    struct error err = ERROR_INIT;
    assert_int_equal(collect(&side, &notes, captures, 4, &everything, &err), -1);
    assert_int_equal(err.kind, ERROR_INPUT);
    assert_string_equal(err.sentence, "1 of 4 replicas could not be read, the first: cannot read 'unreachable': "
                                      "nobody is there");
    collect_notes_clear(&notes);
    error_clear(&err);
    /* One of one, with its own sentence. */
    assert_int_equal(collect(&side, &notes, captures, 1, &everything, &err), -1);
    assert_string_equal(err.sentence, "cannot read 'unreachable': nobody is there");
    collect_notes_clear(&notes);
}

static void a_part_that_cannot_be_read_says_why_and_leaves_the_others(void **state)
{
    (void)state;
    struct capture_part parts[] = {part("unreachable", "heap"), part("main;a 3\n", "cpu")};
    struct capture capture = {.name = (char *)(uintptr_t) "r1", .parts = parts, .part_count = 2};
    struct replicas side;
    struct collect_notes notes = {0};
    struct error err = ERROR_INIT;
    assert_int_equal(collect(&side, &notes, &capture, 1, &everything, &err), 0);
    assert_int_equal(side.captures, 1);
    assert_int_equal(side.items[0].profile_count, 2);
    assert_null(side.items[0].profiles[0].profile);
    assert_string_equal(side.items[0].profiles[0].failure, "cannot read 'unreachable': nobody is there");
    assert_non_null(side.items[0].profiles[1].profile);
    replicas_clear(&side);
}

static void a_copy_is_no_replica(void **state)
{
    (void)state;
    struct capture_part same = part("main;a 3\n", "");
    struct capture captures[2];
    for (size_t i = 0; i < 2; i++) {
        captures[i] =
            (struct capture){.name = (char *)(uintptr_t)(i == 0 ? "r1" : "r2"), .parts = &same, .part_count = 1};
    }
    struct replicas side;
    struct collect_notes notes = {0};
    struct error err = ERROR_INIT;
    assert_int_equal(collect(&side, &notes, captures, 2, &everything, &err), -1);
    assert_int_equal(err.kind, ERROR_UNFIT);
    assert_non_null(strstr(err.sentence, "of 'side' hold the same profiles: a copy is no replica"));
}

static void no_allocation_is_missed(void **state)
{
    (void)state;
    struct capture_part parts[] = {part("main;a 3\nmain;b 4\n", "cpu"), part("x;y 3\n", ""),
                                   part("main;a 5\nmain;b 4\n", "cpu"), part("x;y 3\n", "")};
    struct capture captures[2];
    for (size_t i = 0; i < 2; i++) {
        captures[i] = (struct capture){.name = (char *)(uintptr_t) "r",
                                       .parts = parts + 2 * i,
                                       .part_count = 2,
                                       .meta_path = (char *)(uintptr_t) "{\"requests\":12}"};
    }
    size_t before = memory_usage().used;
    int status = -1;
    for (size_t n = 1; status != 0; n++) {
        struct replicas side;
        struct collect_notes notes = {0};
        struct error err = ERROR_INIT;
        memory_fail_at(n);
        status = collect(&side, &notes, captures, 2, &everything, &err);
        memory_fail_at(0);
        if (status == 0) {
            replicas_clear(&side);
        } else {
            assert_int_equal(err.kind, ERROR_MEMORY);
        }
        collect_notes_clear(&notes);
        assert_int_equal(memory_usage().used, before);
        assert_true(n < 10000);
    }
}

/* ---- threads ---- */

enum { MANY = 12 };

/* Every capture has a merged profile of two parts, a part of its own, and one of them a part that is no profile. */
struct many {
    char texts[MANY][3][64];
    struct capture_part parts[MANY][3];
    struct capture captures[MANY];
};

static void make_many(struct many *many)
{
    for (size_t i = 0; i < MANY; i++) {
        for (unsigned k = 0; k < 3; k++) {
            snprintf(many->texts[i][k], sizeof many->texts[i][k], "main;f%zu %zu\nmain;common;g%u 5\n", i % 5,
                     i + k + 1, k);
            many->parts[i][k] = part(many->texts[i][k], k < 2 ? "cpu" : "heap");
            many->parts[i][k].merge = k < 2 ? 1 : 0;
        }
        many->captures[i] = (struct capture){.name = many->texts[i][0], .parts = many->parts[i], .part_count = 3};
    }
    snprintf(many->texts[7][2], sizeof many->texts[7][2], "<html>404</html>");
    snprintf(many->texts[3][0], sizeof many->texts[3][0], "<html>404</html>");
}

static int collect_by(struct replicas *out, struct many *many, size_t threads, struct error *err)
{
    const struct captures captures = {.label = (char *)(uintptr_t) "side", .items = many->captures, .count = MANY};
    const struct surroundings world = {.threads = threads};
    struct collect_notes notes = {0};
    int status = collect_replicas(out, &notes, &captures, &source, NULL, &everything, &world, err);
    collect_notes_clear(&notes);
    return status;
}

static void describe(struct byte_buffer *out, size_t threads)
{
    struct many many = {0};
    struct replicas side;
    struct error err = ERROR_INIT;
    struct sink sink = sink_to_buffer(out);
    make_many(&many);
    assert_int_equal(collect_by(&side, &many, threads, &err), 0);
    for (size_t i = 0; i < side.count; i++) {
        const struct replica *replica = &side.items[i];
        sink_format(&sink, "%s %llx\n", replica->name, (unsigned long long)replica->content_hash);
        for (size_t k = 0; k < replica->profile_count; k++) {
            if (replica->profiles[k].profile != NULL) {
                profile_dump(replica->profiles[k].profile, &sink);
            } else {
                sink_format(&sink, "%s\n", replica->profiles[k].failure);
            }
        }
    }
    assert_int_equal(side.count, MANY);
    replicas_clear(&side);
}

static void replicas_are_the_same_by_any_number_of_threads(void **state)
{
    (void)state;
    struct byte_buffer alone;
    byte_buffer_init(&alone, 1 << 20);
    describe(&alone, 1);
    for (size_t threads = 2; threads <= 9; threads++) {
        struct byte_buffer beside;
        byte_buffer_init(&beside, 1 << 20);
        describe(&beside, threads);
        assert_true(bytes_equal(byte_buffer_view(&alone), byte_buffer_view(&beside)));
        byte_buffer_free(&beside);
    }
    assert_true(alone.size > 1000);
    byte_buffer_free(&alone);
}

/* Whoever is refused memory beside others gets it alone, or it is an error; nothing is lost on the way. */
static void memory_may_be_refused_in_any_thread(void **state)
{
    (void)state;
    size_t before = memory_usage().used;
    for (size_t n = 1; n < 1200; n += 7) {
        struct many many = {0};
        struct replicas side;
        struct error err = ERROR_INIT;
        make_many(&many);
        memory_fail_at(n);
        int status = collect_by(&side, &many, 4, &err);
        memory_fail_at(0);
        if (status == 0) {
            assert_int_equal(side.count, MANY);
            replicas_clear(&side);
        } else {
            assert_int_equal(err.kind, ERROR_MEMORY);
        }
        assert_int_equal(memory_usage().used, before);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_capture_becomes_a_replica),
        cmocka_unit_test(unwanted_kinds_are_not_even_fetched),
        cmocka_unit_test(one_bad_replica_of_many_is_dropped_and_named),
        cmocka_unit_test(more_than_a_fifth_bad_is_a_failure),
        cmocka_unit_test(a_part_that_cannot_be_read_says_why_and_leaves_the_others),
        cmocka_unit_test(a_copy_is_no_replica),
        cmocka_unit_test(no_allocation_is_missed),
        cmocka_unit_test(replicas_are_the_same_by_any_number_of_threads),
        cmocka_unit_test(memory_may_be_refused_in_any_thread),
    };
    return cmocka_run_group_tests_name("collect", tests, NULL, NULL);
}
