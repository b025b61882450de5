#include "gate/report/openmetrics.h"

#include "gate/base/numbers.h"
#include "gate/base/text.h"
#include "gate/report/summary.h"
#include "gate/report/words.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "gate/base/banned.h"

enum { DIGITS = 9, FUNCTIONS_MAX = 20, NAME_COLUMNS = 200, VALUE_SIZE = 512, LABELS_SIZE = 16 * VALUE_SIZE };

/* A gauge's head; the samples follow. */
static void put_family(struct sink *sink, const char *name, const char *help)
{
    sink_format(sink, "# HELP %s %s\n# TYPE %s gauge\n", name, help, name);
}

/* Appends `name="value"`, with what would end the value escaped. Broken and control characters are replaced; five
 * values, each sign escaped, always fit. */
static void add_label(char *out, size_t size, const char *name, struct bytes value)
{
    char safe[VALUE_SIZE];
    size_t used = strlen(out);
    used += (size_t)snprintf(out + used, size - used, "%s%s=\"", used > 0 ? "," : "", name);
    text_harmless(safe, sizeof safe, value);
    for (const char *at = safe; *at != '\0' && used + 4 < size; at++) {
        if (*at == '"' || *at == '\\') {
            out[used++] = '\\';
        }
        out[used++] = *at;
    }
    out[used] = '\0';
    snprintf(out + used, size - used, "\"");
}

static char *begin_labels(char *out, size_t size, const struct evaluation *evaluation,
                          const struct comparison *comparison)
{
    out[0] = '\0';
    if (evaluation->service[0] != '\0') {
        add_label(out, size, "service", bytes_of_text(evaluation->service));
    }
    if (comparison != NULL) {
        add_label(out, size, "profile", bytes_of_text(comparison->profile));
    }
    return out;
}

/* What is not known has no sample. */
static void put_sample(struct sink *sink, const char *name, const char *labels, double value)
{
    char number[NUMBER_TEXT_SIZE];
    if (isfinite(value)) {
        sink_text(sink, name);
        sink_text(sink, labels[0] != '\0' ? "{" : "");
        sink_text(sink, labels);
        sink_format(sink, "%s %s\n", labels[0] != '\0' ? "}" : "",
                    numbers_format_significant(number, value, DIGITS));
    }
}

static void put_run(struct sink *sink, const struct evaluation *evaluation)
{
    static const int values[] = {
        [VERDICT_PASS] = 0, [VERDICT_REGRESSION] = 1, [VERDICT_INCONCLUSIVE] = 3, [VERDICT_ERROR] = 4};
    char labels[LABELS_SIZE];
    begin_labels(labels, sizeof labels, evaluation, NULL);
    put_family(sink, "flamegate_verdict", "0 pass, 1 regression, 3 inconclusive, 4 could not evaluate.");
    put_sample(sink, "flamegate_verdict", labels, values[summary_kind(evaluation)]);
    put_family(sink, "flamegate_exit_code",
               "Exit code, after what the policy and the options make of the verdict.");
    put_sample(sink, "flamegate_exit_code", labels, summary_exit_code(evaluation));
}

static void put_counts(struct sink *sink, const struct evaluation *evaluation)
{
    char labels[LABELS_SIZE];
    put_family(sink, "flamegate_findings", "Findings by kind, without those that another one explains.");
    for (int kind = FINDING_REGRESSION; kind <= FINDING_EXPECTATION; kind++) {
        begin_labels(labels, sizeof labels, evaluation, NULL);
        add_label(labels, sizeof labels, "kind", bytes_of_text(finding_kind_name((enum finding_kind)kind)));
        put_sample(sink, "flamegate_findings", labels, (double)summary_count(evaluation, (enum finding_kind)kind));
    }
}

/* Appends text as a part of a metric's name. */
static void add_part(char *out, size_t size, const char *text)
{
    size_t used = strlen(out);
    for (const char *at = text; *at != '\0' && used + 1 < size; at++) {
        out[used++] = isalnum((unsigned char)*at) ? (char)tolower((unsigned char)*at) : '_';
    }
    out[used] = '\0';
}

/* "flamegate_cpu_seconds_per_request"; returns how many of its unit one of the comparison's is, NAN: there is no
 * such cost. */
static double name_cost(char *out, size_t size, const struct comparison *comparison)
{
    const char *base;
    double factor;
    if (comparison->exposure_kind == EXPOSURE_SHARE) {
        return NAN;
    }
    numbers_unit(comparison->unit, &base, &factor);
    bool is_time = strcmp(base, "nanoseconds") == 0;
    snprintf(out, size, "flamegate_");
    add_part(out, size / 2, comparison->profile);
    add_part(out, size / 2, "_");
    add_part(out, size - 32,
             is_time                      ? "seconds"
             : strcmp(base, "bytes") == 0 ? "bytes"
                                          : comparison_shown_unit(comparison));
    add_part(out, size, comparison->exposure_kind == EXPOSURE_INSTANCE ? "_per_instance" : "_per_request");
    return is_time ? factor / 1e9 : factor;
}

static void put_sides(struct sink *sink, const char *name, const struct evaluation *evaluation,
                      const struct comparison *comparison, const double values[SIDES])
{
    static const char *const sides[SIDES] = {"baseline", "candidate"};
    char labels[LABELS_SIZE];
    for (int side = 0; side < SIDES; side++) {
        begin_labels(labels, sizeof labels, evaluation, comparison);
        add_label(labels, sizeof labels, "side", bytes_of_text(sides[side]));
        put_sample(sink, name, labels, values[side]);
    }
}

