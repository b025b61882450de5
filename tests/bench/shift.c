/*
 * tests/bench/shift [--runs N] [--kinds none,rename,inline,extract,move] [--replicas M] [--events N]
 *                   [--least-self PERCENT] [--built-in] [--beside] [--show] [--json FILE]
 *
 * What the gate does about cost that only moved: a synthetic service (1,500 call-tree nodes, 700 functions), in
 * whose candidate four functions were renamed, inlined, split or moved into a sibling, without and with a real
 * growth of 3 % of the total in one place. From profiles to answers by the same rooms as the program; the questions
 * are made by hand: +5 % of itself and +1 % of the total, proven at that very limit, as the published figures have
 * it. --built-in asks with the zone that the program has: U = 10 % and 2 %, proven above half of it. --beside puts
 * the real growth right beside the largest place of a changed function, under the same caller, where it is easiest
 * to mistake. --least-self: of the cost, what each changed function has of its own (0.4, as published).
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
#include "tests/bench/service.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NODES = 1500, FUNCTIONS = 700, CHANGED = 4, NAMES_MAX = 1024, WAYS = 4 };
enum kind { KIND_NONE, KIND_RENAME, KIND_INLINE, KIND_EXTRACT, KIND_MOVE, KINDS };

static const double REAL_GROWTH = 0.03;
static const char *const kind_names[KINDS] = {"none", "rename", "inline", "extract", "move"};

/* Published: [kind][without, with the real growth][naive, renames, absorption, both]. */
static const double published[KINDS][2][WAYS] = {
    [KIND_NONE] = {{0.00, 0.00, 0.00, 0.00}, {1.00, 1.00, 1.00, 1.00}},
    [KIND_RENAME] = {{1.00, 0.03, 0.58, 0.00}, {1.00, 1.00, 1.00, 1.00}},
    [KIND_INLINE] = {{0.94, 0.94, 0.10, 0.10}, {1.00, 1.00, 0.99, 0.99}},
    [KIND_EXTRACT] = {{0.96, 0.96, 0.00, 0.00}, {1.00, 1.00, 1.00, 1.00}},
    [KIND_MOVE] = {{0.88, 0.88, 0.15, 0.15}, {1.00, 1.00, 1.00, 1.00}},
};

struct options {
    size_t runs, replicas;
    double events, least_self;
    const char *kinds, *json;
    bool built_in, show, beside;
};

/* One run's world. */
struct world {
    struct service service;
    struct service_version candidate;
    uint32_t changed[CHANGED];
    size_t changed_count;
    uint32_t grown; /* function of the real growth */
    bool real;
};

struct cell {
    size_t red[WAYS], open, right, others;
};

static void die(const char *what, const struct error *err)
{
    fprintf(stderr, "%s: %s\n", what, err->sentence);
    exit(2);
}

static void *needed(void *block)
{
    if (block == NULL) {
        fprintf(stderr, "out of memory\n");
        exit(2);
    }
    return block;
}

/* ---- what the candidate's programmers did ---- */

static bool is_changed(const struct world *world, uint32_t function)
{
    for (size_t i = 0; i < world->changed_count; i++) {
        if (world->changed[i] == function)
            return true;
    }
    return false;
}

/* Four functions of 1 to 15 % of the cost, with more than least_self of their own. */
static void choose_changed(struct world *world, double least_self, struct draw *draw)
{
    size_t count = world->service.function_count, fit = 0;
    double *total = needed(memory_allocate_array(count, 2 * sizeof *total)), *self = total + count;
    uint32_t *candidates = needed(memory_allocate_array(count, sizeof *candidates));
    service_costs(total, self, &world->service.base);
    for (uint32_t f = 0; f < count; f++) {
        if (f != world->service.main && total[f] > 0.01 && total[f] < 0.15 && self[f] > least_self)
            candidates[fit++] = f;
    }
    size_t chosen[CHANGED];
    world->changed_count = fit < CHANGED ? fit : CHANGED;
    draw_distinct(draw, chosen, world->changed_count, fit);
    for (size_t i = 0; i < world->changed_count; i++)
        world->changed[i] = candidates[chosen[i]];
    memory_free(total);
    memory_free(candidates);
}

static void replace_all(char *name, size_t size, const char *from, const char *to)
{
    char out[192] = "";
    const char *rest = name;
    for (const char *hit; (hit = strstr(rest, from)) != NULL; rest = hit + strlen(from)) {
        size_t used = strlen(out);
        snprintf(out + used, sizeof out - used, "%.*s%s", (int)(hit - rest), rest, to);
    }
    size_t used = strlen(out);
    snprintf(out + used, sizeof out - used, "%s", rest);
    snprintf(name, size, "%.*s", (int)size - 1, out);
}

