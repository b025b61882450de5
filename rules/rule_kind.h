#ifndef FLAMEGATE_RULES_RULE_KIND_H
#define FLAMEGATE_RULES_RULE_KIND_H

#include "gate/base/sink.h"
#include "gate/model/comparison.h"
#include "gate/model/question.h"
#include "rules/policy.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * A kind of rule: which entries of a comparison a rule is held against. A rule is of exactly one kind, told by its
 * `match`. A new kind is one file in kind/, one row in rule_kinds.c and its line below.
 */
struct rule_kind {
    const char *name; /* as in `match`: total, function, any */

    /* Whether the rule is of this kind. */
    bool (*owns)(const struct policy_rule *rule);

    /* Whether the rule is held against the entry. */
    bool (*matches)(const struct policy_rule *rule, const struct comparison *comparison, size_t entry);

    /* Which part of the error rate the question belongs to; asked only of entries that match. Told by names alone,
     * never by costs. */
    enum question_slice (*slice)(const struct policy_rule *rule, const struct comparison *comparison, size_t entry);

    /* What the rule is held against, in words: "every function". */
    void (*describe)(const struct policy_rule *rule, struct sink *sink);

    bool many; /* may match many entries that nobody named, rare ones among them */
};

extern const struct rule_kind kind_total;
extern const struct rule_kind kind_function;
extern const struct rule_kind kind_any;

/* The table, in the order in which a rule is asked for its kind. */
extern const struct rule_kind *const rule_kinds[];
extern const size_t rule_kind_count;

/* The kind of a rule; never NULL for one that was read or built in. */
const struct rule_kind *rule_kind_of(const struct policy_rule *rule);

/* Whether the rule's `value` takes the entry: self, total or both; the service's total is never taken. What the
 * kinds that match functions share. */
bool rule_kind_takes_value(const struct policy_rule *rule, const struct comparison *comparison, size_t entry);

/* Whether `not` leaves the name out. */
bool rule_kind_excludes(const struct policy_rule *rule, struct bytes name);

/* ", but not '*_test*'" and ", their own cost only", where the rule says so. */
void rule_kind_describe_rest(const struct policy_rule *rule, struct sink *sink);

/* 'a', 'b' or 'c'. */
void rule_kind_describe_globs(const char *const *globs, size_t count, struct sink *sink);

#endif
