#include "gate/model/calltree.h"

#include "gate/base/limits.h"
#include "gate/base/memory.h"
#include "gate/model/symbols.h"

#include "gate/base/banned.h"

/* The root is nobody's child, so node 0 means free. The check is of the hash: most other nodes differ in it, and
 * are passed over without a look at the tree's arrays, which are far away. */
struct slot {
    uint32_t node;
    uint32_t check;
};

/* Open addressing over (parent, symbol), of the nodes that do not follow their parents (is_next_node). */
struct calltree_index {
    struct slot *slots;
    size_t slot_count;
    size_t slots_used;
    size_t capacity; /* of the tree's arrays */

    /* How often each symbol is on the path from the root to `marked`. Stacks come one after the other, so the path
     * moves by about as many frames as were read. */
    uint32_t *on_path;
    size_t on_path_count;
    uint32_t marked;
    uint32_t symbol_end; /* one more than the largest symbol */
};

enum { FIRST_NODES = 32, DEPTH_TO_MARK = 8 };

static uint64_t edge_hash(uint32_t parent, uint32_t symbol)
{
    uint64_t hash = ((uint64_t)parent << 32 | symbol) * UINT64_C(0x9e3779b97f4a7c15);
    return hash ^ hash >> 29;
}

static uint32_t check_of(uint64_t hash)
{
    return (uint32_t)(hash >> 32);
}

/* A child that was made right after its parent, as the first stack to come by makes it, is the next node: looking
 * there first spares most walks the index, and with it memory that is far away. Such a node is not in the index. */
static bool is_next_node(const struct calltree *tree, uint32_t parent, uint32_t symbol)
{
    size_t next = (size_t)parent + 1;
    return next < tree->count && tree->parent[next] == parent && tree->symbol[next] == symbol;
}

/* The slot that holds the child, or the free one where it belongs. */
static struct slot *find_slot(const struct calltree *tree, uint32_t parent, uint32_t symbol, uint64_t hash)
{
    const struct calltree_index *index = tree->index;
    size_t mask = index->slot_count - 1, at = (size_t)hash & mask;
    for (; index->slots[at].node != CALLTREE_ROOT; at = (at + 1) & mask) {
        uint32_t node = index->slots[at].node;
        if (index->slots[at].check == check_of(hash) && tree->parent[node] == parent &&
            tree->symbol[node] == symbol)
            break;
    }
    return &index->slots[at];
}

/* The free slot where a child belongs that is not in the index. */
static struct slot *find_free_slot(struct slot *slots, size_t count, uint64_t hash)
{
    size_t at = (size_t)hash & (count - 1);
    while (slots[at].node != CALLTREE_ROOT)
        at = (at + 1) & (count - 1);
    return &slots[at];
}

static void add_to_index(struct calltree_index *index, uint32_t node, uint64_t hash)
{
    *find_free_slot(index->slots, index->slot_count, hash) = (struct slot){node, check_of(hash)};
    index->slots_used++;
}

static int grow_slots(struct calltree *tree)
{
    struct calltree_index *index = tree->index;
    size_t count = index->slot_count ? index->slot_count * 2 : (size_t)FIRST_NODES * 2;
    struct slot *slots = memory_allocate_array(count, sizeof *slots);
    if (!slots)
        return -1;
    memory_free(index->slots);
    index->slots = slots;
    index->slot_count = count;
    for (size_t node = 1; node < tree->count; node++) {
        if (tree->parent[node] + 1 == node)
            continue;
        uint64_t hash = edge_hash(tree->parent[node], tree->symbol[node]);
        *find_free_slot(slots, count, hash) = (struct slot){(uint32_t)node, check_of(hash)};
    }
    return 0;
}

static int grow_array(void *array, size_t count, size_t size)
{
    void **pointer = array;
    void *grown = memory_resize_array(*pointer, count, size);
    if (!grown)
        return -1;
    *pointer = grown;
    return 0;
}

static int grow_nodes(struct calltree *tree)
{
    size_t capacity = tree->index->capacity ? tree->index->capacity * 2 : FIRST_NODES;
    if (grow_array(&tree->parent, capacity, sizeof *tree->parent) ||
        grow_array(&tree->symbol, capacity, sizeof *tree->symbol) ||
        grow_array(&tree->depth, capacity, sizeof *tree->depth) ||
        grow_array(&tree->outermost, capacity, sizeof *tree->outermost))
        return -1;
    tree->index->capacity = capacity;
    return 0;
}

struct calltree *calltree_new(void)
{
    struct calltree *tree = memory_allocate_array(1, sizeof *tree);
    if (!tree)
        return NULL;
    tree->index = memory_allocate_array(1, sizeof *tree->index);
    if (!tree->index || grow_nodes(tree) != 0 || grow_slots(tree) != 0) {
        calltree_free(tree);
        return NULL;
    }
    tree->parent[CALLTREE_ROOT] = CALLTREE_ROOT;
    tree->symbol[CALLTREE_ROOT] = SYMBOL_NONE;
    tree->depth[CALLTREE_ROOT] = 0;
    tree->outermost[CALLTREE_ROOT] = 1;
    tree->count = 1;
    return tree;
}

