#include "tests/bench/worlds/table.h"

#include "gate/base/memory.h"
#include "tests/bench/draw.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const goal_words[] = {"", "<=", ">=", "in"};

static void describe_goal(char *out, size_t size, const struct goal *goal)
{
    if (goal->kind == GOAL_NONE)
        snprintf(out, size, "-");
    else if (goal->kind == GOAL_WITHIN)
        snprintf(out, size, "%.3g..%.3g", goal->low, goal->high);
    else
        snprintf(out, size, "%s %.3g", goal_words[goal->kind], goal->kind == GOAL_AT_MOST ? goal->high : goal->low);
}

/* Whether the whole interval lies beyond the goal, or only the rate does. */
static const char *judge(const struct goal *goal, double rate, const double interval[2])
{
    bool bounded_above = goal->kind == GOAL_AT_MOST || goal->kind == GOAL_WITHIN;
    bool bounded_below = goal->kind == GOAL_AT_LEAST || goal->kind == GOAL_WITHIN;
    if (goal->kind == GOAL_NONE)
        return "";
    if ((bounded_above && interval[0] > goal->high) || (bounded_below && interval[1] < goal->low))
        return "MISSED";
    if ((bounded_above && rate > goal->high) || (bounded_below && rate < goal->low))
        return "open";
    return "OK";
}

static void wilson(double interval[2], const struct rate *rate)
{
    interval[0] = 0;
    interval[1] = 1;
    if (rate->gates > 0)
        draw_wilson(interval, rate->hits, rate->gates);
}

static double fraction(const struct rate *rate)
{
    return rate->gates > 0 ? (double)rate->hits / (double)rate->gates : NAN;
}

static void print_rate(const struct rate *rate)
{
    double interval[2];
    char goal[32];
    wilson(interval, rate);
    describe_goal(goal, sizeof goal, &rate->goal);
    printf("%-4s %-96s %-10s %6zu  %.4f [%.4f, %.4f]  %-10s %-12s %s\n", rate->world, rate->cell, rate->what,
           rate->gates, fraction(rate), interval[0], interval[1], goal, rate->reference,
           judge(&rate->goal, fraction(rate), interval));
    fflush(stdout);
}

void table_add(struct table *table, const struct rate *rate)
{
    struct rate *items = memory_resize_array(table->items, table->count + 1, sizeof *items);
    if (items == NULL) {
        fprintf(stderr, "no memory for the table\n");
        exit(2);
    }
    table->items = items;
    items[table->count++] = *rate;
    print_rate(rate);
}

/* The pooled rates of one world. */
static struct rate pool(const struct table *table, const char *world)
{
    struct rate sum = {.world = world, .what = "all", .reference = ""};
    snprintf(sum.cell, sizeof sum.cell, "all null cells together");
    for (size_t i = 0; i < table->count; i++) {
        const struct rate *rate = &table->items[i];
        if (!rate->pooled || strcmp(rate->world, world) != 0)
            continue;
        sum.gates += rate->gates;
        sum.hits += rate->hits;
        sum.goal = rate->goal;
    }
    return sum;
}

static bool first_of_world(const struct table *table, size_t i)
{
    for (size_t j = 0; j < i; j++)
        if (table->items[j].pooled && strcmp(table->items[j].world, table->items[i].world) == 0)
            return false;
    return table->items[i].pooled;
}

bool table_families(const struct table *table)
{
    bool good = true;
    for (size_t i = 0; i < table->count; i++) {
        if (!first_of_world(table, i))
            continue;
        struct rate sum = pool(table, table->items[i].world);
        double interval[2];
        wilson(interval, &sum);
        print_rate(&sum);
        good = good && interval[0] <= sum.goal.high;
    }
    return good;
}

static void write_rate(FILE *file, const struct rate *rate)
{
    double interval[2];
    wilson(interval, rate);
    fprintf(file, "{\"world\": \"%s\", \"cell\": \"%s\", \"what\": \"%s\", \"gates\": %zu, \"hits\": %zu, ",
            rate->world, rate->cell, rate->what, rate->gates, rate->hits);
    fprintf(file, "\"interval\": [%.5f, %.5f], ", interval[0], interval[1]);
    if (rate->goal.kind == GOAL_AT_LEAST || rate->goal.kind == GOAL_WITHIN)
        fprintf(file, "\"at_least\": %g, ", rate->goal.low);
    if (rate->goal.kind == GOAL_AT_MOST || rate->goal.kind == GOAL_WITHIN)
        fprintf(file, "\"at_most\": %g, ", rate->goal.high);
    fprintf(file, "\"reference\": \"%s\", \"state\": \"%s\"}", rate->reference,
            judge(&rate->goal, fraction(rate), interval));
}

bool table_write(const struct table *table, const char *path)
{
    FILE *file = fopen(path, "w");
    if (file == NULL)
        return false;
    fprintf(file, "{\"cells\": [");
    for (size_t i = 0; i < table->count; i++) {
        fprintf(file, i > 0 ? ",\n  " : "\n  ");
        write_rate(file, &table->items[i]);
    }
    fprintf(file, "\n], \"families\": [");
    for (size_t i = 0, written = 0; i < table->count; i++) {
        if (!first_of_world(table, i))
            continue;
        struct rate sum = pool(table, table->items[i].world);
        fprintf(file, written++ > 0 ? ",\n  " : "\n  ");
        write_rate(file, &sum);
    }
    fprintf(file, "\n]}\n");
    bool written = ferror(file) == 0;
    return fclose(file) == 0 && written;
}

void table_clear(struct table *table)
{
    memory_free(table->items);
    *table = (struct table){0};
}
