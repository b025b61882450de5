#include "gate/report/json_profile.h"

#include "gate/report/json_split.h"
#include "gate/report/member.h"
#include "gate/report/summary.h"
#include "gate/report/words.h"

#include <math.h>

#include "gate/base/banned.h"

static const char *exposure_name(enum exposure_kind kind)
{
    static const char *const names[] = {
        [EXPOSURE_REQUESTS] = "request",
        [EXPOSURE_INSTANCE] = "instance",
        [EXPOSURE_SHARE] = "share",
    };
    return names[kind];
}

static const char *level_name(enum level_mode mode)
{
    static const char *const names[] = {
        [LEVEL_MEASURED] = "measured",     [LEVEL_PAIRED] = "paired",   [LEVEL_SEQUENTIAL] = "sequential",
        [LEVEL_SIDE_TOTAL] = "side_total", [LEVEL_ASSUMED] = "assumed", [LEVEL_HISTORY] = "history",
    };
    return names[mode];
}

static void put_replicas(struct sink_json *json, const struct comparison_side *side)
{
    sink_json_key(json, "replicas");
    sink_json_array_open(json);
    for (size_t i = 0; i < side->replica_count; i++) {
        const struct comparison_replica *replica = &side->replicas[i];
        sink_json_object_open(json);
        member_text(json, "name", replica->name);
        member_text(json, "instance", replica->instance);
        member_time(json, "start", replica->start);
        member_time(json, "end", replica->end);
        member_number(json, "requests", replica->requests);
        member_number(json, "background", replica->background);
        member_number(json, "samples", replica->samples);
        sink_json_object_close(json);
    }
    sink_json_array_close(json);
}

static void put_sides(struct sink_json *json, const struct comparison *comparison)
{
    static const char *const keys[SIDES] = {"baseline", "candidate"};
    for (int side = 0; side < SIDES; side++) {
        const struct comparison_side *it = &comparison->sides[side];
        sink_json_key(json, keys[side]);
        sink_json_object_open(json);
        member_number(json, "total", words_rate(comparison, it->amount, side));
        member_number(json, "amount", it->amount);
        member_number(json, "background", it->background);
        member_number(json, "exposure", it->exposure);
        member_number(json, "requests", it->requests);
        member_bool(json, "requests_per_replica", it->requests_per_replica);
        member_number(json, "samples", it->samples);
        put_replicas(json, it);
        sink_json_object_close(json);
    }
}

static void put_level(struct sink_json *json, const struct level *level)
{
    sink_json_key(json, "noise");
    sink_json_object_open(json);
    member_text(json, "level", level_name(level->mode));
    member_bool(json, "measured", level->mode == LEVEL_MEASURED || level->mode == LEVEL_PAIRED);
    member_bool(json, "sequential", level->sequential);
    member_number(json, "assumed_host_cv", level->host_cv);
    member_number(json, "assumed_frame_cv", level->frame_cv);
    sink_json_key(json, "history");
    sink_json_text(json, level->history);
    member_integer(json, "history_captures", level->history_captures);
    member_number(json, "factor", level->factor);
    member_number(json, "factor_sd", level->factor_sd);
    member_number(json, "prior_sd", level->prior_sd);
    member_bool(json, "believed", level->believed);
    member_integer(json, "functions", level->functions);
    member_number(json, "common", level->common);
    member_number(json, "total_sd", level->total_sd);
    member_number(json, "total_df", level->total_df);
    sink_json_object_close(json);
}

void json_profile_put_replica(struct sink_json *json, const struct comparison *comparison, uint32_t column)
{
    size_t first = comparison->sides[BASELINE].replica_count;
    int side = column < first ? BASELINE : CANDIDATE;
    member_text(json, "side", side == BASELINE ? "baseline" : "candidate");
    const struct comparison_replica *replica =
        &comparison->sides[side].replicas[side == BASELINE ? column : column - first];
    member_text(json, "replica", replica->name);
    member_text(json, "instance", replica->instance);
}

/* Hosts that stand out of their side. */
static void put_odd_replicas(struct sink_json *json, const struct comparison *comparison,
                             const struct comparison_answers *answers)
{
    sink_json_key(json, "odd_replicas");
    sink_json_array_open(json);
    for (size_t i = 0; i < answers->odd_count; i++) {
        const struct odd_replica *odd = &answers->odd[i];
        if (odd->carries) {
            continue;
        }
        sink_json_object_open(json);
        json_profile_put_replica(json, comparison, odd->column);
        member_number(json, "cost", odd->rate);
        member_number(json, "median", odd->median);
        member_number(json, "change_without", odd->change_without);
        member_bool(json, "sways", odd->sways);
        sink_json_object_close(json);
    }
    sink_json_array_close(json);
}

