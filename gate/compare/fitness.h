#ifndef FLAMEGATE_GATE_COMPARE_FITNESS_H
#define FLAMEGATE_GATE_COMPARE_FITNESS_H

#include "gate/base/error.h"
#include "gate/compare/columns.h"
#include "gate/compare/compare.h"
#include "gate/model/comparison.h"
#include "gate/model/profile_selector.h"

/*
 * Fitness: whether two sides can be compared at all. What cannot carry a verdict is no error: the first reason
 * becomes the comparison's `unfit`, the others notes.
 */

/* "baseline", "candidate" */
const char *fitness_side_name(int side);

/* Says why the pair is unfit, in one sentence. Fails only without memory. */
int fitness_object(struct comparison *comparison, struct error *err, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The same of what forbids a verdict, but no comparison: a note where only differences are wanted. */
int fitness_doubt(struct comparison *comparison, struct error *err, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Says why the pair cannot carry a PASS, though a growth in it can be proven. */
int fitness_withhold_pass(struct comparison *comparison, struct error *err, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Adds a sentence for people. */
int fitness_note(struct comparison *comparison, struct error *err, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/*
 * Whether every replica has the wanted profile, and all of them measured the same thing: kind, sample type, unit,
 * period, service, profiler, machine, build. Needs only the selected columns.
 */
int fitness_check_inputs(struct comparison *comparison, const struct columns *columns,
                         const struct profile_selector *selector, struct error *err);

/* Whether what was measured is enough to look at: samples in scope, known chance, names. Needs the merged sides.
 * settings may be NULL. */
int fitness_check_content(struct comparison *comparison, const struct columns *columns,
                          const struct compare_settings *settings, struct error *err);

#endif
