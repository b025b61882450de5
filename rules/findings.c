#include "rules/findings.h"

#include "gate/base/memory.h"
#include "rules/sentence.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gate/base/banned.h"

enum { FIRST_FINDINGS = 16 };

struct finding findings_blank(enum finding_kind kind, uint32_t comparison)
{
    return (struct finding){
        .kind = kind,
        .comparison = comparison,
        .rule = UINT32_MAX,
        .symbol = SYMBOL_NONE,
        .node = CALLTREE_ROOT,
        .owner = "",
        .sentence = "",
    };
}

static int make_room(struct findings *findings)
{
    if (findings->count < findings->capacity) {
        return 0;
    }
    size_t capacity = findings->capacity > 0 ? findings->capacity * 2 : FIRST_FINDINGS;
    struct finding *items = memory_resize_array(findings->items, capacity, sizeof *items);
    if (items == NULL) {
        return -1;
    }
    findings->items = items;
    findings->capacity = capacity;
    return 0;
}

void findings_add(struct findings *findings, const struct finding *finding, const char *format, ...)
{
    va_list arguments;
    if (findings->failed) {
        return;
    }
    va_start(arguments, format);
    const char *kept = sentence_keep(findings->arena, format, arguments);
    va_end(arguments);
    if (kept == NULL || make_room(findings) != 0) {
        findings->failed = true;
        return;
    }
    struct finding *added = &findings->items[findings->count++];
    *added = *finding;
    added->sentence = kept;
}

bool findings_has(const struct findings *findings, enum finding_kind kind, uint32_t comparison, uint32_t symbol)
{
    for (size_t i = 0; i < findings->count; i++) {
        const struct finding *finding = &findings->items[i];
        if (finding->kind == kind && finding->comparison == comparison && finding->symbol == symbol) {
            return true;
        }
    }
    return false;
}

const struct finding *findings_leading(const struct findings *findings, uint32_t comparison)
{
    for (size_t i = 0; i < findings->count; i++) {
        if (findings->items[i].leading && findings->items[i].comparison == comparison) {
            return &findings->items[i];
        }
    }
    return NULL;
}

bool findings_tell_of(const struct findings *findings, uint32_t comparison, uint32_t symbol)
{
    static const enum finding_kind kinds[] = {FINDING_REGRESSION, FINDING_WARNING,  FINDING_IMPROVEMENT,
                                              FINDING_NEW,        FINDING_VANISHED, FINDING_MOVED};
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (findings_has(findings, kinds[i], comparison, symbol)) {
            return true;
        }
    }
    return false;
}

/* A finding with all that its place in the order depends on. */
struct ranked {
    struct finding finding;
    double weight; /* its share of the total, whatever the sign; what has no estimate comes last */
    struct bytes name;
    size_t index;
};

static int compare_ranked(const void *left, const void *right)
{
    const struct ranked *a = left, *b = right;
    if (a->finding.kind != b->finding.kind) {
        return a->finding.kind < b->finding.kind ? -1 : 1;
    }
    if (a->finding.leading != b->finding.leading) {
        return a->finding.leading ? -1 : 1;
    }
    if (a->finding.at_limit != b->finding.at_limit) {
        return a->finding.at_limit ? -1 : 1;
    }
    if (a->weight < b->weight || a->weight > b->weight) {
        return a->weight > b->weight ? -1 : 1;
    }
    int names = bytes_compare(a->name, b->name);
    if (names != 0) {
        return names;
    }
    return a->index < b->index ? -1 : a->index > b->index;
}

static struct ranked rank(const struct finding *finding, size_t index, const struct comparison *const *comparisons)
{
    struct ranked ranked = {.finding = *finding, .weight = -1, .index = index};
    if (finding->has_estimate && !isnan(finding->estimate.share)) {
        ranked.weight = fabs(finding->estimate.share);
    }
    if (finding->comparison != UINT32_MAX && finding->symbol != SYMBOL_NONE) {
        ranked.name = symbols_get(comparisons[finding->comparison]->symbols, finding->symbol)->name;
    }
    return ranked;
}

int findings_sort(struct findings *findings, const struct comparison *const *comparisons, struct error *err)
{
    if (findings->failed) {
        return error_set_memory(err, "collecting findings");
    }
    if (findings->count == 0) {
        return 0;
    }
    struct ranked *ranked = memory_resize_array(NULL, findings->count, sizeof *ranked);
    if (ranked == NULL) {
        return error_set_memory(err, "sorting findings");
    }
    for (size_t i = 0; i < findings->count; i++) {
        ranked[i] = rank(&findings->items[i], i, comparisons);
    }
    qsort(ranked, findings->count, sizeof *ranked, compare_ranked);
    for (size_t i = 0; i < findings->count; i++) {
        findings->items[i] = ranked[i].finding;
    }
    memory_free(ranked);
    return 0;
}
