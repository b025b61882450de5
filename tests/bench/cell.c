#include "tests/bench/cell.h"

#include "gate/compare/compare.h"
#include "gate/inference/inference.h"
#include "rules/ask.h"
#include "rules/judge.h"
#include "tests/bench/draw.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static void check(int result, const char *what, const struct error *err)
{
    if (result == 0)
        return;
    fprintf(stderr, "%s: %s\n", what, err->sentence);
    exit(2);
}

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* One draw, judged. */
struct judged {
    struct comparison *comparison;
    struct questions questions;
    struct answers *answers;
    struct verdict *verdict;
    double seconds; /* between questions and answers */
};

static void judge_draw(struct judged *out, const struct cell_judge *judge, const struct replicas sides[SIDES])
{
    struct error err = ERROR_INIT;
    struct compare_settings settings = {0};
    *out = (struct judged){0};
    check(compare_profiles(&out->comparison, sides, &judge->selector, &settings, &err), "compare", &err);
    const struct comparison *list = out->comparison;
    check(ask_questions(&out->questions, judge->policy, &list, 1, &err), "ask", &err);
    double start = now();
    check(inference_answer(&out->answers, &list, 1, &out->questions, &judge->noise, &err), "infer", &err);
    out->seconds = now() - start;
    struct judge_input input = {.policy = judge->policy,
                                .comparisons = &list,
                                .comparison_count = 1,
                                .questions = &out->questions,
                                .answers = out->answers};
    check(judge_verdict(&out->verdict, &input, &err), "judge", &err);
}

static void judged_clear(struct judged *judged)
{
    verdict_free(judged->verdict);
    answers_free(judged->answers);
    questions_clear(&judged->questions);
    comparison_free(judged->comparison);
}

static void count_name(struct cell *cell, const char *name, size_t length)
{
    size_t i = 0;
    while (i < cell->name_count &&
           (strlen(cell->names[i].name) != length || memcmp(cell->names[i].name, name, length) != 0))
        i++;
    if (i == CELL_NAMES_MAX || length >= sizeof cell->names[i].name)
        return;
    if (i == cell->name_count) {
        memcpy(cell->names[i].name, name, length);
        cell->name_count++;
    }
    cell->names[i].count++;
}

static void note_culprits(struct cell *cell, const struct judged *judged, const struct gatebench_label *label)
{
    const struct answers *answers = judged->answers;
    bool others = false;
    for (size_t i = 0; i < answers->culprit_count; i++) {
        const struct culprit *culprit = &answers->culprits[i];
        struct bytes name = culprit->symbol == SYMBOL_NONE
                                ? bytes_of_text("(the service)")
                                : symbols_get(judged->comparison->symbols, culprit->symbol)->name;
        bool right = gatebench_is_culprit(label, (const char *)name.data, name.size);
        cell->right += i == 0 && right;
        others = others || !right;
        count_name(cell, (const char *)name.data, name.size);
    }
    cell->others += others;
}

/* Whether every fail question but those about the total is cleared. */
static bool total_alone(const struct judged *judged)
{
    bool total = false;
    for (size_t q = 0; q < judged->questions.count; q++) {
        if (judged->questions.items[q].purpose != QUESTION_FAIL || judged->answers->items[q].cleared)
            continue;
        if (judged->questions.items[q].entry != 0)
            return false;
        total = true;
    }
    return total;
}

/* Whether a growth of the first culprit as large as the label's (if that has none: as measured) was visible, as the
 * gate says it. */
static bool would_show(const struct judged *judged, const struct gatebench_label *label)
{
    const struct comparison *comparison = judged->comparison;
    size_t length = strcspn(label->culprits, ",");
    for (size_t q = 0; comparison->unfit == NULL && q < judged->questions.count; q++) {
        const struct question *question = &judged->questions.items[q];
        if (question->purpose != QUESTION_FAIL || question->entry == 0 ||
            comparison->entries[question->entry].value != ENTRY_TOTAL)
            continue;
        struct bytes name = comparison_entry_name(comparison, question->entry);
        if (name.size != length || memcmp(name.data, label->culprits, length) != 0)
            continue;
        const struct answer *answer = &judged->answers->items[q];
        double growth = isinf(label->growth) ? answer->estimate.share : label->growth;
        return isfinite(answer->visible) && answer->visible <= growth;
    }
    return false;
}

static double replicas_needed(const struct judged *judged, size_t m)
{
    const struct comparison_answers *here = &judged->answers->comparisons[0];
    if (judged->verdict->kind != VERDICT_INCONCLUSIVE)
        return NAN;
    return isnan(here->replicas_needed) ? ceil((double)m * here->samples_factor) : here->replicas_needed;
}

