#include "gate/compare/fitness.h"

#include "gate/base/memory.h"
#include "gate/base/numbers.h"
#include "gate/base/text.h"
#include "gate/compare/sample_period.h"
#include "gate/compare/scope.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "gate/base/banned.h"

enum { SENTENCE_SIZE = 1024, WORD_SIZE = 128, VALUES_SIZE = 256 };

/* A side lacks names if most of its cost has none. */
#define UNNAMED_MOST 0.5

const char *fitness_side_name(int side)
{
    return side == BASELINE ? "baseline" : "candidate";
}

static const char *keep(struct comparison *comparison, const char *sentence)
{
    char harmless[SENTENCE_SIZE];
    text_harmless(harmless, sizeof harmless, bytes_of_text(sentence));
    return arena_copy_text(comparison->arena, harmless, strlen(harmless));
}

static int add_note(struct comparison *comparison, const char *sentence, struct error *err)
{
    const char *kept = keep(comparison, sentence);
    const char **notes =
        kept ? memory_resize_array(comparison->notes, comparison->note_count + 1, sizeof *notes) : NULL;
    if (!notes)
        return error_set_memory(err, "comparing profiles");
    notes[comparison->note_count++] = kept;
    comparison->notes = notes;
    return 0;
}

/* The first sentence of its kind stands alone, the next ones are notes. */
static int say_once(const char **out, struct comparison *comparison, const char *sentence, struct error *err)
{
    if (*out)
        return add_note(comparison, sentence, err);
    *out = keep(comparison, sentence);
    return *out ? 0 : error_set_memory(err, "comparing profiles");
}

int fitness_object(struct comparison *comparison, struct error *err, const char *format, ...)
{
    char sentence[SENTENCE_SIZE];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(sentence, sizeof sentence, format, arguments);
    va_end(arguments);
    return say_once(&comparison->unfit, comparison, sentence, err);
}

int fitness_doubt(struct comparison *comparison, struct error *err, const char *format, ...)
{
    char sentence[SENTENCE_SIZE];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(sentence, sizeof sentence, format, arguments);
    va_end(arguments);
    if (comparison->differences_only)
        return add_note(comparison, sentence, err);
    return say_once(&comparison->unfit, comparison, sentence, err);
}

int fitness_withhold_pass(struct comparison *comparison, struct error *err, const char *format, ...)
{
    char sentence[SENTENCE_SIZE];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(sentence, sizeof sentence, format, arguments);
    va_end(arguments);
    return say_once(&comparison->no_pass, comparison, sentence, err);
}

int fitness_note(struct comparison *comparison, struct error *err, const char *format, ...)
{
    char sentence[SENTENCE_SIZE];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(sentence, sizeof sentence, format, arguments);
    va_end(arguments);
    return add_note(comparison, sentence, err);
}

/* What a side has instead, as "alloc_space, inuse_space". */
static void list_types(char out[WORD_SIZE], const struct columns *columns, int side)
{
    size_t used = 0;
    out[0] = '\0';
    for (size_t i = 0; i < columns->count && used == 0; i++) {
        const struct column *column = &columns->items[i];
        for (size_t j = 0; column->side == side && j < column->replica->profile_count; j++) {
            const struct profile *profile = column->replica->profiles[j].profile;
            for (size_t type = 0; profile && type < profile->type_count && used < WORD_SIZE; type++)
                used += (size_t)snprintf(out + used, WORD_SIZE - used, "%s%s", used ? ", " : "",
                                         profile->types[type].name);
        }
    }
}

