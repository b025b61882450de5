#include "tests/support/evaluation_sample.h"

#include "gate/base/memory.h"
#include "gate/model/replica.h"
#include "tests/support/comparison_sample.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { COMPARISONS_MAX = 3, FINDINGS_MAX = 32, RULES_MAX = 8, TROUBLES_MAX = 4, NOWHERE = 0 };

struct evaluation_sample {
    struct evaluation evaluation;
    struct comparison *comparisons[COMPARISONS_MAX];
    struct questions questions;
    struct answers answers;
    struct verdict verdict;
    struct verdict_profile profiles[COMPARISONS_MAX];
    struct verdict_rule rules[RULES_MAX];
    struct finding findings[FINDINGS_MAX];
    struct trouble troubles[TROUBLES_MAX];
};

const char *const evaluation_sample_names[SAMPLE_KINDS] = {
    "pass", "regression", "inconclusive", "no_baseline", "error", "unfinished", "diff_share", "hostile", "several",
};

static const struct comparison_sample_row shop[] = {
    {"main.main;net/http.(*Server).Serve;net/http.(*conn).serve;shop.(*Shop).search;shop/index.(*Index).find",
     0,
     {1210, 1195}},
    {"main.main;net/http.(*Server).Serve;net/http.(*conn).serve;shop.(*Shop).search;shop/index.(*Index).find;"
     "strings.ToLower",
     0,
     {310, 322}},
    {"main.main;net/http.(*Server).Serve;net/http.(*conn).serve;shop.(*Shop).search;encoding/json.Marshal",
     0,
     {40, 41}},
    {"main.main;net/http.(*Server).Serve;net/http.(*conn).serve;shop.(*Shop).search;encoding/json.Marshal;"
     "encoding/json.(*encodeState).reflectValue",
     0,
     {905, 1480}},
    {"main.main;net/http.(*Server).Serve;net/http.(*conn).serve;shop.(*Shop).search;encoding/json.Marshal;"
     "encoding/json.(*encodeState).reflectValue;strconv.AppendFloat",
     0,
     {240, 231}},
    {"main.main;net/http.(*Server).Serve;net/http.(*conn).serve;shop.(*Shop).checkout", 0, {160, 171}},
    {"main.main;net/http.(*Server).Serve;net/http.(*conn).serve;shop.(*Shop).checkout;"
     "crypto/sha256.(*digest).checkSum;crypto/sha256.blockAVX2",
     0,
     {820, 430}},
    {"main.main;net/http.(*Server).Serve;net/http.(*conn).serve;shop.(*Shop).checkout;compress/"
     "gzip.(*Writer).Write",
     0,
     {300, 0}},
    {"main.main;net/http.(*Server).Serve;net/http.(*conn).serve;shop.(*Shop).checkout;"
     "github.com/klauspost/compress/zstd.(*Encoder).EncodeAll",
     0,
     {0, 190}},
    {"main.main;net/http.(*Server).Serve;net/http.(*conn).serve;shop.(*Shop).checkout;shop/audit.record",
     0,
     {150, 330}},
    {"main.main;net/http.(*Server).Serve;net/http.(*conn).serve;net/http.(*response).finishRequest;"
     "bufio.(*Writer).Flush;syscall.Write",
     0,
     {610, 640}},
    {"main.main;net/http.(*Server).Serve;net/http.(*conn).serve;net/http.readRequest", 0, {205, 198}},
    {"runtime.mcall;runtime.park_m;runtime.schedule;runtime.findRunnable", 0, {420, 431}},
};

static const struct comparison_sample_row steady[] = {
    {"main.main;net/http.(*conn).serve;shop.(*Shop).search;shop/index.(*Index).find", 0, {5210, 5195}},
    {"main.main;net/http.(*conn).serve;shop.(*Shop).search;encoding/json.Marshal", 0, {2905, 2950}},
    {"main.main;net/http.(*conn).serve;shop.(*Shop).checkout;crypto/sha256.blockAVX2", 0, {1820, 1790}},
    {"main.main;net/http.(*conn).serve;shop.(*Shop).checkout", 0, {410, 402}},
};

