#include "rules/remedy.h"

#include "gate/base/numbers.h"
#include "gate/model/replica.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gate/base/banned.h"

enum { CLAUSE_SIZE = 256, EFFORT_SIZE = 96 };

/* Beyond these nobody would go: what was measured lies too near to its limit. */
static const double factor_sensible = 100, replicas_sensible = 100;

/* Beyond this a number says nothing any more. */
static const double far_most = 10000;

static double replicas_of(const struct comparison *comparison)
{
    const struct comparison_side *sides = comparison->sides;
    size_t base = sides[BASELINE].replica_count, candidate = sides[CANDIDATE].replica_count;
    return (double)(base < candidate ? base : candidate);
}

/* Runs a side that give so many times the samples and so many replicas; NAN if no sensible number does. */
static double runs_for(const struct comparison *comparison, double factor, double replicas)
{
    double runs = replicas_of(comparison), needed = NAN;
    if (factor > factor_sensible || replicas > replicas_sensible) {
        return NAN;
    }
    if (factor > 0) {
        needed = ceil(runs * factor);
    }
    if (replicas > 0) {
        needed = fmax(needed, ceil(replicas)); /* fmax drops a NAN */
    }
    return isnan(needed) ? NAN : fmax(needed, runs + 1);
}

static double runs_for_named(const struct remedy_case *about)
{
    const struct answer *named = about->named;
    switch (named->blocker) {
    case BLOCKER_SAMPLES:
        return isnan(named->samples_factor) ? NAN : runs_for(about->comparison, named->samples_factor, NAN);
    case BLOCKER_REPLICAS:
        return isnan(named->replicas_needed) ? NAN : runs_for(about->comparison, NAN, named->replicas_needed);
    case BLOCKER_NONE:
    case BLOCKER_LEVEL:
    case BLOCKER_UNFIT:
        break;
    }
    return NAN;
}

/* Two digits, upwards: it is a forecast. */
static double rounded_up(double value)
{
    double step = value >= 100 ? pow(10, floor(log10(value)) - 1) : 1;
    return ceil(value / step - 1e-9) * step;
}

/* Mean seconds that a run took, over both sides; NAN if no run has times. */
static double seconds_of_a_run(const struct comparison *comparison)
{
    double seconds = 0, known = 0;
    for (int side = 0; side < SIDES; side++) {
        for (size_t i = 0; i < comparison->sides[side].replica_count; i++) {
            const struct comparison_replica *replica = &comparison->sides[side].replicas[i];
            if (replica->start != REPLICA_TIME_UNKNOWN && replica->end > replica->start) {
                seconds += (double)(replica->end - replica->start) / 1e9;
                known += 1;
            }
        }
    }
    return known > 0 ? seconds / known : NAN;
}

/* "some 12 minutes", "some 14,000 samples", "" if neither is known. */
static void effort_words(char *out, size_t size, const struct comparison *comparison, double runs)
{
    char count[NUMBER_TEXT_SIZE];
    double seconds = runs * seconds_of_a_run(comparison);
    double samples = fmin(comparison->sides[BASELINE].samples, comparison->sides[CANDIDATE].samples) * runs /
                     replicas_of(comparison);
    out[0] = '\0';
    if (isfinite(seconds)) {
        bool minutes = seconds >= 90, hours = seconds >= 5400;
        double shown = rounded_up(hours ? seconds / 3600 : minutes ? seconds / 60 : seconds);
        snprintf(out, size, "some %.0f %s", shown, hours ? "hours" : minutes ? "minutes" : "seconds");
    } else if (samples > 0 && samples < 1e15) {
        snprintf(out, size, "some %s samples", numbers_format_count(count, (uint64_t)rounded_up(samples)));
    }
}

