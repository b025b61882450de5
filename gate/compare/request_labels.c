#include "gate/compare/request_labels.h"

#include "gate/compare/fitness.h"

#include <stdbool.h>
#include <stddef.h>

#include "gate/base/banned.h"

uint8_t request_labels_mask(const struct profile *profile, const struct compare_settings *settings)
{
    uint8_t mask = 0;
    for (size_t i = 0; settings && i < settings->request_label_count; i++)
        mask = (uint8_t)(mask | profile_label_bit(profile, settings->request_labels[i]));
    return mask;
}

/* Whether any sample of the side costs something, and whether one of these carries the label. */
static bool side_carries(const struct columns *columns, int side, const char *key, bool *costs)
{
    *costs = false;
    for (size_t i = 0; i < columns->count; i++) {
        const struct column *column = &columns->items[i];
        if (column->side != side || !column->file)
            continue;
        const struct profile *profile = column->file->profile;
        uint8_t bit = profile_label_bit(profile, key);
        for (size_t row = 0; row < profile->row_count; row++) {
            if (column->sums[row].amount == 0)
                continue;
            *costs = true;
            if (bit != 0 && profile->labels[row] & bit)
                return true;
        }
    }
    return false;
}

int request_labels_check(struct comparison *comparison, const struct columns *columns,
                         const struct compare_settings *settings, struct error *err)
{
    for (size_t i = 0; settings && i < settings->request_label_count; i++) {
        for (int side = 0; side < SIDES; side++) {
            bool costs;
            if (side_carries(columns, side, settings->request_labels[i], &costs) || !costs)
                continue;
            if (fitness_doubt(comparison, err,
                              "no sample on the %s's side carries the label '%s', which request_roots names",
                              comparison_side_name(comparison, side), settings->request_labels[i]) != 0)
                return -1;
        }
    }
    return 0;
}
