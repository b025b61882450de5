#include "rules/rule_table.h"

#include "gate/base/memory.h"
#include "gate/base/text.h"
#include "rules/ask.h"

#include <stdio.h>
#include <string.h>

#include "gate/base/banned.h"

enum { WORDS_CEILING = 64 * 1024, NOTE_SIZE = 1024 };

/* What became of the questions of one row. */
struct tally {
    size_t frames, rejected, open, warned;
};

static void count_answer(struct tally *tally, const struct question *question, const struct answer *answer)
{
    if (question->purpose == QUESTION_WARN) {
        tally->warned += answer->rejected;
        return;
    }
    tally->rejected += answer->rejected;
    tally->open += !answer->rejected && !answer->cleared;
}

static struct tally tally_of(const struct judge_input *input, uint32_t comparison, uint32_t rule)
{
    struct tally tally = {0};
    uint32_t last_entry = UINT32_MAX;
    for (size_t q = 0; input->questions != NULL && q < input->questions->count; q++) {
        const struct question *question = &input->questions->items[q];
        if (question->comparison != comparison || question->rule != rule) {
            continue;
        }
        tally.frames += question->entry != last_entry;
        last_entry = question->entry;
        if (input->answers != NULL) {
            count_answer(&tally, question, &input->answers->items[q]);
        }
    }
    return tally;
}

static enum rule_status status_of(const struct policy_rule *rule, const struct tally *tally,
                                  const struct comparison *comparison, const struct judge_input *input)
{
    if (input->answers == NULL || comparison->unfit != NULL) {
        return RULE_OPEN;
    }
    if (ask_idles(rule, comparison)) {
        return RULE_IDLE;
    }
    if (tally->frames == 0) {
        return rule->optional ? RULE_IDLE : RULE_UNMATCHED;
    }
    if (tally->rejected > 0) {
        return RULE_FAILED;
    }
    if (tally->open > 0) {
        return RULE_OPEN;
    }
    return tally->warned > 0 ? RULE_WARNED : RULE_PASSED;
}

static const char *describe(struct arena *arena, const struct policy_rule *rule)
{
    struct byte_buffer buffer;
    byte_buffer_init(&buffer, WORDS_CEILING);
    struct sink sink = sink_to_buffer(&buffer);
    policy_describe_rule(rule, &sink);
    const char *words = sink.failed ? NULL : arena_copy_text(arena, (const char *)buffer.data, buffer.size);
    byte_buffer_free(&buffer);
    return words;
}

static const char *copy_or_empty(struct arena *arena, const char *text)
{
    return text == NULL ? "" : arena_copy_text(arena, text, bytes_of_text(text).size);
}

/* A promise of another release says so. NULL without memory. */
static const char *note_of(struct arena *arena, const struct policy_rule *rule, const struct comparison *comparison)
{
    char label[NOTE_SIZE / 4], release[NOTE_SIZE / 4], note[NOTE_SIZE];
    if (!rule->has_expect || comparison->anchored != NULL || ask_expects(rule, comparison)) {
        return "";
    }
    const char *of = comparison->sides[CANDIDATE].label;
    text_harmless(label, sizeof label, bytes_of_text(of != NULL ? of : ""));
    text_harmless(release, sizeof release, bytes_of_text(rule->expect_in));
    snprintf(note, sizeof note, "its promise is for release '%s', and the candidate is '%s'", release, label);
    return arena_copy_text(arena, note, strlen(note));
}

static int add_row(struct rule_table *table, struct arena *arena, const struct judge_input *input, uint32_t rule,
                   uint32_t comparison, const char *words)
{
    const struct policy_rule *of = &input->policy->rules[rule];
    struct verdict_rule *row = &table->rows[table->count];
    *row = (struct verdict_rule){
        .id = copy_or_empty(arena, of->id),
        .words = words,
        .profile = copy_or_empty(arena, of->profile),
        .comparison = comparison,
        .status = RULE_IDLE,
        .note = "",
    };
    if (comparison != UINT32_MAX) {
        const struct comparison *against = input->comparisons[comparison];
        struct tally tally = tally_of(input, comparison, rule);
        row->profile = copy_or_empty(arena, against->profile);
        row->status = status_of(of, &tally, against, input);
        row->frames = tally.frames;
        row->note = note_of(arena, of, against);
    }
    table->rules[table->count++] = rule;
    return row->id == NULL || row->profile == NULL || row->note == NULL ? -1 : 0;
}

static int add_rule(struct rule_table *table, struct arena *arena, const struct judge_input *input, uint32_t rule)
{
    const char *words = describe(arena, &input->policy->rules[rule]);
    size_t before = table->count;
    if (words == NULL) {
        return -1;
    }
    for (size_t c = 0; c < input->comparison_count; c++) {
        if (ask_applies(&input->policy->rules[rule], input->comparisons[c]) &&
            add_row(table, arena, input, rule, (uint32_t)c, words) != 0) {
            return -1;
        }
    }
    return table->count > before ? 0 : add_row(table, arena, input, rule, UINT32_MAX, words);
}

int rule_table_build(struct rule_table *out, struct arena *arena, const struct judge_input *input,
                     struct error *err)
{
    size_t rules = input->policy->rule_count;
    size_t most = rules * (input->comparison_count > 0 ? input->comparison_count : 1);
    struct rule_table table = {0};
    if (rules == 0) {
        *out = table;
        return 0;
    }
    table.rows = memory_allocate_array(most, sizeof *table.rows);
    table.rules = arena_allocate(arena, most * sizeof *table.rules);
    int status = table.rows != NULL && table.rules != NULL ? 0 : -1;
    for (size_t r = 0; status == 0 && r < rules; r++) {
        status = add_rule(&table, arena, input, (uint32_t)r);
    }
    if (status != 0) {
        memory_free(table.rows);
        return error_set_memory(err, "judging the rules");
    }
    *out = table;
    return 0;
}

uint32_t rule_table_row(const struct rule_table *table, uint32_t comparison, uint32_t rule)
{
    for (size_t i = 0; i < table->count; i++) {
        if (table->rows[i].comparison == comparison && table->rules[i] == rule) {
            return (uint32_t)i;
        }
    }
    return UINT32_MAX;
}
