#include "gate/inference/hypotheses.h"

#include "gate/base/memory.h"
#include "gate/statistics/multiplicity.h"

#include <stdlib.h>

#include "gate/base/banned.h"

/* One question with the hypothesis it makes, to be sorted so that equal ones meet. */
struct candidate {
    struct hypothesis hypothesis;
    size_t question;
};

static const struct limit *limit_in_force(const struct question *question, const struct noise *noise)
{
    return noise_level_assumed(noise) ? &question->limit_assumed : &question->limit;
}

struct limit_resolved hypotheses_limit(const struct question *question, const struct noise *noise, double rate)
{
    return limit_resolve(limit_in_force(question, noise), rate, noise->total_rate, 0, 1.0);
}

struct limit_resolved hypotheses_proven(const struct question *question, const struct noise *noise, double rate)
{
    return limit_resolve(limit_in_force(question, noise), rate, noise->total_rate, 0, noise->settings.proven_over);
}

static struct hypothesis make(const struct question *question, const struct noise *noise)
{
    const struct comparison *comparison = noise->comparison;
    uint32_t entry = comparison->entries[question->entry].twin;
    double rate = comparison_side_sum(comparison, comparison->amount, entry, BASELINE) / noise->exposure[BASELINE];
    return (struct hypothesis){.comparison = question->comparison,
                               .entry = entry,
                               .purpose = question->purpose,
                               .slice = question->slice,
                               .expected = question->expected,
                               .upper = hypotheses_limit(question, noise, rate),
                               .lower = hypotheses_proven(question, noise, rate),
                               .assumed = noise_level_assumed(noise),
                               .judgeable = noise_answers(noise, entry)};
}

static int compare_numbers(double a, double b)
{
    return (a > b) - (a < b);
}

static int compare_limits(const struct limit_resolved *a, const struct limit_resolved *b)
{
    if (a->relative != b->relative)
        return a->relative ? -1 : 1;
    return a->relative ? compare_numbers(a->fraction, b->fraction) : compare_numbers(a->growth, b->growth);
}

/* What tells hypotheses apart; a named one is not the wildcard one of equal limit, since their families differ. */
static int compare_hypotheses(const struct hypothesis *a, const struct hypothesis *b)
{
    if (a->comparison != b->comparison)
        return a->comparison < b->comparison ? -1 : 1;
    if (a->entry != b->entry)
        return a->entry < b->entry ? -1 : 1;
    if (a->purpose != b->purpose)
        return a->purpose < b->purpose ? -1 : 1;
    if (a->slice != b->slice)
        return a->slice < b->slice ? -1 : 1;
    int order = compare_numbers(a->expected, b->expected);
    order = order != 0 ? order : compare_limits(&a->lower, &b->lower);
    return order != 0 ? order : compare_limits(&a->upper, &b->upper);
}

static int compare_candidates(const void *left, const void *right)
{
    const struct candidate *a = left, *b = right;
    int order = compare_hypotheses(&a->hypothesis, &b->hypothesis);
    return order != 0 ? order : (a->question > b->question) - (a->question < b->question);
}

/* Sorts the questions by their hypotheses and keeps each of these once. */
static int gather(struct hypotheses *out, const struct questions *questions, const struct noise *noises,
                  struct error *err)
{
    struct candidate *all = memory_allocate_array(questions->count, sizeof *all);
    if (all == NULL) {
        error_set_memory(err, "sorting the questions");
        return -1;
    }
    for (size_t q = 0; q < questions->count; q++) {
        const struct question *question = &questions->items[q];
        all[q] = (struct candidate){make(question, &noises[question->comparison]), q};
    }
    qsort(all, questions->count, sizeof *all, compare_candidates);
    for (size_t i = 0; i < questions->count; i++) {
        if (i == 0 || compare_hypotheses(&all[i].hypothesis, &all[i - 1].hypothesis) != 0)
            out->items[out->count++] = all[i].hypothesis;
        out->of_question[all[i].question] = out->count - 1;
    }
    memory_free(all);
    return 0;
}

static void test_all(struct hypotheses *hypotheses, const struct noise *noises)
{
    for (size_t i = 0; i < hypotheses->count; i++) {
        struct hypothesis *h = &hypotheses->items[i];
        const struct noise *noise = &noises[h->comparison];
        const struct effective *at = &noise->entries[h->entry];
        h->test = h->purpose == QUESTION_EXPECT ? test_promise(noise, h->entry, at, h->expected)
                                                : test_growth(noise, h->entry, at, &h->upper, &h->lower);
        /* Zero against zero, an unknown total: whatever yields no number proves nothing. */
        h->test.p_low = h->test.p_low >= 0 ? h->test.p_low : 1.0;
        h->test.p_high = h->test.p_high >= 0 ? h->test.p_high : 1.0;
        h->test.p_least = h->test.p_least >= 0 ? h->test.p_least : 1.0;
    }
}

