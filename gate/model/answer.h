#ifndef FLAMEGATE_GATE_MODEL_ANSWER_H
#define FLAMEGATE_GATE_MODEL_ANSWER_H

#include "gate/base/sink.h"
#include "gate/model/limit.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * What the statistics say to the questions, and of every call-tree node, so that whoever draws or prints computes
 * nothing. Plain data.
 *
 * Rates are amounts per unit of exposure as measured. A change is rate1 / rate0 - 1: 0.1 is 10 % more; INFINITY
 * where the baseline has none; NAN where neither side has any. Intervals are two-sided 95 %.
 */

/*
 * A change of cost, taken apart: how often it happens per unit of exposure, and what it costs each time, where the
 * profiles hold both (comparison.counts). (1 + count_change) (1 + each_change) = 1 + change, by_count + by_each =
 * growth. Ends of intervals are NAN where chance is not known.
 */
struct cost_split {
    bool known; /* false: no count in the profiles, or one side has none; nothing else holds then */
    double count[2];
    double count_change, count_interval[2];
    double each[2]; /* in the unit of the cost */
    double each_change, each_interval[2];
    double by_count, by_each; /* how much of the growth either makes */
};

/* One estimate of growth. */
struct estimate {
    double rate[2];            /* per unit of exposure, as measured */
    double growth;             /* rate[1] - rate[0] */
    double growth_interval[2]; /* of growth */
    double change;             /* relative */
    double change_interval[2]; /* of change */
    double share;              /* growth as a part of the service's baseline total */
    double events[2];          /* sampled events behind each side, as if all weighed the same; NAN if unknown */
    struct cost_split split;   /* more of it, or dearer each time */
};

enum answer_blocker {
    BLOCKER_NONE,
    BLOCKER_SAMPLES,  /* more samples would settle it */
    BLOCKER_REPLICAS, /* only more replicas would */
    BLOCKER_LEVEL,    /* only pairing (interleaved captures) or a noise history would */
    BLOCKER_UNFIT,    /* the comparison itself cannot carry a verdict */
};

/* A saving that was netted against a growth nearby. */
struct moved_part {
    uint32_t symbol; /* the function whose doing it is: the one that fell most of those on the stacks */
    double growth;   /* of the cost there, per unit of exposure: negative */
};

/* Parallel to the questions. */
struct answer {
    struct estimate estimate;
    struct limit_resolved limit;  /* U at this entry */
    struct limit_resolved proven; /* L: what must be proven exceeded */
    bool limit_assumed;           /* U is limit_assumed, because the noise of the level is assumed */
    double p_low;                 /* of "growth <= L" */
    double p_high;                /* of "growth >= U" */
    double p_least;               /* smallest p_low that its pooled events could give */
    bool tested;                  /* could reach significance at all */
    bool at_limit;                /* measured at or above U, in every reading */
    bool rejected;                /* at_limit, and "growth <= L" rejected: the growth is real */
    bool cleared;                 /* a growth of U is excluded */
    /*
     * It would be rejected, but its cost only moved here from nearby. Then p_low, p_high, at_limit and cleared are
     * of the net, the growth of this function together with what it came from; estimate is of the function alone.
     */
    bool moved;
    struct estimate net;             /* if moved */
    size_t parts_first, parts_count; /* if moved: the savings, by size; of answers.moved_parts */
    double visible;              /* smallest growth as a part of the service's total that was visible here with a
                                  * chance of 80 %; INFINITY if none */
    enum answer_blocker blocker; /* why it is neither rejected nor cleared */
    double samples_factor;       /* this many times the samples would clear or reject it; NAN: no number of them */
    double replicas_needed;      /* a side; NAN: not the cause */
};

/* Of one call-tree node, at limit 0. */
struct node_answer {
    double change; /* relative, of the subtree's total; INFINITY: new; NAN: neither side */
    double change_interval[2];
    double p_more;    /* of "did not grow" */
    double p_less;    /* of "did not shrink" */
    int8_t direction; /* +1 costs more, -1 costs less, 0 inside the noise (family-wise over all nodes) */
};

enum level_mode {
    LEVEL_MEASURED,   /* from the replicas of both sides */
    LEVEL_PAIRED,     /* from pairs of captures */
    LEVEL_SEQUENTIAL, /* one side was captured after the other: drift is assumed on top */
    LEVEL_SIDE_TOTAL, /* several replicas but one request count a side */
    LEVEL_ASSUMED,    /* one profile a side */
    LEVEL_HISTORY,    /* one profile a side, or one count for several, but the noise is known from history */
};