/* Half of them get a similar name, half a wholly new one in the same package. */
static uint32_t rename_function(struct world *world, uint32_t function, struct draw *draw)
{
    char name[96], package[96];
    snprintf(name, sizeof name, "%s", world->service.names[function]);
    snprintf(package, sizeof package, "%.*s", (int)strcspn(name, "."), name);
    if (draw_below(draw, 2) == 0) {
        char rest[80];
        snprintf(rest, sizeof rest, "%.60s", name + strlen(package) + 1);
        replace_all(rest, sizeof rest, "get", "fetch");
        replace_all(rest, sizeof rest, "read", "load2");
        snprintf(name, sizeof name, "%.12s.%.70sV2", package, rest);
    } else {
        snprintf(name, sizeof name, "%.12s.newImpl%zu", package, draw_below(draw, 999));
    }
    return service_add_function(&world->service, name);
}

static void do_rename(struct world *world, struct draw *draw)
{
    uint32_t to[CHANGED];
    for (size_t i = 0; i < world->changed_count; i++)
        to[i] = rename_function(world, world->changed[i], draw);
    for (size_t s = 0; s < world->candidate.count; s++) {
        struct service_stack *stack = &world->candidate.stacks[s];
        for (size_t k = 0; k < stack->depth; k++) {
            for (size_t i = 0; i < world->changed_count; i++) {
                if (stack->frames[k] == world->changed[i]) {
                    stack->frames[k] = to[i];
                    break;
                }
            }
        }
    }
}

static void do_inline(struct world *world)
{
    for (size_t s = 0; s < world->candidate.count; s++) {
        struct service_stack *stack = &world->candidate.stacks[s];
        size_t kept = 0;
        for (size_t k = 0; k < stack->depth; k++) {
            if (!is_changed(world, stack->frames[k]))
                stack->frames[kept++] = stack->frames[k];
        }
        stack->depth = kept;
    }
}

static uint32_t leaf_of(const struct service_stack *stack)
{
    return stack->frames[stack->depth - 1];
}

/* 70 % of a function's own cost goes to a new one below it. */
static void do_extract(struct world *world)
{
    uint32_t inner[CHANGED];
    size_t count = world->candidate.count;
    for (size_t i = 0; i < world->changed_count; i++) {
        char name[96];
        snprintf(name, sizeof name, "%.80s_inner", world->service.names[world->changed[i]]);
        inner[i] = service_add_function(&world->service, name);
    }
    for (size_t s = 0; s < count; s++) {
        for (size_t i = 0; i < world->changed_count; i++) {
            struct service_stack *stack = &world->candidate.stacks[s];
            if (leaf_of(stack) != world->changed[i])
                continue;
            uint32_t frames[SERVICE_DEPTH_MAX];
            double weight = stack->weight;
            memcpy(frames, stack->frames, stack->depth * sizeof *frames);
            frames[stack->depth] = inner[i];
            stack->weight = 0.3 * weight;
            service_version_add(&world->candidate, frames, stack->depth + 1, 0.7 * weight);
            break;
        }
    }
}

/* The first other function called from the same place; a new one in the caller's package where there is none. */
static uint32_t sibling_of(struct world *world, const struct service_stack *stack)
{
    size_t above = stack->depth - 1;
    for (size_t s = 0; s < world->service.base.count; s++) {
        const struct service_stack *other = &world->service.base.stacks[s];
        if (other->depth > above && memcmp(other->frames, stack->frames, above * sizeof *stack->frames) == 0 &&
            !is_changed(world, other->frames[above]))
            return other->frames[above];
    }
    char name[96];
    const char *caller = world->service.names[stack->frames[above - 1]];
    snprintf(name, sizeof name, "%.*s.sibling", (int)strcspn(caller, "."), caller);
    for (uint32_t f = 0; f < world->service.function_count; f++) {
        if (strcmp(world->service.names[f], name) == 0)
            return f;
    }
    return service_add_function(&world->service, name);
}

static void do_move(struct world *world)
{
    size_t count = world->candidate.count;
    for (size_t s = 0; s < count; s++) {
        struct service_stack *stack = &world->candidate.stacks[s];
        if (stack->depth < 2 || !is_changed(world, leaf_of(stack)))
            continue;
        uint32_t frames[SERVICE_DEPTH_MAX];
        double weight = stack->weight;
        memcpy(frames, stack->frames, stack->depth * sizeof *frames);
        frames[stack->depth - 1] = sibling_of(world, stack);
        stack->weight = 0;
        service_version_add(&world->candidate, frames, stack->depth, weight);
    }
}

/* A place of 0.2 to 2 %, at least four calls deep; any place where there is none. */
static size_t choose_anywhere(const struct world *world, struct draw *draw)
{
    const struct service_version *base = &world->service.base;
    size_t chosen = 0, found = 0;
    for (size_t s = 0; s < base->count; s++) {
        const struct service_stack *stack = &base->stacks[s];
        bool fits = stack->depth >= 5 && stack->weight > 0.002 && stack->weight < 0.02;
        if (fits && draw_below(draw, ++found) == 0)
            chosen = s;
    }
    return found > 0 ? chosen : draw_below(draw, base->count);
}

