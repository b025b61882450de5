#include "gate/model/event_models.h"

#include <math.h>

#include "gate/base/banned.h"

static struct event_sums unknown_sums(double amount)
{
    return (struct event_sums){amount, NAN, NAN};
}

/* Every event stands for the same weight. */
static struct event_sums constant_sums(double amount, double weight)
{
    if (!(weight > 0))
        return unknown_sums(amount);
    return (struct event_sums){amount, amount / weight, amount * weight};
}

static struct event_sums heap_sums(double period, const struct event_sample *sample)
{
    if (sample->value == 0 && sample->objects == 0 && sample->bytes == 0)
        return (struct event_sums){0, 0, 0};
    if (!(period > 0) || !(sample->objects > 0) || !(sample->bytes > 0))
        return unknown_sums(sample->value);
    double size = sample->bytes / sample->objects;
    double chance = -expm1(-size / period);
    double events = sample->objects * chance;
    double weight = (sample->value == sample->bytes ? size : 1) / chance;
    return (struct event_sums){sample->value, events, weight * weight * events};
}

static struct event_sums delay_sums(const struct event_sample *sample, double events)
{
    if (sample->value == 0 && sample->count == 0)
        return (struct event_sums){0, 0, 0};
    if (!(events > 0))
        return unknown_sums(sample->value);
    return (struct event_sums){sample->value, events, sample->value * sample->value / events};
}

static struct event_sums block_sums(double rate, const struct event_sample *sample)
{
    if (!(rate > 0))
        return unknown_sums(sample->value);
    return delay_sums(sample, fmin(sample->count, sample->value / rate));
}

struct event_sums event_models_apply(enum event_model model, double period, const struct event_sample *sample)
{
    switch (model) {
    case EVENT_MODEL_COUNT:
        return constant_sums(sample->value, 1);
    case EVENT_MODEL_CPU:
        return constant_sums(sample->value, period);
    case EVENT_MODEL_MUTEX:
        return delay_sums(sample, period > 0 ? sample->count / period : 0);
    case EVENT_MODEL_BLOCK:
        return block_sums(period, sample);
    case EVENT_MODEL_HEAP:
        return heap_sums(period, sample);
    case EVENT_MODEL_CENSUS:
        return (struct event_sums){sample->value, NAN, 0};
    case EVENT_MODEL_UNKNOWN:
        break;
    }
    return unknown_sums(sample->value);
}

const char *event_models_name(enum event_model model)
{
    static const char *const names[] = {
        [EVENT_MODEL_UNKNOWN] = "unknown", [EVENT_MODEL_COUNT] = "count", [EVENT_MODEL_CPU] = "cpu",
        [EVENT_MODEL_HEAP] = "heap",       [EVENT_MODEL_MUTEX] = "mutex", [EVENT_MODEL_BLOCK] = "block",
        [EVENT_MODEL_CENSUS] = "census",
    };
    return names[model];
}
