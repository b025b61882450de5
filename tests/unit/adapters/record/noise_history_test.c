#include "adapters/record/noise_history.h"

#include "gate/base/memory.h"
#include "tests/support/allocations.h"
#include "tests/support/scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static struct noise_history *sample(void)
{
    static const struct noise_history_entry entries[] = {
        {"main.a", false, 1.0 / 3 + 1, 212.5}, {"main.a", true, 1, 0}, {"\"ctrl\n\" \xc3\xa9", false, 1e17, 1e-3}};
    struct noise_history *history;
    struct noise_history_profile *profile;
    assert_int_equal(noise_history_new(&history, "", NULL), 0);
    assert_int_equal(noise_history_add(&profile, history, "cpu", "samples", 3, NULL), 0);
    *profile = (struct noise_history_profile){.profile = profile->profile,
                                              .type = profile->type,
                                              .captures = 12,
                                              .df = 11,
                                              .phi_root = 5.6,
                                              .mean_root = 404.25,
                                              .entries = profile->entries,
                                              .entry_count = 3};
    memcpy(profile->entries, entries, sizeof entries);
    noise_history_sort(profile);
    assert_int_equal(noise_history_add(&profile, history, "alloc", "alloc_space", 0, NULL), 0);
    profile->captures = 2;
    profile->df = profile->phi_root = profile->mean_root = 1;
    return history;
}

static void what_was_written_is_read_again(void **state)
{
    (void)state;
    struct noise_history *history = sample(), *again = NULL;
    struct error err = ERROR_INIT;
    assert_int_equal(noise_history_write(history, scratch_path("n.json"), &err), 0);
    assert_int_equal(noise_history_read(&again, scratch_path("n.json"), &err), 0);
    assert_string_equal(again->file, scratch_path("n.json"));
    assert_int_equal(again->count, 2);
    for (size_t i = 0; i < 2; i++) {
        const struct noise_history_profile *a = &history->profiles[i], *b = &again->profiles[i];
        assert_string_equal(a->profile, b->profile);
        assert_string_equal(a->type, b->type);
        assert_int_equal(a->captures, b->captures);
        assert_true(a->df == b->df && a->phi_root == b->phi_root && a->mean_root == b->mean_root);
        assert_int_equal(a->entry_count, b->entry_count);
        for (size_t e = 0; e < a->entry_count; e++) {
            assert_string_equal(a->entries[e].function, b->entries[e].function);
            assert_int_equal(a->entries[e].self, b->entries[e].self);
            assert_true(a->entries[e].phi == b->entries[e].phi && a->entries[e].mean == b->entries[e].mean);
        }
    }
    /* The same bytes again. */
    char *first = scratch_read("n.json");
    assert_int_equal(noise_history_write(again, scratch_path("m.json"), &err), 0);
    char *second = scratch_read("m.json");
    assert_string_equal(first, second);
    memory_free(first);
    memory_free(second);
    noise_history_free(history);
    noise_history_free(again);
}

#define HEAD "{\"format\": \"flamegate noise history\", \"version\": 1, "
#define CPU "\"profile\": \"cpu\", \"type\": \"samples\", "
#define FIGURES "\"captures\": 3, \"df\": 2, \"phi_root\": 1, \"mean_root\": 0, "

