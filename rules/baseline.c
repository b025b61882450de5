#include "rules/baseline.h"

#include "gate/base/text.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "gate/base/banned.h"

static bool is_excluded(const struct policy_baseline *settings, const char *label)
{
    for (size_t i = 0; i < settings->exclude_count; i++) {
        if (text_matches_glob(settings->exclude[i], bytes_of_text(label))) {
            return true;
        }
    }
    return false;
}

static const char *recorded(const struct verdict_records *records, const char *label)
{
    for (size_t i = 0; i < records->count; i++) {
        if (strcmp(records->items[i].version, label) == 0) {
            return records->items[i].verdict;
        }
    }
    return "";
}

/* What was passed over, for the sentence. */
struct skipped {
    size_t excluded, regressions, unproven;
};

static bool suits(const struct policy_baseline *settings, const char *label, const struct verdict_records *records,
                  struct skipped *skipped)
{
    const char *verdict = recorded(records, label);
    if (is_excluded(settings, label)) {
        skipped->excluded++;
        return false;
    }
    if (strcmp(verdict, "regression") == 0) {
        skipped->regressions++;
        return false;
    }
    if (settings->choice == BASELINE_LAST_PASSED && strcmp(verdict, "pass") != 0) {
        skipped->unproven++;
        return false;
    }
    return true;
}

static int refuse(const struct policy_baseline *settings, const char *candidate, const struct skipped *skipped,
                  struct error *err)
{
    char why[160] = "";
    if (skipped->excluded + skipped->regressions + skipped->unproven > 0) {
        snprintf(why, sizeof why, "; passed over: %zu excluded, %zu with a recorded regression, %zu without a pass",
                 skipped->excluded, skipped->regressions, skipped->unproven);
    }
    return error_set(err, ERROR_UNFIT, "there is no %s before '%s'%s",
                     settings->choice == BASELINE_LAST_PASSED ? "version that passed" : "version", candidate, why);
}

int baseline_choose(const char **out, const struct policy_baseline *settings, const char *candidate,
                    const struct versions *versions, const struct verdict_records *records, struct error *err)
{
    const struct version *own = versions_find(versions, candidate);
    int64_t before = own != NULL && own->seen.start != 0 ? own->seen.start : INT64_MAX;
    const struct version *best = NULL;
    struct skipped skipped = {0};
    if (settings->choice == BASELINE_SAME_VERSION) {
        *out = candidate;
        return 0;
    }
    if (settings->choice == BASELINE_FIXED) {
        *out = settings->label;
        return 0;
    }
    for (size_t i = 0; i < versions->count; i++) {
        const struct version *version = &versions->items[i];
        if (version->seen.start == 0 || version->seen.start >= before || strcmp(version->label, candidate) == 0 ||
            !suits(settings, version->label, records, &skipped)) {
            continue;
        }
        if (best == NULL || version->seen.start >= best->seen.start) {
            best = version;
        }
    }
    if (best == NULL) {
        return refuse(settings, candidate, &skipped, err);
    }
    *out = best->label;
    return 0;
}
