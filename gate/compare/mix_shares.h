#ifndef FLAMEGATE_GATE_COMPARE_MIX_SHARES_H
#define FLAMEGATE_GATE_COMPARE_MIX_SHARES_H

#include "gate/compare/columns.h"
#include "gate/model/comparison.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * Requests by endpoint, of every replica of a comparison: the shares of the traffic mix, and the weights that bring
 * them to those of both sides together. See mix.h; this knows requests only, no samples.
 */

struct mix_shares {
    size_t endpoints;        /* that any replica counts */
    const char **names;      /* [endpoint], sorted; they belong to the replicas */
    double *requests;        /* [column][endpoint] */
    double *side_requests;   /* [endpoint][side] */
    bool *left_out;          /* [endpoint]: (nearly) all of it on one side */
    double *column_served;   /* [column]: requests */
    double *column_exposure; /* [column]: without those left out */
    int *side;               /* [column] */
    size_t columns;
    double served[SIDES];   /* requests of the sides */
    double exposure[SIDES]; /* without those left out */
};

/* Whether any replica counts requests by endpoint, all of them have the profile, and all requests are known. */
bool mix_shares_are_counted(const struct columns *columns, const struct replicas sides[SIDES]);

/* Fails (-1) only without memory; to be cleared in any case. */
int mix_shares_read(struct mix_shares *out, const struct columns *columns, const struct replicas sides[SIDES]);
void mix_shares_clear(struct mix_shares *shares);

/* The endpoint of that name; `endpoints` if nobody counts a request of it. */
uint32_t mix_shares_find(const struct mix_shares *shares, const char *name);

/* Writes why these counts cannot serve, as the end of a sentence; false if they can. */
bool mix_shares_obstacle(char *out, size_t size, const struct mix_shares *shares, const struct columns *columns);

/* How far the mixes of the two sides lie apart. */
struct mix_change {
    double distance; /* half the sum of the differences of the shares, 0..1; NAN: a side counts no endpoint */
    size_t endpoint; /* whose share changed most */
    double share[SIDES];
};

struct mix_change mix_shares_change(const struct mix_shares *shares);

/* The side that serves most of an endpoint; how many endpoints both serve. */
int mix_shares_mostly(const struct mix_shares *shares, size_t endpoint);
size_t mix_shares_common(const struct mix_shares *shares);

/* weight[column * stride + endpoint]; 0 for those left out. */
void mix_shares_weigh(const struct mix_shares *shares, double *weight, size_t stride);

#endif
