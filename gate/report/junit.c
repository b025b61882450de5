#include "gate/report/junit.h"

#include "gate/base/sink_xml.h"
#include "gate/base/text.h"
#include "gate/report/junit_body.h"
#include "gate/report/links.h"
#include "gate/report/summary.h"
#include "gate/report/words.h"

#include <stdio.h>
#include <string.h>

#include "gate/base/banned.h"

/* What became of a test case, in the order in which one outweighs another. */
enum outcome { PASSED, SKIPPED, FAILED, ERRED, OUTCOMES };

/* Cases are made twice, first to count them (xml NULL), since a suite's start tag holds the counts. */
struct suite {
    const struct evaluation *evaluation;
    const struct report_options *options;
    struct sink_xml *xml; /* NULL: only count */
    size_t counts[OUTCOMES];
    char name[3 * WORDS_SIZE];
    size_t index; /* of the comparison; SIZE_MAX: the run as a whole */
};

/* One test case. Texts are harmless, escaping is the writer's. */
struct test {
    enum outcome outcome;
    const char *type;                /* of a failure or error */
    const char *message;             /* the same; its headline */
    const char *body;                /* lines */
    const struct links_place *place; /* of its function in the repository; NULL: none */
};

static const char *element_of(enum outcome outcome)
{
    static const char *const names[OUTCOMES] = {
        [PASSED] = "system-out", [SKIPPED] = "skipped", [FAILED] = "failure", [ERRED] = "error"};
    return names[outcome];
}

/* Not decided counts as skipped, unless the policy made it fail: then the viewer must agree with the exit code. */
static enum outcome undecided(const struct evaluation *evaluation)
{
    bool fails = evaluation->verdict->kind == VERDICT_INCONCLUSIVE && evaluation->verdict->exit_code == 1;
    return fails ? ERRED : SKIPPED;
}

static void put_test(struct suite *suite, const char *name, const struct test *test)
{
    suite->counts[test->outcome]++;
    if (suite->xml == NULL) {
        return;
    }
    struct sink_xml *xml = suite->xml;
    sink_xml_newline(xml);
    sink_xml_open(xml, "testcase");
    sink_xml_attribute(xml, "name", name);
    sink_xml_attribute(xml, "classname", suite->name);
    sink_xml_attribute(xml, "time", "0.000");
    if (test->place != NULL && !suite->options->strict) {
        sink_xml_attribute(xml, "file", test->place->path);
        sink_xml_attribute_format(xml, "line", "%lld", test->place->line > 0 ? (long long)test->place->line : 1LL);
    }
    if (test->outcome != PASSED || (test->body != NULL && test->body[0] != '\0')) {
        sink_xml_newline(xml);
        sink_xml_open(xml, element_of(test->outcome));
        if (test->outcome == FAILED || test->outcome == ERRED) {
            sink_xml_attribute(xml, "type", test->type);
            sink_xml_attribute(xml, "message", test->message);
        }
        sink_xml_text(xml, test->body);
        sink_xml_close(xml);
    }
    sink_xml_close(xml);
}

static const struct comparison *comparison_of(const struct suite *suite)
{
    return suite->index < suite->evaluation->comparison_count ? suite->evaluation->comparisons[suite->index] : NULL;
}

static bool belongs(const struct suite *suite, uint32_t comparison)
{
    bool of_run = comparison >= suite->evaluation->comparison_count;
    return suite->index == SIZE_MAX ? of_run : comparison == suite->index;
}

static bool same_case(const struct finding *a, const struct finding *b)
{
    return a->rule == b->rule && a->symbol == b->symbol && a->self == b->self && a->comparison == b->comparison &&
           a->kind == b->kind;
}

/* Findings that are no test's outcome: what moved, appeared, went away or improved fails nothing, what another one
 * explains is that one's, and where nothing was seen the rule stands for all. */
static bool has_case(const struct finding *finding)
{
    enum finding_kind kind = finding->kind;
    if (verdict_only_counts(finding) || verdict_is_remark(finding)) {
        return false;
    }
    return kind == FINDING_REGRESSION || kind == FINDING_WARNING || kind == FINDING_INCONCLUSIVE ||
           kind == FINDING_WAIVED || kind == FINDING_EXPECTATION;
}

