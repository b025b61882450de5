#ifndef FLAMEGATE_TESTS_SUPPORT_EVALUATION_SAMPLE_H
#define FLAMEGATE_TESTS_SUPPORT_EVALUATION_SAMPLE_H

#include "gate/model/evaluation.h"
#include "gate/report/reporter.h"

/*
 * Evaluations made by hand, one for each stage that a run can be in, so that reporters are tested without YAML,
 * files or statistics. The numbers are invented; the intervals are those of Poisson counts, so that they look real.
 */

enum evaluation_sample_kind {
    SAMPLE_PASS,
    SAMPLE_REGRESSION,   /* json.Marshal costs more and explains it, a warning, an improvement, new and gone */
    SAMPLE_INCONCLUSIVE, /* too few samples, one profile a side */
    SAMPLE_NO_BASELINE,  /* inconclusive before anything was compared */
    SAMPLE_ERROR,        /* a profile could not be read: no comparison */
    SAMPLE_UNFINISHED,   /* the report that stands while the run goes on */
    SAMPLE_DIFF_SHARE,   /* `diff` without request counts: shares, unfit, no answers */
    SAMPLE_HOSTILE,      /* names full of markup, control bytes, broken UTF-8, and very long ones */
    SAMPLE_SEVERAL,      /* three profiles: regression, pass, report only */
    SAMPLE_KINDS
};

/* Two functions of SAMPLE_HOSTILE that cost more: what a CI server's runner would execute, and what Markdown would
 * make markup of. */
#define EVALUATION_SAMPLE_COMMAND "x\n::add-mask::secret\r\n  ::error file=a,line=1::b ##[add-mask]100%25%0A,=\\"
#define EVALUATION_SAMPLE_MARKUP                                                                                   \
    "a|b`c``d @babel/core #12 $x$ <img src=x> [l](http://evil.example) www.evil.example **b** ~~s~~ "              \
    "</details>\n# h"

/* "pass", "regression" ...: for names of files and tests. */
extern const char *const evaluation_sample_names[SAMPLE_KINDS];

struct evaluation_sample;

/* Never NULL: a test without memory ends. */
struct evaluation_sample *evaluation_sample_new(enum evaluation_sample_kind kind);

/* A regression among that many call-tree nodes, made from a seed by a fixed rule. */
struct evaluation_sample *evaluation_sample_synthetic(size_t nodes, uint32_t seed);

void evaluation_sample_free(struct evaluation_sample *sample);

/* Plain data, that a test may change. */
struct evaluation *evaluation_sample_get(struct evaluation_sample *sample);
struct comparison *evaluation_sample_comparison(struct evaluation_sample *sample, size_t index);
struct verdict *evaluation_sample_verdict(struct evaluation_sample *sample);
struct answers *evaluation_sample_answers(struct evaluation_sample *sample);

/* What a reporter writes of an evaluation, closed by NUL; the caller's to memory_free. NULL if it failed. */
char *evaluation_sample_report(const struct reporter *reporter, const struct evaluation *evaluation,
                               const struct report_options *options);

#endif
