#include "adapters/collect_piece.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static const size_t thread_counts[] = {1, 2, 4};
enum { THREAD_COUNTS = sizeof thread_counts / sizeof *thread_counts };

static const struct time_span window = {100, 400};
static const struct capture_part part = {.path = (char *)(uintptr_t) "a.folded", .kind = (char *)(uintptr_t) "cpu"};

static struct workers *make(size_t threads)
{
    struct workers *workers = NULL;
    struct error err = ERROR_INIT;
    assert_int_equal(workers_new(&workers, threads, &err), 0);
    return workers;
}

/* The bytes are gone when the call is over. */
static int take(struct collect_piece *piece, struct workers *workers, size_t number, const char *text,
                struct error *err)
{
    char bytes[256];
    size_t size = strlen(text);
    memcpy(bytes, text, size);
    int status =
        collect_piece_take(piece, workers, number, (struct bytes){(const uint8_t *)bytes, size}, NULL, err);
    memset(bytes, 'x', sizeof bytes);
    return status;
}

static void bytes_become_a_profile(void **state)
{
    (void)state;
    for (size_t i = 0; i < THREAD_COUNTS; i++) {
        struct workers *workers = make(thread_counts[i]);
        struct error err = ERROR_INIT;
        struct collect_piece pieces[20];
        for (size_t k = 0; k < 20; k++) {
            pieces[k] = (struct collect_piece){.part = &part};
            assert_int_equal(take(&pieces[k], workers, k, k % 2 == 0 ? "m;a 2\nm;b 3\n" : "m;c 4\n", &err), 0);
        }
        assert_int_equal(workers_wait(workers, &err), 0);
        for (size_t k = 0; k < 20; k++) {
            assert_null(pieces[k].failure);
            assert_int_equal(pieces[k].profile->row_count, k % 2 == 0 ? 2 : 1);
            assert_true(pieces[k].hash == pieces[k % 2].hash && pieces[k].hash != pieces[1 - k % 2].hash);
            collect_piece_clear(&pieces[k]);
        }
        workers_free(workers);
    }
}

static void what_is_no_profile_costs_the_piece(void **state)
{
    (void)state;
    for (size_t i = 0; i < THREAD_COUNTS; i++) {
        struct workers *workers = make(thread_counts[i]);
        struct collect_piece piece = {.part = &part};
        struct error err = ERROR_INIT;
        assert_int_equal(take(&piece, workers, 0, "<html>404</html>", &err), 0);
        assert_int_equal(workers_wait(workers, &err), 0);
        assert_null(piece.profile);
        assert_non_null(strstr(piece.failure, "cannot read 'a.folded'"));
        collect_piece_clear(&piece);
        workers_free(workers);
    }
}

static void only_trouble_with_content_costs_the_piece(void **state)
{
    (void)state;
    struct workers *workers = make(2);
    struct collect_piece piece = {.part = &part};
    struct error err = ERROR_INIT, failure = ERROR_INIT;
    error_set(&failure, ERROR_INPUT, "nobody is there");
    assert_int_equal(collect_piece_take(&piece, workers, 0, (struct bytes){0}, &failure, &err), 0);
    assert_string_equal(piece.failure, "nobody is there");
    collect_piece_clear(&piece);
    piece = (struct collect_piece){.part = &part};
    error_set(&failure, ERROR_INTERNAL, "our fault");
    assert_int_equal(collect_piece_take(&piece, workers, 0, (struct bytes){0}, &failure, &err), -1);
    assert_string_equal(err.sentence, "our fault");
    assert_null(piece.failure);
    assert_true(collect_piece_costs_itself(ERROR_UNFIT));
    assert_false(collect_piece_costs_itself(ERROR_MEMORY));
    collect_piece_clear(&piece);
    workers_free(workers);
}

static void pieces_side_by_side_become_one(void **state)
{
    (void)state;
    for (size_t i = 0; i < THREAD_COUNTS; i++) {
        struct workers *workers = make(thread_counts[i]);
        struct collect_piece pieces[2] = {{.part = &part}, {.part = &part}};
        struct error err = ERROR_INIT;
        assert_int_equal(take(&pieces[0], workers, 0, "m;a 2\nm;b 3\n", &err), 0);
        assert_int_equal(take(&pieces[1], workers, 1, "m;b 4\nm;c 1\n", &err), 0);
        assert_int_equal(workers_wait(workers, &err), 0);
        assert_int_equal(collect_piece_join(pieces, 2, workers, 0, &window, &err), 0);
        assert_int_equal(workers_wait(workers, &err), 0);
        assert_null(pieces[1].profile);
        assert_int_equal(pieces[0].profile->row_count, 3);
        assert_true(pieces[0].profile->sums[1].amount == 7); /* m;b */
        assert_true(pieces[0].profile->facts.start == 100);
        collect_piece_clear(&pieces[0]);
        collect_piece_clear(&pieces[1]);
        workers_free(workers);
    }
}

static void a_first_snapshot_that_was_not_read_tells_why(void **state)
{
    (void)state;
    struct workers *workers = make(1);
    struct collect_piece piece = {.part = &part}, first = {.part = &part};
    struct error err = ERROR_INIT;
    assert_int_equal(take(&piece, workers, 0, "m;a 2\n", &err), 0);
    assert_int_equal(collect_piece_subtract(&piece, NULL, &err), 0);
    assert_non_null(piece.profile);
    assert_int_equal(take(&first, workers, 1, "<html>404</html>", &err), 0);
    assert_int_equal(collect_piece_subtract(&piece, &first, &err), 0);
    assert_null(piece.profile);
    assert_non_null(strstr(piece.failure, "cannot read 'a.folded'"));
    assert_null(first.failure);
    collect_piece_clear(&piece);
    collect_piece_clear(&first);
    workers_free(workers);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bytes_become_a_profile),
        cmocka_unit_test(what_is_no_profile_costs_the_piece),
        cmocka_unit_test(only_trouble_with_content_costs_the_piece),
        cmocka_unit_test(pieces_side_by_side_become_one),
        cmocka_unit_test(a_first_snapshot_that_was_not_read_tells_why),
    };
    return cmocka_run_group_tests_name("collect_piece", tests, NULL, NULL);
}
