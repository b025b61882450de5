/*
 * tests/bench/verdict [--draws N] [--variants a,b,..] [--m 4,8,12] [--service shop] [--kind cpu] [--pair auto|none]
 *                     [--quick | --full] [--rate NS] [--of-total PERCENT] [--neighbours yes] [--json FILE]
 * [--check]
 *
 * How often the gate is right on recorded runs: seeded draws of m runs of the base against m runs of a variant,
 * from profile to verdict by the same rooms as the program, under the built-in policy (--of-total: with that limit
 * of a frame in place of 2 % of the total). Prints, for each variant and m, the rate of regressions with Wilson's
 * 95 % interval, of passes and of inconclusive verdicts, how often the first culprit named is one of the label's,
 * how often any other one was named, and which blocker stood in the way of a pass.
 *
 * --quick and --full go through every service, kind of profile and variant that can be read, with 4 and 500 draws
 * of m = 1, 4, 8 and 12 runs a side (as far as there are so many), and sum them up by what was done to the code.
 *
 * --neighbours draws m pairs of a base run and the run of the variant nearest in time, nearest pairs first, as
 * captures taken in turn would lie.
 *
 * It prints figures and never fails, but with --check: then a draw of an unchanged, moved or improved variant that
 * is red, or of another one that is not, or that names a wrong function first, makes it exit 1.
 */
#include "gate/base/memory.h"
#include "gate/compare/compare.h"
#include "gate/inference/inference.h"
#include "rules/ask.h"
#include "rules/judge.h"
#include "tests/bench/draw.h"
#include "tests/bench/families.h"
#include "tests/bench/gatebench.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#ifndef FLAMEGATE_SOURCE
#define FLAMEGATE_SOURCE "."
#endif

enum { SIZES_MAX = 16, VARIANTS_MAX = 64, REPLICAS_MAX = GATEBENCH_RUNS_MAX, NAMES_MAX = 64, SKIPPED = 77 };

struct options {
    size_t draws;
    const char *variants;
    size_t sizes[SIZES_MAX];
    size_t size_count;
    const char *service, *kind, *json;
    double rate; /* of block profiles */
    enum pair_by pair_by;
    double of_total; /* NAN: as built in */
    bool check, names;
    bool neighbours;
    size_t sweep; /* draws of all campaigns; 0: only what was asked for */
};

/* Where the figures go beside the screen. */
struct record {
    FILE *json; /* NULL: nowhere */
    bool first;
    struct families families;
};

/* What a sweep goes through: variants of which this kind of profile says what their label says. */
static const struct {
    const char *service, *kind, *variants;
} campaigns[] = {
    {"shop", "cpu",
     "base,base2,rename,inline,refactor,mix,noisy,ratehalf,rate2x,improve,leaf_big,leaf_mid,leaf_small,regexp,"
     "calls,"
     "newfunc,hires-base,hires-leaf_small"},
    {"shop", "allocs", "base,base2,alloc"},
    {"shop", "heap", "base,base2,leak"},
    {"shop", "mutex", "base,base2,lock"},
    {"ledger", "samples", "async-base,async-leaf-slower"},
};

/* A function that was named, and how often. */
struct named {
    char name[256];
    size_t count;
};

struct cell {
    size_t red, pass, open, right, extra, total_alone, believed;
    double sd_total, seconds;
    struct named names[NAMES_MAX];
    size_t name_count;
};

static void die(const char *what, const struct error *err)
{
    fprintf(stderr, "%s: %s\n", what, err->sentence);
    exit(2);
}

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void count_name(struct cell *cell, const char *name, size_t length)
{
    size_t i = 0;
    while (i < cell->name_count &&
           (strlen(cell->names[i].name) != length || memcmp(cell->names[i].name, name, length) != 0))
        i++;
    if (i == NAMES_MAX || length >= sizeof cell->names[i].name)
        return;
    if (i == cell->name_count) {
        memcpy(cell->names[i].name, name, length);
        cell->name_count++;
    }
    cell->names[i].count++;
}

