#include "adapters/source/parca_session.h"

#include "gate/base/memory.h"

#include "gate/base/banned.h"

static int refuse_memory(struct error *err)
{
    return error_set_memory(err, "asking a store");
}

int parca_session_add_merge(size_t *out, struct parca_session *session, const struct parca_merge *merge,
                            struct error *err)
{
    struct parca_merge *merges = memory_resize_array(session->merges, session->merge_count + 1, sizeof *merges);
    if (merges == NULL) {
        return refuse_memory(err);
    }
    session->merges = merges;
    merges[session->merge_count] = *merge;
    *out = session->merge_count++;
    return 0;
}

int parca_session_add_piece(size_t *out, struct parca_session *session, const struct parca_piece *piece,
                            struct error *err)
{
    struct parca_piece *pieces = memory_resize_array(session->pieces, session->piece_count + 1, sizeof *pieces);
    if (pieces == NULL) {
        return refuse_memory(err);
    }
    session->pieces = pieces;
    pieces[session->piece_count] = *piece;
    *out = session->piece_count++;
    return 0;
}

int parca_session_types(struct store_profiles *out, struct store_types *fit, const struct parca_session *session,
                        size_t wanted_count, const struct time_span *window, struct error *err)
{
    const struct store_scope scope = {.what = "the types of profiles", .window = *window};
    struct store_types types;
    *out = (struct store_profiles){0};
    if (parca_client_types(&types, &session->store.client, &scope, err) != 0) {
        return -1;
    }
    return types.count == 0 ? 0
                            : parca_types_choose(out, fit, &types, session->store.setup->types, wanted_count,
                                                 session->store.arena, err);
}