/* How the level becomes known better, by how it is known now. */
static const char *level_words(enum level_mode mode)
{
    static const char *const words[] = {
        [LEVEL_MEASURED] = "capture more runs a side, the two versions in turn (A B B A)",
        [LEVEL_PAIRED] = "capture more pairs of runs",
        [LEVEL_SEQUENTIAL] = "capture the two versions in turn (A B B A), not one after the other",
        [LEVEL_SIDE_TOTAL] = "give every run its own request count, so that the noise between runs is measured",
        [LEVEL_HISTORY] = "capture several runs a side, the two versions in turn (A B B A)",
        [LEVEL_ASSUMED] =
            "capture several runs a side, each with its request count, so that the noise between runs is measured",
    };
    return words[mode];
}

static void append(char *out, size_t size, const char *text)
{
    size_t used = strlen(out);
    snprintf(out + used, size - used, "%s", text);
}

/* "capture about 60 runs a side like these (some 12 minutes each side)". */
static void append_runs(char *out, size_t size, const struct comparison *comparison, double runs)
{
    char clause[CLAUSE_SIZE], effort[EFFORT_SIZE];
    effort_words(effort, sizeof effort, comparison, runs);
    snprintf(clause, sizeof clause, "capture about %.0f runs a side like %s", rounded_up(runs),
             replicas_of(comparison) > 1 ? "these" : "this one");
    append(out, size, clause);
    snprintf(clause, sizeof clause, " (%s each side)", effort);
    append(out, size, effort[0] != '\0' ? clause : "");
}

/* What the others need beyond the one that is named. */
static void append_others(char *out, size_t size, const struct remedy_case *about, double named, double all)
{
    char clause[CLAUSE_SIZE], effort[EFFORT_SIZE];
    if (all > named) {
        effort_words(effort, sizeof effort, about->comparison, all);
        snprintf(clause, sizeof clause, ", about %.0f%s%s%s to settle all %zu", rounded_up(all),
                 effort[0] != '\0' ? " (" : "", effort, effort[0] != '\0' ? ")" : "", about->count);
        append(out, size, clause);
    } else if (isnan(all)) {
        append(out, size, "; runs alone will not settle all of the others");
    }
}

/* More than anybody would capture, though a number is known: the runs hold too little, or it lies near its limit.
 */
static bool append_far(char *out, size_t size, const struct remedy_case *about)
{
    const struct answer *named = about->named;
    char clause[CLAUSE_SIZE], effort[EFFORT_SIZE], times[NUMBER_TEXT_SIZE];
    double replicas = replicas_of(about->comparison);
    double factor = named->blocker == BLOCKER_SAMPLES    ? named->samples_factor
                    : named->blocker == BLOCKER_REPLICAS ? named->replicas_needed / replicas
                                                         : NAN;
    if (!(factor < far_most)) {
        return false;
    }
    effort_words(effort, sizeof effort, about->comparison, replicas * factor);
    append(out, size, about->name);
    snprintf(
        clause, sizeof clause,
        " would need about %s times these captures (%s each side): they hold too little, or it lies near to its "
        "limit; look at it, or raise the limit of rule '",
        numbers_format_count(times, (uint64_t)rounded_up(factor)), effort);
    append(out, size, clause);
    append(out, size, about->rule);
    append(out, size, "'");
    return true;
}

char *remedy_words(char *out, size_t size, const struct remedy_case *about)
{
    double named = runs_for_named(about);
    double all = runs_for(about->comparison, about->all->samples_factor, about->all->replicas_needed);
    bool several = about->count > 1;
    out[0] = '\0';
    if (about->named->blocker == BLOCKER_LEVEL) {
        append(out, size, level_words(about->all->level.mode));
        append(out, size, "; longer runs will not help");
        return out;
    }
    if (isnan(named) && append_far(out, size, about)) {
        return out;
    }
    if (isnan(named)) {
        append(out, size, about->name);
        append(out, size,
               " lies too near to its limit for more runs to settle it: look at it, or raise the limit of rule '");
        append(out, size, about->rule);
        append(out, size, "'");
        return out;
    }
    append_runs(out, size, about->comparison, named);
    append(out, size, " to settle ");
    append(out, size, !several ? "it" : all <= named ? "all of them" : about->name);
    if (several) {
        append_others(out, size, about, named, all);
    }
    return out;
}
