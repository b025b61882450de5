#include "rules/level_words.h"

#include <math.h>
#include <stdio.h>

#include "gate/base/banned.h"

static bool is_common(const struct level *level)
{
    return isfinite(level->common) && level->common != 0;
}

char *level_words_common(char *out, size_t size, const struct level *level)
{
    out[0] = '\0';
    if (is_common(level)) {
        snprintf(out, size, "everything changed by about %+.0f %%: hosts, traffic, build flags, or a %s of all",
                 100 * level->common, level->common > 0 ? "slowdown" : "speed-up");
    }
    return out;
}

bool level_words_explains(const struct judge_input *input, uint32_t comparison, const struct finding *findings,
                          size_t count)
{
    const struct level *level = &input->answers->comparisons[comparison].level;
    if (!is_common(level) || level->common < 0) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        const struct finding *finding = &findings[i];
        if (finding->kind == FINDING_REGRESSION && finding->comparison == comparison &&
            !(finding->estimate.change_interval[0] <= level->common)) {
            return false;
        }
    }
    return true;
}

const char *level_words_objection(const struct comparison *comparison, const struct level *level)
{
    if (comparison->exposure_kind != EXPOSURE_SHARE || level->believed) {
        return NULL;
    }
    return "too few functions to judge shares of the total: it takes 30 of them with 20 samples of their own on "
           "both sides to tell what the typical one did; give the requests of both sides";
}
