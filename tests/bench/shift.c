/*
 * tests/bench/shift [--runs N] [--kinds LIST] [--replicas M] [--events N] [--least-self PERCENT] [--built-in]
 *                   [--beside] [--show] [--json FILE]
 *
 * --kinds: of none, rename, inline, extract, move, better-anywhere, better-package, better-beside; without, all.
 *
 * What the gate does about cost that only moved: a synthetic service (1,500 call-tree nodes, 700 functions), in
 * whose candidate four functions were renamed, inlined, split or moved into a sibling, without and with a real
 * growth of 3 % of the total in one place; or in which one function's own cost fell by 3 % of the total for reasons
 * of its own (better), and the growth is anywhere, in the same package or under the same caller: such a pair looks
 * like a move, and how often it is taken for one is what the netting costs. From profiles to answers by the same
 * rooms as the program; the questions are made by hand: +5 % of itself and +1 % of the total, proven at that very
 * limit, as the published figures have it. --built-in asks with the zone that the program has: U = 10 % and 2 %,
 * proven above half of it. --beside puts the real growth right beside the largest place of a changed function,
 * under the same caller, where it is easiest to mistake. --least-self: of the cost, what each changed function has
 * of its own (0.4, as published).
 *
 * Prints the rate of red gates with Wilson's 95 % interval in four ways of looking: naive, renames matched, moved
 * cost absorbed, both; beside the published reference's; and, for both, how often the place of the real growth is
 * the first culprit, and how often any other function was named. --show tells what was red in each run.
 *
 * It prints figures and never fails.
 */
#include "gate/base/memory.h"
#include "gate/compare/compare.h"
#include "gate/inference/inference.h"
#include "tests/bench/draw.h"
#include "tests/bench/shift_world.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WAYS = 4 };

static const char *const kind_names[SHIFT_KINDS] = {"none", "rename",          "inline",         "extract",
                                                    "move", "better-anywhere", "better-package", "better-beside"};

/* Published: [kind][without, with the real growth][naive, renames, absorption, both]. */
static const double published[SHIFT_KINDS][2][WAYS] = {
    [SHIFT_NONE] = {{0.00, 0.00, 0.00, 0.00}, {1.00, 1.00, 1.00, 1.00}},
    [SHIFT_RENAME] = {{1.00, 0.03, 0.58, 0.00}, {1.00, 1.00, 1.00, 1.00}},
    [SHIFT_INLINE] = {{0.94, 0.94, 0.10, 0.10}, {1.00, 1.00, 0.99, 0.99}},
    [SHIFT_EXTRACT] = {{0.96, 0.96, 0.00, 0.00}, {1.00, 1.00, 1.00, 1.00}},
    [SHIFT_MOVE] = {{0.88, 0.88, 0.15, 0.15}, {1.00, 1.00, 1.00, 1.00}},
};

struct options {
    size_t runs, replicas;
    double events, least_self;
    const char *kinds, *json;
    bool built_in, show, beside;
};

struct cell {
    size_t red[WAYS], open, right, others;
};

static void die(const char *what, const struct error *err)
{
    fprintf(stderr, "%s: %s\n", what, err->sentence);
    exit(2);
}

static void ask(struct questions *questions, const struct comparison *comparison, const struct options *options)
{
    struct error err = ERROR_INIT;
    double itself = options->built_in ? 0.10 : 0.05, total = options->built_in ? 0.02 : 0.01;
    struct limit limit = {.count = 1};
    limit.bounds[0].set[LIMIT_OF_ITSELF] = limit.bounds[0].set[LIMIT_OF_TOTAL] = true;
    limit.bounds[0].value[LIMIT_OF_ITSELF] = itself;
    limit.bounds[0].value[LIMIT_OF_TOTAL] = total;
    for (uint32_t e = 1; e < comparison->entry_count; e++) {
        struct question question = {.entry = e,
                                    .purpose = QUESTION_FAIL,
                                    .slice = QUESTION_WILDCARD,
                                    .limit = limit,
                                    .limit_assumed = limit};
        if (questions_add(questions, &question, &err) != 0)
            die("ask", &err);
    }
}

/* The world is one of plain chance: no noise of hosts or frames, and no bursts. */
static struct noise_settings settings_of(const struct options *options, size_t way)
{
    struct noise_settings settings = noise_settings_default();
    settings.strict = way < 2;
    settings.named_slice = 0;
    settings.proven_over = options->built_in ? 0.5 : 1.0;
    settings.host_cv = settings.frame_cv = settings.kappa = 0;
    return settings;
}

