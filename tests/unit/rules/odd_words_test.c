#include "rules/odd_words.h"

#include "gate/base/memory.h"
#include "tests/support/hand_comparison.h"
#include "tests/support/hand_verdict.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { COLUMNS = 6 };

struct collected {
    struct hand_verdict run;
    struct findings findings;
    struct rule_table table;
    struct changes_input input;
};

/* Three replicas a side, of one function. */
static void begin(struct collected *it, struct odd_replica *odd, size_t count)
{
    const struct hand_stack stack = {"main;parse", (double[]){100, 100, 100, 100, 300, 100}};
    struct comparison *comparison = hand_comparison(&stack, 1, 3, 3, (double[]){10, 10, 10, 10, 10, 10});
    struct error err = ERROR_INIT;
    comparison->sides[CANDIDATE].replicas[1].name = "v2/05";
    comparison->sides[CANDIDATE].replicas[1].instance = "pod\x1b-5";
    comparison->sides[BASELINE].replicas[0].name = "v1/01";
    comparison->sides[BASELINE].replicas[0].instance = "";
    hand_verdict_begin(&it->run, NULL, &comparison, 1);
    it->run.about[0].odd = odd;
    it->run.about[0].odd_count = count;
    it->findings = (struct findings){.arena = arena_new()};
    assert_int_equal(rule_table_build(&it->table, it->findings.arena, &it->run.input, &err), 0);
    it->input = (struct changes_input){&it->run.input, &it->table, 0};
}

static void end(struct collected *it)
{
    assert_false(it->findings.failed);
    memory_free(it->findings.items);
    memory_free(it->table.rows);
    arena_free(it->findings.arena);
    hand_verdict_end(&it->run);
}

static void an_odd_host_is_a_warning(void **state)
{
    (void)state;
    struct collected it;
    struct odd_replica odd[] = {{.column = 0, .rate = 5, .median = 10}, {.column = 4, .rate = 30, .median = 10}};
    begin(&it, odd, 2);
    odd_words_add(&it.findings, &it.input);
    assert_int_equal(it.findings.count, 2);
    assert_int_equal(it.findings.items[0].kind, FINDING_WARNING);
    assert_true(verdict_is_remark(&it.findings.items[0]));
    assert_string_equal(
        it.findings.items[0].sentence,
        "1 of the baseline's 3 replicas stands out: 'v1/01' costs 50 % less than the median of that "
        "side, 10 samples per request; nothing is left out");
    /* Names are foreign: what a terminal would obey is shown instead. */
    assert_null(strchr(it.findings.items[1].sentence, '\x1b'));
    assert_non_null(strstr(it.findings.items[1].sentence, "candidate's 3 replicas stands out: 'pod"));
    assert_non_null(strstr(it.findings.items[1].sentence, "-5' costs 200 % more than the median"));
    end(&it);
}

static void many_odd_hosts_are_counted(void **state)
{
    (void)state;
    struct collected it;
    struct odd_replica odd[5];
    for (size_t i = 0; i < 5; i++) {
        odd[i] = (struct odd_replica){.column = 3, .rate = 15, .median = 10};
    }
    begin(&it, odd, 5);
    odd_words_add(&it.findings, &it.input);
    assert_int_equal(it.findings.count, 1);
    assert_non_null(strstr(it.findings.items[0].sentence, "5 of the candidate's 3 replicas stand out: "));
    assert_non_null(strstr(it.findings.items[0].sentence, "10 samples per request, and 2 more; nothing"));
    end(&it);
}

static struct finding growth_of_parse(const struct collected *it, enum finding_kind kind)
{
    const struct comparison *comparison = it->run.input.comparisons[0];
    struct finding finding = findings_blank(kind, 0);
    finding.symbol = comparison->entries[hand_entry(comparison, "parse", ENTRY_TOTAL)].symbol;
    finding.has_estimate = true;
    finding.estimate.growth = 6.67;
    return finding;
}