#define LONG_NAME                                                                                                  \
    "std::__detail::_Map_base<std::basic_string<char>, std::pair<const std::basic_string<char>, int>, "            \
    "std::allocator<int>, (anonymous namespace)::hash, std::equal_to<> >::operator[]"

static const struct comparison_sample_row hostile[] = {
    {"root;<script>alert(1)</script>;a & b \"quoted\" 'single'", 0, {400, 900}},
    {"root;]]>;--><!--", 0, {300, 310}},
    {"root;nul\0inside;escape\033[31mred\033[0m", 34, {200, 190}},
    {"root;bad\xff\xfeutf8\xc3;\xe2\x80\xae"
     "desrever\xe2\x80\xac",
     0,
     {150, 160}},
    {"root;" LONG_NAME ";\xe6\xbc\xa2\xe5\xad\x97\xe3\x81\xae\xe9\x96\xa2\xe6\x95\xb0\xe5\x90\x8d", 0, {500, 520}},
    {"root;line\nbreak\tand tab;\xcc\x81"
     "combining",
     0,
     {100, 90}},
    {"root;" EVALUATION_SAMPLE_COMMAND, 0, {100, 400}},
    {"root;" EVALUATION_SAMPLE_MARKUP, 0, {100, 390}},
};

static struct evaluation_sample *sample_base(void)
{
    struct evaluation_sample *sample = memory_allocate_array(1, sizeof *sample);
    if (sample == NULL) {
        abort();
    }
    sample->verdict.reason = "";
    sample->verdict.advice = "";
    sample->verdict.profiles = sample->profiles;
    sample->verdict.rules = sample->rules;
    sample->verdict.findings = sample->findings;
    sample->evaluation = (struct evaluation){
        .version = "0.1.0",
        .command = "check",
        .service = "shop",
        .policy = "built-in",
        .labels = {"v2.3", "v2.4"},
        .noise = noise_settings_default(),
        .verdict = &sample->verdict,
        .finished = true,
    };
    return sample;
}

static void add_comparison(struct evaluation_sample *sample, struct comparison *comparison)
{
    size_t index = sample->evaluation.comparison_count++;
    sample->comparisons[index] = comparison;
    sample->evaluation.comparisons = (const struct comparison *const *)sample->comparisons;
    sample->verdict.profile_count++;
    sample->profiles[index] =
        (struct verdict_profile){.kind = VERDICT_PASS, .covered = 0.97, .reason = "", .advice = "", .common = ""};
}

static void add_answers(struct evaluation_sample *sample, enum level_mode mode)
{
    size_t count = sample->evaluation.comparison_count;
    sample->answers.comparisons = memory_allocate_array(count, sizeof *sample->answers.comparisons);
    if (sample->answers.comparisons == NULL) {
        abort();
    }
    sample->answers.comparison_count = count;
    sample->answers.wildcard_level = 0.008 / 40;
    sample->answers.named_level = 0.002;
    sample->answers.hypotheses = 46;
    sample->answers.tested = 40;
    for (size_t i = 0; i < count; i++) {
        comparison_sample_answers(&sample->answers.comparisons[i], sample->comparisons[i]);
        sample->answers.comparisons[i].level.mode = mode;
    }
    sample->evaluation.answers = &sample->answers;
    sample->evaluation.questions = &sample->questions;
}

static uint32_t add_rule(struct evaluation_sample *sample, uint32_t comparison, const char *id, const char *words,
                         enum rule_status status)
{
    uint32_t index = (uint32_t)sample->verdict.rule_count++;
    sample->rules[index] = (struct verdict_rule){
        .id = id,
        .words = words,
        .profile = comparison < COMPARISONS_MAX && sample->comparisons[comparison] != NULL
                       ? sample->comparisons[comparison]->profile
                       : "cpu",
        .comparison = comparison,
        .status = status,
        .frames = 23,
    };
    return index;
}

