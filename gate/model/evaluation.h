#ifndef FLAMEGATE_GATE_MODEL_EVALUATION_H
#define FLAMEGATE_GATE_MODEL_EVALUATION_H

#include "gate/model/answer.h"
#include "gate/model/comparison.h"
#include "gate/model/noise_settings.h"
#include "gate/model/question.h"
#include "gate/model/verdict.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * One whole run, as reporters see it: what was asked for, what was compared, asked, answered and decided, and what
 * went wrong on the way. A run that failed early is an evaluation too, with fewer parts.
 */

/* What kind of trouble, so that JUnit can tell its cause. */
enum trouble_stage { TROUBLE_FETCH, TROUBLE_PARSE, TROUBLE_COMPARE, TROUBLE_REPORT };

/* Something that could not be read or done, and what it cost. */
struct trouble {
    enum trouble_stage stage;
    bool fatal;           /* the verdict is ERROR because of it; else the rest was judged */
    const char *sentence; /* what failed and what to do */
};

/* Something that is wrong with the policy, and where: the run did not begin. Texts are harmless. */
struct fault {
    const char *path;
    uint64_t line, column; /* from 1 */
    const char *sentence;
};

struct evaluation {
    const char *version;   /* of the program */
    const char *command;   /* "check", "diff" */
    const char *service;   /* "" if unknown */
    const char *policy;    /* path of the policy, or "built-in" */
    const char *labels[2]; /* what the sides are called: version labels or paths */
    const char *anchor; /* the version that some comparisons have in the baseline's place (`anchored`); "" or NULL:
                         * none has */
    struct noise_settings noise;
    const char *const *profiles; /* names of the profiles to be judged, as far as they are known by now */
    size_t profile_count;
    const size_t *profile_comparisons; /* [profile]: index into comparisons; SIZE_MAX: it did not come to one; NULL:
                                        * of none did it */
    const struct comparison *const *comparisons;
    size_t comparison_count;
    const struct questions *questions; /* NULL if it never came to that, as the next ones */
    const struct answers *answers;
    const struct verdict *verdict; /* never NULL */
    const struct trouble *troubles;
    size_t trouble_count;
    const struct fault *faults; /* by place; the verdict's reason is the first one */
    size_t fault_count;
    bool finished; /* false: the report that stands while the run goes on, "did not finish" */
};

#endif
