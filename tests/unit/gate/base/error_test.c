#include "gate/base/error.h"

#include "gate/base/memory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define REPLACED "\xef\xbf\xbd" /* U+FFFD */

static void setting_gives_kind_and_sentence(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    assert_int_equal(err.kind, ERROR_NONE);
    assert_true(err.offset == UINT64_MAX);
    assert_int_equal(error_set(&err, ERROR_INPUT, "string %d lies outside the table of %d", 812, 640), -1);
    assert_int_equal(err.kind, ERROR_INPUT);
    assert_string_equal(err.sentence, "string 812 lies outside the table of 640");
    assert_int_equal(error_prefix(&err, "cannot read '%s'", "a.pb.gz"), -1);
    assert_string_equal(err.sentence, "cannot read 'a.pb.gz': string 812 lies outside the table of 640");
}

static void a_new_error_forgets_the_place(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    error_set(&err, ERROR_POLICY, "unknown key");
    assert_int_equal(error_at_line(&err, "flamegate.yaml", 7, 3), -1);
    assert_int_equal(error_at_offset(&err, 99), -1);
    assert_string_equal(err.file, "flamegate.yaml");
    assert_int_equal(err.line, 7);
    assert_int_equal(err.column, 3);
    assert_int_equal(err.offset, 99);
    error_set(&err, ERROR_INTERNAL, "%s", "");
    assert_string_equal(err.file, "");
    assert_int_equal(err.line, 0);
    assert_int_equal(err.column, 0);
    assert_true(err.offset == UINT64_MAX);
    assert_true(err.sentence[0] != '\0');
    error_at_line(&err, NULL, 1, 1);
    assert_string_equal(err.file, "");
    error_clear(&err);
    assert_int_equal(err.kind, ERROR_NONE);
    assert_string_equal(err.sentence, "");
}

static void no_error_to_set_is_fine(void **state)
{
    (void)state;
    assert_int_equal(error_set(NULL, ERROR_INPUT, "x"), -1);
    assert_int_equal(error_set_memory(NULL, "testing"), -1);
    assert_int_equal(error_prefix(NULL, "x"), -1);
    assert_int_equal(error_at_line(NULL, "x", 1, 1), -1);
    assert_int_equal(error_at_offset(NULL, 1), -1);
    error_clear(NULL);
    struct error none = ERROR_INIT;
    assert_int_equal(error_prefix(&none, "cannot"), -1);
    assert_string_equal(none.sentence, "");
}

static void foreign_bytes_are_made_harmless(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    error_set(&err, ERROR_INPUT, "no frame '%s' in '%s'", "\x1b[31mred\n", "caf\xc3\xa9\xff");
    assert_string_equal(err.sentence, "no frame '" REPLACED "[31mred" REPLACED "' in 'caf\xc3\xa9" REPLACED "'");
    error_prefix(&err, "%s", "\xe2\x80\xae");
    assert_memory_equal(err.sentence, REPLACED ": no frame", 13);
    error_at_line(&err, "a\tb", 1, 1);
    assert_string_equal(err.file, "a" REPLACED "b");
}

static void long_sentences_are_cut_at_a_character(void **state)
{
    (void)state;
    char text[4000];
    for (size_t i = 0; i + 3 < sizeof(text); i += 3) {
        memcpy(text + i, "\xe2\x82\xac", 4); /* the euro sign, three bytes */
    }
    struct error err = ERROR_INIT;
    for (size_t shift = 0; shift < 3; shift++) {
        error_set(&err, ERROR_INPUT, "%.*s%s", (int)shift, "xx", text);
        size_t length = strlen(err.sentence);
        assert_true(length <= ERROR_SENTENCE_SIZE - 1 && length >= ERROR_SENTENCE_SIZE - 3);
        assert_int_equal(length % 3, shift);
        assert_null(strstr(err.sentence, REPLACED));
        error_prefix(&err, "cannot");
        assert_memory_equal(err.sentence, "cannot: ", 8);
        assert_null(strstr(err.sentence, REPLACED));
    }
}