/* Of a function by name; NULL: the service's total. The node is its first one. */
static struct finding *add_finding(struct evaluation_sample *sample, enum finding_kind kind, uint32_t comparison,
                                   uint32_t rule, const char *function, const char *sentence)
{
    const struct comparison *it = sample->comparisons[comparison];
    struct finding *finding = &sample->findings[sample->verdict.finding_count++];
    *finding = (struct finding){
        .kind = kind,
        .comparison = comparison,
        .rule = rule,
        .symbol = function == NULL ? SYMBOL_NONE : symbols_find(it->symbols, bytes_of_text(function)),
        .node = CALLTREE_ROOT,
        .has_estimate = true,
        .call_sites = 1,
        .owner = "",
        .sentence = sentence,
    };
    for (uint32_t n = 1; n < it->tree->count && finding->symbol != SYMBOL_NONE; n++) {
        if (it->tree->symbol[n] == finding->symbol) {
            finding->node = n;
            break;
        }
    }
    finding->estimate = comparison_sample_estimate(it, finding->node);
    double rate = finding->estimate.rate[BASELINE];
    if (kind == FINDING_REGRESSION || kind == FINDING_WARNING) {
        finding->limit = (struct limit_resolved){.1 * rate, rate > 0, .1, LIMIT_OF_ITSELF};
    }
    return finding;
}

static void add_question(struct evaluation_sample *sample, uint32_t rule, const struct finding *finding, bool red)
{
    const struct comparison *it = sample->comparisons[finding->comparison];
    struct question question = {
        .comparison = finding->comparison,
        .entry = it->node_entry_total[finding->node],
        .rule = rule,
        .slice = QUESTION_WILDCARD,
    };
    struct error err = ERROR_INIT;
    size_t count = sample->answers.count + 1;
    struct answer *items = memory_resize_array(sample->answers.items, count, sizeof *items);
    if (items == NULL || questions_add(&sample->questions, &question, &err) != 0) {
        abort();
    }
    sample->answers.items = items;
    sample->answers.count = count;
    items[count - 1] = (struct answer){
        .estimate = finding->estimate,
        .limit = finding->limit,
        .proven = finding->limit,
        .p_low = red ? 1e-9 : .2,
        .p_high = red ? 1 : .4,
        .p_least = 1e-12,
        .tested = true,
        .at_limit = red,
        .rejected = red,
        .visible = .008,
        .blocker = red ? BLOCKER_NONE : BLOCKER_SAMPLES,
        .samples_factor = red ? NAN : 2.4,
        .replicas_needed = NAN,
    };
}

static void set_verdict(struct evaluation_sample *sample, enum verdict_kind kind, int exit_code, const char *reason,
                        const char *advice)
{
    sample->verdict.kind = kind;
    sample->verdict.exit_code = exit_code;
    sample->verdict.reason = reason;
    sample->verdict.advice = advice;
    if (sample->verdict.profile_count > 0) {
        sample->profiles[0].kind = kind;
        sample->profiles[0].reason = reason;
        sample->profiles[0].advice = advice;
    }
}

static void add_shop(struct evaluation_sample *sample, const char *profile)
{
    static const struct comparison_sample_settings settings = {.replicas = 8};
    struct comparison_sample_settings mine = settings;
    mine.profile = profile;
    add_comparison(sample, comparison_sample_new(shop, sizeof shop / sizeof shop[0], &mine));
}

static void add_steady(struct evaluation_sample *sample, const struct comparison_sample_settings *settings)
{
    add_comparison(sample, comparison_sample_new(steady, sizeof steady / sizeof steady[0], settings));
}

