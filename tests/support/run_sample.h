#ifndef FLAMEGATE_TESTS_SUPPORT_RUN_SAMPLE_H
#define FLAMEGATE_TESTS_SUPPORT_RUN_SAMPLE_H

#include "gate/pipeline_run.h"

/*
 * A run of a gate over folders of versions, stopped where both sides are planned and nothing is read yet. The
 * scratch folder (scratch_open) holds versions v1, v2 and v3, of two replicas each, 1000 requests a replica; the
 * policy holds the total against an anchor. A test that uses it names run_sample.c and policy_text.c in its
 * SOURCES, and room pipeline. Whatever goes wrong ends the test.
 */

struct run_sample {
    struct policy *policy;
    struct pipeline_plan plan;
    struct surroundings world; /* counts the sentences */
    struct run run;
    size_t sentences;
};

/* anchor: the policy's. The baseline is v2, the candidate v3. */
void run_sample_begin(struct run_sample *out, const char *anchor);
void run_sample_end(struct run_sample *sample);

#endif