static enum outcome outcome_of(const struct suite *suite, const struct finding *finding)
{
    switch (finding->kind) {
    case FINDING_REGRESSION:
        return FAILED;
    case FINDING_INCONCLUSIVE:
        return undecided(suite->evaluation);
    case FINDING_WAIVED:
        return SKIPPED;
    case FINDING_EXPECTATION:
        return finding->promise == PROMISE_BROKEN ? FAILED
               : finding->promise == PROMISE_OPEN ? undecided(suite->evaluation)
                                                  : PASSED;
    default:
        return PASSED;
    }
}

static const char *type_of(const struct finding *finding, enum outcome outcome)
{
    static const char *const keys[LIMIT_KEYS] = {
        [LIMIT_OF_ITSELF] = "threshold.of_itself",
        [LIMIT_OF_TOTAL] = "threshold.of_total",
        [LIMIT_ABSOLUTE] = "threshold.absolute",
        [LIMIT_COST] = "threshold.cost",
    };
    if (outcome == ERRED) {
        return "inconclusive";
    }
    return finding->kind == FINDING_EXPECTATION ? "expectation" : keys[finding->limit.decided];
}

static char *headline_of(char *out, size_t size, const struct suite *suite, const struct finding *finding)
{
    words_finding(out, size, finding, comparison_of(suite));
    return out[0] != '\0' ? out : text_harmless(out, size, bytes_of_text(finding->sentence));
}

/* "<rule>: <function>": what a server follows from run to run. */
static void name_case(char *out, size_t size, const struct suite *suite, const struct finding *finding)
{
    const struct verdict *verdict = suite->evaluation->verdict;
    struct bytes subject = words_subject(finding, comparison_of(suite));
    char rule[WORDS_SIZE], name[WORDS_LINE];
    text_harmless(rule, sizeof rule,
                  bytes_of_text(finding->rule < verdict->rule_count ? verdict->rules[finding->rule].id
                                                                    : finding_kind_name(finding->kind)));
    words_cut_left(name, sizeof name, subject, 240);
    snprintf(out, size, "%s%s%s%s", rule, subject.size > 0 ? ": " : "", name, finding->self ? " (self)" : "");
}

static void put_finding(struct suite *suite, size_t index)
{
    const struct verdict *verdict = suite->evaluation->verdict;
    const struct finding *finding = &verdict->findings[index];
    char name[2 * WORDS_LINE], message[WORDS_LINE], body[24 * WORDS_LINE] = "", other[WORDS_LINE];
    name_case(name, sizeof name, suite, finding);
    headline_of(message, sizeof message, suite, finding);
    junit_body_finding(body, sizeof body, comparison_of(suite), finding, message);
    for (size_t i = index + 1; i < verdict->finding_count && suite->xml != NULL; i++) {
        if (same_case(finding, &verdict->findings[i])) {
            junit_body_finding(body, sizeof body, comparison_of(suite), &verdict->findings[i],
                               headline_of(other, sizeof other, suite, &verdict->findings[i]));
        }
    }
    enum outcome outcome = outcome_of(suite, finding);
    if (outcome == SKIPPED || outcome == ERRED) {
        junit_body_line(body, sizeof body, "next: ", verdict->advice);
    }
    struct links_place place;
    uint32_t symbol;
    bool placed = links_place_of_finding(&place, &symbol, suite->options->links, comparison_of(suite), finding);
    put_test(suite, name,
             &(struct test){outcome, type_of(finding, outcome), message, body, placed ? &place : NULL});
}

static void put_findings(struct suite *suite)
{
    const struct verdict *verdict = suite->evaluation->verdict;
    for (size_t i = 0; i < verdict->finding_count; i++) {
        bool first = belongs(suite, verdict->findings[i].comparison) && has_case(&verdict->findings[i]);
        for (size_t before = 0; before < i && first; before++) {
            first = !same_case(&verdict->findings[before], &verdict->findings[i]);
        }
        if (first) {
            put_finding(suite, i);
        }
    }
}