static bool is_red(const struct questions *questions, const struct answers *answers)
{
    for (size_t q = 0; q < questions->count; q++) {
        if (answers->items[q].rejected)
            return true;
    }
    return false;
}

static bool is_open(const struct questions *questions, const struct answers *answers)
{
    for (size_t q = 0; q < questions->count; q++) {
        if (!answers->items[q].cleared)
            return true;
    }
    return false;
}

static struct bytes culprit_name(const struct comparison *comparison, const struct culprit *culprit)
{
    return culprit->symbol == SYMBOL_NONE ? bytes_of_text("(the service)")
                                          : symbols_get(comparison->symbols, culprit->symbol)->name;
}

static void show(const struct shift_world *world, const struct comparison *comparison,
                 const struct questions *questions, const struct answers *answers)
{
    printf("  changed:");
    for (size_t i = 0; i < world->changed_count; i++)
        printf(" %s", world->service.names[world->changed[i]]);
    if (world->real)
        printf("; grown: %s", world->service.names[world->grown]);
    printf("\n");
    for (size_t q = 0; q < questions->count; q++) {
        const struct answer *answer = &answers->items[q];
        struct bytes name = comparison_entry_name(comparison, questions->items[q].entry);
        if (!answer->rejected && !answer->moved)
            continue;
        printf("    %.*s %s %s: %.2f %% of the total, net %.2f %%, limit %.2f %%; from", (int)name.size, name.data,
               comparison->entries[questions->items[q].entry].value == ENTRY_SELF ? "self" : "total",
               answer->moved ? "moved" : "red", 100 * answer->estimate.share,
               100 * (answer->moved ? answer->net.share : answer->estimate.share),
               100 * answer->limit.growth /
                   (comparison->sides[BASELINE].amount / comparison->sides[BASELINE].exposure));
        for (size_t i = 0; i < answer->parts_count; i++)
            printf(" %s", (const char *)symbols_get(comparison->symbols,
                                                    answers->moved_parts[answer->parts_first + i].symbol)
                              ->name.data);
        printf("\n");
    }
}

static void note(struct cell *cell, const struct shift_world *world, const struct comparison *comparison,
                 const struct questions *questions, const struct answers *answers)
{
    bool others = false;
    struct bytes wanted = bytes_of_text(world->real ? world->service.names[world->grown] : "");
    cell->open += !is_red(questions, answers) && is_open(questions, answers);
    for (size_t i = 0; i < answers->culprit_count; i++) {
        bool right = bytes_equal(culprit_name(comparison, &answers->culprits[i]), wanted);
        cell->right += i == 0 && right;
        others = others || !right;
    }
    cell->others += others;
}

static void judge(struct cell *cell, size_t way, const struct replicas sides[SIDES],
                  const struct shift_world *world, const struct options *options)
{
    struct error err = ERROR_INIT;
    struct comparison *comparison;
    struct compare_settings compare = {.keep_names = way == 0 || way == 2};
    struct questions questions = {0};
    struct answers *answers;
    struct profile_selector selector = profile_selector_from_word("samples");
    struct noise_settings noise = settings_of(options, way);
    if (compare_profiles(&comparison, sides, &selector, &compare, &err) != 0)
        die("compare", &err);
    const struct comparison *list = comparison;
    if (comparison->unfit != NULL) {
        fprintf(stderr, "%s\n", comparison->unfit);
        exit(2);
    }
    ask(&questions, comparison, options);
    if (inference_answer(&answers, &list, 1, &questions, &noise, &err) != 0)
        die("infer", &err);
    bool red = is_red(&questions, answers);
    cell->red[way] += red;
    if (way == WAYS - 1) {
        note(cell, world, comparison, &questions, answers);
        if (options->show && red != world->real)
            show(world, comparison, &questions, answers);
    }
    answers_free(answers);
    questions_clear(&questions);
    comparison_free(comparison);
}

static void run_cell(struct cell *cell, const struct options *options, enum shift_kind kind, bool real)
{
    for (size_t run = 0; run < options->runs; run++) {
        struct shift_world world;
        struct replicas sides[SIDES];
        shift_world_make(&world, kind, real, options->beside, options->least_self, run);
        struct draw draw = draw_seeded("shift samples", run);
        service_sample(&sides[BASELINE], &world.service, &world.service.base, options->events, options->events,
                       options->replicas, &draw);
        service_sample(&sides[CANDIDATE], &world.service, &world.candidate, options->events, options->events,
                       options->replicas, &draw);
        for (size_t way = 0; way < WAYS; way++)
            judge(cell, way, sides, &world, options);
        replicas_clear(&sides[BASELINE]);
        replicas_clear(&sides[CANDIDATE]);
        shift_world_clear(&world);
    }
}

