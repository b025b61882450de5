#include "gate/model/limit.h"

#include "gate/base/numbers.h"

#include <math.h>
#include <stdio.h>

#include "gate/base/banned.h"

/* Growth that one key allows; NAN if it cannot be held here. */
static double key_growth(const struct limit_bound *bound, enum limit_key key, double rate, double total_rate,
                         double money_per_amount)
{
    if (!bound->set[key])
        return NAN;
    switch (key) {
    case LIMIT_OF_ITSELF:
        return bound->value[key] * rate;
    case LIMIT_OF_TOTAL:
        return bound->value[key] * total_rate;
    case LIMIT_ABSOLUTE:
        return bound->value[key];
    case LIMIT_COST:
        return money_per_amount > 0 ? bound->value[key] / money_per_amount : NAN;
    case LIMIT_KEYS:
        break;
    }
    return NAN;
}

/* The largest growth of a bound's keys; false if none of them can be held. Of equal ones the first key decides, so
 * that of_itself, whose test is the sharper one, wins a tie. */
static bool bound_growth(const struct limit_bound *bound, double rate, double total_rate, double money_per_amount,
                         struct limit_resolved *out)
{
    bool held = false;
    for (int key = 0; key < LIMIT_KEYS; key++) {
        double growth = key_growth(bound, (enum limit_key)key, rate, total_rate, money_per_amount);
        if (isnan(growth) || (held && growth <= out->growth))
            continue;
        held = true;
        out->growth = growth;
        out->decided = (enum limit_key)key;
        out->relative = key == LIMIT_OF_ITSELF;
        out->fraction = out->relative ? bound->value[key] : 0;
    }
    return held;
}

struct limit_resolved limit_resolve(const struct limit *limit, double rate, double total_rate,
                                    double money_per_amount, double scale)
{
    struct limit_resolved best = {.growth = 0, .relative = true, .fraction = 0, .decided = LIMIT_OF_ITSELF};
    bool any = false;
    for (size_t i = 0; i < limit->count; i++) {
        struct limit_resolved bound = {0};
        if (!bound_growth(&limit->bounds[i], rate, total_rate, money_per_amount, &bound))
            continue;
        if (!any || bound.growth < best.growth)
            best = bound;
        any = true;
    }
    best.growth = fmax(best.growth * scale, 0);
    best.fraction *= scale;
    return best;
}

static size_t append(char *out, size_t size, size_t used, const char *text)
{
    if (used >= size)
        return used;
    int length = snprintf(out + used, size - used, "%s", text);
    return length < 0 ? used : used + (size_t)length;
}

static size_t append_key(char *out, size_t size, size_t used, enum limit_key key, double value, const char *unit)
{
    char number[NUMBER_TEXT_SIZE];
    switch (key) {
    case LIMIT_OF_ITSELF:
        used = append(out, size, used, numbers_format_change(number, value));
        return append(out, size, used, " of itself");
    case LIMIT_OF_TOTAL:
        used = append(out, size, used, numbers_format_change(number, value));
        return append(out, size, used, " of the total");
    case LIMIT_ABSOLUTE:
        used = append(out, size, used, "+");
        return append(out, size, used, numbers_format_amount(number, value, unit));
    case LIMIT_COST:
        used = append(out, size, used, "+");
        used = append(out, size, used, numbers_format_significant(number, value, 6));
        return append(out, size, used, " in money a year");
    case LIMIT_KEYS:
        break;
    }
    return used;
}

char *limit_describe(char *out, size_t size, const struct limit *limit, const char *unit)
{
    size_t used = 0;
    if (size > 0)
        out[0] = '\0';
    if (limit->count == 0)
        append(out, size, used, "any growth");
    for (size_t i = 0; i < limit->count; i++) {
        const char *between = i ? ", or " : "";
        for (int key = 0; key < LIMIT_KEYS; key++) {
            if (!limit->bounds[i].set[key])
                continue;
            used = append(out, size, used, between);
            used = append_key(out, size, used, (enum limit_key)key, limit->bounds[i].value[key], unit);
            between = " and ";
        }
    }
    return out;
}

bool limit_equal(const struct limit *a, const struct limit *b)
{
    bool equal = a->count == b->count;
    for (size_t i = 0; equal && i < a->count; i++) {
        for (int key = 0; equal && key < LIMIT_KEYS; key++) {
            const struct limit_bound *one = &a->bounds[i], *other = &b->bounds[i];
            bool differs =
                one->set[key] && (one->value[key] < other->value[key] || one->value[key] > other->value[key]);
            equal = one->set[key] == other->set[key] && !differs;
        }
    }
    return equal;
}
