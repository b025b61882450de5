#include "rules/ask.h"

#include "gate/base/numbers.h"
#include "rules/rule_kind.h"

#include <string.h>

#include "gate/base/banned.h"

/* By share every total is all of it: there is nothing to ask. */
static bool is_answerable(const struct policy_rule *rule, const struct comparison *comparison)
{
    return !rule->match.total || comparison->exposure_kind != EXPOSURE_SHARE || comparison->unfit != NULL;
}

bool ask_applies(const struct policy_rule *rule, const struct comparison *comparison)
{
    return !comparison->report_only && (comparison->anchored == NULL || rule->anchored) &&
           is_answerable(rule, comparison) &&
           (rule->profile == NULL || strcmp(rule->profile, comparison_policy_profile(comparison)) == 0);
}

static bool limits_amounts(const struct limit *limit)
{
    for (size_t i = 0; i < limit->count; i++) {
        if (limit->bounds[i].set[LIMIT_ABSOLUTE] || limit->bounds[i].set[LIMIT_COST]) {
            return true;
        }
    }
    return false;
}

/* A share of the total cannot be held against so many microseconds. */
static int check_share(const struct policy_rule *rule, const struct comparison *comparison, struct error *err)
{
    bool by_share = comparison->exposure_kind == EXPOSURE_SHARE && comparison->unfit == NULL;
    if (!by_share || (!limits_amounts(&rule->fail_over) && !limits_amounts(&rule->warn_over))) {
        return 0;
    }
    error_set(err, ERROR_POLICY,
              "rule '%s' limits an amount per request, but by 'requests: none' nobody counts requests: give it "
              "of_itself or of_total",
              rule->id);
    return error_at_line(err, rule->place.file, rule->place.line, rule->place.column);
}

bool ask_expects(const struct policy_rule *rule, const struct comparison *comparison)
{
    const struct comparison_side *candidate = &comparison->sides[CANDIDATE];
    if (!rule->has_expect || comparison->anchored != NULL) {
        return false;
    }
    return (candidate->label != NULL && strcmp(rule->expect_in, candidate->label) == 0) ||
           (candidate->version != NULL && strcmp(rule->expect_in, candidate->version) == 0);
}

bool ask_idles(const struct policy_rule *rule, const struct comparison *comparison)
{
    return !rule->has_fail && !rule->has_warn && !ask_expects(rule, comparison);
}

/* A promise is about one cost: the function's own if the rule says so, else that with all it calls. */
static bool is_promised(const struct policy_rule *rule, const struct comparison *comparison, size_t entry)
{
    return ask_expects(rule, comparison) &&
           (comparison->entries[entry].value != ENTRY_SELF || rule->value == POLICY_VALUE_SELF);
}

/* An amount in bytes says nothing of time. What is neither of them is counted. */
static int check_unit(const struct policy_rule *rule, const struct comparison *comparison, struct error *err)
{
    const char *base;
    double factor;
    numbers_unit(comparison->unit, &base, &factor);
    bool counted = strcmp(base, "nanoseconds") != 0 && strcmp(base, "bytes") != 0;
    const char *unit = counted ? "objects" : base;
    if (rule->absolute_unit[0] == '\0' || strcmp(rule->absolute_unit, unit) == 0) {
        return 0;
    }
    error_set(err, ERROR_POLICY, "an absolute limit of rule '%s' is in %s, but profile '%s' is measured in %s",
              rule->id, rule->absolute_unit, comparison_policy_profile(comparison), unit);
    return error_at_line(err, rule->place.file, rule->place.line, rule->place.column);
}

static int ask_entry(struct questions *out, const struct policy_rule *rule, const struct question *of_entry,
                     const struct comparison *comparison, struct error *err)
{
    struct question question = *of_entry;
    if (rule->has_fail) {
        question.purpose = QUESTION_FAIL;
        question.limit = rule->fail_over;
        question.limit_assumed = rule->fail_over_assumed;
        if (questions_add(out, &question, err) != 0) {
            return -1;
        }
    }
    if (rule->has_warn) {
        question.purpose = QUESTION_WARN;
        question.limit = rule->warn_over;
        question.limit_assumed = rule->warn_over;
        if (questions_add(out, &question, err) != 0) {
            return -1;
        }
    }
    if (!is_promised(rule, comparison, question.entry)) {
        return 0;
    }
    question.purpose = QUESTION_EXPECT;
    question.limit = question.limit_assumed = (struct limit){0};
    question.expected = rule->expect;
    return questions_add(out, &question, err);
}

static int ask_rule(struct questions *out, const struct policy_rule *rule, uint32_t rule_index,
                    const struct comparison *comparison, uint32_t comparison_index, struct error *err)
{
    const struct rule_kind *kind = rule_kind_of(rule);
    size_t before = out->count;
    if (check_unit(rule, comparison, err) != 0 || check_share(rule, comparison, err) != 0) {
        return -1;
    }
    if (ask_idles(rule, comparison)) {
        return 0;
    }
    for (size_t entry = 0; entry < comparison->entry_count; entry++) {
        if (!kind->matches(rule, comparison, entry)) {
            continue;
        }
        struct question question = {
            .comparison = comparison_index,
            .entry = (uint32_t)entry,
            .rule = rule_index,
            .slice = kind->slice(rule, comparison, entry),
        };
        if (ask_entry(out, rule, &question, comparison, err) != 0) {
            return -1;
        }
    }
    if (out->count > before) {
        return 0;
    }
    struct question_unmatched unmatched = {
        .comparison = comparison_index, .rule = rule_index, .optional = rule->optional};
    return questions_add_unmatched(out, &unmatched, err);
}

static int ask_all(struct questions *out, const struct policy *policy, const struct comparison *const *comparisons,
                   size_t comparison_count, struct error *err)
{
    for (size_t c = 0; c < comparison_count; c++) {
        for (size_t r = 0; r < policy->rule_count; r++) {
            if (ask_applies(&policy->rules[r], comparisons[c]) &&
                ask_rule(out, &policy->rules[r], (uint32_t)r, comparisons[c], (uint32_t)c, err) != 0) {
                return -1;
            }
        }
    }
    return 0;
}

int ask_questions(struct questions *out, const struct policy *policy, const struct comparison *const *comparisons,
                  size_t comparison_count, struct error *err)
{
    struct questions questions = {0};
    if (ask_all(&questions, policy, comparisons, comparison_count, err) != 0) {
        questions_clear(&questions);
        return -1;
    }
    *out = questions;
    return 0;
}

int ask_differences(struct questions *out, const struct comparison *const *comparisons, size_t comparison_count,
                    struct error *err)
{
    struct questions questions = {0};
    for (size_t c = 0; c < comparison_count; c++) {
        for (size_t entry = 0; entry < comparisons[c]->entry_count; entry++) {
            struct question question = {
                .comparison = (uint32_t)c,
                .entry = (uint32_t)entry,
                .rule = UINT32_MAX,
                .purpose = QUESTION_FAIL,
                .slice = entry == 0 ? QUESTION_NAMED : QUESTION_WILDCARD,
            };
            if (questions_add(&questions, &question, err) != 0) {
                questions_clear(&questions);
                return -1;
            }
        }
    }
    *out = questions;
    return 0;
}
