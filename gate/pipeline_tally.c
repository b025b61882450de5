#include "gate/pipeline_tally.h"

#include "gate/base/memory.h"
#include "gate/base/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "gate/base/banned.h"

enum { NAMES_SHOWN = 10, SAFE_SIZE = 400 };

static const char doing[] = "counting the verdicts";

static struct bytes name_of(const struct finding *finding, const struct comparison *const *comparisons)
{
    return finding->symbol == SYMBOL_NONE || finding->comparison == UINT32_MAX
               ? bytes_of_text("the total")
               : symbols_get(comparisons[finding->comparison]->symbols, finding->symbol)->name;
}

static struct pipeline_tally_name *find_name(const struct pipeline_tally *tally, struct bytes name)
{
    for (size_t i = 0; i < tally->name_count; i++) {
        if (bytes_compare(bytes_of_text(tally->names[i].text), name) == 0) {
            return &tally->names[i];
        }
    }
    return NULL;
}

static int add_name(struct pipeline_tally *tally, struct bytes name, struct error *err)
{
    struct pipeline_tally_name *found = find_name(tally, name);
    if (found == NULL) {
        struct pipeline_tally_name *names = memory_resize_array(tally->names, tally->name_count + 1, sizeof *names);
        if (names == NULL) {
            return error_set_memory(err, doing);
        }
        tally->names = names;
        found = &names[tally->name_count];
        *found = (struct pipeline_tally_name){.text = memory_copy_text((const char *)name.data, name.size)};
        if (found->text == NULL) {
            return error_set_memory(err, doing);
        }
        tally->name_count++;
    }
    if (found->last_draw != tally->draws) {
        found->last_draw = tally->draws;
        found->draws++;
    }
    return 0;
}

int pipeline_tally_add(struct pipeline_tally *tally, const struct verdict *verdict,
                       const struct comparison *const *comparisons, struct error *err)
{
    tally->draws++;
    tally->verdicts[verdict->kind]++;
    if (verdict->kind == VERDICT_INCONCLUSIVE && tally->open_reason == NULL) {
        tally->open_reason = memory_copy_text(verdict->reason, strlen(verdict->reason));
        if (tally->open_reason == NULL) {
            return error_set_memory(err, doing);
        }
    }
    for (size_t i = 0; i < verdict->finding_count; i++) {
        const struct finding *finding = &verdict->findings[i];
        if (finding->kind == FINDING_REGRESSION && !finding->explained &&
            add_name(tally, name_of(finding, comparisons), err) != 0) {
            return -1;
        }
    }
    return 0;
}

void pipeline_tally_wilson(double interval[2], size_t hits, size_t draws)
{
    const double z = 1.959963984540054;
    double n = (double)draws, p = (double)hits / n, scale = 1 + z * z / n;
    double center = (p + z * z / (2 * n)) / scale;
    double half = z * sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / scale;
    interval[0] = hits == 0 ? 0 : fmax(center - half, 0);
    interval[1] = hits == draws ? 1 : fmin(center + half, 1);
}

/* The most frequent first. */
static int compare_names(const void *left, const void *right)
{
    const struct pipeline_tally_name *const *a = left, *const *b = right;
    if ((*a)->draws != (*b)->draws) {
        return (*a)->draws > (*b)->draws ? -1 : 1;
    }
    return strcmp((*a)->text, (*b)->text);
}

static void print_names(const struct pipeline_tally *tally, struct sink *sink)
{
    const struct pipeline_tally_name **sorted = memory_allocate_array(tally->name_count, sizeof *sorted);
    if (sorted == NULL) {
        sink->failed = true;
        error_set_memory(&sink->error, doing);
        return;
    }
    for (size_t i = 0; i < tally->name_count; i++) {
        sorted[i] = &tally->names[i];
    }
    qsort(sorted, tally->name_count, sizeof *sorted, compare_names);
    for (size_t i = 0; i < tally->name_count && i < NAMES_SHOWN; i++) {
        char safe[SAFE_SIZE];
        sink_format(sink, "  %-13s '%s' in %zu of %zu draws\n", i == 0 ? "red functions" : "",
                    text_harmless(safe, sizeof safe, bytes_of_text(sorted[i]->text)), sorted[i]->draws,
                    tally->draws);
    }
    if (tally->name_count > NAMES_SHOWN) {
        sink_format(sink, "  %-13s and %zu more\n", "", tally->name_count - NAMES_SHOWN);
    }
    memory_free(sorted);
}

void pipeline_tally_print(const struct pipeline_tally *tally, double false_fail, struct sink *sink)
{
    char safe[SAFE_SIZE];
    double interval[2];
    size_t red = tally->verdicts[VERDICT_REGRESSION];
    pipeline_tally_wilson(interval, red, tally->draws);
    sink_format(sink,
                "  %-13s %zu of %zu draws: %.3g %% (95 %% interval %.3g to %.3g %%); promised: at most %.3g %%\n",
                "red", red, tally->draws, 100 * (double)red / (double)tally->draws, 100 * interval[0],
                100 * interval[1], 100 * false_fail);
    sink_format(sink, "  %-13s %zu pass, %zu regression, %zu inconclusive\n", "verdicts",
                tally->verdicts[VERDICT_PASS], red, tally->verdicts[VERDICT_INCONCLUSIVE]);
    if (tally->verdicts[VERDICT_PASS] + red == 0) {
        sink_format(sink, "  %-13s no draw came to a decision, so none of this says how often one would be wrong\n",
                    "");
    }
    if (tally->name_count > 0) {
        print_names(tally, sink);
    }
    if (tally->open_reason != NULL) {
        sink_format(sink, "  %-13s the first: %s\n", "inconclusive",
                    text_harmless(safe, sizeof safe, bytes_of_text(tally->open_reason)));
    }
}

void pipeline_tally_clear(struct pipeline_tally *tally)
{
    for (size_t i = 0; i < tally->name_count; i++) {
        memory_free(tally->names[i].text);
    }
    memory_free(tally->names);
    memory_free(tally->open_reason);
    *tally = (struct pipeline_tally){0};
}
