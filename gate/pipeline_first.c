#include "gate/pipeline_first.h"

#include "gate/base/memory.h"
#include "gate/pipeline_anchor.h"
#include "gate/pipeline_collect.h"
#include "gate/pipeline_profiles.h"
#include "gate/pipeline_sides.h"
#include "gate/pipeline_trouble.h"

#include <math.h>
#include <string.h>

#include "gate/base/banned.h"

/* Of live processes both sides are looked at in turn: there is no version that stays. */
static bool has_anchor(const struct run *run)
{
    return run->missing_baseline != NULL && run->source != NULL && run->source->prepare == NULL &&
           pipeline_profiles_want_anchor(run) && !pipeline_anchor_is_side(run);
}

static int plan_both(struct run *run, struct error *err)
{
    struct run_anchor *anchor = &run->anchor;
    captures_clear(&run->captures[CANDIDATE]);
    if (pipeline_sides_settle_first(&anchor->side, &run->wanted, run->plan, run->source, run->session, run->world,
                                    err) != 0) {
        return -1;
    }
    const struct source_side *candidate = &run->wanted.items[CANDIDATE];
    return run->source->plan(&run->captures[CANDIDATE], run->session, candidate, err) == 0
               ? run->source->plan(&anchor->captures, run->session, &anchor->side, err)
               : -1;
}

static int read_both(struct run *run, struct error *err)
{
    struct run_anchor *anchor = &run->anchor;
    struct pipeline_kinds kinds = {0};
    if (plan_both(run, err) != 0 || pipeline_profiles_wanted_kinds(&kinds.items, &kinds.count, run, err) != 0 ||
        pipeline_collect_side(run, CANDIDATE, &kinds, err) != 0 ||
        pipeline_collect_version(&anchor->replicas, run, &anchor->side, &anchor->captures, &kinds, err) != 0 ||
        pipeline_profiles_choose_usual(run, err) != 0) {
        return -1;
    }
    anchor->state = ANCHOR_READ;
    return 0;
}

/* As of a version that nobody has profiles of. */
static int leave_baseline_out(struct run *run, struct error *err)
{
    const char *label = run->wanted.items[BASELINE].version;
    label = label != NULL ? label : "none yet";
    run->sides[BASELINE] = (struct replicas){
        .label = memory_copy_text(label, strlen(label)), .requests_total = NAN, .requests_from = ""};
    return run->sides[BASELINE].label != NULL ? 0 : error_set_memory(err, "noting what is missing");
}

int pipeline_first_read(bool *out, struct run *run, struct error *err)
{
    struct error cause = ERROR_INIT;
    *out = false;
    if (!has_anchor(run)) {
        return 0;
    }
    if (read_both(run, &cause) == 0) {
        *out = true;
        return leave_baseline_out(run, err);
    }
    run->anchor.state = cause.kind == ERROR_UNFIT ? ANCHOR_MISSING : ANCHOR_FAILED;
    if (cause.kind != ERROR_UNFIT) {
        return pipeline_trouble_take(run, TROUBLE_FETCH, &cause, err);
    }
    error_prefix(&cause, "nothing is judged against the anchor either");
    return pipeline_trouble_add(run, TROUBLE_FETCH, false, cause.sentence, err);
}
