#include "gate/report/json.h"

#include "gate/base/memory.h"
#include "gate/model/replica.h"
#include "gate/report/json_gist.h"
#include "gate/report/json_profile.h"
#include "gate/report/json_split.h"
#include "gate/report/member.h"
#include "gate/report/summary.h"
#include "gate/report/words.h"

#include <math.h>
#include <string.h>

#include "gate/base/banned.h"

enum { SCHEMA = 1 };

static const char *status_name(enum rule_status status)
{
    static const char *const names[] = {
        [RULE_PASSED] = "passed", [RULE_FAILED] = "failed",       [RULE_WARNED] = "warned",
        [RULE_OPEN] = "open",     [RULE_UNMATCHED] = "unmatched", [RULE_IDLE] = "idle",
    };
    return names[status];
}

static const char *stage_name(enum trouble_stage stage)
{
    static const char *const names[] = {
        [TROUBLE_FETCH] = "fetch",
        [TROUBLE_PARSE] = "parse",
        [TROUBLE_COMPARE] = "compare",
        [TROUBLE_REPORT] = "report",
    };
    return names[stage];
}

static const char *blocker_name(enum answer_blocker blocker)
{
    static const char *const names[] = {
        [BLOCKER_NONE] = "none",   [BLOCKER_SAMPLES] = "samples", [BLOCKER_REPLICAS] = "replicas",
        [BLOCKER_LEVEL] = "level", [BLOCKER_UNFIT] = "unfit",
    };
    return names[blocker];
}

static const char *pair_by_name(enum pair_by pair_by)
{
    static const char *const names[] = {
        [PAIR_AUTO] = "auto", [PAIR_NONE] = "none", [PAIR_HOST] = "host", [PAIR_TIME] = "time"};
    return names[pair_by];
}

/* First start and last end over a side's replicas, unknown ones left out. */
static void window(const struct comparison_side *side, int64_t *start, int64_t *end)
{
    *start = *end = REPLICA_TIME_UNKNOWN;
    for (size_t i = 0; i < side->replica_count; i++) {
        const struct comparison_replica *replica = &side->replicas[i];
        if (replica->start != REPLICA_TIME_UNKNOWN && (*start == REPLICA_TIME_UNKNOWN || replica->start < *start)) {
            *start = replica->start;
        }
        if (replica->end != REPLICA_TIME_UNKNOWN && (*end == REPLICA_TIME_UNKNOWN || replica->end > *end)) {
            *end = replica->end;
        }
    }
}

/* The first comparison with the baseline, or with the anchor; NULL if there is none. */
static const struct comparison *first_comparison(const struct evaluation *evaluation, bool anchored)
{
    for (size_t i = 0; i < evaluation->comparison_count; i++) {
        if ((evaluation->comparisons[i]->anchored != NULL) == anchored) {
            return evaluation->comparisons[i];
        }
    }
    return NULL;
}

/* What is known of a side before and after profiles were compared (comparison not NULL): the first one's figures.
 */
static void put_version(struct sink_json *json, const char *key, const char *label,
                        const struct comparison *comparison, int side)
{
    sink_json_key(json, key);
    sink_json_object_open(json);
    member_text(json, "version", label);
    if (comparison != NULL) {
        const struct comparison_side *it = &comparison->sides[side];
        int64_t start, end;
        window(it, &start, &end);
        member_time(json, "start", start);
        member_time(json, "end", end);
        member_integer(json, "replicas", it->replica_count);
        member_number(json, "requests", it->requests);
        member_text(json, "requests_from", it->requests_from);
    }
    sink_json_object_close(json);
}

/* The frames from the root to the node. */
static void put_path(struct sink_json *json, const struct comparison *comparison, uint32_t node)
{
    const struct calltree *tree = comparison != NULL ? comparison->tree : NULL;
    uint32_t depth = tree != NULL && node < tree->count ? tree->depth[node] : 0;
    uint32_t *nodes = memory_allocate_array(depth + 1, sizeof *nodes);
    sink_json_key(json, "path");
    sink_json_array_open(json);
    if (nodes == NULL) {
        json->sink->failed = true;
        error_set_memory(&json->sink->error, "writing the path of a finding");
        depth = 0;
    }
    for (uint32_t at = node, left = depth; left > 0; at = tree->parent[at]) {
        nodes[--left] = at;
    }
    for (uint32_t i = 0; i < depth; i++) {
        sink_json_bytes(json, symbols_get(comparison->symbols, tree->symbol[nodes[i]])->name);
    }
    sink_json_array_close(json);
    memory_free(nodes);
}

static const char *limit_key(enum limit_key key)
{
    static const char *const names[LIMIT_KEYS] = {
        [LIMIT_OF_ITSELF] = "of_itself",
        [LIMIT_OF_TOTAL] = "of_total",
        [LIMIT_ABSOLUTE] = "absolute",
        [LIMIT_COST] = "cost",
    };
    return names[key];
}

