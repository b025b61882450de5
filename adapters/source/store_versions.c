#include "adapters/source/store_versions.h"

#include "gate/base/text.h"

#include <stdio.h>
#include <string.h>

#include "gate/base/banned.h"

enum { SHOWN_MAX = 5 };

static struct version *find(struct versions *versions, const char *label)
{
    for (size_t i = 0; i < versions->count; i++) {
        if (strcmp(versions->items[i].label, label) == 0) {
            return &versions->items[i];
        }
    }
    return NULL;
}

static int note(struct versions *versions, const struct store_sum *sum, struct error *err)
{
    struct version *known = find(versions, sum->values[0]);
    if (known == NULL) {
        return versions_add(versions, sum->values[0], strlen(sum->values[0]), sum->seen) == 0
                   ? 0
                   : error_set_memory(err, "listing versions");
    }
    known->seen.start = sum->seen.start < known->seen.start ? sum->seen.start : known->seen.start;
    known->seen.end = sum->seen.end > known->seen.end ? sum->seen.end : known->seen.end;
    return 0;
}

int store_versions_note(struct versions *versions, const struct store_sums *sums, struct error *err)
{
    for (size_t i = 0; i < sums->count; i++) {
        if (sums->items[i].values[0][0] != '\0' && note(versions, &sums->items[i], err) != 0) {
            return -1;
        }
    }
    return 0;
}

static void list_last(char *out, size_t size, const char *const *labels, size_t count)
{
    size_t first = count > SHOWN_MAX ? count - SHOWN_MAX : 0;
    size_t length = (size_t)snprintf(out, size, "; there are %s", first > 0 ? "..., " : "");
    for (size_t i = first; i < count && length < size; i++) {
        length += (size_t)snprintf(out + length, size - length, "%s'%s'", i > first ? ", " : "", labels[i]);
    }
}

void store_versions_hint(char *out, size_t size, const char *wanted, const char *const *labels, size_t count)
{
    const char *near = text_nearest(wanted, labels, count);
    if (near != NULL) {
        snprintf(out, size, "; did you mean '%s'?", near);
    } else if (count > 0) {
        list_last(out, size, labels, count);
    } else {
        snprintf(out, size, "; there is no other version either: check store.select and the service");
    }
}
