#include "gate/model/comparison.h"

#include "gate/base/memory.h"
#include "gate/model/sorted_lines.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "gate/base/banned.h"

void comparison_free(struct comparison *comparison)
{
    if (!comparison)
        return;
    for (int side = 0; side < SIDES; side++)
        memory_free(comparison->sides[side].replicas);
    memory_free(comparison->exposure);
    symbols_free(comparison->symbols);
    calltree_free(comparison->tree);
    memory_free(comparison->entries);
    memory_free(comparison->amount);
    memory_free(comparison->moment);
    memory_free(comparison->counts.amount);
    memory_free(comparison->counts.moment);
    memory_free(comparison->counts.joint);
    memory_free(comparison->node_total);
    memory_free(comparison->node_self);
    memory_free(comparison->node_moment);
    memory_free(comparison->node_self_moment);
    memory_free(comparison->node_entry_total);
    memory_free(comparison->node_entry_self);
    memory_free(comparison->pooled);
    memory_free(comparison->node_pooled);
    memory_free(comparison->node_self_pooled);
    memory_free(comparison->background);
    memory_free(comparison->renames);
    memory_free(comparison->dropped);
    memory_free(comparison->notes);
    arena_free(comparison->arena);
    memory_free(comparison);
}

const char *comparison_policy_profile(const struct comparison *comparison)
{
    return comparison->anchored != NULL ? comparison->anchored : comparison->profile;
}

const char *comparison_side_name(const struct comparison *comparison, int side)
{
    if (side == CANDIDATE) {
        return "candidate";
    }
    return comparison->anchored != NULL ? "anchor" : "baseline";
}

const char *comparison_shown_unit(const struct comparison *comparison)
{
    static const char *const nouns[][2] = {
        {"samples", "samples"},       {"sample", "samples"},       {"alloc_objects", "objects"},
        {"inuse_objects", "objects"}, {"objects", "objects"},      {"contentions", "contentions"},
        {"goroutine", "goroutines"},  {"threadcreate", "threads"},
    };
    for (size_t i = 0; strcmp(comparison->unit, "count") == 0 && i < sizeof nouns / sizeof nouns[0]; i++) {
        if (strcmp(comparison->type, nouns[i][0]) == 0) {
            return nouns[i][1];
        }
    }
    return comparison->unit;
}

double comparison_side_sum(const struct comparison *comparison, const double *table, size_t entry, int side)
{
    size_t first = side == BASELINE ? 0 : comparison->sides[BASELINE].replica_count;
    const double *row = table + entry * comparison->column_count + first;
    double sum = 0;
    for (size_t i = 0; i < comparison->sides[side].replica_count; i++)
        sum += row[i];
    return sum;
}

/* Without a common mix an event weighs the same on both sides. */
static void shared_unit(double unit[SIDES], double amounts, double moments)
{
    unit[BASELINE] = unit[CANDIDATE] = amounts > 0 && moments > 0 ? moments / amounts : 1.0;
    if (isnan(moments))
        unit[BASELINE] = unit[CANDIDATE] = NAN;
}

static void pooled_unit(double unit[SIDES], const double pooled[POOLED_SUMS])
{
    for (int side = 0; side < SIDES; side++) {
        double amount = pooled[POOLED_AMOUNT + side], moment = pooled[POOLED_MOMENT + side];
        unit[side] = amount > 0 && moment > 0 ? moment / amount : 1.0;
        if (isnan(moment))
            unit[side] = NAN;
    }
}

void comparison_entry_unit(double unit[SIDES], const struct comparison *comparison, size_t entry)
{
    double sums[2] = {0, 0};
    if (comparison->pooled) {
        pooled_unit(unit, &comparison->pooled[entry * POOLED_SUMS]);
        return;
    }
    for (int side = 0; side < SIDES; side++) {
        sums[0] += comparison_side_sum(comparison, comparison->amount, entry, side);
        sums[1] += comparison_side_sum(comparison, comparison->moment, entry, side);
    }
    shared_unit(unit, sums[0], sums[1]);
}

static void unit_of_node(double unit[SIDES], const double *pooled, const double *amount, const double *moment,
                         size_t node)
{
    if (pooled)
        pooled_unit(unit, &pooled[node * POOLED_SUMS]);
    else
        shared_unit(unit, amount[node * SIDES] + amount[node * SIDES + 1],
                    moment[node * SIDES] + moment[node * SIDES + 1]);
}

