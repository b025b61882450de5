#include "rules/policy.h"

#include "gate/base/numbers.h"
#include "gate/base/text.h"
#include "gate/model/profile_selector.h"
#include "rules/rule_kind.h"
#include "rules/store_explain.h"

#include <string.h>

#include "gate/base/banned.h"

enum { WORDS_SIZE = 512 };

static void write_harmless(struct sink *sink, const char *text)
{
    char harmless[WORDS_SIZE];
    sink_text(sink, text_harmless(harmless, sizeof harmless, bytes_of_text(text)));
}

/* One line: a key padded to a column, then text. */
static void write_line(struct sink *sink, const char *key, const char *text)
{
    sink_format(sink, "  %-13s", key);
    write_harmless(sink, text);
    sink_text(sink, "\n");
}

/* What is not as usual. */
static void explain_names(const struct name_rules *names, struct sink *sink)
{
    if (names->presets != NAME_PRESETS_ALL) {
        const char *join = "";
        sink_format(sink, "  %-13sof", "names");
        for (size_t i = 0; i < name_preset_count; i++) {
            if ((names->presets >> i & 1U) != 0) {
                sink_format(sink, "%s %s", join, name_presets[i]);
                join = ",";
            }
        }
        sink_text(sink, " alone are freed of what compilers and runtimes add\n");
    }
    for (size_t i = 0; i < names->rewrite_count; i++) {
        sink_format(sink, "  %-13sin every name, the first '", i == 0 ? "rewritten" : "");
        write_harmless(sink, names->rewrites[i].match);
        sink_text(sink, "' becomes '");
        write_harmless(sink, names->rewrites[i].as);
        sink_text(sink, "'\n");
    }
    for (size_t i = 0; i < names->merge_count; i++) {
        sink_format(sink, "  %-13severy function that fits '", i == 0 ? "merged" : "");
        write_harmless(sink, names->merges[i].match);
        sink_text(sink, "' is '");
        write_harmless(sink, names->merges[i].as);
        sink_text(sink, "'\n");
    }
}

/* ---- where the profiles are ---- */

static void explain_place(const struct policy *policy, struct sink *sink)
{
    static const char *const requests[] = {
        [POLICY_REQUESTS_META] = "counted by the command line, else by meta.json; costs are per request",
        [POLICY_REQUESTS_OPTION] = "counted by the command line; costs are per request",
        [POLICY_REQUESTS_NONE] =
            "not counted: costs are shares of the total, and rules for the total are not asked",
    };
    sink_text(sink, "\nwhat is judged\n");
    if (policy->service[0] != '\0') {
        write_line(sink, "service", policy->service);
    }
    if (policy->store.kind[0] != '\0') {
        sink_format(sink, "  %-13s%s: ", "store", policy->store.kind);
        store_explain_place(&policy->store, sink);
        sink_text(sink, "\n");
    }
    if (policy->baseline.choice != BASELINE_NONE) {
        sink_format(sink, "  %-13s", "baseline");
        store_explain_baseline(&policy->baseline, sink);
        sink_text(sink, "\n");
    }
    if (policy_has_anchor(policy)) {
        sink_format(sink, "  %-13s", "anchor");
        store_explain_anchor(policy, sink);
        sink_format(
            sink,
            ",\n  %-13sso that slow creep is seen which no single release shows; without its profiles they are\n"
            "  %-13snot decided, as without a baseline. Both comparisons share one error rate\n",
            "", "");
    }
    if (policy->counting.server.url != NULL) {
        sink_format(sink, "  %-13s", "requests");
        store_explain_requests(&policy->counting, sink);
        sink_text(sink, "; costs are per request\n");
    } else {
        write_line(sink, "requests", requests[policy->requests]);
    }
    if (policy->profile_count == 0) {
        write_line(sink, "profile",
                   "cpu if either side has it, else wall, else alloc_space, else the one type that both share");
    }
}

static void explain_scope(const struct policy_profile *profile, struct sink *sink)
{
    bool by_frame = profile->request_root_count > 0, by_label = profile->request_label_count > 0;
    if (by_frame || by_label) {
        sink_text(sink, ", only stacks ");
    }
    if (by_frame) {
        sink_text(sink, "that go through ");
        rule_kind_describe_globs(profile->request_roots, profile->request_root_count, sink);
    }
    if (by_label) {
        sink_text(sink, by_frame ? " or whose samples carry the label " : "whose samples carry the label ");
        rule_kind_describe_globs(profile->request_labels, profile->request_label_count, sink);
    }
}