/* The level: what moves all entries of a side together (host, load, clock), and how far it is known. */
struct level {
    enum level_mode mode;
    double factor;    /* s: candidate over baseline, common to all frames; 1 if not believed */
    double factor_sd; /* standard deviation of ln s */
    double prior_sd;  /* what was known of it before: sqrt P */
    bool believed;    /* frames are judged relative to it */
    size_t functions; /* that carry it */
    double total_sd;  /* standard deviation of the log ratio of the total */
    double total_df;  /* its degrees of freedom; INFINITY where assumed */
    bool sequential;  /* several captures a side, all of one before those of the other, as far as is known */
    double host_cv, frame_cv; /* assumed between hosts, and between frames; 0 where it is not */
    const char *history;      /* file of the noise history; NULL: none was given. Its owner's */
    size_t history_captures;  /* that it was made from; 0: it knows nothing of this profile */
    double common; /* change that nearly everything shares, relative, where it is more than the noise of the level
                    * explains: hosts, traffic, build, or a slowdown of all; 0: there is none */
};

/*
 * A replica whose cost stands out of its side's: of the service's whole cost (entry 0), or of a function whose
 * growth it carries alone. It counts as all others do; but no PASS rests on one that sways the total.
 */
struct odd_replica {
    uint32_t entry;        /* of the comparison */
    uint32_t column;       /* the same */
    bool carries;          /* without it less than half of the entry's growth is left; else it is only odd */
    bool sways;            /* of an odd one: without it the total's change is another one, see odd_replicas.h */
    double rate, median;   /* per unit of exposure: its own, and the median of its side */
    double growth_without; /* of the entry, per unit of exposure, if it were left out */
    double change_without; /* the same, relative */
};

/* Of one comparison. */
struct comparison_answers {
    struct level level;
    struct odd_replica *odd; /* odd ones by column, then those that carry a growth by entry; NULL: none */
    size_t odd_count;
    struct node_answer *nodes; /* [node of the comparison's tree] */
    struct estimate total;     /* the service's total */
    size_t entries;            /* different hypotheses of its fail questions */
    size_t tested;             /* those that could reach significance */
    double visible_total;      /* smallest growth of the total that was visible, a fraction; INFINITY if none */
    double visible_frame; /* the same for a typical frame (of 1 % of the total), a fraction of the total; NAN: no
                           * rule asks about frames in general */
    double visible_worst; /* the same of the least visible function under a fail rule, of those with at least
                           * 1 % of the cost; never below the growth of one that is undecided */
    uint32_t visible_worst_entry; /* that function's entry; 0: there is none */
    size_t pass_blockers;         /* fail questions neither rejected nor cleared */
    double samples_factor;   /* this many times the samples, and all of them are cleared with a chance of 80 %; NAN:
                              * no number of them, or nothing is open */
    double replicas_needed;  /* the same by replicas, a side; NAN: not the cause */
    double pass_chance;      /* that all of them are cleared, had the samples been drawn again */
    double pass_chance_most; /* the same with any number of samples from these replicas */
};

/* One cause of growth, named once. */
struct culprit {
    uint32_t comparison;
    uint32_t node;   /* deepest call-tree node that explains the growth; CALLTREE_ROOT: no single place */
    uint32_t symbol; /* the function to name; SYMBOL_NONE: the service as a whole */
    uint32_t
        question; /* the rejected question it answers: the one of its own function, else of the nearest ancestor */
    struct estimate estimate; /* of the function named, over all its call sites, unless of_place */
    bool of_place;       /* of the node alone, since that is where it changed, and it costs something elsewhere */
    bool self;           /* the growth is its own; else spread over what it calls */
    uint32_t call_sites; /* nodes of the function that grew */
};

/* A function that costs more at some of its places and less at others. */
struct relocation {
    uint32_t comparison;
    uint32_t symbol;
    uint32_t grown, fallen; /* call-tree nodes of it: where it grew and fell most */
    double more, less;      /* of all such places, per unit of exposure, both positive */
    struct estimate net;    /* of the function over all its places */
};

struct answers {
    struct answer *items; /* [question] */
    size_t count;
    struct comparison_answers *comparisons; /* [comparison] */
    size_t comparison_count;
    struct culprit *culprits; /* by falling growth as a part of the total */
    size_t culprit_count;
    struct culprit *improvements; /* the same for what costs less, question = UINT32_MAX */
    size_t improvement_count;
    struct moved_part *moved_parts; /* of all answers */
    size_t moved_part_count;
    struct relocation *relocations; /* by falling size in each comparison */
    size_t relocation_count;
    double wildcard_level; /* alpha' / K: what one wildcard test had to reach */
    double named_level;    /* the same for the smallest step of the named slice */
    size_t hypotheses;     /* wildcard hypotheses in all */
    size_t tested;         /* K */
};

void answers_free(struct answers *answers);

struct questions;

/* What more samples of the same replicas would bring a comparison: by how much they would raise the chance that all
 * its fail questions are cleared. */
double answers_gain(const struct answers *answers, const struct questions *questions, uint32_t comparison);

/* Sorted text for goldens and debuggers. */
void answers_dump(const struct answers *answers, const struct questions *questions, struct sink *sink);

#endif