static int check_presence(struct comparison *comparison, const struct columns *columns, int side,
                          const struct profile_selector *selector, struct error *err)
{
    size_t total = 0, missing = 0;
    const char *first = NULL;
    for (size_t i = 0; i < columns->count; i++) {
        if (columns->items[i].side != side)
            continue;
        total++;
        if (columns->items[i].file)
            continue;
        missing++;
        first = first ? first : columns->items[i].replica->name;
    }
    if (missing == 0 && total > 0)
        return 0;
    if (missing < total)
        return fitness_object(
            comparison, err, "replica '%s' of the %s, and %zu of its %zu replicas in all, has no '%s'", first,
            comparison_side_name(comparison, side), missing, total, comparison_policy_profile(comparison));
    char types[WORD_SIZE];
    list_types(types, columns, side);
    const char *name = comparison_policy_profile(comparison);
    const char *of_type = strcmp(name, selector->type) == 0 ? "" : selector->type;
    return fitness_object(comparison, err, "no '%s' profile%s%s on the %s's side%s%s", name,
                          of_type[0] ? " of sample type " : "", of_type, comparison_side_name(comparison, side),
                          types[0] ? "; it has " : "", types);
}

/* Two columns that do not go together, as words for a sentence. */
static const char *describe_place(char out[WORD_SIZE], const struct column *column)
{
    snprintf(out, WORD_SIZE, "replica '%.80s' of the %s", column->replica->name, fitness_side_name(column->side));
    return out;
}

static int object_to_pair(struct comparison *comparison, const struct column *a, const struct column *b,
                          const char *what, const char *of_a, const char *of_b, struct error *err)
{
    char place_a[WORD_SIZE], place_b[WORD_SIZE];
    return fitness_object(comparison, err, "different %s: '%s' in %s, '%s' in %s", what, of_a,
                          describe_place(place_a, a), of_b, describe_place(place_b, b));
}

static bool differ(const char *a, const char *b)
{
    return a[0] != '\0' && b[0] != '\0' && strcmp(a, b) != 0;
}

static bool same_family(const char *a, const char *b)
{
    bool heap_a = strcmp(a, "heap") == 0 || strcmp(a, "allocs") == 0;
    bool heap_b = strcmp(b, "heap") == 0 || strcmp(b, "allocs") == 0;
    return (heap_a && heap_b) || strcmp(a, "profile") == 0 || strcmp(b, "profile") == 0;
}

static int check_period(struct comparison *comparison, const struct column *a, const struct column *b,
                        struct error *err)
{
    const struct profile_facts *of_a = &a->file->profile->facts, *of_b = &b->file->profile->facts;
    if (differ(of_a->period_type, of_b->period_type))
        return object_to_pair(comparison, a, b, "period type", of_a->period_type, of_b->period_type, err);
    if (differ(of_a->period_unit, of_b->period_unit))
        return object_to_pair(comparison, a, b, "unit of the period", of_a->period_unit, of_b->period_unit, err);
    if (!(of_a->period > 0) || !(of_b->period > 0) || of_a->period == of_b->period)
        return 0;
    char period_a[NUMBER_TEXT_SIZE], period_b[NUMBER_TEXT_SIZE], place_a[WORD_SIZE], place_b[WORD_SIZE];
    const char *unit = of_a->period_unit[0] ? of_a->period_unit : "units";
    return fitness_doubt(comparison, err, "different period between samples: %s %s in %s, %s %s in %s",
                         numbers_format_significant(period_a, of_a->period, 15), unit, describe_place(place_a, a),
                         numbers_format_significant(period_b, of_b->period, 15), unit, describe_place(place_b, b));
}

/* What one sample stands for, where the decoder found it in the values: folded counts carry no header. */
static int check_weight(struct comparison *comparison, const struct column *a, const struct column *b,
                        struct error *err)
{
    const struct profile_type *type_a = a->type, *type_b = b->type;
    bool weighted = type_a->model == EVENT_MODEL_CPU || type_a->model == EVENT_MODEL_COUNT;
    bool comparable = type_b->model == EVENT_MODEL_CPU || type_b->model == EVENT_MODEL_COUNT;
    double weight_a = type_a->period > 0 ? type_a->period : 1, weight_b = type_b->period > 0 ? type_b->period : 1;
    if (!weighted || !comparable || weight_a == weight_b || a->file->profile->facts.period > 0)
        return 0;
    char text_a[NUMBER_TEXT_SIZE], text_b[NUMBER_TEXT_SIZE], place_a[WORD_SIZE], place_b[WORD_SIZE];
    return fitness_object(comparison, err, "different units: one sample counts %s in %s, but %s in %s",
                          numbers_format_significant(text_a, weight_a, 15), describe_place(place_a, a),
                          numbers_format_significant(text_b, weight_b, 15), describe_place(place_b, b));
}

