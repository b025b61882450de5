#include "gate/model/answer.h"

#include "gate/base/memory.h"
#include "gate/base/numbers.h"
#include "gate/model/question.h"

#include <inttypes.h>
#include <math.h>

#include "gate/base/banned.h"

void answers_free(struct answers *answers)
{
    if (!answers)
        return;
    for (size_t i = 0; i < answers->comparison_count; i++) {
        memory_free(answers->comparisons[i].nodes);
        memory_free(answers->comparisons[i].odd);
    }
    memory_free(answers->comparisons);
    memory_free(answers->items);
    memory_free(answers->culprits);
    memory_free(answers->improvements);
    memory_free(answers->moved_parts);
    memory_free(answers->relocations);
    memory_free(answers);
}

/* Nine digits: enough to see a change, too few to see how a machine's mathematics library rounds. */
static void dump_number(struct sink *sink, const char *word, double value)
{
    char text[NUMBER_TEXT_SIZE];
    const char *shown = text;
    if (isnan(value))
        shown = "unknown";
    else if (isinf(value))
        shown = value > 0 ? "infinite" : "-infinite";
    else
        numbers_format_significant(text, value, 9);
    sink_format(sink, " %s %s", word, shown);
}

static void dump_split(struct sink *sink, const struct cost_split *split)
{
    dump_number(sink, "count", split->count_change);
    dump_number(sink, "from", split->count_interval[0]);
    dump_number(sink, "to", split->count_interval[1]);
    dump_number(sink, "each", split->each_change);
    dump_number(sink, "from", split->each_interval[0]);
    dump_number(sink, "to", split->each_interval[1]);
}

static void dump_estimate(struct sink *sink, const struct estimate *estimate)
{
    dump_number(sink, "rate", estimate->rate[0]);
    dump_number(sink, "to", estimate->rate[1]);
    dump_number(sink, "growth", estimate->growth);
    dump_number(sink, "from", estimate->growth_interval[0]);
    dump_number(sink, "to", estimate->growth_interval[1]);
    dump_number(sink, "change", estimate->change);
    dump_number(sink, "from", estimate->change_interval[0]);
    dump_number(sink, "to", estimate->change_interval[1]);
    dump_number(sink, "share", estimate->share);
    if (estimate->split.known)
        dump_split(sink, &estimate->split);
}

static const char *blocker_word(enum answer_blocker blocker)
{
    static const char *const words[] = {
        [BLOCKER_NONE] = "none",   [BLOCKER_SAMPLES] = "samples", [BLOCKER_REPLICAS] = "replicas",
        [BLOCKER_LEVEL] = "level", [BLOCKER_UNFIT] = "unfit",
    };
    return words[blocker];
}

static void dump_answer(const struct answer *answer, const struct question *question, struct sink *sink)
{
    sink_format(sink, "answer comparison %" PRIu32 " entry %" PRIu32 " rule %" PRIu32 "%s", question->comparison,
                question->entry, question->rule, question->slice == QUESTION_NAMED ? " named" : "");
    dump_estimate(sink, &answer->estimate);
    dump_number(sink, "limit", answer->limit.growth);
    dump_number(sink, "proven", answer->proven.growth);
    dump_number(sink, "p_low", answer->p_low);
    dump_number(sink, "p_high", answer->p_high);
    dump_number(sink, "p_least", answer->p_least);
    sink_format(sink, "%s%s%s%s%s blocker %s\n", answer->limit_assumed ? " assumed" : "",
                answer->tested ? " tested" : "", answer->at_limit ? " at_limit" : "",
                answer->rejected ? " rejected" : "", answer->cleared ? " cleared" : "",
                blocker_word(answer->blocker));
}

static void dump_comparison(const struct comparison_answers *of, size_t index, struct sink *sink)
{
    static const char *const modes[] = {
        [LEVEL_MEASURED] = "measured",     [LEVEL_PAIRED] = "paired",   [LEVEL_SEQUENTIAL] = "sequential",
        [LEVEL_SIDE_TOTAL] = "side_total", [LEVEL_ASSUMED] = "assumed", [LEVEL_HISTORY] = "history",
    };
    sink_format(sink, "comparison %zu level %s%s", index, modes[of->level.mode],
                of->level.believed ? " believed" : "");
    dump_number(sink, "factor", of->level.factor);
    dump_number(sink, "factor_sd", of->level.factor_sd);
    dump_number(sink, "common", of->level.common);
    dump_number(sink, "total_sd", of->level.total_sd);
    dump_number(sink, "total_df", of->level.total_df);
    sink_format(sink, " entries %zu tested %zu blockers %zu", of->entries, of->tested, of->pass_blockers);
    dump_number(sink, "visible_total", of->visible_total);
    dump_number(sink, "visible_frame", of->visible_frame);
    sink_text(sink, "\n");
    sink_format(sink, "comparison %zu total", index);
    dump_estimate(sink, &of->total);
    sink_text(sink, "\n");
    for (size_t i = 0; i < of->odd_count; i++) {
        const struct odd_replica *odd = &of->odd[i];
        sink_format(sink, "comparison %zu entry %" PRIu32 " %s column %" PRIu32, index, odd->entry,
                    odd->carries ? "carried"
                    : odd->sways ? "swaying"
                                 : "odd",
                    odd->column);
        dump_number(sink, "rate", odd->rate);
        dump_number(sink, "median", odd->median);
        dump_number(sink, "without", odd->change_without);
        sink_text(sink, "\n");
    }
}

static void dump_culprits(const char *word, const struct culprit *culprits, size_t count, struct sink *sink)
{
    for (size_t i = 0; i < count; i++) {
        sink_format(sink, "%s comparison %" PRIu32 " node %" PRIu32 " symbol %" PRIu32 " question %" PRIu32, word,
                    culprits[i].comparison, culprits[i].node, culprits[i].symbol, culprits[i].question);
        dump_estimate(sink, &culprits[i].estimate);
        sink_format(sink, "%s sites %" PRIu32 "\n", culprits[i].self ? " self" : "", culprits[i].call_sites);
    }
}

double answers_gain(const struct answers *answers, const struct questions *questions, uint32_t comparison)
{
    const struct comparison_answers *of = &answers->comparisons[comparison];
    bool lacking = false; /* what was hardly sampled may be too little to be cleared, whatever its chance says */
    for (size_t q = 0; q < answers->count; q++) {
        const struct question *question = &questions->items[q];
        const struct answer *answer = &answers->items[q];
        lacking = lacking || (question->comparison == comparison && question->purpose == QUESTION_FAIL &&
                              !answer->cleared && answer->blocker == BLOCKER_SAMPLES);
    }
    return of->pass_chance_most - (lacking ? 0 : of->pass_chance);
}

void answers_dump(const struct answers *answers, const struct questions *questions, struct sink *sink)
{
    sink_format(sink, "hypotheses %zu tested %zu", answers->hypotheses, answers->tested);
    dump_number(sink, "wildcard_level", answers->wildcard_level);
    dump_number(sink, "named_level", answers->named_level);
    sink_text(sink, "\n");
    for (size_t i = 0; i < answers->comparison_count; i++)
        dump_comparison(&answers->comparisons[i], i, sink);
    for (size_t i = 0; i < answers->count; i++)
        dump_answer(&answers->items[i], &questions->items[i], sink);
    dump_culprits("culprit", answers->culprits, answers->culprit_count, sink);
    dump_culprits("improvement", answers->improvements, answers->improvement_count, sink);
}