void calltree_free(struct calltree *tree)
{
    if (!tree)
        return;
    if (tree->index) {
        memory_free(tree->index->slots);
        memory_free(tree->index->on_path);
    }
    memory_free(tree->index);
    memory_free(tree->parent);
    memory_free(tree->symbol);
    memory_free(tree->depth);
    memory_free(tree->outermost);
    memory_free(tree);
}

static int grow_marks(struct calltree_index *index)
{
    if (index->on_path_count >= index->symbol_end)
        return 0;
    size_t count = (size_t)index->symbol_end * 2;
    uint32_t *grown = memory_resize_array(index->on_path, count, sizeof *grown);
    if (!grown)
        return -1;
    for (size_t i = index->on_path_count; i < count; i++)
        grown[i] = 0;
    index->on_path = grown;
    index->on_path_count = count;
    return 0;
}

static void move_marks(const struct calltree *tree, uint32_t to)
{
    struct calltree_index *index = tree->index;
    uint32_t from = index->marked;
    index->marked = to;
    while (from != to) {
        if (tree->depth[from] >= tree->depth[to]) {
            index->on_path[tree->symbol[from]]--;
            from = tree->parent[from];
        } else {
            index->on_path[tree->symbol[to]]++;
            to = tree->parent[to];
        }
    }
}

/* Whether no frame from the root to parent has the symbol. Walks up short stacks; on deep ones that would take the
 * square of their depth, which a small packed file can make very long. */
static int is_outermost(const struct calltree *tree, uint32_t parent, uint32_t symbol, uint8_t *out)
{
    *out = 1;
    if (tree->depth[parent] >= DEPTH_TO_MARK) {
        if (grow_marks(tree->index) != 0)
            return -1;
        move_marks(tree, parent);
        *out = tree->index->on_path[symbol] == 0;
        return 0;
    }
    for (uint32_t node = parent; node != CALLTREE_ROOT && *out; node = tree->parent[node])
        *out = tree->symbol[node] != symbol;
    return 0;
}

/* For a new child, if it may be made. A third of the slots is free, so that probing stays short and always meets a
 * free one. */
static int make_room(struct calltree *tree, uint32_t parent, struct error *err)
{
    if (tree->depth[parent] >= LIMIT_DEPTH)
        return error_set(err, ERROR_INPUT, "a stack is deeper than the ceiling of %d frames", LIMIT_DEPTH);
    if (tree->count >= LIMIT_NODES)
        return error_set(err, ERROR_INPUT, "the call tree is larger than the ceiling of %lu nodes", LIMIT_NODES);
    if (tree->count == tree->index->capacity && grow_nodes(tree) != 0)
        return error_set_memory(err, "building the call tree");
    if (tree->index->slots_used * 3 >= tree->index->slot_count * 2 && grow_slots(tree) != 0)
        return error_set_memory(err, "building the call tree");
    return 0;
}

int calltree_child(struct calltree *tree, uint32_t parent, uint32_t symbol, uint32_t *child, struct error *err)
{
    if (is_next_node(tree, parent, symbol)) {
        *child = parent + 1;
        return 0;
    }
    uint64_t hash = edge_hash(parent, symbol);
    bool follows = (size_t)parent + 1 == tree->count;
    const struct slot *slot = follows ? NULL : find_slot(tree, parent, symbol, hash);
    if (slot && slot->node != CALLTREE_ROOT) {
        *child = slot->node;
        return 0;
    }
    if (make_room(tree, parent, err) != 0)
        return -1;
    if (symbol >= tree->index->symbol_end)
        tree->index->symbol_end = symbol + 1;
    uint32_t node = (uint32_t)tree->count;
    if (is_outermost(tree, parent, symbol, &tree->outermost[node]) != 0)
        return error_set_memory(err, "building the call tree");
    if (!follows)
        add_to_index(tree->index, node, hash);
    tree->count++;
    tree->parent[node] = parent;
    tree->symbol[node] = symbol;
    tree->depth[node] = tree->depth[parent] + 1;
    *child = node;
    return 0;
}

uint32_t calltree_find_child(const struct calltree *tree, uint32_t parent, uint32_t symbol)
{
    if (is_next_node(tree, parent, symbol))
        return parent + 1;
    return find_slot(tree, parent, symbol, edge_hash(parent, symbol))->node;
}

size_t calltree_path(const struct calltree *tree, uint32_t node, uint32_t *path)
{
    size_t length = tree->depth[node];
    for (size_t i = length; i > 0; i--) {
        path[i - 1] = node;
        node = tree->parent[node];
    }
    return length;
}

void calltree_sum_up(const struct calltree *tree, double *values, size_t stride)
{
    for (size_t node = tree->count - 1; node > CALLTREE_ROOT; node--)
        values[tree->parent[node] * stride] += values[node * stride];
}