/* a: the first column that has a profile, which all others are held against. */
static int check_pair(struct comparison *comparison, const struct column *a, const struct column *b,
                      struct error *err)
{
    const char *kind_a = a->file->kind ? a->file->kind : "", *kind_b = b->file->kind ? b->file->kind : "";
    if (differ(kind_a, kind_b) && !same_family(kind_a, kind_b))
        return object_to_pair(comparison, a, b, "kind of profile", kind_a, kind_b, err);
    if (strcmp(a->type->unit, b->type->unit) != 0)
        return object_to_pair(comparison, a, b, "unit", a->type->unit, b->type->unit, err);
    if (check_weight(comparison, a, b, err) != 0)
        return -1;
    return check_period(comparison, a, b, err);
}

/* What meta.json says of a run, "" if nothing. */
static const char *meta_value(const struct replica *replica, int key, char number[NUMBER_TEXT_SIZE])
{
    switch (key) {
    case 0:
        return replica->service ? replica->service : "";
    case 1:
        return replica->profiler ? replica->profiler : "";
    case 2:
        return replica->cpu_model ? replica->cpu_model : "";
    case 3:
        return replica->build ? replica->build : "";
    default:
        return replica->cores > 0 ? numbers_format_significant(number, replica->cores, 6) : "";
    }
}

static const char *const meta_words[] = {"service", "profiler", "CPU model", "build", "number of cores"};

enum { META_KEYS = sizeof meta_words / sizeof *meta_words };

static bool side_has_value(const struct columns *columns, int side, int key, const char *value)
{
    char number[NUMBER_TEXT_SIZE];
    bool any = false;
    for (size_t i = 0; i < columns->count; i++) {
        const char *other = meta_value(columns->items[i].replica, key, number);
        if (columns->items[i].side != side || other[0] == '\0')
            continue;
        any = true;
        if (strcmp(other, value) == 0)
            return true;
    }
    return !any; /* a side that says nothing contradicts nothing */
}

/* What meta.json says of the runs of a side, each value once, as "'A', 'B' and others". */
static const char *list_values(char out[VALUES_SIZE], const struct columns *columns, int side, int key)
{
    enum { NAMED = 2 };
    char numbers[NAMED + 1][NUMBER_TEXT_SIZE];
    const char *values[NAMED + 1];
    size_t count = 0;
    int used = 0;
    out[0] = '\0';
    for (size_t i = 0; i < columns->count && count <= NAMED; i++) {
        const char *value = meta_value(columns->items[i].replica, key, numbers[count]);
        if (columns->items[i].side != side || value[0] == '\0' || text_is_among(value, values, count))
            continue;
        values[count++] = value;
        if (count > NAMED)
            snprintf(out + used, VALUES_SIZE - (size_t)used, " and others");
        else
            used += snprintf(out + used, VALUES_SIZE - (size_t)used, "%s'%.80s'", count > 1 ? ", " : "", value);
    }
    return out;
}

/* Sides may run on a mixture of machines, if it is the same mixture: a value that only one side has is fatal. */
static int check_meta(struct comparison *comparison, const struct columns *columns, int key, struct error *err)
{
    char number[NUMBER_TEXT_SIZE];
    for (size_t i = 0; i < columns->count; i++) {
        const struct column *column = &columns->items[i];
        const char *value = meta_value(column->replica, key, number);
        int other = column->side == BASELINE ? CANDIDATE : BASELINE;
        if (value[0] == '\0' || side_has_value(columns, other, key, value))
            continue;
        char place[WORD_SIZE], values[VALUES_SIZE];
        return fitness_doubt(comparison, err,
                             "different %s: '%s' in %s, and nowhere on the %s's side, which has %s",
                             meta_words[key], value, describe_place(place, column),
                             comparison_side_name(comparison, other), list_values(values, columns, other, key));
    }
    return 0;
}

