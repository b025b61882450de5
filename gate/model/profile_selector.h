#ifndef FLAMEGATE_GATE_MODEL_PROFILE_SELECTOR_H
#define FLAMEGATE_GATE_MODEL_PROFILE_SELECTOR_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Which profile is to be judged, and under which name: from the policy's `profiles:`, from --profile, or chosen by
 * what the captures hold (PRODUCT.md, "Which profiles are judged").
 */

/* Behind the name of a profile that is held against the anchor. */
#define PROFILE_SELECTOR_ANCHORED "-anchor"

struct profile_selector {
    const char *name;     /* as reports call it: "cpu" */
    const char *anchored; /* as in gate/model/comparison.h: "cpu" if name is "cpu-anchor"; else NULL */
    const char *kind;     /* cpu, wall, heap, allocs, mutex, block, goroutine, or "": any file that has the type */
    const char *type;     /* sample type: "cpu", "alloc_space", "delay" ... */
    bool per_instance;    /* per instance instead of per request */
    bool report_only;     /* shown, never judged */
    double rate;          /* nanoseconds of blocking for one event kept, of a block profile; 0: not told */
};

/* The standard names: cpu, wall, heap, allocs, mutex, block, goroutine, profile. */
extern const char *const profile_selector_kinds[];
extern const size_t profile_selector_kind_count;

/*
 * What a word given to --profile, or a policy's `type:`, selects: a standard name with its usual type (allocs:
 * alloc_space, heap: inuse_space, mutex and block: delay, cpu: cpu, wall: wall, goroutine: goroutine), a full store
 * type of five parts (its second part is the sample type), behind which Parca's have ":delta", or a sample type of
 * any kind. The texts of the result are literals or parts of word.
 */
struct profile_selector profile_selector_from_word(const char *word);

#endif