static void note_culprits(struct cell *cell, const struct comparison *comparison, const struct answers *answers,
                          const struct gatebench_label *label)
{
    bool extra = false;
    for (size_t i = 0; i < answers->culprit_count; i++) {
        const struct culprit *culprit = &answers->culprits[i];
        struct bytes name = culprit->symbol == SYMBOL_NONE
                                ? bytes_of_text("(the service)")
                                : symbols_get(comparison->symbols, culprit->symbol)->name;
        bool right = gatebench_is_culprit(label, (const char *)name.data, name.size);
        cell->right += i == 0 && right;
        extra = extra || !right;
        count_name(cell, (const char *)name.data, name.size);
    }
    cell->extra += extra;
}

/* Whether every fail question but those about the total is cleared. */
static bool total_alone(const struct questions *questions, const struct answers *answers)
{
    bool total = false;
    for (size_t q = 0; q < questions->count; q++) {
        if (questions->items[q].purpose != QUESTION_FAIL || answers->items[q].cleared)
            continue;
        if (questions->items[q].entry != 0)
            return false;
        total = true;
    }
    return total;
}

static void judge_once(struct cell *cell, const struct replicas sides[SIDES], const struct policy *policy,
                       const struct noise_settings *noise, const struct profile_selector *selector,
                       const struct gatebench_label *label)
{
    struct error err = ERROR_INIT;
    struct comparison *comparison;
    struct compare_settings settings = {0};
    struct questions questions = {0};
    struct answers *answers;
    struct verdict *verdict;
    if (compare_profiles(&comparison, sides, selector, &settings, &err) != 0)
        die("compare", &err);
    const struct comparison *list = comparison;
    if (ask_questions(&questions, policy, &list, 1, &err) != 0)
        die("ask", &err);
    double start = now();
    if (inference_answer(&answers, &list, 1, &questions, noise, &err) != 0)
        die("infer", &err);
    cell->seconds += now() - start;
    struct judge_input input = {
        .policy = policy, .comparisons = &list, .comparison_count = 1, .questions = &questions, .answers = answers};
    if (judge_verdict(&verdict, &input, &err) != 0)
        die("judge", &err);
    cell->red += verdict->kind == VERDICT_REGRESSION;
    cell->pass += verdict->kind == VERDICT_PASS;
    cell->open += verdict->kind == VERDICT_INCONCLUSIVE;
    cell->total_alone += verdict->kind == VERDICT_INCONCLUSIVE && total_alone(&questions, answers);
    cell->believed += answers->comparisons[0].level.believed;
    cell->sd_total += answers->comparisons[0].level.total_sd;
    note_culprits(cell, comparison, answers, label);
    verdict_free(verdict);
    answers_free(answers);
    questions_clear(&questions);
    comparison_free(comparison);
}

static void choose_neighbours(size_t *chosen, const struct gatebench_runs *base,
                              const struct gatebench_runs *candidate, size_t m, struct draw *draw)
{
    size_t pairs[GATEBENCH_RUNS_MAX][2], picked[GATEBENCH_RUNS_MAX];
    draw_distinct(draw, picked, m, gatebench_pair_by_time(pairs, base, candidate));
    for (size_t i = 0; i < m; i++) {
        chosen[i] = pairs[picked[i]][0];
        chosen[m + i] = pairs[picked[i]][1];
    }
}

/* The runs of both sides: of one variant against itself they are different runs. */
static void draw_sides(struct replicas sides[SIDES], const struct gatebench_runs *base,
                       const struct gatebench_runs *candidate, size_t m, bool neighbours, struct draw *draw)
{
    size_t chosen[2 * REPLICAS_MAX];
    bool same = strcmp(base->variant, candidate->variant) == 0;
    if (neighbours && !same) {
        choose_neighbours(chosen, base, candidate, m, draw);
    } else {
        draw_distinct(draw, chosen, same ? 2 * m : m, base->replicas.count);
        if (!same)
            draw_distinct(draw, chosen + m, m, candidate->replicas.count);
    }
    if (gatebench_pick(&sides[BASELINE], base, chosen, m) != 0 ||
        gatebench_pick(&sides[CANDIDATE], candidate, chosen + m, m) != 0) {
        fprintf(stderr, "out of memory\n");
        exit(2);
    }
}