int fitness_check_inputs(struct comparison *comparison, const struct columns *columns,
                         const struct profile_selector *selector, struct error *err)
{
    for (int side = 0; side < SIDES; side++)
        if (check_presence(comparison, columns, side, selector, err) != 0)
            return -1;
    const struct column *first = columns_first(columns);
    /* One replica that differs is reason enough; the next ones would only repeat it. */
    const char *before = comparison->unfit;
    for (size_t i = 0; first && i < columns->count && comparison->unfit == before; i++)
        if (columns->items[i].file && check_pair(comparison, first, &columns->items[i], err) != 0)
            return -1;
    for (int key = 0; key < META_KEYS; key++)
        if (check_meta(comparison, columns, key, err) != 0)
            return -1;
    return 0;
}

/* No waiting at all is what a good lock shows: where background waited, the profiler was at work. */
static bool may_be_empty(const struct comparison *comparison, int side)
{
    bool lock = comparison->model == EVENT_MODEL_MUTEX || comparison->model == EVENT_MODEL_BLOCK;
    return lock && side == BASELINE && comparison->sides[side].background > 0;
}

/* Nothing of a whole side is a request: rather a name that is wrong than a service that did nothing. */
static int object_to_roots(struct comparison *comparison, const struct compare_settings *settings, int side,
                           struct error *err)
{
    size_t count = settings->request_root_count + settings->request_label_count;
    const char *root = settings->request_root_count > 0 ? settings->request_roots[0] : settings->request_labels[0];
    char more[WORD_SIZE] = "";
    if (count > 1)
        snprintf(more, sizeof more, " and %zu more", count - 1);
    return fitness_object(comparison, err,
                          "no samples in scope on the %s's side: no sample matches 'request_roots' "
                          "('%s'%s); name frames that requests pass through, as 'flamegate diff --builtin' shows "
                          "them, or leave 'request_roots' out",
                          comparison_side_name(comparison, side), root, more);
}

static int check_samples(struct comparison *comparison, const struct compare_settings *settings, int side,
                         struct error *err)
{
    const struct comparison_side *of = &comparison->sides[side];
    if (of->amount > 0)
        return 0;
    if (may_be_empty(comparison, side))
        return fitness_note(comparison, err, "no '%s' in scope on the %s's side: whatever waits now is new",
                            comparison->type, comparison_side_name(comparison, side));
    if (of->background > 0 && scope_is_narrowed(settings))
        return object_to_roots(comparison, settings, side, err);
    if (of->background > 0)
        return fitness_object(comparison, err, "no samples in scope on the %s's side: all of them are background",
                              comparison_side_name(comparison, side));
    return fitness_object(comparison, err, "no samples on the %s's side", comparison_side_name(comparison, side));
}

static int check_model(struct comparison *comparison, const struct columns *columns, struct error *err)
{
    for (size_t i = 0; i < columns->count; i++) {
        const struct column *column = &columns->items[i];
        if (!column->file)
            continue;
        bool told = column->settled || column->type->model != EVENT_MODEL_UNKNOWN;
        if (told && !isnan(comparison->moment[i]))
            continue;
        if (comparison->model == EVENT_MODEL_BLOCK)
            return 0; /* said already, with what is missing */
        bool timed = sample_period_fits(column->type->name, column->type->unit);
        return fitness_object(comparison, err,
                              "the values of '%s' do not say how many samples they stand for, so what is chance "
                              "cannot be told (%s)%s",
                              column->type->name, column->replica->name,
                              timed
                                  ? ", nor are they all multiples of one period: of profiles from a store say what "
                                    "a sample stands for, as in 'store: {period: 10ms}'"
                                  : "");
    }
    return 0;
}