static void make_pass(struct evaluation_sample *sample)
{
    add_steady(sample, &(struct comparison_sample_settings){.profile = "cpu", .replicas = 8});
    add_answers(sample, LEVEL_MEASURED);
    add_rule(sample, 0, "frames", "every function: at most +10 % of itself and +2 % of the total", RULE_PASSED);
    add_rule(sample, 0, "total", "the total: at most +10 % of itself", RULE_PASSED);
}

static void find_regressions(struct evaluation_sample *sample)
{
    uint32_t frames =
        add_rule(sample, 0, "frames", "every function: at most +10 % of itself and +2 % of the total", RULE_FAILED);
    uint32_t total = add_rule(sample, 0, "total", "the total: at most +10 % of itself", RULE_WARNED);
    struct finding *red =
        add_finding(sample, FINDING_REGRESSION, 0, frames, "encoding/json.(*encodeState).reflectValue",
                    "encoding/json.(*encodeState).reflectValue costs more by itself");
    red->owner = "@acme/platform";
    add_question(sample, frames, red, true);
    struct finding *parent = add_finding(sample, FINDING_MOVED, 0, UINT32_MAX, "encoding/json.Marshal", "");
    parent->limit = (struct limit_resolved){.1 * parent->estimate.rate[0], true, .1, LIMIT_OF_ITSELF};
    add_question(sample, frames, parent, true);
    sample->verdict.finding_count--;
    red = add_finding(sample, FINDING_REGRESSION, 0, frames, "shop/audit.record", "shop/audit.record costs more");
    red->limit.decided = LIMIT_OF_TOTAL;
    red->limit.relative = false;
    red->limit.growth = .02 * comparison_sample_estimate(sample->comparisons[0], CALLTREE_ROOT).rate[BASELINE];
    add_question(sample, frames, red, true);
    add_finding(sample, FINDING_WARNING, 0, total, NULL, "the total costs more than the rule warns of");
    add_finding(sample, FINDING_NEW, 0, UINT32_MAX, "github.com/klauspost/compress/zstd.(*Encoder).EncodeAll",
                "is new");
    add_finding(sample, FINDING_VANISHED, 0, UINT32_MAX, "compress/gzip.(*Writer).Write", "is gone");
    add_finding(sample, FINDING_IMPROVEMENT, 0, UINT32_MAX, "crypto/sha256.blockAVX2", "costs less");
}

static void make_regression(struct evaluation_sample *sample)
{
    add_shop(sample, "cpu");
    add_answers(sample, LEVEL_MEASURED);
    set_verdict(
        sample, VERDICT_REGRESSION, 1,
        "encoding/json.(*encodeState).reflectValue and shop/audit.record cost more than rule 'frames' allows",
        "look at the outlined frames of flamegraph.svg");
    find_regressions(sample);
}

static void make_inconclusive(struct evaluation_sample *sample)
{
    add_steady(sample, &(struct comparison_sample_settings){.profile = "cpu", .replicas = 1, .scale = .05});
    add_answers(sample, LEVEL_ASSUMED);
    sample->answers.comparisons[0].level.believed = false;
    sample->answers.comparisons[0].visible_total = INFINITY;
    uint32_t frames =
        add_rule(sample, 0, "frames", "every function: at most +10 % of itself and +2 % of the total", RULE_OPEN);
    add_rule(sample, 0, "cart", "shop.*cart*: at most +5 % of itself", RULE_UNMATCHED);
    struct finding *open = add_finding(sample, FINDING_INCONCLUSIVE, 0, frames, "encoding/json.Marshal",
                                       "a growth of 2 % of the total is not excluded");
    open->leading = true;
    add_question(sample, frames, open, false);
    set_verdict(sample, VERDICT_INCONCLUSIVE, 3,
                "a growth of the limit could not be excluded for 1 function: there are too few samples",
                "take 2.4 times the samples, or 4 replicas a side");
}