static bool enough(const struct gatebench_runs *base, const struct gatebench_runs *candidate, size_t m)
{
    bool same = strcmp(base->variant, candidate->variant) == 0;
    return m <= REPLICAS_MAX && base->replicas.count >= (same ? 2 * m : m) && candidate->replicas.count >= m;
}

static void run_cell(struct cell *cell, const struct options *options, const struct policy *policy,
                     const struct gatebench_runs *base, const struct gatebench_runs *candidate, size_t m,
                     const struct gatebench_label *label)
{
    struct noise_settings noise = policy->noise;
    struct profile_selector selector = profile_selector_from_word(options->kind);
    selector.rate = options->rate;
    noise.pair_by = options->pair_by;
    for (size_t k = 0; k < options->draws; k++) {
        struct replicas sides[SIDES];
        struct draw draw = draw_seeded(candidate->variant, m * 1000003 + k);
        draw_sides(sides, base, candidate, m, options->neighbours, &draw);
        judge_once(cell, sides, policy, &noise, &selector, label);
        gatebench_put_back(&sides[BASELINE]);
        gatebench_put_back(&sides[CANDIDATE]);
    }
}

static void print_names(const struct cell *cell)
{
    bool shown[NAMES_MAX] = {0};
    for (size_t k = 0; k < 4 && k < cell->name_count; k++) {
        size_t best = NAMES_MAX;
        for (size_t i = 0; i < cell->name_count; i++) {
            if (!shown[i] && (best == NAMES_MAX || cell->names[i].count > cell->names[best].count))
                best = i;
        }
        shown[best] = true;
        printf("%s %s %zu", k ? "," : " ", cell->names[best].name, cell->names[best].count);
    }
}

static void print_cell(const struct options *options, const char *variant, size_t m, const struct cell *cell,
                       struct record *record)
{
    double n = (double)options->draws, red[2];
    draw_wilson(red, cell->red, options->draws);
    printf(
        "%-12s m=%-2zu red %.2f [%.2f, %.2f]  pass %.2f  inconclusive %.2f (total alone %.2f)  right first %.2f  "
        "others named %.2f  sd(total) %.3f  %.1f ms |",
        variant, m, (double)cell->red / n, red[0], red[1], (double)cell->pass / n, (double)cell->open / n,
        (double)cell->total_alone / n, cell->red ? (double)cell->right / (double)cell->red : NAN,
        (double)cell->extra / n, cell->sd_total / n, 1e3 * cell->seconds / n);
    print_names(cell);
    printf("\n");
    fflush(stdout);
    if (record->json == NULL)
        return;
    fprintf(record->json,
            "%s\n  {\"service\": \"%s\", \"kind\": \"%s\", \"variant\": \"%s\", \"m\": %zu, \"draws\": %zu, "
            "\"red\": %zu, "
            "\"red_interval\": [%.4f, %.4f], \"pass\": %zu, \"inconclusive\": %zu, \"total_alone\": %zu, "
            "\"right_culprit\": %zu, \"others_named\": %zu, \"sd_total\": %.5f}",
            record->first ? "" : ",", options->service, options->kind, variant, m, options->draws, cell->red,
            red[0], red[1], cell->pass, cell->open, cell->total_alone, cell->right, cell->extra,
            cell->sd_total / n);
    record->first = false;
}

