#include "tests/bench/worlds/world.h"

#include "gate/base/bytes.h"
#include "gate/base/files.h"
#include "gate/base/gzip.h"
#include "gate/base/memory.h"
#include "gate/compare/compare.h"
#include "gate/model/profile_builder.h"
#include "gate/model/replica.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * T7: 120 windows of 4 seconds of one unchanged Go service on a shared machine whose load changed in the middle
 * (../shared/reference/real_go/aa.txt.gz; its lines are told in real_data.py there). Splits of one recording
 * overlap, so their rates have no interval worth the name: they are shown, and fail nothing.
 */

enum { WINDOWS_MAX = 128, STACKS_MAX = 65536, FRAMES_MAX = 256, REPLICAS_MAX = 16 };
static const int64_t WINDOW = 4000000000, FIRST_START = 1700000000000000000;
static const size_t CEILING = 64 << 20;

struct recording {
    struct byte_buffer text;
    char **stacks; /* by number, into the text */
    size_t count;
    struct replica windows[WINDOWS_MAX];
};

static void must(bool good, const char *what)
{
    if (!good) {
        fprintf(stderr, "the recorded windows: %s\n", what);
        exit(2);
    }
}

static void check(int result, const struct error *err)
{
    must(result == 0, err->sentence);
}

static struct profile_builder *new_builder(void)
{
    struct error err = ERROR_INIT;
    char name[] = "cpu", unit[] = "count", none[] = "";
    struct profile_type type = {.name = name, .unit = unit, .model = EVENT_MODEL_COUNT};
    struct profile_facts facts = {.format = "folded", .period_type = none, .period_unit = none};
    struct profile_builder *builder = profile_builder_new(&facts, &type, 1, &err);
    must(builder != NULL, err.sentence);
    return builder;
}

static void add_stack(struct profile_builder *builder, const char *stack, double count)
{
    struct error err = ERROR_INIT;
    uint32_t frames[FRAMES_MAX], node;
    size_t depth = 0;
    for (const char *frame = stack; *frame != '\0' && depth < FRAMES_MAX;) {
        size_t length = strcspn(frame, ";");
        struct symbol symbol = {.name = {(const uint8_t *)frame, length}};
        check(symbols_add(profile_builder_symbols(builder), &symbol, &frames[depth++], &err), &err);
        frame += length + (frame[length] == ';');
    }
    check(profile_builder_stack(builder, frames, depth, &node, &err), &err);
    check(profile_builder_sample(builder, node, 0, &count, &err), &err);
}

static void start_window(struct replica *replica, size_t number, double requests)
{
    char name[32];
    int length = snprintf(name, sizeof name, "window-%03zu", number);
    *replica = (struct replica){.name = memory_copy_text(name, (size_t)length),
                                .instance = memory_copy_text("", 0),
                                .version = memory_copy_text("", 0),
                                .start = FIRST_START + (int64_t)number * WINDOW,
                                .end = FIRST_START + (int64_t)(number + 1) * WINDOW,
                                .content_hash = number,
                                .requests = requests,
                                .requests_since_start = NAN,
                                .cpu_model = memory_copy_text("", 0),
                                .build = memory_copy_text("", 0),
                                .profiler = memory_copy_text("", 0),
                                .profiles = memory_allocate_array(1, sizeof(struct replica_profile)),
                                .profile_count = 1};
    must(replica->profiles != NULL && replica->name != NULL, "no memory");
    replica->profiles[0].kind = memory_copy_text("cpu", 3);
    replica->profiles[0].path = memory_copy_text(name, (size_t)length);
}

static void end_window(struct recording *recording, struct profile_builder **builder)
{
    struct error err = ERROR_INIT;
    if (*builder == NULL)
        return;
    struct replica *replica = &recording->windows[recording->count - 1];
    check(profile_builder_finish(&replica->profiles[0].profile, *builder, &err), &err);
    profile_builder_free(*builder);
    *builder = NULL;
}

/* One line; the text's lines are ended by 0 by now. */
static void read_line(struct recording *recording, struct profile_builder **builder, char *line)
{
    char *rest;
    if (strncmp(line, "s ", 2) == 0) {
        unsigned long id = strtoul(line + 2, &rest, 10);
        must(id < STACKS_MAX && *rest == ' ', "a stack is damaged");
        recording->stacks[id] = rest + 1;
    } else if (strncmp(line, "window ", 7) == 0) {
        end_window(recording, builder);
        must(recording->count < WINDOWS_MAX, "too many windows");
        unsigned long number = strtoul(line + 7, &rest, 10);
        start_window(&recording->windows[recording->count++], number, strtod(rest, NULL));
        *builder = new_builder();
    } else if (strncmp(line, "c ", 2) == 0) {
        unsigned long id = strtoul(line + 2, &rest, 10);
        must(*builder != NULL && id < STACKS_MAX && recording->stacks[id] != NULL, "a count has no stack");
        add_stack(*builder, recording->stacks[id], strtod(rest, NULL));
    }
}

static bool read_recording(struct recording *out, const char *path)
{
    struct error err = ERROR_INIT;
    if (files_kind(path, NULL) != FILES_FILE)
        return false;
    *out = (struct recording){.stacks = memory_allocate_array(STACKS_MAX, sizeof(char *))};
    must(out->stacks != NULL, "no memory");
    struct byte_buffer packed;
    byte_buffer_init(&packed, CEILING);
    byte_buffer_init(&out->text, CEILING);
    check(files_read(&packed, path, &err), &err);
    check(gzip_unpack(&out->text, byte_buffer_view(&packed), &err), &err);
    byte_buffer_free(&packed);
    byte_buffer_append(&out->text, "\n", 1);
    must(!out->text.failed, "no memory");
    struct profile_builder *builder = NULL;
    char *line = (char *)out->text.data, *end = line + out->text.size;
    for (char *next; line < end; line = next) {
        char *stop = memchr(line, '\n', (size_t)(end - line));
        *stop = '\0';
        next = stop + 1;
        read_line(out, &builder, line);
    }
    end_window(out, &builder);
    return true;
}

