#ifndef FLAMEGATE_TESTS_SUPPORT_PROFILE_SAMPLE_H
#define FLAMEGATE_TESTS_SUPPORT_PROFILE_SAMPLE_H

#include "gate/model/replica.h"

#include <stddef.h>

/*
 * Small profiles and replicas from text, for tests that need some to compare:
 *
 *     struct profile_sample cpu = profile_sample_cpu(1000);
 *     struct replicas sides[2];
 *     profile_sample_side(&sides[0], "v1", &cpu, (const char *[]){"main;a 7\nmain;b 3\n", "main;a 8\n"}, 2);
 *
 * A line is a stack, outermost frame first, joined by ';', a blank, the number of sampled events, and, if
 * wanted, a blank and an endpoint. A frame written "?libc.so+0x1f" is one without a name in libc.so. Whatever goes
 * wrong fails the test. A test that uses it names tests/support/profile_sample.c in its SOURCES, and room model.
 */

struct profile_sample {
    const char *type;
    const char *unit;
    enum event_model model;
    double period;           /* an event stands for this amount; 0: for 1 */
    const char *period_type; /* of the facts */
    const char *kind;        /* of the file */
    double requests;         /* of each replica; NAN: unknown */
    const char *label; /* key of a label that the samples with an endpoint carry, and that was asked for; NULL */
};

/* cpu in nanoseconds, a sample every 10 ms, in a file of kind cpu. */
struct profile_sample profile_sample_cpu(double requests);

/* samples in counts, as folded stacks have them. */
struct profile_sample profile_sample_count(double requests);

/* The caller's to free. */
struct profile *profile_sample_profile(const struct profile_sample *of, const char *text);

/* A replica of that one profile; the caller's to clear. */
struct replica profile_sample_replica(const struct profile_sample *of, const char *name, const char *text);

/* A side of count replicas named r0, r1 ... on hosts of the same name, a second apart; the caller's to clear. */
void profile_sample_side(struct replicas *out, const char *label, const struct profile_sample *of,
                         const char *const *texts, size_t count);

#endif
