#include "gate/inference/captures.h"

#include "gate/base/memory.h"
#include "gate/inference/level_row.h"
#include "gate/model/replica.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gate/base/banned.h"

/* A straggler or two of the other side in between do not make captures interleave. */
static const double NEARLY_ONE_AFTER_THE_OTHER = 0.75;

enum { HOSTS_AT_LEAST = 4, TIMED_AT_LEAST = 6 };

static bool all_dated(const struct comparison_side *side)
{
    for (size_t j = 0; j < side->replica_count; j++)
        if (side->replicas[j].start == REPLICA_TIME_UNKNOWN)
            return false;
    return side->replica_count > 0;
}

static int64_t end_of(const struct comparison_replica *replica)
{
    return replica->end == REPLICA_TIME_UNKNOWN ? replica->start : replica->end;
}

/* First start and last end of a side; false if one is unknown. */
static bool side_span(const struct comparison_side *side, int64_t *first, int64_t *last)
{
    *first = INT64_MAX;
    *last = INT64_MIN;
    for (size_t j = 0; j < side->replica_count; j++) {
        const struct comparison_replica *replica = &side->replicas[j];
        *first = replica->start < *first ? replica->start : *first;
        *last = end_of(replica) > *last ? end_of(replica) : *last;
    }
    return all_dated(side);
}

/* Of all pairs of a capture of each side, the part in which the baseline's was over before the candidate's began,
 * less the part in which it was the other way round: 1 or -1 if one side was captured after the other. */
static double order_of(const struct comparison *comparison)
{
    const struct comparison_side *base = &comparison->sides[BASELINE], *candidate = &comparison->sides[CANDIDATE];
    double sum = 0;
    for (size_t i = 0; i < base->replica_count; i++)
        for (size_t k = 0; k < candidate->replica_count; k++) {
            const struct comparison_replica *a = &base->replicas[i], *b = &candidate->replicas[k];
            /* Two captures of one instant are side by side, not one after the other. */
            if (a->start != b->start)
                sum += (end_of(a) <= b->start) - (end_of(b) <= a->start);
        }
    return sum / ((double)base->replica_count * (double)candidate->replica_count);
}

bool captures_sequential(const struct comparison *comparison)
{
    return all_dated(&comparison->sides[BASELINE]) && all_dated(&comparison->sides[CANDIDATE]) &&
           fabs(order_of(comparison)) > NEARLY_ONE_AFTER_THE_OTHER;
}

/* One possible pair. */
struct meeting {
    double gap; /* nanoseconds between the starts */
    size_t baseline, candidate;
};

static int by_gap(const void *left, const void *right)
{
    const struct meeting *a = left, *b = right;
    if (a->gap != b->gap)
        return a->gap < b->gap ? -1 : 1;
    if (a->baseline != b->baseline)
        return a->baseline < b->baseline ? -1 : 1;
    return (a->candidate > b->candidate) - (a->candidate < b->candidate);
}

static double gap_between(const struct comparison *comparison, size_t baseline, size_t candidate)
{
    double start0 = (double)comparison->sides[BASELINE].replicas[baseline].start;
    double start1 = (double)comparison->sides[CANDIDATE].replicas[candidate].start;
    return start0 > start1 ? start0 - start1 : start1 - start0;
}

static void add_pair(struct capture_pairs *pairs, const struct comparison *comparison, size_t baseline,
                     size_t candidate)
{
    pairs->column[BASELINE][pairs->count] = baseline;
    pairs->column[CANDIDATE][pairs->count] = comparison->sides[BASELINE].replica_count + candidate;
    pairs->count++;
}

/* Takes the closest two captures that are still free, again and again. gaps: those of the pairs, ascending. */
static void pair_greedily(struct capture_pairs *pairs, double *gaps, const struct comparison *comparison,
                          struct meeting *meetings, bool *taken)
{
    size_t m = comparison->sides[BASELINE].replica_count;
    for (size_t i = 0; i < m; i++) {
        for (size_t j = 0; j < m; j++)
            meetings[i * m + j] = (struct meeting){gap_between(comparison, i, j), i, j};
    }
    qsort(meetings, m * m, sizeof *meetings, by_gap);
    for (size_t k = 0; k < m * m; k++) {
        if (taken[meetings[k].baseline] || taken[m + meetings[k].candidate])
            continue;
        taken[meetings[k].baseline] = taken[m + meetings[k].candidate] = true;
        gaps[pairs->count] = meetings[k].gap;
        add_pair(pairs, comparison, meetings[k].baseline, meetings[k].candidate);
    }
}

static bool interleaved(const struct comparison *comparison, const double *gaps, size_t count)
{
    int64_t first[SIDES], last[SIDES];
    for (int side = 0; side < SIDES; side++)
        side_span(&comparison->sides[side], &first[side], &last[side]);
    double from = (double)(first[0] < first[1] ? first[0] : first[1]);
    double to = (double)(last[0] > last[1] ? last[0] : last[1]);
    double median = 0.5 * (gaps[(count - 1) / 2] + gaps[count / 2]);
    return median < 0.25 * (to - from);
}

static int pair_by_time(struct capture_pairs *out, const struct comparison *comparison, bool must_interleave,
                        struct error *err)
{
    size_t m = comparison->sides[BASELINE].replica_count;
    int64_t first, last;
    for (int side = 0; side < SIDES; side++) {
        if (!side_span(&comparison->sides[side], &first, &last))
            return 0;
    }
    int result = -1;
    struct meeting *meetings = memory_allocate_array(m * m, sizeof *meetings);
    bool *taken = memory_allocate_array(2 * m, sizeof *taken);
    double *gaps = memory_allocate_array(m, sizeof *gaps);
    if (meetings == NULL || taken == NULL || gaps == NULL) {
        error_set_memory(err, "pairing the captures");
        goto done;
    }
    pair_greedily(out, gaps, comparison, meetings, taken);
    if (must_interleave && !interleaved(comparison, gaps, out->count))
        out->count = 0;
    result = 0;
done:
    memory_free(meetings);
    memory_free(taken);
    memory_free(gaps);
    return result;
}