/* A family in the arrays that the statistics want; member: index into the hypotheses. */
struct family {
    size_t *member;
    double *p, *least, *scratch;
    bool *tested, *rejected;
    size_t count;
};

static int family_make(struct family *family, size_t most, struct error *err)
{
    *family = (struct family){.member = memory_allocate_array(most, sizeof(size_t)),
                              .p = memory_allocate_array(3 * most, sizeof(double)),
                              .tested = memory_allocate_array(2 * most, sizeof(bool))};
    if (family->member == NULL || family->p == NULL || family->tested == NULL) {
        error_set_memory(err, "correcting for many questions");
        return -1;
    }
    family->least = family->p + most;
    family->scratch = family->least + most;
    family->rejected = family->tested + most;
    return 0;
}

static void family_clear(struct family *family)
{
    memory_free(family->member);
    memory_free(family->p);
    memory_free(family->tested);
}

static bool belongs(const struct hypothesis *h, bool named)
{
    if (!h->judgeable || h->purpose == QUESTION_WARN)
        return false;
    return (h->slice == QUESTION_NAMED || h->purpose == QUESTION_EXPECT) == named;
}

static void family_fill(struct family *family, const struct hypotheses *hypotheses, bool named)
{
    family->count = 0;
    for (size_t i = 0; i < hypotheses->count; i++) {
        const struct hypothesis *h = &hypotheses->items[i];
        if (!belongs(h, named))
            continue;
        family->member[family->count] = i;
        family->p[family->count] = h->test.p_low;
        family->least[family->count] = h->test.p_least;
        family->count++;
    }
}

static void family_settle(const struct family *family, struct hypotheses *hypotheses, double level)
{
    for (size_t i = 0; i < family->count; i++) {
        struct hypothesis *h = &hypotheses->items[family->member[i]];
        h->tested = family->tested[i];
        h->rejected = family->rejected[i] && h->test.at_limit;
        h->level = level;
    }
}

static void judge_wildcards(struct hypotheses *hypotheses, struct family *family, double alpha)
{
    family_fill(family, hypotheses, false);
    struct multiplicity found = {.k = 1};
    if (family->count > 0)
        found = multiplicity_judge(family->rejected, family->tested, family->p, family->least, family->count, alpha,
                                   family->scratch);
    hypotheses->k = found.k;
    hypotheses->wildcard_count = family->count;
    hypotheses->wildcard_level = alpha / (double)found.k;
    family_settle(family, hypotheses, hypotheses->wildcard_level);
}

static void judge_named(struct hypotheses *hypotheses, struct family *family, double alpha)
{
    family_fill(family, hypotheses, true);
    hypotheses->named_level = alpha / (double)(family->count > 0 ? family->count : 1);
    if (family->count > 0)
        multiplicity_holm(family->rejected, family->p, NULL, family->count, family->count, alpha, family->scratch);
    for (size_t i = 0; i < family->count; i++)
        family->tested[i] = family->least[i] <= hypotheses->named_level;
    family_settle(family, hypotheses, hypotheses->named_level);
}

static void judge_warnings(struct hypotheses *hypotheses, double alpha)
{
    for (size_t i = 0; i < hypotheses->count; i++) {
        struct hypothesis *h = &hypotheses->items[i];
        if (h->purpose != QUESTION_WARN || !h->judgeable)
            continue;
        h->level = alpha;
        h->tested = h->test.p_least <= alpha;
        h->rejected = h->test.at_limit && h->test.p_low <= alpha;
    }
}

int hypotheses_test(struct hypotheses *out, const struct questions *questions, const struct noise *noises,
                    const struct noise_settings *settings, struct error *err)
{
    *out = (struct hypotheses){0};
    struct family family = {0};
    int result = -1;
    double named = settings->false_fail * settings->named_slice, rest = settings->false_fail - named;
    out->items = memory_allocate_array(questions->count, sizeof *out->items);
    out->of_question = memory_allocate_array(questions->count, sizeof *out->of_question);
    if (out->items == NULL || out->of_question == NULL) {
        error_set_memory(err, "sorting the questions");
        goto done;
    }
    if (gather(out, questions, noises, err) != 0 || family_make(&family, out->count, err) != 0)
        goto done;
    test_all(out, noises);
    judge_wildcards(out, &family, rest);
    judge_named(out, &family, named);
    judge_warnings(out, rest);
    result = 0;
done:
    family_clear(&family);
    if (result != 0)
        hypotheses_clear(out);
    return result;
}

void hypotheses_clear(struct hypotheses *hypotheses)
{
    memory_free(hypotheses->items);
    memory_free(hypotheses->of_question);
    *hypotheses = (struct hypotheses){0};
}