/* Whether a cell is as its label asks. */
static bool as_labelled(const struct options *options, const struct cell *cell, const struct gatebench_label *label)
{
    if (strcmp(label->expected, "pass") == 0)
        return cell->red == 0;
    if (strcmp(label->expected, "regression") == 0)
        return cell->red == options->draws && cell->right == cell->red;
    return true;
}

/* How many draws of m runs a side there are that share no run. */
static double disjoint(const struct gatebench_runs *base, const struct gatebench_runs *candidate, size_t m)
{
    bool same = strcmp(base->variant, candidate->variant) == 0;
    size_t runs =
        base->replicas.count < candidate->replicas.count ? base->replicas.count : candidate->replicas.count;
    return floor((double)runs / (double)(same ? 2 * m : m));
}

/* What a variant is held against: its own family's base. */
static const char *base_of(const char *variant)
{
    if (strncmp(variant, "hires-", 6) == 0)
        return "hires-base";
    return strncmp(variant, "async-", 6) == 0 ? "async-base" : "base";
}

static bool run_variant(const struct options *options, const struct policy *policy, const char *root,
                        const char *variant, struct record *record)
{
    struct error err = ERROR_INIT;
    struct gatebench_runs base, candidate;
    struct gatebench_label label = {.kind = "unchanged", .expected = "pass"};
    bool good = true, itself = strcmp(variant, base_of(variant)) == 0;
    if (!itself && !gatebench_find_label(&label, root, options->service, variant))
        fprintf(stderr, "%s has no label\n", variant);
    if (gatebench_load(&base, root, options->service, base_of(variant), options->kind, &err) != 0 ||
        gatebench_load(&candidate, root, options->service, variant, options->kind, &err) != 0)
        die(variant, &err);
    for (size_t i = 0; i < options->size_count; i++) {
        size_t m = options->sizes[i];
        struct cell *cell = memory_allocate_array(1, sizeof *cell);
        if (cell == NULL || !enough(&base, &candidate, m)) {
            printf("%-12s m=%-2zu not enough runs\n", variant, m);
            memory_free(cell);
            continue;
        }
        run_cell(cell, options, policy, &base, &candidate, m, &label);
        print_cell(options, variant, m, cell, record);
        struct family_cell part = {options->service, options->kind,  label.kind,
                                   label.expected,   options->draws, cell->red,
                                   cell->pass,       cell->right,    disjoint(&base, &candidate, m)};
        families_add(&record->families, &part);
        good = good && as_labelled(options, cell, &label);
        memory_free(cell);
    }
    gatebench_clear(&base);
    gatebench_clear(&candidate);
    return good;
}

/* The built-in policy, with another part of the total for frames if one is asked for. */
static struct policy *make_policy(const struct options *options)
{
    struct policy *policy;
    struct error err = ERROR_INIT;
    if (policy_builtin(&policy, &err) != 0)
        die("the built-in policy", &err);
    for (size_t i = 0; i < policy->rule_count && !isnan(options->of_total); i++) {
        struct policy_rule *rule = &policy->rules[i];
        if (rule->match.total)
            continue;
        rule->fail_over.bounds[0].value[LIMIT_OF_TOTAL] = options->of_total;
        rule->fail_over_assumed.bounds[0].value[LIMIT_OF_TOTAL] = options->of_total;
    }
    return policy;
}

static void read_sizes(struct options *options, const char *text)
{
    options->size_count = 0;
    while (*text != '\0' && options->size_count < SIZES_MAX) {
        char *end;
        options->sizes[options->size_count++] = strtoul(text, &end, 10);
        text = *end == ',' ? end + 1 : end;
        if (end == text && *text != '\0')
            break;
    }
}

