/*
 * tests/bench/worlds [--quick | --full] [--only T1,T5,..] [--scale X] [--json FILE]
 *
 * How often the gate is right where the truth is known: unchanged builds, growths at the limit and above it, traps,
 * drawn with fixed seeds and judged by the same path as the program. Prints each cell's rate with Wilson's 95 %
 * interval, the goal, and what the reference's scripts gave for the same cell (another random service of the same
 * kind).
 *
 * OK: the rate keeps the goal. open: it does not, but chance may have done it. MISSED: its whole interval is beyond
 * the goal. Exits 1 only if the null cells of one world together are beyond theirs: single cells are too many to
 * hold each against 95 %.
 */
#include "tests/bench/worlds/world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifndef FLAMEGATE_SOURCE
#define FLAMEGATE_SOURCE "."
#endif

struct options {
    const char *only, *json;
    bool full;
    double scale;
};

/* Whether a world's id is in a list T1,T5. */
static bool wanted(const struct options *options, const char *id)
{
    size_t length = strlen(id);
    for (const char *rest = options->only; rest != NULL && *rest != '\0';) {
        size_t here = strcspn(rest, ",");
        if (here == length && memcmp(rest, id, length) == 0)
            return true;
        rest += here + (rest[here] == ',');
    }
    return options->only == NULL;
}

static void read_options(struct options *options, int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        const char *value = i + 1 < argc ? argv[i + 1] : "";
        if (strcmp(argv[i], "--quick") == 0)
            options->full = false;
        else if (strcmp(argv[i], "--full") == 0)
            options->full = true;
        else if (strcmp(argv[i], "--only") == 0)
            options->only = value, i++;
        else if (strcmp(argv[i], "--json") == 0)
            options->json = value, i++;
        else if (strcmp(argv[i], "--scale") == 0)
            options->scale = strtod(value, NULL), i++;
        else {
            fprintf(stderr, "unknown option '%s'\n", argv[i]);
            exit(2);
        }
    }
}

static void make_services(struct bench *bench)
{
    static const struct truth_shape shape = {.nodes = 2000, .functions = 800, .sigma = 2.3};
    bench->service_count = SERVICES;
    for (size_t s = 0; s < SERVICES; s++) {
        bench->services[s] = truth_new(&shape, s);
        if (bench->services[s] == NULL) {
            fprintf(stderr, "no memory for the services\n");
            exit(2);
        }
    }
}

static void run(struct bench *bench, const struct options *options)
{
    static const char *const of_profiles[] = {"T4m", "SH"};
    static const char *const of_gates[] = {"T1", "T2", "T3", "T4", "T9", "T11"};
    static const struct {
        const char *id;
        void (*play)(struct bench *);
    } others[] = {{"T5", world_power},   {"T6", world_forecast}, {"T7", world_recorded},
                  {"T8", world_looking}, {"T9f", world_few},     {"T10", world_events},
                  {"SP", world_split},   {"WAIT", world_wait},   {"COST", world_cost}};
    printf("%-4s %-96s %-10s %6s  %-23s  %-10s %s\n", "", "", "", "gates", "rate [95 %]", "goal", "reference");
    for (size_t i = 0; i < sizeof of_gates / sizeof *of_gates; i++)
        if (wanted(options, of_gates[i]))
            world_gate_cells(bench, of_gates[i]);
    for (size_t i = 0; i < sizeof of_profiles / sizeof *of_profiles; i++)
        if (wanted(options, of_profiles[i]))
            world_mix(bench, of_profiles[i]);
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (wanted(options, others[i].id))
            others[i].play(bench);
}

int main(int argc, char **argv)
{
    struct options options = {.scale = 1};
    read_options(&options, argc, argv);
    const char *shared = getenv("FLAMEGATE_SHARED");
    struct bench bench = {.full = options.full,
                          .scale = options.scale,
                          .shared = shared != NULL ? shared : FLAMEGATE_SOURCE "/../shared"};
    make_services(&bench);
    run(&bench, &options);
    printf("\n");
    bool good = table_families(&bench.table);
    if (options.json != NULL && !table_write(&bench.table, options.json)) {
        fprintf(stderr, "cannot write '%s'\n", options.json);
        good = false;
    }
    table_clear(&bench.table);
    for (size_t s = 0; s < SERVICES; s++)
        truth_free(bench.services[s]);
    return good ? 0 : 1;
}