static void make_no_baseline(struct evaluation_sample *sample)
{
    sample->evaluation.labels[0] = "";
    set_verdict(sample, VERDICT_INCONCLUSIVE, 3, "there is no baseline yet", "keep this run's profiles as 'v2.4'");
}

static void make_error(struct evaluation_sample *sample)
{
    sample->troubles[0] =
        (struct trouble){TROUBLE_PARSE, true, "cannot read 'b/3.pb.gz': string 812 lies outside the table of 640"};
    sample->troubles[1] =
        (struct trouble){TROUBLE_PARSE, false, "'b/4.pb.gz' was left out: it holds no samples & no <names>"};
    sample->evaluation.troubles = sample->troubles;
    sample->evaluation.trouble_count = 2;
    set_verdict(sample, VERDICT_ERROR, 4, sample->troubles[0].sentence, "capture that replica again");
}

static void make_diff_share(struct evaluation_sample *sample)
{
    sample->evaluation.command = "diff";
    sample->evaluation.policy = "built-in";
    struct comparison_sample_settings settings = {
        .profile = "cpu", .replicas = 1, .exposure_kind = EXPOSURE_SHARE, .exposure_set = true};
    add_comparison(sample, comparison_sample_new(shop, sizeof shop / sizeof shop[0], &settings));
    sample->comparisons[0]->unfit = "no side has a request count, so a cost per request is not known";
    set_verdict(sample, VERDICT_INCONCLUSIVE, 3, sample->comparisons[0]->unfit,
                "give --requests-baseline and --requests-candidate, or put \"requests\" into meta.json");
}

static void make_hostile(struct evaluation_sample *sample)
{
    sample->evaluation.service = "<shop> & \"co\"\033[2J";
    sample->evaluation.labels[0] = "v1 <old> & ]]>";
    sample->evaluation.labels[1] = "\xe2\x80\xaev2\xff\x01";
    struct comparison_sample_settings settings = {.profile = "c<p>u", .replicas = 2, .very_long_name = 5000};
    add_comparison(sample, comparison_sample_new(hostile, sizeof hostile / sizeof hostile[0], &settings));
    sample->comparisons[0]->type = "sample\"type'&";
    sample->comparisons[0]->unit = "furlongs\033<&> a fortnight, at the very least";
    add_answers(sample, LEVEL_PAIRED);
    uint32_t rule = add_rule(sample, 0, "rule <&> \"]]>\"\033", "words \x01 <&>", RULE_FAILED);
    struct finding *finding = add_finding(sample, FINDING_REGRESSION, 0, rule, "<script>alert(1)</script>",
                                          "<script>alert(1)</script> costs more ]]> \033[31m");
    finding->owner = "@a&b<c>";
    add_question(sample, rule, finding, true);
    finding = add_finding(sample, FINDING_REGRESSION, 0, rule, EVALUATION_SAMPLE_COMMAND,
                          "'" EVALUATION_SAMPLE_COMMAND "' costs more");
    finding->owner = EVALUATION_SAMPLE_MARKUP;
    add_finding(sample, FINDING_REGRESSION, 0, rule, EVALUATION_SAMPLE_MARKUP,
                "'" EVALUATION_SAMPLE_MARKUP "' costs more");
    struct finding *more = add_finding(sample, FINDING_WARNING, 0, rule, NULL, "long \xff name");
    more->symbol = comparison_sample_long_symbol(sample->comparisons[0]);
    more->node = NOWHERE;
    sample->troubles[0] = (struct trouble){TROUBLE_FETCH, false, "dropped 'a\033]0;x\007' <b>"};
    sample->evaluation.troubles = sample->troubles;
    sample->evaluation.trouble_count = 1;
    set_verdict(sample, VERDICT_REGRESSION, 1,
                "<script> costs \"more\" & ]]> \033[31mred, '" EVALUATION_SAMPLE_MARKUP "'",
                "do <this> & that; '" EVALUATION_SAMPLE_COMMAND "'");
}