static void put_null(struct sink_json *json, const char *key)
{
    sink_json_key(json, key);
    sink_json_null(json);
}

/* The limit as a growth of the frame itself, to be held against `change`, and as an amount. */
static void put_limit(struct sink_json *json, const struct finding *finding, const struct comparison *comparison)
{
    const struct limit_resolved *limit = &finding->limit;
    bool any = finding->has_estimate && limit->growth > 0;
    char words[WORDS_SIZE];
    member_number(json, "limit",
                  !any              ? NAN
                  : limit->relative ? limit->fraction
                                    : limit->growth / finding->estimate.rate[0]);
    member_number(json, "limit_growth", any ? limit->growth : NAN);
    sink_json_key(json, "limit_decided_by");
    sink_json_text(json, any ? limit_key(limit->decided) : NULL);
    member_bool(json, "limit_for_assumed_noise", any && finding->limit_assumed);
    member_text(json, "limit_words", any ? words_limit(words, sizeof words, limit, comparison) : "");
}

/* The function, its place and its path: empty for the total and for the run as a whole. */
static void put_place(struct sink_json *json, const struct finding *finding, const struct comparison *comparison)
{
    const struct symbol *symbol = comparison != NULL && finding->symbol != SYMBOL_NONE
                                      ? symbols_get(comparison->symbols, finding->symbol)
                                      : NULL;
    sink_json_key(json, "profile");
    sink_json_text(json, comparison != NULL ? comparison->profile : NULL);
    member_bytes(json, "function", words_subject(finding, comparison));
    put_path(json, comparison, finding->node);
    member_bytes(json, "file", symbol != NULL ? symbol->file : bytes_of_text(""));
    sink_json_key(json, "line");
    if (symbol != NULL && symbol->line > 0) {
        sink_json_integer(json, symbol->line);
    } else {
        sink_json_null(json);
    }
}

/* The replica that carries a growth alone. */
static void put_carrier(struct sink_json *json, const struct finding *finding, const struct comparison *comparison)
{
    if (comparison == NULL || finding->carried == NULL || finding->carried[0] == '\0') {
        put_null(json, "carried_by");
        return;
    }
    sink_json_key(json, "carried_by");
    sink_json_object_open(json);
    json_profile_put_replica(json, comparison, finding->carrier);
    member_number(json, "change_without", finding->change_without);
    member_text(json, "words", finding->carried);
    sink_json_object_close(json);
}

/* Every finding has every key. */
static void put_evidence(struct sink_json *json, const struct finding *finding, const struct comparison *comparison)
{
    static const struct estimate unknown = {.rate = {NAN, NAN},
                                            .growth = NAN,
                                            .growth_interval = {NAN, NAN},
                                            .change = NAN,
                                            .change_interval = {NAN, NAN},
                                            .share = NAN,
                                            .events = {NAN, NAN}};
    char line[WORDS_LINE];
    put_place(json, finding, comparison);
    member_text(json, "value", finding->self ? "self" : "total");
    member_bool(json, "of_place", finding->of_place);
    member_estimate(json, finding->has_estimate ? &finding->estimate : &unknown);
    json_split_put(json, finding->has_estimate ? &finding->estimate.split : &unknown.split, comparison);
    put_limit(json, finding, comparison);
    member_bool(json, "over_limit", finding->kind == FINDING_REGRESSION || finding->at_limit);
    member_text(json, "words", words_finding(line, sizeof line, finding, comparison));
    member_integer(json, "call_sites", finding->call_sites);
    if (finding->explained && comparison != NULL) {
        member_bytes(json, "explained_by", symbols_get(comparison->symbols, finding->explained_by)->name);
    } else {
        put_null(json, "explained_by");
    }
    put_carrier(json, finding, comparison);
}

static void put_promise(struct sink_json *json, const struct finding *finding)
{
    if (finding->kind == FINDING_EXPECTATION) {
        member_text(json, "promise", verdict_promise_name(finding->promise));
        member_number(json, "promised", finding->expected);
    } else {
        put_null(json, "promise");
        put_null(json, "promised");
    }
}

static void put_finding(struct sink_json *json, const struct evaluation *evaluation, const struct finding *finding)
{
    const struct verdict *verdict = evaluation->verdict;
    bool compared = finding->comparison < evaluation->comparison_count;
    sink_json_object_open(json);
    member_text(json, "kind", finding_kind_name(finding->kind));
    sink_json_key(json, "rule");
    sink_json_text(json, finding->rule < verdict->rule_count ? verdict->rules[finding->rule].id : NULL);
    put_evidence(json, finding, compared ? evaluation->comparisons[finding->comparison] : NULL);
    put_promise(json, finding);
    member_text(json, "owner", finding->owner);
    member_text(json, "sentence", finding->sentence);
    sink_json_object_close(json);
}

