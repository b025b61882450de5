#include "gate/report/flamegraph/marks.h"

#include "gate/base/memory.h"
#include "gate/report/words.h"

#include "gate/base/banned.h"

struct marking {
    struct marks *marks;
    const struct evaluation *evaluation;
    const struct comparison *comparison;
    const struct node_answer *nodes; /* NULL: nothing was answered */
    size_t index;
};

static void put(const struct marking *marking, uint32_t node, enum mark mark, uint32_t finding)
{
    if (mark > marking->marks->of[node]) {
        marking->marks->of[node] = (uint8_t)mark;
        marking->marks->finding[node] = finding;
    }
}

static bool grew(const struct marking *marking, uint32_t node)
{
    return marking->nodes == NULL || marking->nodes[node].direction > 0;
}

static double growth(const struct marking *marking, uint32_t node)
{
    const struct comparison *comparison = marking->comparison;
    const double *total = &comparison->node_total[(size_t)node * SIDES];
    return words_rate(comparison, total[CANDIDATE], CANDIDATE) - words_rate(comparison, total[BASELINE], BASELINE);
}

/* A finding without a single place is every place of its function, those that grew if any did. The answer is the
 * one that grew most. */
static uint32_t put_places(const struct marking *marking, const struct finding *finding, enum mark mark,
                           uint32_t index)
{
    const struct calltree *tree = marking->comparison->tree;
    uint32_t most = CALLTREE_ROOT;
    for (int only_grown = 1; only_grown >= 0 && most == CALLTREE_ROOT; only_grown--) {
        for (uint32_t n = 1; n < tree->count; n++) {
            if (tree->symbol[n] == finding->symbol && tree->outermost[n] && (!only_grown || grew(marking, n))) {
                put(marking, n, mark, index);
                most = most == CALLTREE_ROOT || growth(marking, n) > growth(marking, most) ? n : most;
            }
        }
    }
    return most;
}

static uint32_t put_finding(const struct marking *marking, uint32_t index, enum mark mark)
{
    const struct finding *finding = &marking->evaluation->verdict->findings[index];
    bool one_place = finding->node != CALLTREE_ROOT && finding->node < marking->comparison->tree->count;
    if (!one_place && finding->symbol != SYMBOL_NONE) {
        return put_places(marking, finding, mark, index);
    }
    uint32_t node = one_place ? finding->node : CALLTREE_ROOT;
    put(marking, node, mark, index);
    return node;
}

static enum mark mark_of(const struct finding *finding)
{
    switch (finding->kind) {
    case FINDING_INCONCLUSIVE:
        return finding->leading ? MARK_OPEN : MARK_NONE;
    case FINDING_REGRESSION:
        return MARK_CULPRIT;
    case FINDING_WAIVED:
        return MARK_WAIVED;
    case FINDING_MOVED:
        return MARK_MOVED;
    default:
        return MARK_NONE;
    }
}

static void put_findings(const struct marking *marking)
{
    const struct verdict *verdict = marking->evaluation->verdict;
    struct marks *marks = marking->marks;
    for (uint32_t i = 0; i < verdict->finding_count; i++) {
        const struct finding *finding = &verdict->findings[i];
        enum mark mark = mark_of(finding);
        if (finding->comparison != marking->index || mark == MARK_NONE) {
            continue;
        }
        uint32_t node = put_finding(marking, i, mark);
        marks->open_place = mark == MARK_OPEN ? node : marks->open_place;
        if (finding->kind == FINDING_REGRESSION) {
            if (marks->numbers < MARKS_NUMBERED) {
                marks->place[marks->numbers] = node;
                marks->of_number[marks->numbers++] = i;
            }
            marks->regressions++;
        }
    }
}

/* Which entries of the comparison a fail question was rejected for. */
static uint8_t *rejected_entries(const struct marking *marking)
{
    const struct evaluation *evaluation = marking->evaluation;
    uint8_t *rejected = memory_allocate_array(marking->comparison->entry_count, 1);
    if (rejected == NULL || evaluation->questions == NULL || evaluation->answers == NULL) {
        return rejected;
    }
    for (size_t i = 0; i < evaluation->answers->count; i++) {
        const struct question *question = &evaluation->questions->items[i];
        if (question->comparison == marking->index && question->purpose == QUESTION_FAIL &&
            evaluation->answers->items[i].rejected) {
            rejected[question->entry] = 1;
        }
    }
    return rejected;
}

/* Frames over a limit above a culprit: what a reader meets on the way down to it. */
static void put_breached(const struct marking *marking, const uint8_t *rejected)
{
    const struct calltree *tree = marking->comparison->tree;
    for (size_t i = 0; i < marking->marks->numbers; i++) {
        uint32_t node = marking->marks->place[i];
        while (node != CALLTREE_ROOT) {
            node = tree->parent[node];
            if (rejected[marking->comparison->node_entry_total[node]] && grew(marking, node)) {
                put(marking, node, MARK_BREACHED, marking->marks->of_number[i]);
            }
        }
    }
}

int marks_make(struct marks *out, const struct evaluation *evaluation, size_t comparison, struct error *err)
{
    const struct comparison *it = evaluation->comparisons[comparison];
    const struct answers *answers = evaluation->answers;
    struct marks marks = {
        .of = memory_allocate_array(it->tree->count, sizeof *marks.of),
        .finding = memory_allocate_array(it->tree->count, sizeof *marks.finding),
        .place = memory_allocate_array(MARKS_NUMBERED, sizeof *marks.place),
        .of_number = memory_allocate_array(MARKS_NUMBERED, sizeof *marks.of_number),
    };
    struct marking marking = {
        &marks, evaluation, it,
        answers != NULL && comparison < answers->comparison_count ? answers->comparisons[comparison].nodes : NULL,
        comparison};
    uint8_t *rejected = rejected_entries(&marking);
    if (marks.of == NULL || marks.finding == NULL || marks.place == NULL || marks.of_number == NULL ||
        rejected == NULL) {
        memory_free(rejected);
        marks_clear(&marks);
        return error_set_memory(err, "marking the frames of the flame graph");
    }
    for (size_t n = 0; n < it->tree->count; n++) {
        marks.finding[n] = UINT32_MAX;
    }
    put_findings(&marking);
    put_breached(&marking, rejected);
    memory_free(rejected);
    *out = marks;
    return 0;
}

void marks_clear(struct marks *marks)
{
    memory_free(marks->of);
    memory_free(marks->finding);
    memory_free(marks->place);
    memory_free(marks->of_number);
    *marks = (struct marks){0};
}