static void put_comparison_answers(struct sink_json *json, const struct comparison *comparison,
                                   const struct comparison_answers *answers)
{
    char line[WORDS_LINE];
    sink_json_key(json, "total");
    sink_json_object_open(json);
    member_estimate(json, &answers->total);
    json_split_put(json, &answers->total.split, comparison);
    sink_json_object_close(json);
    put_level(json, &answers->level);
    member_text(json, "noise_words", summary_noise(line, sizeof line, comparison, answers));
    sink_json_key(json, "visible");
    sink_json_object_open(json);
    member_number(json, "total", answers->visible_total);
    member_number(json, "frame", answers->visible_frame);
    member_number(json, "worst", answers->visible_worst);
    sink_json_key(json, "worst_function");
    if (answers->visible_worst_entry != 0) {
        sink_json_bytes(json, comparison_entry_name(
                                  comparison, comparison_named_entry(comparison, answers->visible_worst_entry)));
    } else {
        sink_json_null(json);
    }
    member_text(json, "words", summary_visible(line, sizeof line, comparison, answers));
    sink_json_object_close(json);
    member_integer(json, "hypotheses", answers->entries);
    member_integer(json, "tested", answers->tested);
    member_integer(json, "undecided", answers->pass_blockers);
    put_odd_replicas(json, comparison, answers);
}

static void put_background(struct sink_json *json, const struct comparison *comparison)
{
    sink_json_key(json, "background");
    sink_json_array_open(json);
    for (size_t i = 0; i < comparison->background_count; i++) {
        const struct comparison_background *it = &comparison->background[i];
        sink_json_object_open(json);
        member_bytes(json, "function", symbols_get(comparison->symbols, it->symbol)->name);
        member_number(json, "baseline", words_rate(comparison, it->amount[BASELINE], BASELINE));
        member_number(json, "candidate", words_rate(comparison, it->amount[CANDIDATE], CANDIDATE));
        sink_json_object_close(json);
    }
    sink_json_array_close(json);
}

/* What the traffic mix did: shares of the cost, and the change that the total would read without all this. */
static void put_mix(struct sink_json *json, const struct comparison_mix *mix)
{
    static const char *const sides[SIDES] = {"baseline", "candidate"};
    sink_json_key(json, "mix");
    sink_json_object_open(json);
    member_bool(json, "standardised", mix->standardised);
    member_integer(json, "endpoints", mix->endpoints);
    member_number(json, "change_as_served", mix->standardised ? mix->raw_change : NAN);
    for (int side = 0; side < SIDES && mix->standardised; side++) {
        sink_json_key(json, sides[side]);
        sink_json_object_open(json);
        member_number(json, "unlabelled", mix->unlabelled[side]);
        member_number(json, "left_out", mix->left_out[side]);
        sink_json_object_close(json);
    }
    sink_json_object_close(json);
}

static void put_renames(struct sink_json *json, const struct comparison *comparison)
{
    sink_json_key(json, "renames");
    sink_json_array_open(json);
    for (size_t i = 0; i < comparison->rename_count; i++) {
        const struct comparison_rename *it = &comparison->renames[i];
        sink_json_object_open(json);
        member_bytes(json, "from", symbols_get(comparison->symbols, it->from)->name);
        member_bytes(json, "to", symbols_get(comparison->symbols, it->to)->name);
        member_number(json, "score", it->score);
        sink_json_object_close(json);
    }
    sink_json_array_close(json);
}

static void put_notes(struct sink_json *json, const struct comparison *comparison)
{
    sink_json_key(json, "notes");
    sink_json_array_open(json);
    for (size_t i = 0; i < comparison->note_count; i++) {
        sink_json_text(json, comparison->notes[i]);
    }
    sink_json_array_close(json);
}

void json_profile_put(struct sink_json *json, const struct evaluation *evaluation, size_t index)
{
    const struct comparison *comparison = evaluation->comparisons[index];
    sink_json_object_open(json);
    member_text(json, "name", comparison->profile);
    member_text(json, "type", comparison->type);
    member_text(json, "against", comparison_side_name(comparison, BASELINE));
    member_text(json, "unit", comparison->unit);
    member_text(json, "per", exposure_name(comparison->exposure_kind));
    if (index < evaluation->verdict->profile_count) {
        const struct verdict_profile *profile = &evaluation->verdict->profiles[index];
        member_text(json, "verdict", verdict_kind_name(profile->kind));
        member_text(json, "reason", profile->reason);
        member_text(json, "advice", profile->advice);
        member_text(json, "common", profile->common);
        member_number(json, "covered", profile->covered);
        member_integer(json, "undecided_functions", profile->undecided);
    }
    member_bool(json, "report_only", comparison->report_only);
    sink_json_key(json, "unfit");
    sink_json_text(json, comparison->unfit);
    sink_json_key(json, "no_pass");
    sink_json_text(json, comparison->no_pass);
    member_text(json, "event_model", event_models_name(comparison->model));
    member_number(json, "period", comparison->period);
    put_sides(json, comparison);
    if (evaluation->answers != NULL && index < evaluation->answers->comparison_count) {
        put_comparison_answers(json, comparison, &evaluation->answers->comparisons[index]);
    }
    put_mix(json, &comparison->mix);
    put_background(json, comparison);
    put_renames(json, comparison);
    put_notes(json, comparison);
    sink_json_object_close(json);
}