static void clear_recording(struct recording *recording)
{
    for (size_t i = 0; i < recording->count; i++)
        replica_clear(&recording->windows[i]);
    byte_buffer_free(&recording->text);
    memory_free(recording->stacks);
}

/* Which windows make the two sides. */
struct split {
    size_t m, window[2 * REPLICAS_MAX]; /* those of the baseline, then those of the candidate */
};

struct outcome {
    size_t gates, red, pass;
};

static void judge_split(struct outcome *out, const struct recording *recording, const struct split *split,
                        const struct gate_limits *limits)
{
    struct error err = ERROR_INIT;
    struct replica items[SIDES][REPLICAS_MAX];
    struct replicas sides[SIDES];
    char label[] = "windows";
    for (size_t side = 0; side < SIDES; side++) {
        sides[side] = (struct replicas){.label = label,
                                        .items = items[side],
                                        .count = split->m,
                                        .captures = split->m,
                                        .requests_total = NAN,
                                        .requests_from = "meta.json"};
        for (size_t j = 0; j < split->m; j++)
            items[side][j] = recording->windows[split->window[side * split->m + j]];
        replicas_sort(&sides[side]);
    }
    struct comparison *comparison;
    struct compare_settings settings = {0};
    struct profile_selector selector = profile_selector_from_word("cpu");
    check(compare_profiles(&comparison, sides, &selector, &settings, &err), &err);
    must(comparison->unfit == NULL, comparison->unfit);
    struct questions questions;
    struct noise_settings noise = noise_settings_default();
    gate_ask(&questions, comparison, limits);
    struct answers *answers = gate_answer(comparison, &questions, &noise);
    out->gates++;
    out->red += gate_red(answers);
    out->pass += gate_pass(answers);
    answers_free(answers);
    questions_clear(&questions);
    comparison_free(comparison);
}

/* goal 0: a figure only. */
static void note(struct bench *bench, const char *cell, const struct outcome *outcome, double goal,
                 const char *reference)
{
    world_note(bench, "T7", cell, "red", outcome->red, outcome->gates, goal > 0 ? goal_at_most(goal) : goal_none(),
               reference);
}

/* Any windows of the recording, or of a stretch of it that is no longer than needed. */
static void at_random(struct bench *bench, const struct recording *recording, size_t m, bool stretch,
                      const struct gate_limits *limits, const char *words, double goal, const char *reference)
{
    struct outcome outcome = {0};
    size_t gates = world_gates(bench, 25, 2000);
    char cell[120];
    snprintf(cell, sizeof cell, "m=%zu, %s, %s", m, stretch ? "interleaved" : "random windows", words);
    for (size_t i = 0; i < gates; i++) {
        struct draw draw = draw_seeded(cell, i);
        struct split split = {.m = m};
        size_t first = stretch ? draw_below(&draw, recording->count - 2 * m + 1) : 0;
        draw_distinct(&draw, split.window, 2 * m, stretch ? 2 * m : recording->count);
        for (size_t k = 0; k < 2 * m; k++)
            split.window[k] += first;
        judge_split(&outcome, recording, &split, limits);
    }
    note(bench, cell, &outcome, goal, reference);
}

/* One side after the other, from every start (a quick run: from every tenth). */
static void in_sequence(struct bench *bench, const struct recording *recording, size_t m, bool candidate_first,
                        const struct gate_limits *limits, const char *words, double goal, const char *reference)
{
    struct outcome outcome = {0};
    char cell[120];
    snprintf(cell, sizeof cell, "m=%zu, %s, every start, %s", m,
             candidate_first ? "candidate then base" : "base then candidate", words);
    for (size_t first = 0; first + 2 * m <= recording->count; first += bench->full ? 1 : 10) {
        struct split split = {.m = m};
        for (size_t k = 0; k < 2 * m; k++)
            split.window[k] = first + (candidate_first ? (k + m) % (2 * m) : k);
        judge_split(&outcome, recording, &split, limits);
    }
    note(bench, cell, &outcome, goal, reference);
}

void world_recorded(struct bench *bench)
{
    char path[4096];
    struct recording recording;
    snprintf(path, sizeof path, "%s/reference/real_go/aa.txt.gz", bench->shared);
    if (!read_recording(&recording, path)) {
        printf("T7   skipped: recorded windows are not there (%s)\n", path);
        return;
    }
    const struct gate_limits *none = &gate_limits_none, *builtin = &gate_limits_builtin;
    at_random(bench, &recording, 2, false, none, "limit 0", 0, ".015");
    at_random(bench, &recording, 4, false, none, "limit 0", .01, ".001-.015");
    at_random(bench, &recording, 8, false, none, "limit 0", 0, ".007");
    at_random(bench, &recording, 4, true, none, "limit 0", .01, ".003");
    at_random(bench, &recording, 8, true, none, "limit 0", .01, ".001-.003");
    at_random(bench, &recording, 4, false, builtin, "built-in", .01, "0-.010");
    for (size_t m = 8; m <= 12; m += 4) {
        in_sequence(bench, &recording, m, false, builtin, "built-in", .015, "0");
        in_sequence(bench, &recording, m, true, builtin, "built-in", .015, "0");
    }
    in_sequence(bench, &recording, 8, false, none, "limit 0", 0, "0");
    in_sequence(bench, &recording, 8, true, none, "limit 0", 0, ".038");
    clear_recording(&recording);
}
