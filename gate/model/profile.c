#include "gate/model/profile.h"

#include "gate/base/memory.h"
#include "gate/model/sorted_lines.h"

#include <inttypes.h>
#include <string.h>

#include "gate/base/banned.h"

void profile_free(struct profile *profile)
{
    if (!profile)
        return;
    memory_free(profile->facts.period_type);
    memory_free(profile->facts.period_unit);
    symbols_free(profile->symbols);
    calltree_free(profile->tree);
    for (size_t i = 0; i < profile->endpoint_count; i++)
        memory_free(profile->endpoints[i]);
    memory_free(profile->endpoints);
    for (size_t i = 0; i < profile->type_count; i++) {
        memory_free(profile->types[i].name);
        memory_free(profile->types[i].unit);
    }
    memory_free(profile->types);
    memory_free(profile->rows);
    for (size_t i = 0; i < profile->label_count; i++)
        memory_free(profile->label_keys[i]);
    memory_free(profile->label_keys);
    memory_free(profile->labels);
    memory_free(profile->sums);
    memory_free(profile);
}

/* Length without a trailing 's', so that "goroutines" is "goroutine". */
static size_t stem(const char *name)
{
    size_t length = strlen(name);
    return length > 1 && name[length - 1] == 's' ? length - 1 : length;
}

size_t profile_find_type(const struct profile *profile, const char *name)
{
    size_t length = stem(name);
    for (size_t i = 0; i < profile->type_count; i++) {
        const char *type = profile->types[i].name;
        if (stem(type) == length && memcmp(type, name, length) == 0)
            return i;
    }
    return profile->type_count;
}

uint8_t profile_label_bit(const struct profile *profile, const char *key)
{
    for (size_t i = 0; i < profile->label_count; i++)
        if (strcmp(profile->label_keys[i], key) == 0)
            return (uint8_t)(1U << i);
    return 0;
}

static void dump_header(const struct profile *profile, struct sink *sink)
{
    const struct profile_facts *facts = &profile->facts;
    sink_format(sink, "format %s\n", facts->format);
    sink_format(sink, "start %" PRId64 " duration %" PRId64 "\n", facts->start, facts->duration);
    sink_format(sink, "period '%s' '%s' %.0f\n", facts->period_type, facts->period_unit, facts->period);
    sink_format(sink, "default_type %" PRIu32 "\n", facts->default_type);
    sink_format(sink, "samples %" PRIu64 " cut %" PRIu64 "%s\n", facts->samples, facts->cut_stacks,
                facts->negative ? " negative" : "");
    for (size_t i = 0; i < profile->type_count; i++) {
        const struct profile_type *type = &profile->types[i];
        sink_format(sink, "type %s %s %s %.0f\n", type->name, type->unit, event_models_name(type->model),
                    type->period);
    }
}

static void dump_row(struct sorted_lines *lines, const struct profile *profile, size_t row, size_t type)
{
    const struct event_sums *sums = &profile->sums[type * profile->row_count + row];
    sink_format(&lines->line, "%s '%s' ", profile->types[type].name,
                profile->endpoints[profile->rows[row].endpoint]);
    sorted_lines_stack(lines, profile->tree, profile->symbols, profile->rows[row].node);
    sink_text(&lines->line, " ");
    sorted_lines_number(lines, sums->amount);
    sink_text(&lines->line, " events ");
    sorted_lines_number(lines, sums->events);
    sink_text(&lines->line, " moment ");
    sorted_lines_number(lines, sums->moment);
    for (size_t i = 0; i < profile->label_count; i++)
        if (profile->labels[row] & 1U << i)
            sink_format(&lines->line, " has '%s'", profile->label_keys[i]);
    sorted_lines_next(lines);
}

void profile_dump(const struct profile *profile, struct sink *sink)
{
    dump_header(profile, sink);
    struct sorted_lines lines;
    sorted_lines_begin(&lines, sink);
    for (size_t type = 0; type < profile->type_count; type++)
        for (size_t row = 0; row < profile->row_count; row++)
            dump_row(&lines, profile, row, type);
    sorted_lines_end(&lines);
}
