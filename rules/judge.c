#include "rules/judge.h"

#include "gate/base/memory.h"
#include "rules/findings.h"
#include "rules/judge_profile.h"
#include "rules/overall.h"
#include "rules/rule_table.h"
#include "rules/sentence.h"

#include "gate/base/banned.h"

/* A verdict in the making. */
struct judging {
    const struct judge_input *input;
    struct verdict *verdict;
    struct rule_table rules;
    struct findings findings;
};

static int new_verdict(struct verdict **out, struct error *err)
{
    struct verdict *verdict = memory_allocate_array(1, sizeof *verdict);
    if (verdict != NULL) {
        verdict->arena = arena_new();
    }
    if (verdict == NULL || verdict->arena == NULL) {
        verdict_free(verdict);
        error_set_memory(err, "judging");
        return -1;
    }
    verdict->reason = verdict->advice = "";
    *out = verdict;
    return 0;
}

static int make_profiles(struct judging *judging, struct error *err)
{
    size_t count = judging->input->comparison_count;
    if (count == 0) {
        return 0;
    }
    judging->verdict->profiles = memory_allocate_array(count, sizeof *judging->verdict->profiles);
    if (judging->verdict->profiles == NULL) {
        return error_set_memory(err, "judging");
    }
    judging->verdict->profile_count = count;
    return 0;
}

/* Hands over what was collected, also on failure, so that verdict_free takes it. */
static void hand_over(struct judging *judging)
{
    judging->verdict->findings = judging->findings.items;
    judging->verdict->finding_count = judging->findings.count;
    judging->verdict->rules = judging->rules.rows;
    judging->verdict->rule_count = judging->rules.count;
}

static int begin(struct judging *judging, const struct judge_input *input, struct error *err)
{
    *judging = (struct judging){.input = input};
    if (new_verdict(&judging->verdict, err) != 0) {
        return -1;
    }
    judging->findings.arena = judging->verdict->arena;
    return make_profiles(judging, err);
}

static int end(struct verdict **out, struct judging *judging, int status, struct error *err)
{
    if (status == 0) {
        status = findings_sort(&judging->findings, judging->input->comparisons, err);
    }
    if (judging->verdict != NULL) {
        hand_over(judging);
    }
    if (status != 0) {
        verdict_free(judging->verdict);
        return -1;
    }
    *out = judging->verdict;
    return 0;
}

static int judge_profiles(struct judging *judging, struct error *err)
{
    int status = rule_table_build(&judging->rules, judging->verdict->arena, judging->input, err);
    for (size_t c = 0; status == 0 && c < judging->input->comparison_count; c++) {
        const struct changes_input input = {judging->input, &judging->rules, (uint32_t)c};
        status = judge_profile_decide(&judging->verdict->profiles[c], &judging->findings, &input, err);
    }
    return status;
}

int judge_verdict(struct verdict **out, const struct judge_input *input, struct error *err)
{
    struct judging judging;
    int status = begin(&judging, input, err);
    if (status == 0) {
        status = judge_profiles(&judging, err);
    }
    if (status == 0) {
        status = overall_settle(judging.verdict, input, false, err);
    }
    return end(out, &judging, status, err);
}

/* Without a policy there are no rules. */
static int show_profiles(struct judging *judging, struct error *err)
{
    int status = 0;
    for (size_t c = 0; status == 0 && c < judging->input->comparison_count; c++) {
        const struct changes_input input = {judging->input, &judging->rules, (uint32_t)c};
        status = judge_profile_show(&judging->verdict->profiles[c], &judging->findings, &input, err);
    }
    return status;
}

int judge_differences(struct verdict **out, const struct judge_input *input, struct error *err)
{
    struct judging judging;
    int status = begin(&judging, input, err);
    if (status == 0) {
        status = show_profiles(&judging, err);
    }
    if (status == 0) {
        status = overall_settle(judging.verdict, input, true, err);
    }
    return end(out, &judging, status, err);
}

int judge_error(struct verdict **out, const struct error *cause, struct error *err)
{
    struct verdict *verdict = NULL;
    if (new_verdict(&verdict, err) != 0) {
        return -1;
    }
    verdict->exit_code = error_exit_code(cause->kind);
    verdict->kind = cause->kind == ERROR_UNFIT ? VERDICT_INCONCLUSIVE : VERDICT_ERROR;
    if (sentence_set(&verdict->reason, verdict->arena, err, "%s", cause->sentence) != 0) {
        verdict_free(verdict);
        return -1;
    }
    *out = verdict;
    return 0;
}

int judge_mix_exit_codes(int a, int b)
{
    static const int weightiest_first[] = {5, 2, 1, 4, 3};
    for (size_t i = 0; i < sizeof weightiest_first / sizeof weightiest_first[0]; i++) {
        if (a == weightiest_first[i] || b == weightiest_first[i]) {
            return weightiest_first[i];
        }
    }
    return 0;
}