struct cell_draw cell_add(struct cell *cell, const struct cell_judge *judge, const struct replicas sides[SIDES])
{
    struct judged judged;
    judge_draw(&judged, judge, sides);
    struct cell_draw out = {.red = judged.verdict->kind == VERDICT_REGRESSION,
                            .pass = judged.verdict->kind == VERDICT_PASS,
                            .needed = replicas_needed(&judged, sides[CANDIDATE].count)};
    bool shows = would_show(&judged, judge->label);
    cell->draws++;
    cell->red += out.red;
    cell->pass += out.pass;
    cell->total_alone += judged.verdict->kind == VERDICT_INCONCLUSIVE && total_alone(&judged);
    cell->seen += shows;
    cell->seen_red += shows && out.red;
    cell->sd_total += judged.answers->comparisons[0].level.total_sd;
    cell->seconds += judged.seconds;
    note_culprits(cell, &judged, judge->label);
    judged_clear(&judged);
    return out;
}

bool cell_passes(const struct cell_judge *judge, const struct replicas sides[SIDES])
{
    struct judged judged;
    judge_draw(&judged, judge, sides);
    bool pass = judged.verdict->kind == VERDICT_PASS;
    judged_clear(&judged);
    return pass;
}

static void print_rate(const char *word, size_t hits, size_t of)
{
    double interval[2];
    if (of == 0)
        return;
    draw_wilson(interval, hits, of);
    printf("  %s %.3f [%.3f, %.3f]", word, (double)hits / (double)of, interval[0], interval[1]);
}

static void print_names(const struct cell *cell)
{
    bool shown[CELL_NAMES_MAX] = {0};
    for (size_t k = 0; k < 4 && k < cell->name_count; k++) {
        size_t best = CELL_NAMES_MAX;
        for (size_t i = 0; i < cell->name_count; i++) {
            if (!shown[i] && (best == CELL_NAMES_MAX || cell->names[i].count > cell->names[best].count))
                best = i;
        }
        shown[best] = true;
        printf("%s %s %zu", k ? "," : " ", cell->names[best].name, cell->names[best].count);
    }
}

void cell_print(const struct cell *cell, const struct cell_place *place)
{
    double n = (double)cell->draws;
    printf("%-17s m=%-2zu%s", place->variant, place->m, place->paired ? " pairs" : "");
    print_rate("red", cell->red, cell->draws);
    print_rate("pass", cell->pass, cell->draws);
    print_rate("right first", cell->right, cell->red);
    print_rate("red where it should show", cell->seen_red, cell->seen);
    print_rate("forecast kept", cell->kept, cell->promised);
    printf("  total alone %.2f  others named %.2f  sd(total) %.3f  %.1f ms |", (double)cell->total_alone / n,
           (double)cell->others / n, cell->sd_total / n, 1e3 * cell->seconds / n);
    print_names(cell);
    printf("\n");
    fflush(stdout);
}

/* Hits, of how many, and their interval; nothing where there were none to count. */
static void write_rate(FILE *file, const char *name, size_t hits, size_t of)
{
    double interval[2];
    if (of == 0)
        return;
    draw_wilson(interval, hits, of);
    fprintf(file, ", \"%s\": [%zu, %zu, %.4f, %.4f]", name, hits, of, interval[0], interval[1]);
}

void cell_write(const struct cell *cell, const struct cell_place *place, FILE *file)
{
    fprintf(file,
            "{\"service\": \"%s\", \"profile\": \"%s\", \"variant\": \"%s\", \"change\": \"%s\", \"expected\": "
            "\"%s\", \"m\": %zu, \"paired\": %s, \"disjoint\": %zu, \"disjoint_base\": %zu, \"draws\": %zu",
            place->service, place->profile, place->variant, place->change, place->expected, place->m,
            place->paired ? "true" : "false", place->disjoint, place->disjoint_base, cell->draws);
    if (!isnan(place->growth) && !isinf(place->growth))
        fprintf(file, ", \"growth\": %.4f, \"limit\": %.4f", place->growth, place->limit);
    write_rate(file, "red", cell->red, cell->draws);
    write_rate(file, "pass", cell->pass, cell->draws);
    write_rate(file, "right_first", cell->right, cell->red);
    write_rate(file, "red_where_it_should_show", cell->seen_red, cell->seen);
    write_rate(file, "forecast_kept", cell->kept, cell->promised);
    fprintf(file, ", \"total_alone\": %zu, \"others_named\": %zu, \"sd_total\": %.5f}", cell->total_alone,
            cell->others, cell->sd_total / (double)cell->draws);
}