static void explain_profile(const struct policy_profile *profile, struct sink *sink)
{
    sink_format(sink, "  %-13s%s: ", "profile", profile->name);
    write_harmless(sink, profile->type);
    bool per_instance = profile->per_instance || profile_selector_from_word(profile->type).per_instance;
    sink_text(sink, per_instance ? ", per instance" : ", per request");
    if (profile->rate > 0) {
        char rate[NUMBER_TEXT_SIZE];
        sink_format(sink, ", recorded at one event in %s of waiting",
                    numbers_format_amount(rate, profile->rate, "nanoseconds"));
    }
    explain_scope(profile, sink);
    sink_text(sink, profile->report_only ? "; report only: shown, never judged\n" : "\n");
}

/* ---- rules ---- */

static void write_limit(struct sink *sink, const struct policy_rule *rule, const struct limit *limit,
                        double proven_over)
{
    char words[WORDS_SIZE];
    struct limit proven = *limit;
    for (size_t i = 0; i < proven.count; i++) {
        for (int key = 0; key < LIMIT_KEYS; key++) {
            proven.bounds[i].value[key] *= proven_over;
        }
    }
    sink_text(sink, limit_describe(words, sizeof words, limit, rule->absolute_unit));
    limit_describe(words, sizeof words, &proven, rule->absolute_unit);
    sink_format(sink, ", if proven above %s\n", words);
}

static bool reads_alike(const struct policy_rule *rule)
{
    char measured[WORDS_SIZE], assumed[WORDS_SIZE];
    limit_describe(measured, sizeof measured, &rule->fail_over, rule->absolute_unit);
    limit_describe(assumed, sizeof assumed, &rule->fail_over_assumed, rule->absolute_unit);
    return strcmp(measured, assumed) == 0;
}

static void explain_limits(const struct policy_rule *rule, double proven_over, struct sink *sink)
{
    if (rule->has_fail) {
        sink_format(sink, "    %-11s", "fails at");
        write_limit(sink, rule, &rule->fail_over, proven_over);
        if (!reads_alike(rule)) {
            sink_format(sink, "    %-11s", "or at");
            write_limit(sink, rule, &rule->fail_over_assumed, proven_over);
            sink_format(sink, "    %-11swhere the noise between replicas is not measured but assumed\n", "");
        }
    }
    if (rule->has_warn) {
        sink_format(sink, "    %-11s", "warns at");
        write_limit(sink, rule, &rule->warn_over, proven_over);
    }
}

static void explain_promise(const struct policy_rule *rule, struct sink *sink)
{
    char change[NUMBER_TEXT_SIZE], half[NUMBER_TEXT_SIZE];
    if (!rule->has_expect) {
        return;
    }
    numbers_format_change(change, rule->expect);
    numbers_format_change(half, rule->expect / 2);
    sink_format(sink, "    %-11s%s of itself in release ", "promises", change);
    write_harmless(sink, rule->expect_in);
    sink_format(sink,
                "; no other candidate is held to it\n"
                "    %-11skept if measured so, and %s proven; broken (a regression) if less than\n"
                "    %-11s%s is measured, and %s disproved\n",
                "", half, "", half, change);
}

/* Whether some item of the list holds functions to a part of themselves alone. */
static bool is_bare(const struct limit *limit)
{
    for (size_t i = 0; i < limit->count; i++) {
        const struct limit_bound *bound = &limit->bounds[i];
        if (bound->set[LIMIT_OF_ITSELF] && !bound->set[LIMIT_OF_TOTAL] && !bound->set[LIMIT_ABSOLUTE] &&
            !bound->set[LIMIT_COST]) {
            return true;
        }
    }
    return false;
}

static void explain_rule(const struct policy *policy, const struct policy_rule *rule, struct sink *sink)
{
    const struct rule_kind *kind = rule_kind_of(rule);
    sink_format(sink, "  %s\n    %-11s", rule->id, "holds for");
    kind->describe(rule, sink);
    sink_text(sink, "\n");
    if (rule->profile != NULL || policy->profile_count > 1) {
        sink_format(sink, "    %-11s%s\n", "profile", rule->profile != NULL ? rule->profile : "every judged one");
    }
    explain_limits(rule, policy->noise.proven_over, sink);
    explain_promise(rule, sink);
    if (rule->optional) {
        sink_format(sink, "    %-11sit may match no function at all\n", "optional");
    }
    if (rule->has_fail && kind->many && is_bare(&rule->fail_over)) {
        sink_format(sink,
                    "    %-11sit can hardly ever pass: no sample count excludes such a growth of rare functions;\n"
                    "    %-11sadd a part of the total, as in {of_itself: 10%%, of_total: 1%%}\n",
                    "note", "");
    }
}

