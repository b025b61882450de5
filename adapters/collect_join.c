#include "adapters/collect_join.h"

#include "gate/base/memory.h"
#include "gate/model/profile_join.h"

#include "gate/base/banned.h"

static void drop(const struct collect_join_part *part)
{
    profile_free(*part->profile);
    *part->profile = NULL;
}

/* What is missing of a profile would make the rest of it look cheap. */
static void fail_with(const struct collect_join_part *parts, size_t count, size_t failed)
{
    char *failure = *parts[failed].failure;
    *parts[failed].failure = NULL;
    *parts[0].failure = failure;
    for (size_t i = 0; i < count; i++)
        drop(&parts[i]);
}

static struct profile_join_part join_part(const struct collect_join_part *part)
{
    return (struct profile_join_part){.profile = *part->profile,
                                      .endpoint = part->part->endpoint,
                                      .share = part->part->profiles > 0 ? 1 / part->part->profiles : 1};
}

int collect_join(const struct collect_join_part *parts, size_t count, const struct time_span *window,
                 struct error *err)
{
    struct profile_join_settings settings = {.kind = parts[0].part->kind,
                                             .period = parts[0].part->period,
                                             .start = window->start,
                                             .duration = window->end - window->start};
    struct profile *joined = NULL;
    for (size_t i = 0; i < count; i++) {
        if (!*parts[i].profile) {
            fail_with(parts, count, i);
            return 0;
        }
    }
    struct profile_join_part *items = memory_allocate_array(count, sizeof *items);
    if (!items)
        return error_set_memory(err, "joining profiles");
    for (size_t i = 0; i < count; i++)
        items[i] = join_part(&parts[i]);
    int status = profile_join(&joined, items, count, &settings, err);
    memory_free(items);
    if (status != 0)
        return error_prefix(err, "cannot join '%s'", parts[0].part->path);
    for (size_t i = 0; i < count; i++)
        drop(&parts[i]);
    *parts[0].profile = joined;
    return 0;
}
