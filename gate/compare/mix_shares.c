#include "gate/compare/mix_shares.h"

#include "gate/base/memory.h"
#include "gate/base/numbers.h"
#include "gate/compare/fitness.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gate/base/banned.h"

/* A weight beyond this lets single samples decide: an endpoint so much rarer on one side is left out. */
static const double WEIGHT_MOST = 20.0;

/* With fewer requests of an endpoint in some replica, all replicas of its side share one weight. */
static const double REQUESTS_LEAST = 10.0;

/* Counts by endpoint must add up to between these parts of all requests. */
static const double COUNTED_LEAST = 0.5, COUNTED_MOST = 1.05;

bool mix_shares_are_counted(const struct columns *columns, const struct replicas sides[SIDES])
{
    bool any = false;
    for (size_t i = 0; i < columns->count; i++) {
        const struct column *column = &columns->items[i];
        bool counted = !isnan(sides[column->side].requests_total) || column->replica->requests > 0;
        if (!column->file || !counted)
            return false;
        any = any || column->replica->endpoint_count > 0;
    }
    return any && sides[BASELINE].count > 0 && sides[CANDIDATE].count > 0;
}

static int compare_names(const void *left, const void *right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

static int gather_names(struct mix_shares *shares, const struct columns *columns)
{
    size_t most = 0, count = 0;
    for (size_t i = 0; i < columns->count; i++)
        most += columns->items[i].replica->endpoint_count;
    shares->names = memory_allocate_array(most ? most : 1, sizeof *shares->names);
    if (!shares->names)
        return -1;
    for (size_t i = 0; i < columns->count; i++)
        for (size_t e = 0; e < columns->items[i].replica->endpoint_count; e++)
            shares->names[count++] = columns->items[i].replica->endpoints[e].name;
    if (count > 1)
        qsort(shares->names, count, sizeof *shares->names, compare_names);
    for (size_t i = 0; i < count; i++)
        if (shares->endpoints == 0 || strcmp(shares->names[shares->endpoints - 1], shares->names[i]) != 0)
            shares->names[shares->endpoints++] = shares->names[i];
    return 0;
}

uint32_t mix_shares_find(const struct mix_shares *shares, const char *name)
{
    const char **found = NULL;
    if (shares->endpoints > 0)
        found = bsearch(&name, shares->names, shares->endpoints, sizeof *shares->names, compare_names);
    size_t at = found ? (size_t)(found - shares->names) : shares->endpoints;
    if (found && !(shares->side_requests[at * SIDES] + shares->side_requests[at * SIDES + 1] > 0))
        at = shares->endpoints;
    return (uint32_t)at;
}

static int allocate(struct mix_shares *shares, size_t columns)
{
    size_t endpoints = shares->endpoints ? shares->endpoints : 1;
    shares->columns = columns;
    shares->requests = memory_allocate_array(columns * endpoints, sizeof *shares->requests);
    shares->side_requests = memory_allocate_array(SIDES * endpoints, sizeof *shares->side_requests);
    shares->left_out = memory_allocate_array(endpoints, sizeof *shares->left_out);
    shares->column_served = memory_allocate_array(columns, sizeof *shares->column_served);
    shares->column_exposure = memory_allocate_array(columns, sizeof *shares->column_exposure);
    shares->side = memory_allocate_array(columns, sizeof *shares->side);
    bool made = shares->requests && shares->side_requests && shares->left_out && shares->column_served;
    return made && shares->column_exposure && shares->side ? 0 : -1;
}

static void count_requests(struct mix_shares *shares, const struct columns *columns)
{
    for (size_t i = 0; i < columns->count; i++) {
        const struct replica *replica = columns->items[i].replica;
        shares->side[i] = columns->items[i].side;
        for (size_t k = 0; k < replica->endpoint_count; k++) {
            const char *name = replica->endpoints[k].name;
            const char **found =
                bsearch(&name, shares->names, shares->endpoints, sizeof *shares->names, compare_names);
            size_t e = (size_t)(found - shares->names);
            shares->requests[i * shares->endpoints + e] += replica->endpoints[k].requests;
            shares->side_requests[e * SIDES + (size_t)shares->side[i]] += replica->endpoints[k].requests;
        }
    }
}

static double of_side(const struct mix_shares *shares, size_t endpoint, int side)
{
    return shares->side_requests[endpoint * SIDES + (size_t)side];
}

/* Counts by endpoint of one column. */
static double counted_by(const struct mix_shares *shares, size_t column, bool left_out_too)
{
    double sum = 0;
    for (size_t e = 0; e < shares->endpoints; e++)
        if (left_out_too || !shares->left_out[e])
            sum += shares->requests[column * shares->endpoints + e];
    return sum;
}

/* The same of one side. */
static double counted_on(const struct mix_shares *shares, int side, bool left_out_too)
{
    double sum = 0;
    for (size_t e = 0; e < shares->endpoints; e++)
        if (left_out_too || !shares->left_out[e])
            sum += of_side(shares, e, side);
    return sum;
}

/* Requests of each column. Where only a side's total is known it is spread as the counts by endpoint are. */
static void read_served(struct mix_shares *shares, const struct columns *columns,
                        const struct replicas sides[SIDES])
{
    double counted[SIDES] = {counted_on(shares, BASELINE, true), counted_on(shares, CANDIDATE, true)};
    for (size_t i = 0; i < columns->count; i++) {
        int side = shares->side[i];
        double total = sides[side].requests_total, requests = columns->items[i].replica->requests;
        if (!isnan(total))
            requests = counted[side] > 0 ? total * counted_by(shares, i, true) / counted[side] : 0;
        shares->column_served[i] = requests;
        shares->served[side] += requests;
    }
}

static void leave_out(struct mix_shares *shares)
{
    double all = shares->served[BASELINE] + shares->served[CANDIDATE];
    for (size_t e = 0; e < shares->endpoints; e++) {
        double pooled = 0;
        for (int side = 0; side < SIDES; side++)
            pooled += of_side(shares, e, side) / all;
        for (int side = 0; side < SIDES && pooled > 0; side++) {
            double share = of_side(shares, e, side) / shares->served[side];
            shares->left_out[e] = shares->left_out[e] || !(share * WEIGHT_MOST >= pooled);
        }
    }
}

/* Takes the requests that are left out from those of the columns: in part, since counts by endpoint need not add up
 * to all requests; where only a side's total is known, the same part from all its columns. */
static void keep_rest(struct mix_shares *shares, const struct replicas sides[SIDES])
{
    for (size_t i = 0; i < shares->columns; i++) {
        int side = shares->side[i];
        double all = counted_by(shares, i, true), rest = counted_by(shares, i, false);
        if (!isnan(sides[side].requests_total)) {
            all = counted_on(shares, side, true);
            rest = counted_on(shares, side, false);
        }
        double gone = all > 0 ? (all - rest) / fmax(all, shares->column_served[i]) : 0;
        shares->column_exposure[i] = shares->column_served[i] * (1 - gone);
        shares->exposure[side] += shares->column_exposure[i];
    }
}

int mix_shares_read(struct mix_shares *out, const struct columns *columns, const struct replicas sides[SIDES])
{
    *out = (struct mix_shares){0};
    if (gather_names(out, columns) != 0 || allocate(out, columns->count) != 0)
        return -1;
    count_requests(out, columns);
    read_served(out, columns, sides);
    leave_out(out);
    keep_rest(out, sides);
    return 0;
}

void mix_shares_clear(struct mix_shares *shares)
{
    memory_free(shares->names);
    memory_free(shares->requests);
    memory_free(shares->side_requests);
    memory_free(shares->left_out);
    memory_free(shares->column_served);
    memory_free(shares->column_exposure);
    memory_free(shares->side);
    *shares = (struct mix_shares){0};
}

bool mix_shares_obstacle(char *out, size_t size, const struct mix_shares *shares, const struct columns *columns)
{
    for (int side = 0; side < SIDES; side++) {
        if (counted_on(shares, side, true) > 0)
            continue;
        snprintf(out, size, "requests are not counted by endpoint on the %s's side", fitness_side_name(side));
        return true;
    }
    for (size_t i = 0; i < columns->count; i++) {
        double counted = counted_by(shares, i, true), requests = shares->column_served[i];
        const char *name = columns->items[i].replica->name, *side = fitness_side_name(shares->side[i]);
        if (counted > 0 && counted >= COUNTED_LEAST * requests && counted <= COUNTED_MOST * requests)
            continue;
        if (counted > 0)
            snprintf(out, size, "replica '%.80s' of the %s counts %.0f requests by endpoint, but %.0f in all", name,
                     side, counted, requests);
        else
            snprintf(out, size, "replica '%.80s' of the %s does not count its requests by endpoint", name, side);
        return true;
    }
    if (mix_shares_common(shares) > 0)
        return false;
    snprintf(out, size, "the two sides serve no endpoint in common");
    return true;
}

struct mix_change mix_shares_change(const struct mix_shares *shares)
{
    struct mix_change change = {.distance = NAN};
    double all[SIDES] = {counted_on(shares, BASELINE, true), counted_on(shares, CANDIDATE, true)};
    if (!(all[BASELINE] > 0 && all[CANDIDATE] > 0))
        return change;
    double largest = -1;
    change.distance = 0;
    for (size_t e = 0; e < shares->endpoints; e++) {
        double before = of_side(shares, e, BASELINE) / all[BASELINE];
        double after = of_side(shares, e, CANDIDATE) / all[CANDIDATE];
        change.distance += 0.5 * fabs(after - before);
        if (fabs(after - before) <= largest + 1e-9)
            continue;
        largest = fabs(after - before);
        change.endpoint = e;
        change.share[BASELINE] = before;
        change.share[CANDIDATE] = after;
    }
    return change;
}

int mix_shares_mostly(const struct mix_shares *shares, size_t endpoint)
{
    double before = of_side(shares, endpoint, BASELINE) / shares->served[BASELINE];
    double after = of_side(shares, endpoint, CANDIDATE) / shares->served[CANDIDATE];
    return after > before ? CANDIDATE : BASELINE;
}

size_t mix_shares_common(const struct mix_shares *shares)
{
    size_t count = 0;
    for (size_t e = 0; e < shares->endpoints; e++)
        count += !shares->left_out[e] && of_side(shares, e, BASELINE) > 0;
    return count;
}

/* Q_e: the endpoint's share on both sides together. */
static double pooled_share(const struct mix_shares *shares, size_t endpoint)
{
    double requests = of_side(shares, endpoint, BASELINE) + of_side(shares, endpoint, CANDIDATE);
    return requests / (shares->exposure[BASELINE] + shares->exposure[CANDIDATE]);
}

/* Whether each replica of a side has requests enough of an endpoint for a weight of its own. */
static bool enough_everywhere(const struct mix_shares *shares, size_t endpoint, int side)
{
    double share = pooled_share(shares, endpoint);
    for (size_t i = 0; i < shares->columns; i++) {
        double requests = shares->requests[i * shares->endpoints + endpoint];
        if (shares->side[i] == side &&
            (requests < REQUESTS_LEAST || share * shares->column_exposure[i] > WEIGHT_MOST * requests))
            return false;
    }
    return true;
}

void mix_shares_weigh(const struct mix_shares *shares, double *weight, size_t stride)
{
    for (size_t e = 0; e < shares->endpoints; e++) {
        bool own[SIDES] = {enough_everywhere(shares, e, BASELINE), enough_everywhere(shares, e, CANDIDATE)};
        for (size_t i = 0; i < shares->columns; i++) {
            int side = shares->side[i];
            double exposure = own[side] ? shares->column_exposure[i] : shares->exposure[side];
            double requests = own[side] ? shares->requests[i * shares->endpoints + e] : of_side(shares, e, side);
            bool counts = !shares->left_out[e] && requests > 0;
            weight[i * stride + e] = counts ? pooled_share(shares, e) * exposure / requests : 0;
        }
    }
}