static void read_option(struct options *options, const char *name, const char *value)
{
    if (strcmp(name, "--draws") == 0)
        options->draws = strtoul(value, NULL, 10);
    else if (strcmp(name, "--variants") == 0)
        options->variants = value;
    else if (strcmp(name, "--m") == 0)
        read_sizes(options, value);
    else if (strcmp(name, "--service") == 0)
        options->service = value;
    else if (strcmp(name, "--kind") == 0)
        options->kind = value;
    else if (strcmp(name, "--rate") == 0)
        options->rate = strtod(value, NULL);
    else if (strcmp(name, "--json") == 0)
        options->json = value;
    else if (strcmp(name, "--pair") == 0)
        options->pair_by = strcmp(value, "none") == 0 ? PAIR_NONE : PAIR_AUTO;
    else if (strcmp(name, "--neighbours") == 0)
        options->neighbours = strcmp(value, "yes") == 0;
    else if (strcmp(name, "--of-total") == 0)
        options->of_total = strtod(value, NULL) / 100;
    else {
        fprintf(stderr, "unknown option '%s'\n", name);
        exit(2);
    }
}

static bool run_variants(const struct options *options, const struct policy *policy, const char *root,
                         struct record *record)
{
    bool good = true;
    const char *rest = options->variants;
    while (*rest != '\0') {
        char variant[64];
        size_t length = strcspn(rest, ",");
        snprintf(variant, sizeof variant, "%.*s", (int)length, rest);
        rest += length + (rest[length] == ',');
        good = run_variant(options, policy, root, variant, record) && good;
    }
    return good;
}

/* Everything there is. False if a family that should pass is red too often for sure. */
static bool sweep(const struct options *options, const struct policy *policy, const char *root,
                  struct record *record)
{
    for (size_t i = 0; i < sizeof campaigns / sizeof *campaigns; i++) {
        struct options here = *options;
        here.draws = options->sweep;
        here.service = campaigns[i].service;
        here.kind = campaigns[i].kind;
        here.variants = campaigns[i].variants;
        read_sizes(&here, "1,4,8,12");
        printf("%s, %s:\n", here.service, here.kind);
        run_variants(&here, policy, root, record);
    }
    return families_print(&record->families);
}

static bool run_all(const struct options *options, const struct policy *policy, const char *root)
{
    struct record record = {.json = options->json != NULL ? fopen(options->json, "w") : NULL, .first = true};
    if (record.json != NULL)
        fprintf(record.json, "{\"cells\": [");
    bool good =
        options->sweep > 0 ? sweep(options, policy, root, &record) : run_variants(options, policy, root, &record);
    if (record.json != NULL) {
        fprintf(record.json, "\n], \"families\": ");
        families_write(&record.families, record.json);
        fprintf(record.json, "}\n");
        fclose(record.json);
    }
    return good;
}

int main(int argc, char **argv)
{
    struct options options = {
        .draws = 40,
        .variants = "base,base2,rename,inline,refactor,improve,leaf_big,leaf_mid,leaf_small,regexp,calls,newfunc",
        .sizes = {4, 8, 12},
        .size_count = 3,
        .service = "shop",
        .kind = "cpu",
        .pair_by = PAIR_AUTO,
        .of_total = NAN};
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--check") == 0)
            options.check = true;
        else if (strcmp(argv[i], "--quick") == 0)
            options.sweep = 4;
        else if (strcmp(argv[i], "--full") == 0)
            options.sweep = 500;
        else if (i + 1 < argc)
            read_option(&options, argv[i], argv[i + 1]), i++;
        else
            read_option(&options, argv[i], "");
    }
    const char *shared = getenv("FLAMEGATE_SHARED");
    char root[4096], labels[4200];
    snprintf(root, sizeof root, "%s/gatebench/train", shared != NULL ? shared : FLAMEGATE_SOURCE "/../shared");
    snprintf(labels, sizeof labels, "%s/LABELS.tsv", root);
    FILE *there = fopen(labels, "r");
    if (there == NULL) {
        printf("skipped: recorded runs are not there (%s)\n", root);
        return SKIPPED;
    }
    fclose(there);
    struct policy *policy = make_policy(&options);
    bool good = run_all(&options, policy, root);
    policy_free(policy);
    return options.check && !good ? 1 : 0;
}
