#ifndef FLAMEGATE_GATE_INFERENCE_MOVED_DOMAIN_H
#define FLAMEGATE_GATE_INFERENCE_MOVED_DOMAIN_H

#include "gate/inference/moved_ground.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Where cost that a function gained may have come from: domains, sets of call-tree nodes (of their own cost) that
 * surround it. Knows places and names, and which functions' own cost changed; decides nothing.
 *
 *     near      the connected piece of changed functions around the function: from the k-th callers of its places
 *               (k from 0 for its own cost, from 1 for its total, to 2) down through functions that changed, no
 *               more than four calls away in all
 *     beside    near, but of what the function calls only what changed by itself: where just its own code took the
 *               cost over (only for its total)
 *     sites     all beneath the k-th callers (k to 4) of the places that carry 80 % of the growth
 *     caller    all beneath a function that is above 90 % of its cost; the nearest eight
 *     package   what belongs to the same package by name
 *     file      what lies in the same source file
 *
 * Near and beside have only what changed; each of the others comes in two forms: whole, and only what changed. A
 * function that did not change can have neither given nor taken cost, so it adds nothing but its noise; where a
 * domain is wide, that would drown the fall of what the cost came from. A function has changed if its own cost over
 * all its places grew or fell at p <= 0.01 of either; the way down leads through those too whose total did. If it
 * is a function's total that grew, whatever is called beneath it counts as changed: callees come along with the
 * code that moves.
 *
 * Domains are closed where cost moves in small steps: another growth beside a fall is in the domain with it, so a
 * saving that was the one's cannot be netted against the other as well.
 */

enum moved_kind { MOVED_NEAR, MOVED_BESIDE, MOVED_SITES, MOVED_CALLER, MOVED_PACKAGE, MOVED_FILE, MOVED_KINDS };

struct moved_domain {
    enum moved_kind kind;
    bool changed_only;
    uint32_t step;      /* k of near, beside and sites; the caller's symbol */
    double rest[SIDES]; /* amount of all but the function's own part */
};

enum { MOVED_DOMAINS_MOST = 40 };

/* The domains around it whose rest costs no more than room on both sides together, narrow ones first; returns how
 * many. */
size_t moved_domain_list(struct moved_domain out[MOVED_DOMAINS_MOST], struct moved_ground *ground, double room);

/* Fills ground->member with the nodes of the domain, without the function's own part. */
void moved_domain_fill(struct moved_ground *ground, const struct moved_domain *domain);

#endif
