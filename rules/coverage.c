#include "rules/coverage.h"

#include "gate/base/memory.h"

#include <math.h>

#include "gate/base/banned.h"

/* Marks the entries that a fail question is about; whether the service's total is one of them. */
static bool mark_asked(uint8_t *asked, const struct judge_input *input, uint32_t comparison)
{
    bool total = false;
    for (size_t q = 0; q < input->questions->count; q++) {
        const struct question *question = &input->questions->items[q];
        if (question->comparison == comparison && question->purpose == QUESTION_FAIL) {
            asked[question->entry] = 1;
            total = total || input->comparisons[comparison]->entries[question->entry].value == ENTRY_SERVICE;
        }
    }
    return total;
}

/* under[n]: the node, or a caller above it, is under a rule by its total. */
static double covered_cost(uint8_t *under, const uint8_t *asked, const struct comparison *comparison)
{
    double covered = 0;
    for (size_t n = 1; n < comparison->tree->count; n++) {
        uint32_t self = comparison->node_entry_self[n];
        under[n] = under[comparison->tree->parent[n]] || asked[comparison->node_entry_total[n]];
        if (under[n] || (self != UINT32_MAX && asked[self])) {
            covered += comparison->node_self[n * SIDES + CANDIDATE];
        }
    }
    return covered;
}

int coverage_of(double *out, const struct judge_input *input, uint32_t comparison, struct error *err)
{
    const struct comparison *of = input->comparisons[comparison];
    double amount = of->sides[CANDIDATE].amount;
    if (input->questions == NULL || !(amount > 0)) {
        *out = 0;
        return 0;
    }
    uint8_t *asked = memory_allocate_array(of->entry_count, sizeof *asked);
    uint8_t *under = memory_allocate_array(of->tree->count, sizeof *under);
    int status = -1;
    if (asked != NULL && under != NULL) {
        *out = mark_asked(asked, input, comparison) ? 1 : fmin(covered_cost(under, asked, of) / amount, 1);
        status = 0;
    } else {
        error_set_memory(err, "measuring what the rules cover");
    }
    memory_free(asked);
    memory_free(under);
    return status;
}
