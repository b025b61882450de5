#include "gate/base/error.h"

int good_read(int *out, const int *place, struct error *err);

static int find(const int **out, const int *place, struct error *err)
{
    if (place == NULL)
        return error_set(err, ERROR_INTERNAL, "no place");
    *out = place;
    return 0;
}

int good_read(int *out, const int *place, struct error *err)
{
    const int *found = NULL;
    if (find(&found, place, err) != 0)
        return -1;
    *out = *found;
    return 0;
}
