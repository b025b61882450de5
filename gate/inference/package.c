#include "gate/inference/package.h"

#include <stdint.h>

#include "gate/base/banned.h"

enum { NOWHERE = -1 };

/* The part that names things: without parameters and template arguments. */
static size_t head_of(struct bytes name)
{
    size_t end = 0;
    while (end < name.size && name.data[end] != '(' && name.data[end] != '<' && name.data[end] != '[' &&
           name.data[end] != ' ')
        end++;
    return end;
}

static long last_colons(const uint8_t *data, size_t size)
{
    for (size_t i = size; i > 1; i--) {
        if (data[i - 1] == ':' && data[i - 2] == ':')
            return (long)i - 2;
    }
    return NOWHERE;
}

static size_t behind_last_slash(const uint8_t *data, size_t size)
{
    while (size > 0 && data[size - 1] != '/')
        size--;
    return size;
}

struct bytes package_of(struct bytes name)
{
    size_t size = head_of(name), start = behind_last_slash(name.data, size);
    long colons = last_colons(name.data, size);
    if (colons != NOWHERE)
        return (struct bytes){name.data, (size_t)colons};
    /* A path ends its package at the first dot; a plain dotted name at the last one. */
    long dot = NOWHERE;
    for (size_t i = start; i < size && (dot == NOWHERE || start == 0); i++) {
        if (name.data[i] == '.')
            dot = (long)i;
    }
    return (struct bytes){name.data, dot == NOWHERE ? 0 : (size_t)dot};
}
