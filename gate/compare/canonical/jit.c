#include "gate/compare/canonical_rule.h"
#include "gate/compare/canonical_scan.h"

#include "gate/base/banned.h"

/*
 * How a function was compiled is written behind its name: _[j] compiled at run time, _[i] inlined, _[0]
 * interpreted,
 * _[1] by the first compiler. It is the same function in each of them, in every language. _[k], the kernel, stays.
 */

static size_t cut_tier(uint8_t *name, size_t size)
{
    static const char *const tiers[] = {"_[j]", "_[i]", "_[0]", "_[1]", "_[interp]", " [interp]"};
    for (size_t i = 0; i < sizeof tiers / sizeof tiers[0]; i++) {
        if (size > strlen(tiers[i]) && canonical_scan_ends(name, size, tiers[i]))
            return size - strlen(tiers[i]);
    }
    return size;
}

const struct canonical_rule canonical_jit = {.tail = cut_tier};
