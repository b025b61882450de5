#include "rules/policy.h"

#include "gate/base/memory.h"
#include "gate/base/numbers.h"
#include "gate/base/text.h"
#include "rules/rule_kind.h"

#include <string.h>

#include "gate/base/banned.h"

enum { LIMIT_WORDS_SIZE = 512, RELEASE_WORDS_SIZE = 256 };

int policy_new(struct policy **out, const char *origin, struct error *err)
{
    struct policy *policy = memory_allocate_array(1, sizeof *policy);
    if (policy == NULL) {
        error_set_memory(err, "making a policy");
        return -1;
    }
    policy->arena = arena_new();
    policy->origin = policy->arena != NULL ? arena_copy_text(policy->arena, origin, strlen(origin)) : NULL;
    if (policy->origin == NULL) {
        policy_free(policy);
        error_set_memory(err, "making a policy");
        return -1;
    }
    policy->service = policy->history = policy->owners = "";
    policy->baseline = (struct policy_baseline){.label = "", .records = ""};
    policy->anchor = (struct policy_anchor){.label = ""};
    policy->store = (struct store_settings){.kind = "",
                                            .location = "",
                                            .select = "",
                                            .version_label = "",
                                            .replicas_by = "",
                                            .split_by = "",
                                            .parallel = 4};
    policy->counting = (struct requests_settings){.query = "", .by = "", .per_endpoint = ""};
    policy->requests = POLICY_REQUESTS_META;
    policy->names.presets = NAME_PRESETS_ALL;
    policy->noise = noise_settings_default();
    *out = policy;
    return 0;
}

void policy_free(struct policy *policy)
{
    if (policy != NULL) {
        arena_free(policy->arena);
        memory_free(policy);
    }
}

static struct limit limit_of(double of_itself, double of_total)
{
    struct limit limit = {.count = 1};
    limit.bounds[0].set[LIMIT_OF_ITSELF] = true;
    limit.bounds[0].value[LIMIT_OF_ITSELF] = of_itself;
    limit.bounds[0].set[LIMIT_OF_TOTAL] = of_total > 0;
    limit.bounds[0].value[LIMIT_OF_TOTAL] = of_total;
    return limit;
}

int policy_builtin(struct policy **out, struct error *err)
{
    const struct policy_rule rules[] = {
        {
            .id = "total",
            .match.total = true,
            .has_fail = true,
            .fail_over = limit_of(0.10, 0),
            .fail_over_assumed = limit_of(0.25, 0),
            .absolute_unit = "",
        },
        {
            .id = "any-frame",
            .match.any = true,
            .has_fail = true,
            .fail_over = limit_of(0.10, 0.02),
            .fail_over_assumed = limit_of(0.10, 0.02),
            .absolute_unit = "",
        },
    };
    struct policy *policy = NULL;
    if (policy_new(&policy, "built-in", err) != 0) {
        return -1;
    }
    policy->rules = arena_allocate(policy->arena, sizeof rules);
    if (policy->rules == NULL) {
        policy_free(policy);
        return error_set_memory(err, "making a policy");
    }
    memcpy(policy->rules, rules, sizeof rules);
    policy->rule_count = sizeof rules / sizeof rules[0];
    *out = policy;
    return 0;
}

const struct policy_profile *policy_find_profile(const struct policy *policy, const char *name)
{
    for (size_t i = 0; i < policy->profile_count; i++) {
        if (strcmp(policy->profiles[i].name, name) == 0) {
            return &policy->profiles[i];
        }
    }
    return NULL;
}

bool policy_has_anchor(const struct policy *policy)
{
    return policy->anchor.label != NULL && policy->anchor.label[0] != '\0';
}

bool policy_anchors(const struct policy *policy, const char *profile)
{
    for (size_t i = 0; i < policy->rule_count; i++) {
        const struct policy_rule *rule = &policy->rules[i];
        if (rule->anchored && (rule->profile == NULL || strcmp(rule->profile, profile) == 0)) {
            return true;
        }
    }
    return false;
}

size_t policy_request_labels(const struct policy *policy, const char *out[PROFILE_LABELS_MOST + 1])
{
    size_t count = 0;
    for (size_t i = 0; i < policy->profile_count; i++) {
        for (size_t k = 0; k < policy->profiles[i].request_label_count; k++) {
            const char *label = policy->profiles[i].request_labels[k];
            if (text_is_among(label, out, count < PROFILE_LABELS_MOST ? count : PROFILE_LABELS_MOST)) {
                continue;
            }
            if (count < PROFILE_LABELS_MOST) {
                out[count] = label;
            }
            count++;
        }
    }
    out[count < PROFILE_LABELS_MOST ? count : PROFILE_LABELS_MOST] = NULL;
    return count;
}

static void describe_promise(const struct policy_rule *rule, struct sink *sink)
{
    char change[NUMBER_TEXT_SIZE], release[RELEASE_WORDS_SIZE];
    if (rule->has_expect) {
        sink_format(sink, "%s promises %s of itself in ", rule->has_fail || rule->has_warn ? ";" : ":",
                    numbers_format_change(change, rule->expect));
        sink_text(sink, text_harmless(release, sizeof release, bytes_of_text(rule->expect_in)));
    }
}

void policy_describe_rule(const struct policy_rule *rule, struct sink *sink)
{
    char fail[LIMIT_WORDS_SIZE], assumed[LIMIT_WORDS_SIZE], warn[LIMIT_WORDS_SIZE];
    rule_kind_of(rule)->describe(rule, sink);
    if (rule->has_fail) {
        limit_describe(fail, sizeof fail, &rule->fail_over, rule->absolute_unit);
        limit_describe(assumed, sizeof assumed, &rule->fail_over_assumed, rule->absolute_unit);
        sink_text(sink, ": fails at ");
        sink_text(sink, fail);
        if (strcmp(fail, assumed) != 0) {
            sink_format(sink, " (%s where the noise is assumed)", assumed);
        }
    }
    if (rule->has_warn) {
        limit_describe(warn, sizeof warn, &rule->warn_over, rule->absolute_unit);
        sink_text(sink, rule->has_fail ? "; warns at " : ": warns at ");
        sink_text(sink, warn);
    }
    describe_promise(rule, sink);
}