void comparison_node_unit(double unit[SIDES], const struct comparison *comparison, size_t node)
{
    unit_of_node(unit, comparison->node_pooled, comparison->node_total, comparison->node_moment, node);
}

void comparison_node_self_unit(double unit[SIDES], const struct comparison *comparison, size_t node)
{
    unit_of_node(unit, comparison->node_self_pooled, comparison->node_self, comparison->node_self_moment, node);
}

void comparison_set_unit(double unit[SIDES], const struct comparison *comparison, const uint8_t *member)
{
    double amounts = 0, moments = 0, pooled[POOLED_SUMS] = {0};
    for (size_t node = 0; node < comparison->tree->count; node++) {
        for (size_t i = 0; i < SIDES && member[node]; i++) {
            amounts += comparison->node_self[node * SIDES + i];
            moments += comparison->node_self_moment[node * SIDES + i];
        }
        for (size_t i = 0; i < POOLED_SUMS && member[node] && comparison->node_self_pooled; i++)
            pooled[i] += comparison->node_self_pooled[node * POOLED_SUMS + i];
    }
    if (comparison->node_self_pooled)
        pooled_unit(unit, pooled);
    else
        shared_unit(unit, amounts, moments);
}

struct bytes comparison_entry_name(const struct comparison *comparison, size_t entry)
{
    uint32_t symbol = comparison->entries[entry].symbol;
    if (symbol == SYMBOL_NONE)
        return bytes_of_text("total");
    return symbols_get(comparison->symbols, symbol)->name;
}

uint32_t comparison_named_entry(const struct comparison *comparison, size_t entry)
{
    const struct comparison_entry *of = &comparison->entries[entry];
    return of->named != 0 ? of->named : of->twin;
}

static void dump_number(struct sorted_lines *lines, const char *word, double value)
{
    sink_text(&lines->line, " ");
    sink_text(&lines->line, word);
    sink_text(&lines->line, " ");
    sorted_lines_number(lines, value);
}

static void dump_side(const struct comparison *comparison, int side, struct sink *sink)
{
    const struct comparison_side *of = &comparison->sides[side];
    const char *word = side == BASELINE ? "baseline" : "candidate";
    size_t first = side == BASELINE ? 0 : comparison->sides[BASELINE].replica_count;
    struct sorted_lines lines;
    sorted_lines_begin(&lines, sink);
    sink_format(&lines.line, "%s '%s' replicas %zu", word, of->label, of->replica_count);
    dump_number(&lines, "requests", of->requests);
    dump_number(&lines, "exposure", of->exposure);
    dump_number(&lines, "amount", of->amount);
    dump_number(&lines, "background", of->background);
    dump_number(&lines, "samples", of->samples);
    sorted_lines_next(&lines);
    for (size_t i = 0; i < of->replica_count; i++) {
        sink_format(&lines.line, "%s replica %05zu '%s'", word, i, of->replicas[i].name);
        dump_number(&lines, "requests", of->replicas[i].requests);
        dump_number(&lines, "exposure", comparison->exposure[first + i]);
        dump_number(&lines, "background", of->replicas[i].background);
        dump_number(&lines, "samples", of->replicas[i].samples);
        sorted_lines_next(&lines);
    }
    sorted_lines_end(&lines);
}

static void dump_columns(struct sorted_lines *lines, const struct comparison *comparison, const char *word,
                         const double *table, size_t entry)
{
    sink_format(&lines->line, " %s", word);
    for (size_t column = 0; column < comparison->column_count; column++) {
        sink_text(&lines->line, column == comparison->sides[BASELINE].replica_count ? " | " : " ");
        sorted_lines_number(lines, table[entry * comparison->column_count + column]);
    }
}

static const char *value_word(enum entry_value value)
{
    static const char *const words[] = {
        [ENTRY_SERVICE] = "service", [ENTRY_TOTAL] = "total", [ENTRY_SELF] = "self"};
    return words[value];
}

static void dump_pair(struct sorted_lines *lines, const char *word, const double *pair)
{
    dump_number(lines, word, pair[BASELINE]);
    sink_text(&lines->line, " ");
    sorted_lines_number(lines, pair[CANDIDATE]);
}