static void print_cell(const struct options *options, enum shift_kind kind, bool real, const struct cell *cell,
                       FILE *json, bool *first)
{
    double n = (double)options->runs, interval[2];
    printf("%-15s %-5s", kind_names[kind], real ? "+ 3 %" : "");
    for (size_t way = 0; way < WAYS; way++) {
        printf("  %.2f", (double)cell->red[way] / n);
        kind < SHIFT_BETTER_ANYWHERE ? printf(" (%.2f)", published[kind][real][way]) : printf("       ");
    }
    draw_wilson(interval, cell->red[WAYS - 1], options->runs);
    printf("  [%.3f, %.3f]  inconclusive %.2f", interval[0], interval[1], (double)cell->open / n);
    if (real)
        printf("  right first %.2f", (double)cell->right / n);
    printf("  others named %.2f\n", (double)cell->others / n);
    fflush(stdout);
    if (json == NULL)
        return;
    fprintf(json,
            "%s\n  {\"kind\": \"%s\", \"real_growth\": %s, \"runs\": %zu, \"replicas\": %zu, \"naive\": %zu, "
            "\"renames\": %zu, \"absorption\": %zu, \"both\": %zu, \"both_interval\": [%.4f, %.4f], "
            "\"inconclusive\": %zu, \"right_first\": %zu, \"others_named\": %zu}",
            *first ? "" : ",", kind_names[kind], real ? "true" : "false", options->runs, options->replicas,
            cell->red[0], cell->red[1], cell->red[2], cell->red[3], interval[0], interval[1], cell->open,
            cell->right, cell->others);
    *first = false;
}

/* Every name is in no list. */
static bool is_listed(const char *list, const char *name)
{
    size_t length = strlen(name);
    if (list == NULL)
        return true;
    for (const char *at = list; at != NULL; at = strchr(at, ',')) {
        at += *at == ',';
        if (strncmp(at, name, length) == 0 && (at[length] == '\0' || at[length] == ','))
            return true;
    }
    return false;
}

static void run_all(const struct options *options, FILE *json)
{
    bool first = true;
    printf("red gates, %zu runs a row, %g events a side in %zu replica%s (in brackets: published)\n", options->runs,
           options->events, options->replicas, options->replicas == 1 ? "" : "s");
    printf("%-21s  naive        renames      absorption   both\n", "");
    for (int kind = 0; kind < SHIFT_KINDS; kind++) {
        for (int real = 0; real < 2 && is_listed(options->kinds, kind_names[kind]); real++) {
            struct cell cell = {0};
            run_cell(&cell, options, (enum shift_kind)kind, real);
            print_cell(options, (enum shift_kind)kind, real, &cell, json, &first);
        }
    }
}

static void read_option(struct options *options, const char *name, const char *value)
{
    if (strcmp(name, "--runs") == 0)
        options->runs = strtoul(value, NULL, 10);
    else if (strcmp(name, "--kinds") == 0)
        options->kinds = value;
    else if (strcmp(name, "--replicas") == 0)
        options->replicas = strtoul(value, NULL, 10);
    else if (strcmp(name, "--events") == 0)
        options->events = strtod(value, NULL);
    else if (strcmp(name, "--least-self") == 0)
        options->least_self = strtod(value, NULL) / 100;
    else if (strcmp(name, "--json") == 0)
        options->json = value;
    else {
        fprintf(stderr, "unknown option '%s'\n", name);
        exit(2);
    }
}

int main(int argc, char **argv)
{
    struct options options = {.runs = 100, .replicas = 1, .events = 50000, .least_self = 0.004};
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--built-in") == 0)
            options.built_in = true;
        else if (strcmp(argv[i], "--beside") == 0)
            options.beside = true;
        else if (strcmp(argv[i], "--show") == 0)
            options.show = true;
        else {
            read_option(&options, argv[i], i + 1 < argc ? argv[i + 1] : "");
            i++;
        }
    }
    FILE *json = options.json != NULL ? fopen(options.json, "w") : NULL;
    if (json != NULL)
        fprintf(json, "[");
    run_all(&options, json);
    if (json != NULL) {
        fprintf(json, "\n]\n");
        fclose(json);
    }
    return 0;
}