static bool has_finding(const struct suite *suite, size_t rule)
{
    const struct verdict *verdict = suite->evaluation->verdict;
    for (size_t i = 0; i < verdict->finding_count; i++) {
        if (verdict->findings[i].rule == rule && has_case(&verdict->findings[i]) &&
            belongs(suite, verdict->findings[i].comparison)) {
            return true;
        }
    }
    return false;
}

/* A rule that has no finding of its own to stand for it. */
static void put_rule(struct suite *suite, const struct verdict_rule *rule)
{
    const struct evaluation *evaluation = suite->evaluation;
    const char *reason = evaluation->verdict->reason;
    char name[WORDS_LINE], body[4 * WORDS_LINE] = "", message[WORDS_LINE];
    if (suite->index < evaluation->verdict->profile_count &&
        evaluation->verdict->profiles[suite->index].reason[0] != '\0') {
        reason = evaluation->verdict->profiles[suite->index].reason;
    }
    struct test test = {PASSED, "threshold", message, body, NULL};
    switch (rule->status) {
    case RULE_PASSED:
    case RULE_WARNED:
        reason = "";
        break;
    case RULE_FAILED:
        test.outcome = FAILED;
        break;
    case RULE_OPEN:
        test.outcome = undecided(evaluation);
        break;
    case RULE_UNMATCHED:
        test.outcome = undecided(evaluation);
        reason = "the rule matches no function on either side";
        break;
    case RULE_IDLE:
        test.outcome = SKIPPED;
        reason = rule->note != NULL && rule->note[0] != '\0' ? rule->note
                                                             : "the rule was held against nothing in this run";
        break;
    }
    if (test.outcome == ERRED) {
        test.type = "inconclusive";
    }
    text_harmless(message, sizeof message, bytes_of_text(reason));
    junit_body_line(body, sizeof body, "", reason);
    junit_body_line(body, sizeof body, "", rule->words);
    put_test(suite, text_harmless(name, sizeof name, bytes_of_text(rule->id)), &test);
}

static void put_rules(struct suite *suite)
{
    const struct verdict *verdict = suite->evaluation->verdict;
    for (size_t i = 0; i < verdict->rule_count; i++) {
        if (belongs(suite, verdict->rules[i].comparison) && !has_finding(suite, i)) {
            put_rule(suite, &verdict->rules[i]);
        }
    }
}

static const char *stage_type(enum trouble_stage stage)
{
    static const char *const names[] = {
        [TROUBLE_FETCH] = "fetch",
        [TROUBLE_PARSE] = "parse",
        [TROUBLE_COMPARE] = "normalize",
        [TROUBLE_REPORT] = "report",
    };
    return names[stage];
}

/* Fatal troubles, one case a stage, so that names stay the same whatever file it was. */
static void put_stage(struct suite *suite, enum trouble_stage stage)
{
    static const char *const cases[] = {
        [TROUBLE_FETCH] = "profiles are fetched",
        [TROUBLE_PARSE] = "profiles are read",
        [TROUBLE_COMPARE] = "profiles are compared",
        [TROUBLE_REPORT] = "reports are written",
    };
    const struct evaluation *evaluation = suite->evaluation;
    char body[24 * WORDS_LINE] = "", message[WORDS_LINE] = "";
    for (size_t i = 0; i < evaluation->trouble_count; i++) {
        const struct trouble *trouble = &evaluation->troubles[i];
        if (trouble->stage != stage || !trouble->fatal) {
            continue;
        }
        if (message[0] == '\0') {
            text_harmless(message, sizeof message, bytes_of_text(trouble->sentence));
        }
        junit_body_line(body, sizeof body, "", trouble->sentence);
    }
    if (message[0] != '\0') {
        put_test(suite, cases[stage], &(struct test){ERRED, stage_type(stage), message, body, NULL});
    }
}

static size_t cases_in(const struct suite *suite)
{
    return suite->counts[PASSED] + suite->counts[SKIPPED] + suite->counts[FAILED] + suite->counts[ERRED];
}