static void long_file_names_keep_their_end(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    char path[2000];
    memset(path, 'd', sizeof(path));
    memcpy(path + sizeof(path) - 10, "/meta.json", 10);
    path[sizeof(path) - 1] = '\0';
    error_set(&err, ERROR_INPUT, "x");
    error_at_line(&err, path, 1, 1);
    assert_int_equal(strlen(err.file), ERROR_FILE_SIZE - 1);
    assert_memory_equal(err.file, "...ddd", 6);
    assert_string_equal(err.file + ERROR_FILE_SIZE - 10, "/meta.jso");

    /* 511 bytes just fit; one more does not. */
    path[sizeof(path) - 1 - 511 - 1] = 'x';
    error_at_line(&err, path + sizeof(path) - 1 - 511, 1, 1);
    assert_int_equal(strlen(err.file), 511);
    assert_int_equal(err.file[0], 'd');
    error_at_line(&err, path + sizeof(path) - 1 - 512, 1, 1);
    assert_memory_equal(err.file, "...d", 4);

    /* Broken bytes grow to three each; characters stay whole. */
    memset(path, 0xff, 500);
    memcpy(path + 500, "/end", 5);
    error_at_line(&err, path, 1, 1);
    assert_true(strlen(err.file) < ERROR_FILE_SIZE);
    assert_memory_equal(err.file, "..." REPLACED, 6);
    assert_string_equal(err.file + strlen(err.file) - 4, "/end");
    for (size_t shift = 0; shift < 3; shift++) {
        for (size_t i = 0; i < 300; i++) {
            memcpy(path + 3 * i, "\xe2\x82\xac", 3);
        }
        memcpy(path + 900, "/end", shift + 2);
        path[900 + shift + 1] = '\0';
        error_at_line(&err, path, 1, 1);
        assert_memory_equal(err.file, "...\xe2\x82\xac", 6);
        assert_null(strstr(err.file, REPLACED));
        assert_true(strlen(err.file) > ERROR_FILE_SIZE - 4);
    }
}

static void memory_errors_name_the_budget_if_it_was_the_cause(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    memory_set_budget(64 << 20);
    assert_null(memory_allocate(65 << 20));
    assert_int_equal(error_set_memory(&err, "decoding 'a.pb.gz'"), -1);
    assert_int_equal(err.kind, ERROR_MEMORY);
    assert_string_equal(err.sentence, "out of memory while decoding 'a.pb.gz': the budget of 64 MiB is used up; "
                                      "raise --max-memory");
    memory_fail_at(1);
    assert_null(memory_allocate(1));
    error_set_memory(&err, "decoding 'a.pb.gz'");
    assert_string_equal(err.sentence, "out of memory while decoding 'a.pb.gz'");
    memory_set_budget(0);
}

static void kinds_have_the_exit_codes_of_the_contract(void **state)
{
    (void)state;
    assert_int_equal(error_exit_code(ERROR_NONE), 0);
    assert_int_equal(error_exit_code(ERROR_USAGE), 2);
    assert_int_equal(error_exit_code(ERROR_POLICY), 2);
    assert_int_equal(error_exit_code(ERROR_UNFIT), 3);
    assert_int_equal(error_exit_code(ERROR_INPUT), 4);
    assert_int_equal(error_exit_code(ERROR_OUTPUT), 4);
    assert_int_equal(error_exit_code(ERROR_MEMORY), 4);
    assert_int_equal(error_exit_code(ERROR_INTERNAL), 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(setting_gives_kind_and_sentence),
        cmocka_unit_test(a_new_error_forgets_the_place),
        cmocka_unit_test(no_error_to_set_is_fine),
        cmocka_unit_test(foreign_bytes_are_made_harmless),
        cmocka_unit_test(long_sentences_are_cut_at_a_character),
        cmocka_unit_test(long_file_names_keep_their_end),
        cmocka_unit_test(memory_errors_name_the_budget_if_it_was_the_cause),
        cmocka_unit_test(kinds_have_the_exit_codes_of_the_contract),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