static const struct {
    const char *text, *place, *told;
} damages[] = {
    {"{\"format\": \"flamegate noise history\",", "1:38", ""},
    {"[]", "1:1", "this is no noise history"},
    {"{\n \"format\": \"other\", \"version\": 1}", "2:12", "this is no noise history"},
    {"{\"format\": \"flamegate noise history\"}", "1:1", "'version' must be a number"},
    {"{\"format\": \"flamegate noise history\", \"version\": 2}", "1:50",
     "is of version 2, and this program reads version 1: 'flamegate calibrate' writes a new one"},
    {"", "1:1", "not valid JSON"},
    {HEAD "\"profiles\": [\n{" CPU "\"captures\": 1e999, \"functions\": []}]}", "2:51",
     "the number '1e999' is too large"},
    {HEAD "\"profile\": []}", "1:1", "the key 'profiles' is missing"},
    {HEAD "\"profiles\": {}}", "1:65", "profiles must be a list"},
    {HEAD "\"profiles\": [3]}", "1:66", "a profile must be an object"},
    {HEAD "\"profiles\": [\n{\"profile\": 3}]}", "2:13", "'profile' must be a text"},
    {HEAD "\"profiles\": [\n{" CPU "\"functions\": []}]}", "2:1", "the key 'captures' is missing"},
    {HEAD "\"profiles\": [\n{" CPU FIGURES "\"functions\": []},\n{" CPU FIGURES "\"functions\": []}]}", "3:1",
     "a profile must be there only once"},
    {HEAD "\"profiles\": [\n{" CPU "\"captures\": 1, \"functions\": []}]}", "2:51",
     "'captures' must be a number from 2 to a million"},
    {HEAD "\"profiles\": [\n{" CPU FIGURES "\"functions\": [\n[\"f\", \"total\", 0.5, 3]]}]}", "3:16",
     "phi must be a number of at least 1"},
    {HEAD "\"profiles\": [\n{" CPU FIGURES "\"functions\": [\n[\"f\", \"total\", 2, -3]]}]}", "3:19",
     "the mean must be a number of at least 0"},
    {HEAD "\"profiles\": [\n{" CPU FIGURES "\"functions\": [\n[\"f\", \"both\", 2, 3]]}]}", "3:7",
     "a function's value must be \"total\" or \"self\""},
    {HEAD "\"profiles\": [\n{" CPU FIGURES
          "\"functions\": [\n[\"f\", \"self\", 2, 3], [\"g\", \"self\", 2, 3], [\"f\", \"self\", 2, 3]]}]}",
     "2:107", "a function's total and its self must be there only once each"},
    {HEAD "\"profiles\": [\n{" CPU FIGURES "\"functions\": [\n[\"f\", \"self\", 2]]}]}", "3:1",
     "a function must be a list"},
    {HEAD "\"profiles\": [\n{" CPU FIGURES "\"functions\": [\n[\"f\\u0000\", \"self\", 2, 3]]}]}", "3:2",
     "a function's name must be a text"},
};

static void damage_is_refused_with_its_place(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof damages / sizeof damages[0]; i++) {
        struct noise_history *history = NULL;
        struct error err = ERROR_INIT;
        char place[1024];
        scratch_write("damaged.json", damages[i].text);
        assert_int_equal(noise_history_read(&history, scratch_path("damaged.json"), &err), -1);
        assert_null(history);
        assert_int_equal(err.kind, ERROR_INPUT);
        snprintf(place, sizeof place, "%s:%s: ", scratch_path("damaged.json"), damages[i].place);
        if (strncmp(err.sentence, place, strlen(place)) != 0 || strstr(err.sentence, damages[i].told) == NULL)
            fail_msg("case %zu, expected %s%s: %s", i, place, damages[i].told, err.sentence);
    }
}

static void what_cannot_be_read_or_written_says_so(void **state)
{
    (void)state;
    struct noise_history *history = NULL;
    struct error err = ERROR_INIT;
    assert_int_equal(noise_history_read(&history, scratch_path("nowhere.json"), &err), -1);
    assert_int_equal(err.kind, ERROR_INPUT);
    assert_non_null(strstr(err.sentence, "nowhere.json"));
    history = sample();
    assert_int_equal(noise_history_write(history, scratch_path("no/folder/n.json"), &err), -1);
    assert_int_equal(err.kind, ERROR_OUTPUT);
    noise_history_free(history);
}

static int read_again(void *context, struct error *err)
{
    struct noise_history *history = NULL;
    int status = noise_history_read(&history, context, err);
    noise_history_free(status == 0 ? history : NULL);
    return status;
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    struct noise_history *history = sample();
    char path[1024];
    snprintf(path, sizeof path, "%s", scratch_path("n.json"));
    assert_int_equal(noise_history_write(history, path, NULL), 0);
    assert_true(allocations_walk(read_again, path) >= 6);
    noise_history_free(history);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_written_is_read_again),
        cmocka_unit_test(damage_is_refused_with_its_place),
        cmocka_unit_test(what_cannot_be_read_or_written_says_so),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, scratch_open, scratch_close);
}