static bool is_called_from(const struct service_stack *stack, const struct service_stack *caller, size_t depth)
{
    return stack->depth == depth + 1 && caller->depth >= depth &&
           memcmp(stack->frames, caller->frames, depth * sizeof *stack->frames) == 0;
}

/* A place with the same caller as the largest place of a changed function; the caller itself if there is none. */
static size_t choose_beside(const struct world *world, struct draw *draw)
{
    const struct service_version *base = &world->service.base;
    uint32_t function = world->changed[draw_below(draw, world->changed_count)];
    size_t largest = 0, found = 0, fit = 0;
    for (size_t s = 0; s < base->count; s++) {
        if (leaf_of(&base->stacks[s]) == function && base->stacks[s].weight > base->stacks[largest].weight)
            largest = s;
    }
    size_t depth = base->stacks[largest].depth - 1;
    for (size_t s = 0; s < base->count; s++) {
        bool sibling = is_called_from(&base->stacks[s], &base->stacks[largest], depth) &&
                       !is_changed(world, leaf_of(&base->stacks[s]));
        bool caller = found == 0 && base->stacks[s].depth == depth && depth > 0 &&
                      is_called_from(&base->stacks[s], &base->stacks[largest], depth - 1) &&
                      leaf_of(&base->stacks[s]) == base->stacks[largest].frames[depth - 1];
        if (sibling ? draw_below(draw, ++found) == 0 : caller)
            fit = s;
    }
    return fit;
}

static void add_growth(struct world *world, bool beside, struct draw *draw)
{
    size_t chosen = beside && world->changed_count > 0 ? choose_beside(world, draw) : choose_anywhere(world, draw);
    struct service_stack *stack = &world->candidate.stacks[chosen];
    stack->weight += REAL_GROWTH;
    world->grown = leaf_of(stack);
}

static void world_make(struct world *world, enum kind kind, bool real, const struct options *options, uint64_t seed)
{
    struct draw draw = draw_seeded("shift", seed);
    *world = (struct world){.real = real};
    service_make(&world->service, NODES, FUNCTIONS, &draw);
    service_version_copy(&world->candidate, &world->service.base);
    choose_changed(world, options->least_self, &draw);
    if (kind == KIND_RENAME)
        do_rename(world, &draw);
    else if (kind == KIND_INLINE)
        do_inline(world);
    else if (kind == KIND_EXTRACT)
        do_extract(world);
    else if (kind == KIND_MOVE)
        do_move(world);
    if (real)
        add_growth(world, options->beside, &draw);
}

static void world_clear(struct world *world)
{
    service_version_clear(&world->candidate);
    service_clear(&world->service);
}

/* ---- the gate ---- */

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

static void show(const struct world *world, const struct comparison *comparison, const struct questions *questions,
                 const struct answers *answers)
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

static void note(struct cell *cell, const struct world *world, const struct comparison *comparison,
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

static void judge(struct cell *cell, size_t way, const struct replicas sides[SIDES], const struct world *world,
                  const struct options *options)
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

static void run_cell(struct cell *cell, const struct options *options, enum kind kind, bool real)
{
    for (size_t run = 0; run < options->runs; run++) {
        struct world world;
        struct replicas sides[SIDES];
        world_make(&world, kind, real, options, run);
        struct draw draw = draw_seeded("shift samples", run);
        service_sample(&sides[BASELINE], &world.service, &world.service.base, options->events, options->events,
                       options->replicas, &draw);
        service_sample(&sides[CANDIDATE], &world.service, &world.candidate, options->events, options->events,
                       options->replicas, &draw);
        for (size_t way = 0; way < WAYS; way++)
            judge(cell, way, sides, &world, options);
        replicas_clear(&sides[BASELINE]);
        replicas_clear(&sides[CANDIDATE]);
        world_clear(&world);
    }
}

static void print_cell(const struct options *options, enum kind kind, bool real, const struct cell *cell,
                       FILE *json, bool *first)
{
    double n = (double)options->runs, interval[2];
    printf("%-8s %-9s", kind_names[kind], real ? "+ 3 %" : "");
    for (size_t way = 0; way < WAYS; way++)
        printf("  %.2f (%.2f)", (double)cell->red[way] / n, published[kind][real][way]);
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

static bool is_listed(const char *list, const char *name)
{
    size_t length = strlen(name);
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
    printf("%-18s  naive        renames      absorption   both\n", "");
    for (int kind = 0; kind < KINDS; kind++) {
        for (int real = 0; real < 2 && is_listed(options->kinds, kind_names[kind]); real++) {
            struct cell cell = {0};
            run_cell(&cell, options, (enum kind)kind, real);
            print_cell(options, (enum kind)kind, real, &cell, json, &first);
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
    struct options options = {.runs = 100,
                              .replicas = 1,
                              .events = 50000,
                              .least_self = 0.004,
                              .kinds = "none,rename,inline,extract,move"};
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