static void make_several(struct evaluation_sample *sample)
{
    add_shop(sample, "cpu");
    add_steady(sample, &(struct comparison_sample_settings){.profile = "alloc", .replicas = 8, .bytes = true});
    add_steady(sample, &(struct comparison_sample_settings){.profile = "lock", .replicas = 8});
    sample->comparisons[2]->report_only = true;
    add_answers(sample, LEVEL_SEQUENTIAL);
    set_verdict(
        sample, VERDICT_REGRESSION, 1,
        "encoding/json.(*encodeState).reflectValue and shop/audit.record cost more than rule 'frames' allows",
        "look at the outlined frames of flamegraph.svg");
    find_regressions(sample);
    add_rule(sample, 1, "frames", "every function: at most +10 % of itself and +2 % of the total", RULE_PASSED);
}

struct evaluation_sample *evaluation_sample_new(enum evaluation_sample_kind kind)
{
    static void (*const makers[SAMPLE_KINDS])(struct evaluation_sample *) = {
        [SAMPLE_PASS] = make_pass,
        [SAMPLE_REGRESSION] = make_regression,
        [SAMPLE_INCONCLUSIVE] = make_inconclusive,
        [SAMPLE_NO_BASELINE] = make_no_baseline,
        [SAMPLE_ERROR] = make_error,
        [SAMPLE_UNFINISHED] = make_no_baseline,
        [SAMPLE_DIFF_SHARE] = make_diff_share,
        [SAMPLE_HOSTILE] = make_hostile,
        [SAMPLE_SEVERAL] = make_several,
    };
    struct evaluation_sample *sample = sample_base();
    makers[kind](sample);
    sample->evaluation.finished = kind != SAMPLE_UNFINISHED;
    return sample;
}

struct evaluation_sample *evaluation_sample_synthetic(size_t nodes, uint32_t seed)
{
    struct evaluation_sample *sample = sample_base();
    add_comparison(sample, comparison_sample_synthetic(nodes, seed));
    add_answers(sample, LEVEL_MEASURED);
    add_rule(sample, 0, "frames", "every function: at most +10 % of itself and +2 % of the total", RULE_PASSED);
    return sample;
}

void evaluation_sample_free(struct evaluation_sample *sample)
{
    if (sample == NULL) {
        return;
    }
    for (size_t i = 0; i < sample->evaluation.comparison_count; i++) {
        comparison_free(sample->comparisons[i]);
    }
    for (size_t i = 0; i < sample->answers.comparison_count; i++) {
        memory_free(sample->answers.comparisons[i].nodes);
    }
    memory_free(sample->answers.comparisons);
    memory_free(sample->answers.items);
    questions_clear(&sample->questions);
    memory_free(sample);
}

struct evaluation *evaluation_sample_get(struct evaluation_sample *sample)
{
    return &sample->evaluation;
}

struct comparison *evaluation_sample_comparison(struct evaluation_sample *sample, size_t index)
{
    return sample->comparisons[index];
}

struct verdict *evaluation_sample_verdict(struct evaluation_sample *sample)
{
    return &sample->verdict;
}

struct answers *evaluation_sample_answers(struct evaluation_sample *sample)
{
    return &sample->answers;
}

char *evaluation_sample_report(const struct reporter *reporter, const struct evaluation *evaluation,
                               const struct report_options *options)
{
    static const struct report_options usual = {.columns = 100};
    struct byte_buffer buffer;
    struct error err = ERROR_INIT;
    byte_buffer_init(&buffer, (size_t)64 << 20);
    struct sink sink = sink_to_buffer(&buffer);
    int failed = reporter->write(evaluation, options != NULL ? options : &usual, &sink, &err);
    char *text = failed ? NULL : memory_copy_text((const char *)buffer.data, buffer.size);
    byte_buffer_free(&buffer);
    return text;
}