static void a_growth_of_one_replica_says_so(void **state)
{
    (void)state;
    struct collected it;
    struct odd_replica odd[] = {{.column = 4, .rate = 30, .median = 10},
                                {.carries = true, .column = 4, .rate = 30, .median = 10, .change_without = 0.0312}};
    begin(&it, odd, 2);
    odd[1].entry = (uint32_t)hand_entry(it.run.input.comparisons[0], "parse", ENTRY_TOTAL);
    struct finding grown = growth_of_parse(&it, FINDING_REGRESSION), itself = grown, less = grown;
    itself.self = true;
    less.kind = FINDING_IMPROVEMENT;
    less.estimate.growth = -3;
    findings_add(&it.findings, &grown, "grew");
    findings_add(&it.findings, &itself, "grew itself");
    findings_add(&it.findings, &less, "fell");
    odd_words_tell(&it.findings, &it.input);
    odd_words_tell(&it.findings, &it.input);
    assert_int_equal(it.findings.count, 3);
    const struct finding *told = &it.findings.items[0];
    assert_int_equal(told->carrier, 4);
    assert_float_equal(told->change_without, 0.0312, 1e-12);
    assert_non_null(strstr(told->sentence, "grew; it rests on one of 3 candidate replicas, 'pod"));
    assert_non_null(strstr(told->sentence, "-5': without it +3.1 %"));
    assert_string_equal(strstr(told->sentence, "rests"), told->carried);
    assert_null(it.findings.items[1].carried);
    assert_string_equal(it.findings.items[1].sentence, "grew itself");
    assert_null(it.findings.items[2].carried);
    end(&it);
}

/* Where the baseline has none there is no relative change: an amount, or nothing. */
static void a_new_function_of_one_replica_says_what_is_left(void **state)
{
    (void)state;
    for (int left = 0; left < 2; left++) {
        struct collected it;
        struct odd_replica odd = {.carries = true,
                                  .column = 4,
                                  .rate = 30,
                                  .growth_without = 2.0 * left,
                                  .change_without = left ? (double)INFINITY : (double)NAN};
        begin(&it, &odd, 1);
        odd.entry = (uint32_t)hand_entry(it.run.input.comparisons[0], "parse", ENTRY_TOTAL);
        struct finding grown = growth_of_parse(&it, FINDING_NEW);
        findings_add(&it.findings, &grown, "is new");
        odd_words_tell(&it.findings, &it.input);
        assert_non_null(strstr(it.findings.items[0].carried,
                               left ? "without it +2 samples per request" : "without it it does not grow"));
        end(&it);
    }
}

static void the_replica_comes_before_other_advice(void **state)
{
    (void)state;
    struct collected it;
    begin(&it, NULL, 0);
    const struct comparison *comparison = it.run.input.comparisons[0];
    struct finding about = findings_blank(FINDING_REGRESSION, 0);
    const char *advice = "look at 'parse'";
    assert_ptr_equal(odd_words_advise(&it.findings, comparison, NULL, advice), advice);
    assert_ptr_equal(odd_words_advise(&it.findings, comparison, &about, advice), advice);
    about.carried = "rests on one";
    about.carrier = 0;
    assert_string_equal(odd_words_advise(&it.findings, comparison, &about, advice),
                        "look at replica 'v1/01' before all else: the growth rests on it; look at 'parse'");
    assert_string_equal(odd_words_advise(&it.findings, comparison, &about, ""),
                        "look at replica 'v1/01' before all else: the growth rests on it");
    end(&it);
}

static void what_sways_the_total_forbids_a_pass(void **state)
{
    (void)state;
    struct collected it;
    struct odd_replica odd[] = {
        {.column = 4, .rate = 0.3, .median = 10, .change_without = 0.4, .sways = true},
        {.column = 5, .rate = 0, .median = 10, .change_without = -0.6, .sways = true},
        {.column = 0, .rate = 20, .median = 10, .change_without = 7},
    };
    begin(&it, odd, 3);
    it.run.about[0].total.change = -0.85;
    it.run.comparisons[0]->exposure[4] = 1000;
    it.run.comparisons[0]->sides[CANDIDATE].exposure = 1020;
    const char *objection = odd_words_objection(&it.findings, &it.input);
    assert_string_equal(strstr(objection, "-5' of"),
                        "-5' of the candidate the total changes by +40 %, not -85 %; it costs 0.3 samples per "
                        "request, against a median of 10 samples per request, and has 98 % of that side's "
                        "requests; 1 more sways it");
    assert_null(strchr(objection, '\x1b'));
    assert_non_null(
        strstr(odd_words_redo(&it.findings, &it.input), "-5', correct its request count, or capture it again"));
    odd[0].sways = false;
    assert_non_null(strstr(odd_words_redo(&it.findings, &it.input), " or capture it again: it has no samples"));
    odd[1].sways = false;
    assert_null(odd_words_objection(&it.findings, &it.input));
    assert_null(odd_words_redo(&it.findings, &it.input));
    end(&it);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_odd_host_is_a_warning),
        cmocka_unit_test(many_odd_hosts_are_counted),
        cmocka_unit_test(a_growth_of_one_replica_says_so),
        cmocka_unit_test(a_new_function_of_one_replica_says_what_is_left),
        cmocka_unit_test(the_replica_comes_before_other_advice),
        cmocka_unit_test(what_sways_the_total_forbids_a_pass),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