/* A suite without rules or findings still says what became of it. */
static void put_outcome(struct suite *suite, enum verdict_kind kind, const char *reason)
{
    static const enum outcome outcomes[] = {
        [VERDICT_PASS] = PASSED,
        [VERDICT_REGRESSION] = FAILED,
        [VERDICT_INCONCLUSIVE] = SKIPPED,
        [VERDICT_ERROR] = ERRED,
    };
    char body[4 * WORDS_LINE] = "", message[WORDS_LINE];
    junit_body_line(body, sizeof body, "", reason);
    junit_body_line(body, sizeof body, "", suite->evaluation->verdict->advice);
    enum outcome outcome = kind == VERDICT_INCONCLUSIVE ? undecided(suite->evaluation) : outcomes[kind];
    const char *type = kind == VERDICT_INCONCLUSIVE ? "inconclusive" : "evaluate";
    text_harmless(message, sizeof message, bytes_of_text(reason));
    put_test(suite, "profiles are judged", &(struct test){outcome, type, message, body, NULL});
}

static void put_cases(struct suite *suite)
{
    const struct evaluation *evaluation = suite->evaluation;
    const struct verdict *verdict = evaluation->verdict;
    if (!evaluation->finished) {
        const char *text = "the run did not finish";
        put_test(suite, "the run finishes", &(struct test){ERRED, "unfinished", text, text, NULL});
        return;
    }
    bool whole_run = suite->index == SIZE_MAX;
    for (int stage = TROUBLE_FETCH; whole_run && stage <= TROUBLE_REPORT; stage++) {
        put_stage(suite, (enum trouble_stage)stage);
    }
    put_findings(suite);
    put_rules(suite);
    if (cases_in(suite) > 0) {
        return;
    }
    if (!whole_run && suite->index < verdict->profile_count) {
        put_outcome(suite, verdict->profiles[suite->index].kind, verdict->profiles[suite->index].reason);
    } else if (!whole_run || evaluation->comparison_count == 0) {
        put_outcome(suite, verdict->kind, verdict->reason);
    }
}

static void name_suite(struct suite *suite)
{
    char profile[WORDS_SIZE], service[WORDS_SIZE];
    const struct comparison *comparison = comparison_of(suite);
    text_harmless(profile, sizeof profile, bytes_of_text(comparison != NULL ? comparison->profile : "run"));
    text_harmless(service, sizeof service, bytes_of_text(suite->evaluation->service));
    snprintf(suite->name, sizeof suite->name, "flamegate.%s%s%s", profile, service[0] != '\0' ? "." : "", service);
}

static void put_property(struct sink_xml *xml, const char *name, const char *value)
{
    sink_xml_newline(xml);
    sink_xml_open(xml, "property");
    sink_xml_attribute(xml, "name", name);
    sink_xml_attribute(xml, "value", value);
    sink_xml_close(xml);
}

static void put_properties(struct suite *suite)
{
    const struct evaluation *evaluation = suite->evaluation;
    const struct comparison *comparison = comparison_of(suite);
    struct sink_xml *xml = suite->xml;
    char line[WORDS_LINE];
    sink_xml_newline(xml);
    sink_xml_open(xml, "properties");
    put_property(xml, "verdict", summary_verdict(evaluation));
    put_property(xml, "flamegate", text_harmless(line, sizeof line, bytes_of_text(evaluation->version)));
    put_property(xml, "policy", text_harmless(line, sizeof line, bytes_of_text(evaluation->policy)));
    put_property(xml, "compared", summary_versions(line, sizeof line, evaluation, comparison, 400));
    if (comparison != NULL) {
        put_property(xml, "profile", summary_profile(line, sizeof line, comparison));
        put_property(xml, "baseline", summary_side(line, sizeof line, comparison, BASELINE));
        put_property(xml, "candidate", summary_side(line, sizeof line, comparison, CANDIDATE));
    }
    sink_xml_close(xml);
}

/* A line of the suite's own output, which the first one opens. */
static void put_remark(struct suite *suite, bool *open, const char *word, const char *sentence)
{
    char safe[2 * WORDS_LINE];
    if (!*open) {
        sink_xml_newline(suite->xml);
        sink_xml_open(suite->xml, "system-out");
        *open = true;
    }
    text_harmless(safe, sizeof safe, bytes_of_text(sentence));
    sink_xml_text_format(suite->xml, "%s: %s\n", word, safe);
}