/* The only capture of a side on that instance; the side's replica count if there is none or more than one. */
static size_t only_on(const struct comparison_side *side, const char *instance)
{
    size_t found = side->replica_count, hits = 0;
    for (size_t j = 0; j < side->replica_count; j++) {
        if (strcmp(side->replicas[j].instance, instance) == 0) {
            found = j;
            hits++;
        }
    }
    return hits == 1 ? found : side->replica_count;
}

static void pair_by_host(struct capture_pairs *out, const struct comparison *comparison)
{
    const struct comparison_side *base = &comparison->sides[BASELINE], *cand = &comparison->sides[CANDIDATE];
    for (size_t i = 0; i < base->replica_count; i++) {
        const char *instance = base->replicas[i].instance;
        size_t j = only_on(cand, instance);
        if (instance[0] == '\0' || j == cand->replica_count || only_on(base, instance) != i) {
            out->count = 0;
            return;
        }
        add_pair(out, comparison, i, j);
    }
}

int captures_pair(struct capture_pairs *out, const struct comparison *comparison, enum pair_by by,
                  struct error *err)
{
    *out = (struct capture_pairs){0};
    size_t m = comparison->sides[BASELINE].replica_count;
    bool chosen = by == PAIR_AUTO;
    if (by == PAIR_NONE || m < 2 || m != comparison->sides[CANDIDATE].replica_count)
        return 0;
    if (chosen && captures_sequential(comparison))
        return 0;
    for (int side = 0; side < SIDES; side++) {
        out->column[side] = memory_allocate_array(m, sizeof *out->column[side]);
        if (out->column[side] == NULL) {
            capture_pairs_clear(out);
            error_set_memory(err, "pairing the captures");
            return -1;
        }
    }
    if (by == PAIR_HOST || (chosen && m >= HOSTS_AT_LEAST))
        pair_by_host(out, comparison);
    if (out->count == 0 && (by == PAIR_TIME || (chosen && m >= TIMED_AT_LEAST)) &&
        pair_by_time(out, comparison, chosen, err) != 0) {
        capture_pairs_clear(out);
        return -1;
    }
    return 0;
}

static const struct comparison_replica *first_unnamed(const struct comparison *comparison)
{
    for (int side = 0; side < SIDES; side++)
        for (size_t j = 0; j < comparison->sides[side].replica_count; j++)
            if (comparison->sides[side].replicas[j].instance[0] == '\0')
                return &comparison->sides[side].replicas[j];
    return NULL;
}

static const struct comparison_replica *first_undated(const struct comparison *comparison)
{
    for (int side = 0; side < SIDES; side++)
        for (size_t j = 0; j < comparison->sides[side].replica_count; j++)
            if (comparison->sides[side].replicas[j].start == REPLICA_TIME_UNKNOWN)
                return &comparison->sides[side].replicas[j];
    return NULL;
}

/* Whether each capture of the baseline has the one of the candidate on its own host. */
static bool hosts_match(const struct comparison *comparison)
{
    const struct comparison_side *base = &comparison->sides[BASELINE], *cand = &comparison->sides[CANDIDATE];
    for (size_t i = 0; i < base->replica_count; i++) {
        const char *instance = base->replicas[i].instance;
        if (only_on(cand, instance) == cand->replica_count || only_on(base, instance) != i)
            return false;
    }
    return true;
}

const char *captures_unpaired(char out[CAPTURES_SENTENCE], const struct comparison *comparison, enum pair_by by)
{
    size_t count[SIDES] = {comparison->sides[BASELINE].replica_count, comparison->sides[CANDIDATE].replica_count};
    const char *way = by == PAIR_HOST ? "host" : "time";
    const struct comparison_replica *lacking =
        by == PAIR_HOST ? first_unnamed(comparison) : first_undated(comparison);
    if (by != PAIR_HOST && by != PAIR_TIME)
        return NULL;
    if (count[BASELINE] < 2 || count[BASELINE] != count[CANDIDATE])
        snprintf(out, CAPTURES_SENTENCE,
                 "'pair_by: %s' cannot be met, so the replicas are not paired: it needs as many of them on both "
                 "sides, 2 at least, and there are %zu and %zu",
                 way, count[BASELINE], count[CANDIDATE]);
    else if (!level_row_measurable(comparison))
        snprintf(out, CAPTURES_SENTENCE,
                 "'pair_by: %s' cannot be met, so the replicas are not paired: it needs the requests of each "
                 "replica, and a side has only one total",
                 way);
    else if (lacking)
        snprintf(out, CAPTURES_SENTENCE,
                 "'pair_by: %s' cannot be met, so the replicas are not paired: replica '%.160s' has no %s; add "
                 "\"%s\" to its meta.json",
                 way, lacking->name, by == PAIR_HOST ? "instance" : "time", by == PAIR_HOST ? "instance" : "start");
    else if (by == PAIR_HOST && !hosts_match(comparison))
        snprintf(
            out, CAPTURES_SENTENCE,
            "'pair_by: host' cannot be met, so the replicas are not paired: the two sides were not captured on "
            "the same hosts, each once; capture both versions on every host, or take 'pair_by: auto'");
    else
        return NULL;
    return out;
}

void capture_pairs_clear(struct capture_pairs *pairs)
{
    memory_free(pairs->column[BASELINE]);
    memory_free(pairs->column[CANDIDATE]);
    *pairs = (struct capture_pairs){0};
}
