#include "gate/pipeline_profiles.h"

#include "gate/base/memory.h"

#include <stdio.h>
#include <string.h>

#include "gate/base/banned.h"

/* Room for each with the baseline and with the anchor. */
static int allocate_profiles(struct run *run, size_t named, struct error *err)
{
    size_t count = 2 * (named > 0 ? named : 1);
    run->selectors = arena_allocate(run->arena, count * sizeof *run->selectors);
    run->profile_names = arena_allocate(run->arena, count * sizeof *run->profile_names);
    run->profile_comparisons = arena_allocate(run->arena, count * sizeof *run->profile_comparisons);
    run->comparisons = memory_allocate_array(count, sizeof *run->comparisons);
    if (run->selectors == NULL || run->profile_names == NULL || run->profile_comparisons == NULL ||
        run->comparisons == NULL) {
        return error_set_memory(err, "choosing the profiles");
    }
    return 0;
}

static void add_selector(struct run *run, const struct profile_selector *selector)
{
    run->selectors[run->profile_count] = *selector;
    run->profile_names[run->profile_count] = selector->name;
    run->profile_comparisons[run->profile_count] = SIZE_MAX;
    run->profile_count++;
}

/* ---- against the anchor ---- */

bool pipeline_profiles_want_anchor(const struct run *run)
{
    const struct pipeline_plan *plan = run->plan;
    const char *anchor = plan->policy->anchor.label, *candidate = plan->sides[CANDIDATE].version;
    const char *baseline = plan->sides[BASELINE].version;
    return plan->purpose == PIPELINE_CHECK && policy_has_anchor(plan->policy) && candidate != NULL &&
           strcmp(candidate, anchor) != 0 && (baseline == NULL || strcmp(baseline, anchor) != 0);
}

/* Another row for each profile that some rule holds against the anchor. */
static int add_anchored(struct run *run, struct error *err)
{
    size_t count = run->profile_count;
    for (size_t i = 0; i < count && pipeline_profiles_want_anchor(run); i++) {
        struct profile_selector selector = run->selectors[i];
        if (selector.report_only || !policy_anchors(run->plan->policy, selector.name)) {
            continue;
        }
        size_t size = strlen(selector.name) + sizeof PROFILE_SELECTOR_ANCHORED;
        char *name = arena_allocate(run->arena, size);
        if (name == NULL) {
            return error_set_memory(err, "choosing the profiles");
        }
        snprintf(name, size, "%s" PROFILE_SELECTOR_ANCHORED, selector.name);
        selector.anchored = selector.name;
        selector.name = name;
        add_selector(run, &selector);
        run->anchor.state = ANCHOR_WANTED;
    }
    return 0;
}

/* ---- which ones ---- */

/* As the policy or --profile gave it: a store knows a type by more than the selector keeps of it. */
static const char *type_as_written(const struct pipeline_plan *plan, const struct profile_selector *selector)
{
    const struct policy_profile *profile = policy_find_profile(plan->policy, selector->name);
    return profile != NULL ? profile->type : selector->name;
}

static struct profile_selector selector_of_policy(const struct policy_profile *profile)
{
    struct profile_selector selector = profile_selector_from_word(profile->type);
    selector.name = profile->name;
    selector.per_instance = selector.per_instance || profile->per_instance;
    selector.report_only = profile->report_only;
    selector.rate = profile->rate;
    return selector;
}

/* A word of --profile is a policy's name for a profile, else a standard name or a sample type. */
static struct profile_selector selector_of_word(const struct policy *policy, const char *word)
{
    const struct policy_profile *profile = policy_find_profile(policy, word);
    if (profile != NULL) {
        return selector_of_policy(profile);
    }
    struct profile_selector selector = profile_selector_from_word(word);
    selector.name = word;
    return selector;
}

int pipeline_profiles_choose_named(struct run *run, struct error *err)
{
    const struct policy *policy = run->plan->policy;
    size_t named = run->plan->selected_count > 0 ? run->plan->selected_count : policy->profile_count;
    if (allocate_profiles(run, named, err) != 0) {
        return -1;
    }
    for (size_t i = 0; i < named; i++) {
        struct profile_selector selector = run->plan->selected_count > 0
                                               ? selector_of_word(policy, run->plan->selected[i])
                                               : selector_of_policy(&policy->profiles[i]);
        add_selector(run, &selector);
    }
    return add_anchored(run, err);
}

