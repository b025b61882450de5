#include "gate/model/symbols.h"

#include "gate/base/arena.h"
#include "gate/base/limits.h"
#include "gate/base/memory.h"

#include "gate/base/banned.h"

struct symbols {
    enum symbols_key key;
    struct arena *texts;
    struct symbol *items;
    uint64_t *hashes; /* of the key, parallel to items: the table grows without reading names again */
    size_t count;
    size_t capacity;
    uint32_t *slots; /* open addressing: ids, SYMBOL_NONE where free */
    size_t slot_count;
};

enum { FIRST_SLOTS = 64 };

struct symbols *symbols_new(enum symbols_key key)
{
    struct symbols *symbols = memory_allocate_array(1, sizeof *symbols);
    if (!symbols)
        return NULL;
    symbols->key = key;
    symbols->texts = arena_new();
    if (!symbols->texts) {
        memory_free(symbols);
        return NULL;
    }
    return symbols;
}

void symbols_free(struct symbols *symbols)
{
    if (!symbols)
        return;
    arena_free(symbols->texts);
    memory_free(symbols->items);
    memory_free(symbols->hashes);
    memory_free(symbols->slots);
    memory_free(symbols);
}

static uint64_t key_hash(enum symbols_key key, const struct symbol *symbol)
{
    uint64_t hash = bytes_hash(symbol->name);
    if (key == SYMBOLS_BY_NAME)
        return hash;
    hash = hash * UINT64_C(0x9e3779b97f4a7c15) + bytes_hash(symbol->file);
    return hash * UINT64_C(0x9e3779b97f4a7c15) + bytes_hash(symbol->module);
}

static bool key_equal(enum symbols_key key, const struct symbol *a, const struct symbol *b)
{
    if (!bytes_equal(a->name, b->name))
        return false;
    return key == SYMBOLS_BY_NAME || (bytes_equal(a->file, b->file) && bytes_equal(a->module, b->module));
}

/* The slot that holds wanted, or the free one where it belongs. */
static size_t find_slot(const struct symbols *symbols, const struct symbol *wanted, uint64_t hash)
{
    size_t mask = symbols->slot_count - 1;
    size_t slot = (size_t)hash & mask;
    while (symbols->slots[slot] != SYMBOL_NONE) {
        uint32_t id = symbols->slots[slot];
        if (symbols->hashes[id] == hash && key_equal(symbols->key, &symbols->items[id], wanted))
            break;
        slot = (slot + 1) & mask;
    }
    return slot;
}

static int grow_slots(struct symbols *symbols)
{
    size_t count = symbols->slot_count ? symbols->slot_count * 2 : FIRST_SLOTS;
    uint32_t *slots = memory_resize_array(NULL, count, sizeof *slots);
    if (!slots)
        return -1;
    for (size_t i = 0; i < count; i++)
        slots[i] = SYMBOL_NONE;
    for (size_t id = 0; id < symbols->count; id++) {
        size_t slot = (size_t)symbols->hashes[id] & (count - 1);
        while (slots[slot] != SYMBOL_NONE)
            slot = (slot + 1) & (count - 1);
        slots[slot] = (uint32_t)id;
    }
    memory_free(symbols->slots);
    symbols->slots = slots;
    symbols->slot_count = count;
    return 0;
}

static int grow_items(struct symbols *symbols)
{
    size_t capacity = symbols->capacity ? symbols->capacity * 2 : FIRST_SLOTS / 2;
    struct symbol *items = memory_resize_array(symbols->items, capacity, sizeof *items);
    if (!items)
        return -1;
    symbols->items = items;
    uint64_t *hashes = memory_resize_array(symbols->hashes, capacity, sizeof *hashes);
    if (!hashes)
        return -1;
    symbols->hashes = hashes;
    symbols->capacity = capacity;
    return 0;
}

static int copy_text(struct symbols *symbols, struct bytes *text)
{
    if (text->size == 0) {
        text->data = NULL;
        return 0;
    }
    const char *copy = arena_copy_text(symbols->texts, (const char *)text->data, text->size);
    text->data = (const uint8_t *)copy;
    return copy ? 0 : -1;
}

static int check_name(const struct symbol *wanted, struct error *err)
{
    if (wanted->name.size == 0)
        return error_set(err, ERROR_INPUT, "a frame has an empty name");
    if (wanted->name.size > LIMIT_NAME_BYTES || wanted->file.size > LIMIT_NAME_BYTES ||
        wanted->module.size > LIMIT_NAME_BYTES)
        return error_set(err, ERROR_INPUT, "a name is longer than the ceiling of %d bytes", LIMIT_NAME_BYTES);
    return 0;
}

int symbols_add(struct symbols *symbols, const struct symbol *wanted, uint32_t *id, struct error *err)
{
    if (check_name(wanted, err) != 0)
        return -1;
    /* Half full at most: probing stays short and always meets a free slot. */
    if (symbols->count * 2 >= symbols->slot_count && grow_slots(symbols) != 0)
        return error_set_memory(err, "collecting function names");
    uint64_t hash = key_hash(symbols->key, wanted);
    size_t slot = find_slot(symbols, wanted, hash);
    if (symbols->slots[slot] != SYMBOL_NONE) {
        *id = symbols->slots[slot];
        return 0;
    }
    if (symbols->count == SYMBOL_NONE)
        return error_set(err, ERROR_INPUT, "more than %u function names", SYMBOL_NONE);
    if (symbols->count == symbols->capacity && grow_items(symbols) != 0)
        return error_set_memory(err, "collecting function names");
    struct symbol copy = *wanted;
    if (copy_text(symbols, &copy.name) || copy_text(symbols, &copy.file) || copy_text(symbols, &copy.module))
        return error_set_memory(err, "collecting function names");
    symbols->items[symbols->count] = copy;
    symbols->hashes[symbols->count] = hash;
    symbols->slots[slot] = (uint32_t)symbols->count;
    *id = (uint32_t)symbols->count++;
    return 0;
}

uint32_t symbols_find(const struct symbols *symbols, struct bytes name)
{
    if (symbols->slot_count == 0 || symbols->key != SYMBOLS_BY_NAME)
        return SYMBOL_NONE;
    struct symbol wanted = {.name = name};
    return symbols->slots[find_slot(symbols, &wanted, key_hash(symbols->key, &wanted))];
}

size_t symbols_count(const struct symbols *symbols)
{
    return symbols->count;
}

const struct symbol *symbols_get(const struct symbols *symbols, uint32_t id)
{
    return &symbols->items[id];
}
