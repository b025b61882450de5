#include "gate/compare/canonical.h"

#include "gate/compare/canonical_rule.h"
#include "gate/compare/canonical_scan.h"

#include <string.h>

#include "gate/base/banned.h"

static const struct canonical_rule *const rules[] = {
    &canonical_address, &canonical_line, &canonical_jit,     &canonical_clone,  &canonical_rust, &canonical_node,
    &canonical_jvm,     &canonical_cpp,  &canonical_library, &canonical_python, &canonical_go,
};

enum {
    RULES = sizeof rules / sizeof rules[0],
    ROUNDS_MOST = 8, /* what one rule drops may uncover what another looks for; names that are not made up need 2 */
    KEPT_TAIL = 4,   /* "_[k]" */
};

static bool is_on(const struct canonical_rule *rule, unsigned presets)
{
    return rule->presets == 0 || (rule->presets & presets) != 0;
}

/* "_[k]", code of the kernel, and "_[w]", the waker: they tell functions apart, and tails stand before them. */
static size_t kept_tail(const uint8_t *name, size_t size)
{
    bool kept =
        size > KEPT_TAIL && (canonical_scan_ends(name, size, "_[k]") || canonical_scan_ends(name, size, "_[w]"));
    return kept ? KEPT_TAIL : 0;
}

static size_t cut_tails(uint8_t *name, size_t size, unsigned presets)
{
    size_t kept = kept_tail(name, size);
    size_t end = size - kept;
    for (size_t i = 0; i < RULES;) {
        bool asked = is_on(rules[i], presets) && rules[i]->tail != NULL;
        size_t cut = asked ? rules[i]->tail(name, end) : end;
        i = cut < end ? 0 : i + 1;
        end = cut;
    }
    memmove(name + end, name + size - kept, kept);
    return end + kept;
}

static size_t drop_noise(uint8_t *name, size_t size, unsigned presets)
{
    size = cut_tails(name, size, presets);
    for (size_t i = 0; i < RULES; i++) {
        if (is_on(rules[i], presets) && rules[i]->rewrite != NULL)
            size = rules[i]->rewrite(name, size);
    }
    return size;
}

static size_t weaken(uint8_t *name, size_t size, unsigned presets)
{
    for (size_t i = 0; i < RULES; i++) {
        if (is_on(rules[i], presets) && rules[i]->second != NULL)
            size = rules[i]->second(name, size);
    }
    return size;
}

static bool is_opaque(struct bytes name, unsigned presets)
{
    for (size_t i = 0; i < RULES; i++) {
        if (is_on(rules[i], presets) && rules[i]->opaque != NULL && rules[i]->opaque(name))
            return true;
    }
    return false;
}

/* Passes over the name until nothing changes. */
static void settle(struct byte_buffer *name, unsigned presets,
                   size_t (*pass)(uint8_t *name, size_t size, unsigned presets))
{
    if (name->size == 0 || is_opaque(byte_buffer_view(name), presets))
        return;
    uint64_t before = bytes_hash(byte_buffer_view(name));
    for (size_t round = 0; round < ROUNDS_MOST; round++) {
        name->size = pass(name->data, name->size, presets);
        uint64_t after = bytes_hash(byte_buffer_view(name));
        if (after == before)
            return;
        before = after;
    }
}

static bool copy(struct byte_buffer *out, struct bytes name)
{
    out->size = 0;
    byte_buffer_append(out, name.data, name.size);
    return !out->failed;
}

bool canonical_name(struct byte_buffer *out, struct bytes raw, unsigned presets)
{
    if (!copy(out, raw))
        return false;
    canonical_rewrite(out, presets);
    return !bytes_equal(byte_buffer_view(out), raw);
}

void canonical_rewrite(struct byte_buffer *name, unsigned presets)
{
    settle(name, presets, drop_noise);
}

bool canonical_second_chance(struct byte_buffer *out, struct bytes canonical, unsigned presets)
{
    if (!copy(out, canonical))
        return false;
    settle(out, presets, weaken);
    return !bytes_equal(byte_buffer_view(out), canonical);
}

bool canonical_keyed_by_file(struct bytes file, unsigned presets)
{
    for (size_t i = 0; i < RULES; i++) {
        if (is_on(rules[i], presets) && rules[i]->keyed_by_file != NULL && rules[i]->keyed_by_file(file))
            return true;
    }
    return false;
}