static int check_negative(struct comparison *comparison, const struct columns *columns, struct error *err)
{
    for (size_t i = 0; i < columns->count; i++) {
        const struct column *column = &columns->items[i];
        char place[WORD_SIZE];
        if (column->file && column->file->profile->facts.negative)
            return fitness_object(comparison, err, "%s is already a difference of two profiles",
                                  describe_place(place, column));
    }
    return 0;
}

static int check_names(struct comparison *comparison, const struct columns *columns, struct error *err)
{
    double unnamed[SIDES] = {0, 0};
    for (size_t i = 0; i < columns->count; i++)
        unnamed[columns->items[i].side] += columns->items[i].unnamed;
    for (int side = 0; side < SIDES; side++)
        unnamed[side] = comparison->sides[side].amount > 0 ? unnamed[side] / comparison->sides[side].amount : 0;
    if (unnamed[BASELINE] <= 0 && unnamed[CANDIDATE] <= 0)
        return 0;
    char text[SIDES][NUMBER_TEXT_SIZE];
    for (int side = 0; side < SIDES; side++)
        numbers_format_percent(text[side], unnamed[side]);
    for (int side = 0; side < SIDES; side++)
        if (unnamed[side] > UNNAMED_MOST && unnamed[1 - side] < UNNAMED_MOST / 2)
            return fitness_doubt(comparison, err,
                                 "names are missing on the %s's side: %s of its cost is in frames without a name, "
                                 "%s on the other side",
                                 comparison_side_name(comparison, side), text[side], text[1 - side]);
    return fitness_note(comparison, err,
                        "frames without a name are taken together by module: %s of the %s's cost, %s of the "
                        "candidate's",
                        text[BASELINE], comparison_side_name(comparison, BASELINE), text[CANDIDATE]);
}

static int note_cut_stacks(struct comparison *comparison, const struct columns *columns, int side,
                           struct error *err)
{
    uint64_t cut = 0;
    for (size_t i = 0; i < columns->count; i++)
        if (columns->items[i].side == side && columns->items[i].file)
            cut += columns->items[i].file->profile->facts.cut_stacks;
    if (cut == 0)
        return 0;
    char count[NUMBER_TEXT_SIZE];
    return fitness_note(comparison, err, "%s samples of the %s were cut at the profiler's depth limit",
                        numbers_format_count(count, cut), comparison_side_name(comparison, side));
}

/* Two profiles with the same content are one profile: 0 is a replica of which no content was read. */
static int note_same_content(struct comparison *comparison, const struct columns *columns, struct error *err)
{
    size_t counts[SIDES] = {0}, same = 0;
    for (size_t i = 0; i < columns->count; i++) {
        const struct column *column = &columns->items[i];
        bool found = false;
        counts[column->side]++;
        for (size_t j = 0; column->side == CANDIDATE && j < columns->count && !found; j++)
            found = columns->items[j].side == BASELINE && column->replica->content_hash != 0 &&
                    columns->items[j].replica->content_hash == column->replica->content_hash;
        same += found;
    }
    if (same == 0)
        return 0;
    if (same == counts[CANDIDATE] && counts[BASELINE] == counts[CANDIDATE])
        return fitness_note(comparison, err, "both sides hold the same profiles");
    char count[NUMBER_TEXT_SIZE];
    return fitness_note(comparison, err, "%s of the candidate's profiles are the %s's too",
                        numbers_format_count(count, same), comparison_side_name(comparison, BASELINE));
}

int fitness_check_content(struct comparison *comparison, const struct columns *columns,
                          const struct compare_settings *settings, struct error *err)
{
    for (int side = 0; side < SIDES; side++)
        if (check_samples(comparison, settings, side, err) != 0 ||
            note_cut_stacks(comparison, columns, side, err) != 0)
            return -1;
    if (check_negative(comparison, columns, err) != 0 || check_model(comparison, columns, err) != 0)
        return -1;
    if (note_same_content(comparison, columns, err) != 0)
        return -1;
    return check_names(comparison, columns, err);
}