static void dump_entries(const struct comparison *comparison, struct sink *sink)
{
    struct sorted_lines lines;
    sorted_lines_begin(&lines, sink);
    for (size_t entry = 0; entry < comparison->entry_count; entry++) {
        const struct comparison_entry *of = &comparison->entries[entry];
        sink_text(&lines.line, "entry ");
        sink_view(&lines.line, comparison_entry_name(comparison, entry));
        sink_format(&lines.line, " %s", value_word(of->value));
        dump_columns(&lines, comparison, "amount", comparison->amount, entry);
        dump_columns(&lines, comparison, "moment", comparison->moment, entry);
        if (comparison->counts.type)
            dump_columns(&lines, comparison, comparison->counts.type, comparison->counts.amount, entry);
        if (comparison->pooled) {
            double unit[SIDES];
            comparison_entry_unit(unit, comparison, entry);
            dump_pair(&lines, "unit", unit);
        }
        if (of->twin != entry) {
            sink_text(&lines.line, " twin ");
            sink_view(&lines.line, comparison_entry_name(comparison, of->twin));
            sink_format(&lines.line, " %s", value_word(comparison->entries[of->twin].value));
        }
        sorted_lines_next(&lines);
    }
    sorted_lines_end(&lines);
}

static void dump_renames(const struct comparison *comparison, struct sink *sink)
{
    for (size_t i = 0; i < comparison->rename_count; i++) {
        const struct comparison_rename *rename = &comparison->renames[i];
        sink_text(sink, "renamed ");
        sink_view(sink, symbols_get(comparison->symbols, rename->from)->name);
        sink_text(sink, " -> ");
        sink_view(sink, symbols_get(comparison->symbols, rename->to)->name);
        sink_format(sink, " score %.4f\n", rename->score);
    }
}

static void dump_nodes(const struct comparison *comparison, struct sink *sink)
{
    struct sorted_lines lines;
    sorted_lines_begin(&lines, sink);
    for (size_t node = 0; node < comparison->tree->count; node++) {
        sink_text(&lines.line, "node ");
        sorted_lines_stack(&lines, comparison->tree, comparison->symbols, (uint32_t)node);
        dump_pair(&lines, "total", &comparison->node_total[node * SIDES]);
        dump_pair(&lines, "self", &comparison->node_self[node * SIDES]);
        sorted_lines_next(&lines);
    }
    sorted_lines_end(&lines);
}

static void dump_mix(const struct comparison_mix *mix, struct sink *sink)
{
    struct sorted_lines lines;
    sorted_lines_begin(&lines, sink);
    sink_format(&lines.line, "mix of %zu endpoints", mix->endpoints);
    dump_number(&lines, "raw change", mix->raw_change);
    dump_pair(&lines, "unlabelled", mix->unlabelled);
    dump_pair(&lines, "left out", mix->left_out);
    sorted_lines_next(&lines);
    sorted_lines_end(&lines);
}

void comparison_dump(const struct comparison *comparison, struct sink *sink)
{
    static const char *const exposures[] = {
        [EXPOSURE_REQUESTS] = "requests", [EXPOSURE_INSTANCE] = "instance", [EXPOSURE_SHARE] = "share"};
    sink_format(sink, "profile %s type %s unit %s model %s exposure %s%s\n", comparison->profile, comparison->type,
                comparison->unit, event_models_name(comparison->model), exposures[comparison->exposure_kind],
                comparison->report_only ? " report_only" : "");
    if (comparison->unfit)
        sink_format(sink, "unfit %s\n", comparison->unfit);
    if (comparison->no_pass)
        sink_format(sink, "no pass %s\n", comparison->no_pass);
    for (size_t i = 0; i < comparison->note_count; i++)
        sink_format(sink, "note %s\n", comparison->notes[i]);
    if (comparison->mix.standardised)
        dump_mix(&comparison->mix, sink);
    dump_side(comparison, BASELINE, sink);
    dump_side(comparison, CANDIDATE, sink);
    struct sorted_lines lines;
    sorted_lines_begin(&lines, sink);
    for (size_t i = 0; i < comparison->background_count; i++) {
        sink_text(&lines.line, "background ");
        sink_view(&lines.line, symbols_get(comparison->symbols, comparison->background[i].symbol)->name);
        dump_pair(&lines, "amount", comparison->background[i].amount);
        sorted_lines_next(&lines);
    }
    sorted_lines_end(&lines);
    dump_renames(comparison, sink);
    dump_entries(comparison, sink);
    dump_nodes(comparison, sink);
}