/* The kinds of parts that can hold the usual profile, going by the names of the parts. */
static size_t usual_kinds(const char **kinds, const char **present, const struct run *run)
{
    size_t found = 0;
    for (int side = 0; side < SIDES; side++) {
        for (size_t i = 0; i < run->captures[side].count; i++) {
            const struct capture *capture = &run->captures[side].items[i];
            for (size_t k = 0; k < capture->part_count; k++) {
                present[found++] = capture->parts[k].kind;
            }
        }
    }
    return selection_kinds(kinds, present, found);
}

/* The kinds of parts that can hold the named profiles; 0 if one of them may be anywhere. */
static size_t named_kinds(const char **kinds, const struct run *run)
{
    size_t count = 0;
    for (size_t i = 0; i < run->profile_count; i++) {
        size_t added = selection_kinds_of(kinds + count, &run->selectors[i]);
        if (added == 0) {
            return 0;
        }
        count += added;
    }
    return count;
}

static size_t count_parts(const struct run *run)
{
    size_t parts = 0;
    for (int side = 0; side < SIDES; side++) {
        for (size_t i = 0; i < run->captures[side].count; i++) {
            parts += run->captures[side].items[i].part_count;
        }
    }
    return parts;
}

int pipeline_profiles_wanted_kinds(const char ***out, size_t *count, struct run *run, struct error *err)
{
    const char **present = arena_allocate(run->arena, (count_parts(run) + 1) * sizeof *present);
    const char **kinds = arena_allocate(run->arena, 3 * (run->profile_count + 1) * sizeof *kinds);
    if (present == NULL || kinds == NULL) {
        return error_set_memory(err, "choosing the profiles");
    }
    *count = run->profile_count > 0 ? named_kinds(kinds, run) : usual_kinds(kinds, present, run);
    *out = kinds;
    return 0;
}

int pipeline_profiles_set_types(struct run *run, struct error *err)
{
    struct source_type *types = arena_allocate(run->arena, (run->profile_count + 1) * sizeof *types);
    if (types == NULL) {
        return error_set_memory(err, "choosing the profiles");
    }
    size_t count = 0;
    for (size_t i = 0; i < run->profile_count; i++) {
        const struct profile_selector *selector = &run->selectors[i];
        if (selector->anchored == NULL) {
            types[count++] =
                (struct source_type){selector->name, type_as_written(run->plan, selector), selector->per_instance};
        }
    }
    run->setup.types = types;
    run->setup.type_count = count;
    return 0;
}

int pipeline_profiles_choose_usual(struct run *run, struct error *err)
{
    struct profile_selector selector;
    struct replicas sides[SIDES] = {run->missing_baseline != NULL ? run->anchor.replicas : run->sides[BASELINE],
                                    run->sides[CANDIDATE]};
    if (run->profile_count > 0) {
        return 0;
    }
    if (selection_choose(&selector, sides, err) != 0) {
        return -1;
    }
    add_selector(run, &selector);
    return add_anchored(run, err);
}

void pipeline_profiles_sides(struct replicas out[SIDES], const struct run *run,
                             const struct profile_selector *selector)
{
    out[BASELINE] = selector->anchored != NULL ? run->anchor.replicas : run->sides[BASELINE];
    out[CANDIDATE] = run->sides[CANDIDATE];
}

struct compare_settings pipeline_profiles_compare_settings(const struct pipeline_plan *plan,
                                                           const struct profile_selector *selector)
{
    const struct policy *policy = plan->policy;
    const struct policy_profile *profile =
        policy_find_profile(policy, selector->anchored != NULL ? selector->anchored : selector->name);
    struct compare_settings settings = {.shares_suffice = policy->requests == POLICY_REQUESTS_NONE,
                                        .differences_only = plan->purpose == PIPELINE_DIFF,
                                        .names = &policy->names};
    if (profile != NULL) {
        settings.request_roots = profile->request_roots;
        settings.request_root_count = profile->request_root_count;
        settings.request_labels = profile->request_labels;
        settings.request_label_count = profile->request_label_count;
    }
    return settings;
}