/* All profiles of one name stand together: two may differ in signs that a name cannot hold. */
static void put_costs(struct sink *sink, const struct evaluation *evaluation, size_t index)
{
    char name[WORDS_SIZE], other[WORDS_SIZE];
    if (isnan(name_cost(name, sizeof name, evaluation->comparisons[index]))) {
        return;
    }
    for (size_t i = 0; i < index; i++) {
        if (!isnan(name_cost(other, sizeof other, evaluation->comparisons[i])) && strcmp(name, other) == 0) {
            return;
        }
    }
    put_family(sink, name, "Cost of the service, in scope, without background.");
    for (size_t i = index; i < evaluation->comparison_count; i++) {
        const struct comparison *it = evaluation->comparisons[i];
        double factor = name_cost(other, sizeof other, it);
        if (!isnan(factor) && strcmp(name, other) == 0) {
            double values[SIDES];
            for (int side = 0; side < SIDES; side++) {
                values[side] = factor * words_rate(it, it->sides[side].amount, side);
            }
            put_sides(sink, name, evaluation, it, values);
        }
    }
}

/* A figure of each profile. */
static void put_figure(struct sink *sink, const struct evaluation *evaluation, const char *name, const char *help,
                       double (*value)(const struct comparison_answers *answers))
{
    char labels[LABELS_SIZE];
    put_family(sink, name, help);
    for (size_t i = 0; i < evaluation->comparison_count; i++) {
        if (evaluation->answers != NULL && i < evaluation->answers->comparison_count) {
            begin_labels(labels, sizeof labels, evaluation, evaluation->comparisons[i]);
            put_sample(sink, name, labels, value(&evaluation->answers->comparisons[i]));
        }
    }
}

static double change_of(const struct comparison_answers *answers)
{
    return answers->total.change;
}

static double lower_of(const struct comparison_answers *answers)
{
    return answers->total.change_interval[0];
}

static double upper_of(const struct comparison_answers *answers)
{
    return answers->total.change_interval[1];
}

static double visible_of(const struct comparison_answers *answers)
{
    return answers->visible_frame;
}

static void put_profiles(struct sink *sink, const struct evaluation *evaluation)
{
    for (size_t i = 0; i < evaluation->comparison_count; i++) {
        put_costs(sink, evaluation, i);
    }
    put_family(sink, "flamegate_samples", "Sampled events in scope.");
    for (size_t i = 0; i < evaluation->comparison_count; i++) {
        const struct comparison *it = evaluation->comparisons[i];
        double samples[SIDES] = {it->sides[BASELINE].samples, it->sides[CANDIDATE].samples};
        put_sides(sink, "flamegate_samples", evaluation, it, samples);
    }
    put_figure(sink, evaluation, "flamegate_change_ratio", "Change of the service's cost; 0.1 is 10 % more.",
               change_of);
    put_figure(sink, evaluation, "flamegate_change_lower_ratio", "Lower end of its 95 % interval.", lower_of);
    put_figure(sink, evaluation, "flamegate_change_upper_ratio", "Upper end of its 95 % interval.", upper_of);
    put_figure(sink, evaluation, "flamegate_visible_growth_ratio",
               "Growth, as a part of the total, that would have been seen in most functions.", visible_of);
}

/* The labels of a finding that has a series of its own; false: it has none. */
static bool label_function(char *out, size_t size, const struct evaluation *evaluation,
                           const struct finding *finding)
{
    char name[WORDS_NAME];
    if (finding->comparison >= evaluation->comparison_count || finding->symbol == SYMBOL_NONE ||
        !finding->has_estimate || verdict_only_counts(finding)) {
        return false;
    }
    const struct comparison *comparison = evaluation->comparisons[finding->comparison];
    begin_labels(out, size, evaluation, comparison);
    words_cut_left(name, sizeof name, words_subject(finding, comparison), NAME_COLUMNS);
    add_label(out, size, "kind", bytes_of_text(finding_kind_name(finding->kind)));
    add_label(out, size, "value", bytes_of_text(finding->self ? "self" : "total"));
    add_label(out, size, "function", bytes_of_text(name));
    return true;
}

/* Two long names may be cut to the same one, and a function may have broken two rules. */
static bool is_repeated(const struct evaluation *evaluation, size_t index, const char *labels)
{
    char other[LABELS_SIZE];
    for (size_t i = 0; i < index; i++) {
        if (label_function(other, sizeof other, evaluation, &evaluation->verdict->findings[i]) &&
            strcmp(other, labels) == 0) {
            return true;
        }
    }
    return false;
}

static void put_functions(struct sink *sink, const struct evaluation *evaluation)
{
    const char *name = "flamegate_function_growth_ratio";
    size_t count = 0;
    char labels[LABELS_SIZE];
    put_family(sink, name, "Growth of the first functions found, as a part of the service's baseline total.");
    for (size_t i = 0; i < evaluation->verdict->finding_count && count < FUNCTIONS_MAX; i++) {
        const struct finding *finding = &evaluation->verdict->findings[i];
        if (label_function(labels, sizeof labels, evaluation, finding) && !is_repeated(evaluation, i, labels)) {
            put_sample(sink, name, labels, finding->estimate.share);
            count++;
        }
    }
}

static int openmetrics_write(const struct evaluation *evaluation, const struct report_options *options,
                             struct sink *sink, struct error *err)
{
    (void)options;
    put_run(sink, evaluation);
    put_counts(sink, evaluation);
    put_profiles(sink, evaluation);
    put_functions(sink, evaluation);
    sink_text(sink, "# EOF\n");
    return sink_finish(sink, err);
}

const struct reporter openmetrics_reporter = {
    .name = "openmetrics",
    .file = "metrics.txt",
    .description = "verdict, totals and first functions as metrics, in base units",
    .per_profile = false,
    .to_stdout = true,
    .write = openmetrics_write,
};
