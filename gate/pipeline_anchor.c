#include "gate/pipeline_anchor.h"

#include "gate/base/memory.h"
#include "gate/compare/fitness.h"
#include "gate/pipeline_sides.h"
#include "gate/pipeline_trouble.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "gate/base/banned.h"

static bool is_same(const struct run *run, int side)
{
    const char *version = run->wanted.items[side].version;
    return version != NULL && strcmp(version, run->plan->policy->anchor.label) == 0;
}

bool pipeline_anchor_is_side(const struct run *run)
{
    return is_same(run, BASELINE) || is_same(run, CANDIDATE);
}

static int fetch_anchor(struct run *run, const struct pipeline_kinds *kinds, struct error *err)
{
    struct run_anchor *anchor = &run->anchor;
    if (pipeline_sides_settle_anchor(&anchor->side, &run->wanted, run->plan, run->source, run->session, run->world,
                                     err) != 0 ||
        run->source->plan(&anchor->captures, run->session, &anchor->side, err) != 0) {
        return -1;
    }
    return pipeline_collect_version(&anchor->replicas, run, &anchor->side, &anchor->captures, kinds, err);
}

static int note_missing_anchor(struct run *run, struct error *cause, struct error *err)
{
    const char *label = run->plan->policy->anchor.label;
    error_prefix(cause, "nothing is known of the anchor");
    run->anchor.state = ANCHOR_MISSING;
    run->anchor.missing = arena_copy_text(run->arena, cause->sentence, strlen(cause->sentence));
    replicas_clear(&run->anchor.replicas);
    run->anchor.replicas = (struct replicas){
        .label = memory_copy_text(label, strlen(label)), .requests_total = NAN, .requests_from = ""};
    return run->anchor.missing != NULL && run->anchor.replicas.label != NULL
               ? 0
               : error_set_memory(err, "noting what is missing");
}

int pipeline_anchor_read(struct run *run, const struct pipeline_kinds *kinds, struct error *err)
{
    struct error cause = ERROR_INIT;
    if (run->anchor.state != ANCHOR_WANTED) {
        return 0;
    }
    if (pipeline_anchor_is_side(run)) {
        run->anchor.state = ANCHOR_SAME;
        return 0;
    }
    run->anchor.state = ANCHOR_READ;
    if (fetch_anchor(run, kinds, &cause) == 0) {
        return 0;
    }
    if (cause.kind == ERROR_UNFIT) {
        return note_missing_anchor(run, &cause, err);
    }
    run->anchor.state = ANCHOR_FAILED;
    return pipeline_trouble_take(run, TROUBLE_FETCH, &cause, err);
}

bool pipeline_anchor_is_compared(const struct run *run, const struct profile_selector *selector)
{
    return selector->anchored == NULL || run->anchor.state == ANCHOR_READ || run->anchor.state == ANCHOR_MISSING;
}

int pipeline_anchor_explain(struct run *run, struct error *err)
{
    const char *label = run->plan->policy->anchor.label;
    if (run->plan->purpose != PIPELINE_CHECK || !policy_has_anchor(run->plan->policy)) {
        return 0;
    }
    if (run->plan->sides[CANDIDATE].version == NULL) {
        char sentence[ERROR_SENTENCE_SIZE];
        snprintf(
            sentence, sizeof sentence,
            "nothing is judged against the anchor '%.200s': the sides are paths, and only a store has versions",
            label);
        return pipeline_trouble_add(run, TROUBLE_COMPARE, false, sentence, err);
    }
    bool candidate = is_same(run, CANDIDATE), baseline = is_same(run, BASELINE);
    for (size_t i = 0; i < run->comparison_count && (candidate || baseline); i++) {
        if (fitness_note(run->comparisons[i], err,
                         candidate ? "the anchor '%s' is the candidate itself: nothing is judged against it"
                                   : "the anchor '%s' is the baseline of this run: its rules are judged once",
                         label) != 0) {
            return -1;
        }
    }
    return 0;
}
