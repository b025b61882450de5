#ifndef FLAMEGATE_RULES_RULE_TABLE_H
#define FLAMEGATE_RULES_RULE_TABLE_H

#include "gate/base/arena.h"
#include "rules/judge.h"

#include <stddef.h>
#include <stdint.h>

/*
 * The rules of a verdict: one row for each rule and each comparison that it is held against, in the policy's order;
 * a rule that no comparison belongs to has one row of its own.
 */
struct rule_table {
    struct verdict_rule *rows; /* a block of gate/base/memory */
    uint32_t *rules;           /* [row]: index into the policy's rules; the arena's */
    size_t count;
};

/* Texts go into the arena. Fails only without memory. */
int rule_table_build(struct rule_table *out, struct arena *arena, const struct judge_input *input,
                     struct error *err);

/* The row of a rule of the policy for a comparison; UINT32_MAX if there is none. */
uint32_t rule_table_row(const struct rule_table *table, uint32_t comparison, uint32_t rule);

#endif
