#include "adapters/copies.h"

#include "gate/base/banned.h"

int copies_refuse(const struct replicas *side, struct error *err)
{
    for (size_t i = 0; i < side->count; i++) {
        const struct replica *a = &side->items[i];
        for (size_t k = 0; a->content_hash != 0 && k < i; k++) {
            const struct replica *b = &side->items[k];
            if (a->content_hash == b->content_hash && a->profiles[0].profile != NULL &&
                a->profiles[0].profile->row_count > 0) {
                return error_set(
                    err, ERROR_UNFIT,
                    "'%s' and '%s' of '%s' hold the same profiles: a copy is no replica, since it tells "
                    "nothing of the noise between runs; remove one",
                    b->name, a->name, side->label);
            }
        }
    }
    return 0;
}
