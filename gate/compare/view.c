#include "gate/compare/view.h"

#include "gate/base/memory.h"
#include "gate/compare/fitness.h"

#include "gate/base/banned.h"

static int check_rest(const struct replicas *from, const struct replicas *kept, int side, const char *first,
                      struct error *err)
{
    if (first == NULL || (kept->count >= 2 && kept->count * 5 >= from->captures * 4)) {
        return 0;
    }
    if (from->captures <= 1) {
        return error_set(err, ERROR_INPUT, "%s", first);
    }
    return error_set(err, ERROR_INPUT, "%zu of %zu replicas of the %s could not be read, the first: %s",
                     from->captures - kept->count, from->captures, fitness_side_name(side), first);
}

static int view_side(struct view *view, const struct replicas *from, int side,
                     const struct profile_selector *selector, struct error *err)
{
    struct replicas *kept = &view->sides[side];
    const char *first = NULL;
    *kept = *from;
    kept->count = 0;
    kept->items = memory_allocate_array(from->count + 1, sizeof *kept->items);
    if (kept->items == NULL) {
        return error_set_memory(err, "choosing what can be compared");
    }
    for (size_t i = 0; i < from->count; i++) {
        const char *failure = columns_failure(&from->items[i], selector);
        if (failure == NULL) {
            kept->items[kept->count++] = from->items[i];
            continue;
        }
        first = first != NULL ? first : failure;
        view->dropped[view->dropped_count++] = failure;
    }
    return check_rest(from, kept, side, first, err);
}

int view_make(struct view *out, const struct replicas sides[SIDES], const struct profile_selector *selector,
              struct error *err)
{
    struct view view = {0};
    view.dropped = memory_allocate_array(sides[BASELINE].count + sides[CANDIDATE].count + 1, sizeof *view.dropped);
    if (view.dropped == NULL) {
        return error_set_memory(err, "choosing what can be compared");
    }
    for (int side = 0; side < SIDES; side++) {
        if (view_side(&view, &sides[side], side, selector, err) != 0) {
            view_clear(&view);
            return -1;
        }
    }
    *out = view;
    return 0;
}

void view_clear(struct view *view)
{
    memory_free(view->sides[BASELINE].items);
    memory_free(view->sides[CANDIDATE].items);
    memory_free(view->dropped);
    *view = (struct view){0};
}