/* ---- what follows ---- */

static const char *missing_words(enum policy_missing missing)
{
    static const char *const words[] = {[POLICY_REPORT] = "exit 3",
                                        [POLICY_PASS] = "exit 0 by this policy",
                                        [POLICY_FAIL] = "exit 1 by this policy"};
    return words[missing];
}

static void explain_verdicts(const struct policy *policy, struct sink *sink)
{
    char part[NUMBER_TEXT_SIZE];
    numbers_format_percent(part, policy->noise.proven_over);
    sink_text(sink, "\nverdicts\n");
    sink_format(
        sink,
        "  REGRESSION   exit 1: some growth is measured at or above its fail limit, and proven above %s of\n"
        "               the limit, beyond what chance explains\n"
        "  PASS         exit 0: for every rule and every function a growth of the fail limit is excluded\n"
        "  INCONCLUSIVE %s: neither, or a rule matches nothing; the report says what is missing\n"
        "  no baseline  %s\n",
        part, missing_words(policy->on_inconclusive), missing_words(policy->on_no_baseline));
}

static void explain_history(const struct policy *policy, struct sink *sink)
{
    if (policy->history[0] != '\0') {
        sink_format(sink, "  %-13s", "history");
        write_harmless(sink, policy->history);
        sink_format(sink,
                    "\n  %-13sthe noise that was measured between unchanged versions stands beside that of a run,\n"
                    "  %-13sand in its place where there is one profile a side\n",
                    "", "");
    }
}

static void explain_owners(const struct policy *policy, struct sink *sink)
{
    if (policy->owners[0] != '\0') {
        sink_text(sink, "\nowners         those of a function's file, as ");
        write_harmless(sink, policy->owners);
        sink_text(sink, " says:\n               findings name them, summaries are grouped by them\n");
    }
}

static void explain_noise(const struct noise_settings *noise, struct sink *sink)
{
    static const char *const pairing[] = {
        [PAIR_AUTO] = "captures that interleave in time (A B B A) are paired",
        [PAIR_NONE] = "captures are never paired",
        [PAIR_HOST] = "captures of one host are paired",
        [PAIR_TIME] = "captures are paired by time",
    };
    static const char *const words[] = {
        [PAIR_AUTO] = "auto", [PAIR_NONE] = "none", [PAIR_HOST] = "host", [PAIR_TIME] = "time"};
    char number[NUMBER_TEXT_SIZE], part[NUMBER_TEXT_SIZE];
    sink_text(sink, "\nnoise\n");
    sink_format(sink, "  %-13s%-7sof runs on unchanged code may be red, over all profiles and rules; %s of it\n",
                "false_fail", numbers_format_percent(number, noise->false_fail),
                numbers_format_percent(part, noise->named_slice));
    sink_format(sink, "  %-13s%-7sis kept for the total and for functions that a rule names\n", "", "");
    sink_format(sink, "  %-13s%-7sof growths as large as a limit may pass\n", "pass_error",
                numbers_format_percent(number, noise->pass_error));
    sink_format(sink, "  %-13s%-7sof a limit must be proven exceeded before anything is red\n", "proven_over",
                numbers_format_percent(number, noise->proven_over));
    sink_format(sink, "  %-13s%-7s%s\n", "pair_by", words[noise->pair_by], pairing[noise->pair_by]);
    if (noise->strict) {
        sink_format(sink, "  %-13s%-7sno growth is excused because its cost came from a function nearby\n",
                    "strict", "true");
    }
    sink_format(sink, "  %-13s%-7sfrom host to host, where one profile a side leaves that unmeasured\n", "assumed",
                numbers_format_percent(number, noise->host_cv));
}

void policy_explain(const struct policy *policy, struct sink *sink)
{
    sink_text(sink, "policy: ");
    write_harmless(sink, policy->origin);
    sink_text(sink, "\n");
    explain_place(policy, sink);
    for (size_t i = 0; i < policy->profile_count; i++) {
        explain_profile(&policy->profiles[i], sink);
    }
    explain_names(&policy->names, sink);
    sink_text(sink, policy->rule_count > 0 ? "\nrules\n" : "\nrules: none\n");
    for (size_t i = 0; i < policy->rule_count; i++) {
        explain_rule(policy, &policy->rules[i], sink);
    }
    explain_verdicts(policy, sink);
    explain_noise(&policy->noise, sink);
    explain_history(policy, sink);
    explain_owners(policy, sink);
}