/* What was dropped but did not stop the run, and what only moved. */
static void put_remarks(struct suite *suite)
{
    const struct evaluation *evaluation = suite->evaluation;
    const struct verdict *verdict = evaluation->verdict;
    bool open = false;
    for (size_t i = 0; i < evaluation->trouble_count; i++) {
        if (!evaluation->troubles[i].fatal) {
            put_remark(suite, &open, "dropped", evaluation->troubles[i].sentence);
        }
    }
    for (size_t i = 0; i < verdict->finding_count && evaluation->finished; i++) {
        const struct finding *finding = &verdict->findings[i];
        bool remark = verdict_is_remark(finding);
        if ((remark || finding->kind == FINDING_MOVED) && belongs(suite, finding->comparison)) {
            put_remark(suite, &open, remark ? "warning" : "moved", finding->sentence);
        }
    }
    if (open) {
        sink_xml_close(suite->xml);
    }
}

static void put_suite(struct sink_xml *xml, struct suite *suite)
{
    sink_xml_newline(xml);
    sink_xml_open(xml, "testsuite");
    sink_xml_attribute(xml, "name", suite->name);
    sink_xml_attribute_format(xml, "tests", "%zu", cases_in(suite));
    sink_xml_attribute_format(xml, "failures", "%zu", suite->counts[FAILED]);
    sink_xml_attribute_format(xml, "errors", "%zu", suite->counts[ERRED]);
    sink_xml_attribute_format(xml, "skipped", "%zu", suite->counts[SKIPPED]);
    sink_xml_attribute(xml, "time", "0.000");
    suite->xml = xml;
    memset(suite->counts, 0, sizeof suite->counts);
    put_properties(suite);
    put_cases(suite);
    put_remarks(suite);
    sink_xml_close(xml);
}

/* The counts of a suite's cases; the run as a whole is the suite of SIZE_MAX. */
static struct suite count_suite(const struct evaluation *evaluation, const struct report_options *options,
                                size_t index)
{
    struct suite suite = {.evaluation = evaluation, .options = options, .index = index};
    name_suite(&suite);
    put_cases(&suite);
    return suite;
}

static int junit_write(const struct evaluation *evaluation, const struct report_options *options, struct sink *sink,
                       struct error *err)
{
    size_t profiles = evaluation->finished ? evaluation->comparison_count : 0;
    size_t counts[OUTCOMES] = {0}, tests = 0;
    for (size_t i = 0; i <= profiles; i++) {
        struct suite suite = count_suite(evaluation, options, i < profiles ? i : SIZE_MAX);
        for (int outcome = 0; outcome < OUTCOMES; outcome++) {
            counts[outcome] += suite.counts[outcome];
        }
        tests += cases_in(&suite);
    }
    sink_text(sink, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
    struct sink_xml xml = sink_xml_begin(sink);
    sink_xml_newline(&xml);
    sink_xml_open(&xml, "testsuites");
    sink_xml_attribute(&xml, "name", "flamegate");
    sink_xml_attribute_format(&xml, "tests", "%zu", tests);
    sink_xml_attribute_format(&xml, "failures", "%zu", counts[FAILED]);
    sink_xml_attribute_format(&xml, "errors", "%zu", counts[ERRED]);
    sink_xml_attribute(&xml, "time", "0.000");
    for (size_t i = 0; i <= profiles; i++) {
        struct suite suite = count_suite(evaluation, options, i < profiles ? i : SIZE_MAX);
        if (cases_in(&suite) > 0) {
            put_suite(&xml, &suite);
        }
    }
    sink_xml_close(&xml);
    sink_text(sink, "\n");
    return sink_finish(sink, err);
}

const struct reporter junit_reporter = {
    .name = "junit",
    .file = "junit.xml",
    .description = "test results for CI servers",
    .per_profile = false,
    .to_stdout = true,
    .write = junit_write,
};