static void put_rule(struct sink_json *json, const struct verdict_rule *rule)
{
    sink_json_object_open(json);
    member_text(json, "id", rule->id);
    member_text(json, "profile", rule->profile);
    member_text(json, "status", status_name(rule->status));
    member_integer(json, "frames", rule->frames);
    member_text(json, "words", rule->words);
    member_text(json, "note", rule->note != NULL ? rule->note : "");
    sink_json_object_close(json);
}

static void put_question(struct sink_json *json, const struct evaluation *evaluation, size_t index)
{
    const struct question *question = &evaluation->questions->items[index];
    const struct answer *answer = &evaluation->answers->items[index];
    const struct comparison *comparison = evaluation->comparisons[question->comparison];
    const struct verdict *verdict = evaluation->verdict;
    sink_json_object_open(json);
    sink_json_key(json, "rule");
    sink_json_text(json, question->rule < verdict->rule_count ? verdict->rules[question->rule].id : NULL);
    member_text(json, "profile", comparison->profile);
    member_bytes(json, "function", comparison_entry_name(comparison, question->entry));
    member_text(json, "value", comparison->entries[question->entry].value == ENTRY_SELF ? "self" : "total");
    member_text(json, "slice", question->slice == QUESTION_NAMED ? "named" : "wildcard");
    member_bool(json, "rejected", answer->rejected);
    member_bool(json, "cleared", answer->cleared);
    member_bool(json, "moved", answer->moved);
    member_bool(json, "tested", answer->tested);
    member_number(json, "p_low", answer->p_low);
    member_number(json, "p_high", answer->p_high);
    member_number(json, "limit_growth", answer->limit.growth);
    member_number(json, "proven_growth", answer->proven.growth);
    member_number(json, "visible", answer->visible);
    member_text(json, "blocker", blocker_name(answer->blocker));
    member_number(json, "samples_factor", answer->samples_factor);
    member_number(json, "replicas_needed", answer->replicas_needed);
    member_estimate(json, &answer->estimate);
    sink_json_object_close(json);
}

static void put_move(struct sink_json *json, const struct evaluation *evaluation, size_t index)
{
    const struct question *question = &evaluation->questions->items[index];
    const struct answer *answer = &evaluation->answers->items[index];
    const struct comparison *comparison = evaluation->comparisons[question->comparison];
    sink_json_object_open(json);
    member_text(json, "profile", comparison->profile);
    member_bytes(json, "function", comparison_entry_name(comparison, question->entry));
    member_text(json, "value", comparison->entries[question->entry].value == ENTRY_SELF ? "self" : "total");
    member_estimate(json, &answer->estimate);
    sink_json_key(json, "from");
    sink_json_array_open(json);
    for (size_t i = 0; i < answer->parts_count; i++) {
        const struct moved_part *part = &evaluation->answers->moved_parts[answer->parts_first + i];
        sink_json_object_open(json);
        member_bytes(json, "function", symbols_get(comparison->symbols, part->symbol)->name);
        member_number(json, "growth", part->growth);
        sink_json_object_close(json);
    }
    sink_json_array_close(json);
    sink_json_key(json, "net");
    sink_json_object_open(json);
    member_estimate(json, &answer->net);
    sink_json_object_close(json);
    sink_json_object_close(json);
}

/* What grew beyond a limit by cost that came from elsewhere, and what was netted against it. */
static void put_moves(struct sink_json *json, const struct evaluation *evaluation)
{
    const struct answers *answers = evaluation->answers;
    sink_json_key(json, "moves");
    sink_json_array_open(json);
    for (size_t i = 0; evaluation->questions != NULL && answers != NULL && i < answers->count; i++) {
        if (answers->items[i].moved) {
            put_move(json, evaluation, i);
        }
    }
    sink_json_array_close(json);
}

/* Only what stands between the run and PASS: the fail questions that were not cleared. */
static void put_questions(struct sink_json *json, const struct evaluation *evaluation)
{
    const struct answers *answers = evaluation->answers;
    sink_json_key(json, "questions");
    sink_json_array_open(json);
    for (size_t i = 0; evaluation->questions != NULL && answers != NULL && i < answers->count; i++) {
        if (evaluation->questions->items[i].purpose == QUESTION_FAIL && !answers->items[i].cleared) {
            put_question(json, evaluation, i);
        }
    }
    sink_json_array_close(json);
}

