#include "gate/pipeline_trouble.h"

#include "gate/base/memory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static size_t said;

static void count_sentences(void *world, const char *sentence)
{
    (void)world;
    (void)sentence;
    said++;
}

static const struct surroundings world = {.progress = count_sentences};

static void run_make(struct run *run)
{
    *run = (struct run){.world = &world, .arena = arena_new()};
    assert_non_null(run->arena);
    said = 0;
}

static void run_clear(struct run *run)
{
    memory_free(run->troubles);
    arena_free(run->arena);
}

static void what_is_said_twice_counts_once(void **state)
{
    (void)state;
    struct run run;
    char sentence[] = "a file is broken";
    run_make(&run);
    assert_int_equal(pipeline_trouble_add(&run, TROUBLE_PARSE, false, sentence, NULL), 0);
    assert_int_equal(pipeline_trouble_add(&run, TROUBLE_FETCH, false, sentence, NULL), 0);
    assert_int_equal(run.trouble_count, 1);
    assert_int_equal(said, 1);
    /* What is fatal is never hidden behind what was not. */
    assert_int_equal(pipeline_trouble_add(&run, TROUBLE_COMPARE, true, sentence, NULL), 0);
    assert_int_equal(run.trouble_count, 2);
    sentence[0] = 'A';
    assert_string_equal(run.troubles[0].sentence, "a file is broken");
    assert_int_equal(run.troubles[0].stage, TROUBLE_PARSE);
    assert_true(run.troubles[1].fatal);
    run_clear(&run);
}

static int take(struct run *run, enum error_kind kind, const char *sentence, struct error *err)
{
    struct error cause = ERROR_INIT;
    error_set(&cause, kind, "%s", sentence);
    return pipeline_trouble_take(run, TROUBLE_FETCH, &cause, err);
}

static void what_failed_is_a_fatal_trouble(void **state)
{
    (void)state;
    static const enum error_kind kinds[] = {ERROR_INPUT, ERROR_MEMORY};
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        struct run run;
        run_make(&run);
        assert_int_equal(take(&run, kinds[i], "no answer", NULL), 0);
        assert_int_equal(run.trouble_count, 1);
        assert_true(run.troubles[0].fatal);
        assert_null(run.unfit);
        run_clear(&run);
    }
}

static void the_first_that_is_unfit_counts(void **state)
{
    (void)state;
    struct run run;
    run_make(&run);
    assert_int_equal(take(&run, ERROR_UNFIT, "no samples", NULL), 0);
    assert_int_equal(take(&run, ERROR_UNFIT, "no requests", NULL), 0);
    assert_string_equal(run.unfit, "no samples");
    assert_int_equal(run.trouble_count, 0);
    run.unfit = NULL;
    run.missing_baseline = "no baseline yet";
    assert_int_equal(take(&run, ERROR_UNFIT, "no samples", NULL), 0);
    assert_null(run.unfit);
    run_clear(&run);
}

static void what_has_an_exit_code_of_its_own_is_passed_on(void **state)
{
    (void)state;
    static const enum error_kind kinds[] = {ERROR_USAGE, ERROR_POLICY, ERROR_INTERNAL, ERROR_OUTPUT};
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        struct run run;
        struct error err = ERROR_INIT;
        run_make(&run);
        assert_int_equal(take(&run, kinds[i], "so it is", &err), -1);
        assert_int_equal(err.kind, kinds[i]);
        assert_string_equal(err.sentence, "so it is");
        assert_int_equal(run.trouble_count, 0);
        run_clear(&run);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_said_twice_counts_once),
        cmocka_unit_test(what_failed_is_a_fatal_trouble),
        cmocka_unit_test(the_first_that_is_unfit_counts),
        cmocka_unit_test(what_has_an_exit_code_of_its_own_is_passed_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
