#include "adapters/source/pyroscope_session.h"

#include "gate/base/memory.h"

#include "gate/base/banned.h"

static int refuse_memory(struct error *err)
{
    return error_set_memory(err, "asking a store");
}

int pyroscope_session_add(size_t *out, struct pyroscope_session *session, const struct pyroscope_merge *merge,
                          struct error *err)
{
    struct pyroscope_merge *merges =
        memory_resize_array(session->merges, session->merge_count + 1, sizeof *session->merges);
    if (!merges)
        return refuse_memory(err);
    session->merges = merges;
    merges[session->merge_count] = *merge;
    *out = session->merge_count++;
    return 0;
}