static void put_tests(struct sink_json *json, const struct evaluation *evaluation)
{
    const struct noise_settings *noise = &evaluation->noise;
    sink_json_key(json, "settings");
    sink_json_object_open(json);
    member_number(json, "false_fail", noise->false_fail);
    member_number(json, "named_slice", noise->named_slice);
    member_number(json, "pass_error", noise->pass_error);
    member_number(json, "proven_over", noise->proven_over);
    member_text(json, "pair_by", pair_by_name(noise->pair_by));
    member_bool(json, "strict", noise->strict);
    member_number(json, "host_cv", noise->host_cv);
    member_number(json, "frame_cv", noise->frame_cv);
    member_number(json, "kappa", noise->kappa);
    sink_json_object_close(json);
    if (evaluation->answers == NULL) {
        return;
    }
    sink_json_key(json, "tests");
    sink_json_object_open(json);
    member_integer(json, "hypotheses", evaluation->answers->hypotheses);
    member_integer(json, "tested", evaluation->answers->tested);
    member_number(json, "wildcard_level", evaluation->answers->wildcard_level);
    member_number(json, "named_level", evaluation->answers->named_level);
    sink_json_object_close(json);
}

static void put_troubles(struct sink_json *json, const struct evaluation *evaluation)
{
    sink_json_key(json, "troubles");
    sink_json_array_open(json);
    for (size_t i = 0; i < evaluation->trouble_count; i++) {
        sink_json_object_open(json);
        member_text(json, "stage", stage_name(evaluation->troubles[i].stage));
        member_bool(json, "fatal", evaluation->troubles[i].fatal);
        member_text(json, "sentence", evaluation->troubles[i].sentence);
        sink_json_object_close(json);
    }
    sink_json_array_close(json);
}

/* A run that has not finished is an error to whoever finds this file. */
static void put_verdict(struct sink_json *json, const struct evaluation *evaluation)
{
    const struct verdict *verdict = evaluation->verdict;
    bool finished = evaluation->finished;
    member_text(json, "verdict", verdict_kind_name(summary_kind(evaluation)));
    member_integer(json, "exit_code", (size_t)summary_exit_code(evaluation));
    member_bool(json, "finished", finished);
    member_text(json, "reason", finished ? verdict->reason : "the run did not finish");
    member_text(json, "advice", finished ? verdict->advice : "look at the log of the run, and start it again");
}

static void put_head(struct sink_json *json, const struct evaluation *evaluation)
{
    member_integer(json, "schema", SCHEMA);
    put_verdict(json, evaluation);
    json_gist_put(json, evaluation);
    sink_json_key(json, "tool");
    sink_json_object_open(json);
    member_text(json, "name", "flamegate");
    member_text(json, "version", evaluation->version);
    sink_json_object_close(json);
    member_text(json, "command", evaluation->command);
    member_text(json, "service", evaluation->service);
    member_text(json, "policy", evaluation->policy);
    const struct comparison *comparison = first_comparison(evaluation, false);
    put_version(json, "baseline", evaluation->labels[BASELINE], comparison, BASELINE);
    put_version(json, "candidate", evaluation->labels[CANDIDATE], comparison, CANDIDATE);
    if (evaluation->anchor != NULL && evaluation->anchor[0] != '\0') {
        put_version(json, "anchor", evaluation->anchor, first_comparison(evaluation, true), BASELINE);
    }
}

static void put_lists(struct sink_json *json, const struct evaluation *evaluation)
{
    const struct verdict *verdict = evaluation->verdict;
    sink_json_key(json, "profiles");
    sink_json_array_open(json);
    for (size_t i = 0; i < evaluation->comparison_count; i++) {
        json_profile_put(json, evaluation, i);
    }
    sink_json_array_close(json);
    sink_json_key(json, "findings");
    sink_json_array_open(json);
    for (size_t i = 0; i < verdict->finding_count; i++) {
        put_finding(json, evaluation, &verdict->findings[i]);
    }
    sink_json_array_close(json);
    sink_json_key(json, "rules");
    sink_json_array_open(json);
    for (size_t i = 0; i < verdict->rule_count; i++) {
        put_rule(json, &verdict->rules[i]);
    }
    sink_json_array_close(json);
}

static int json_write(const struct evaluation *evaluation, const struct report_options *options, struct sink *sink,
                      struct error *err)
{
    (void)options;
    struct sink_json json = sink_json_begin(sink);
    sink_json_object_open(&json);
    put_head(&json, evaluation);
    put_lists(&json, evaluation);
    put_questions(&json, evaluation);
    put_moves(&json, evaluation);
    put_tests(&json, evaluation);
    put_troubles(&json, evaluation);
    sink_json_object_close(&json);
    sink_json_end(&json);
    return sink_finish(sink, err);
}

const struct reporter json_reporter = {
    .name = "json",
    .file = "report.json",
    .description = "everything, for programs (schema 1)",
    .per_profile = false,
    .to_stdout = true,
    .write = json_write,
};
