#include "adapters/capture_kind.h"

#include "gate/model/profile_selector.h"

#include <string.h>

#include "gate/base/banned.h"

static const char start[] = "-start";

static const char *standard_name(struct bytes word)
{
    for (size_t i = 0; i < profile_selector_kind_count; i++)
        if (bytes_equal(word, bytes_of_text(profile_selector_kinds[i])))
            return profile_selector_kinds[i];
    return "";
}

static bool adds_up(const char *kind)
{
    static const char *const kinds[] = {"allocs", "heap", "mutex", "block"};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(kind, kinds[i]) == 0)
            return true;
    return false;
}

struct capture_kind capture_kind_of_word(struct bytes word)
{
    size_t tail = sizeof start - 1;
    struct capture_kind out = {standard_name(word), false};
    if (out.kind[0] != '\0' || word.size <= tail || memcmp(word.data + word.size - tail, start, tail) != 0)
        return out;
    out.kind = standard_name((struct bytes){word.data, word.size - tail});
    out.first = adds_up(out.kind);
    return out.first ? out : (struct capture_kind){"", false};
}

struct capture_kind capture_kind_of_name(const char *name)
{
    return capture_kind_of_word((struct bytes){(const uint8_t *)name, strcspn(name, ".")});
}
