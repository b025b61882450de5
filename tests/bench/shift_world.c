#include "tests/bench/shift_world.h"

#include "gate/base/memory.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NODES = 1500, FUNCTIONS = 700 };

static const double REAL_GROWTH = 0.03;

static void *needed(void *block)
{
    if (block == NULL) {
        fprintf(stderr, "out of memory\n");
        exit(2);
    }
    return block;
}

static bool is_changed(const struct shift_world *world, uint32_t function)
{
    for (size_t i = 0; i < world->changed_count; i++) {
        if (world->changed[i] == function)
            return true;
    }
    return false;
}

/* Four functions of 1 to 15 % of the cost, with more than least_self of their own. */
static void choose_changed(struct shift_world *world, double least_self, struct draw *draw)
{
    size_t count = world->service.function_count, fit = 0;
    double *total = needed(memory_allocate_array(count, 2 * sizeof *total)), *self = total + count;
    uint32_t *candidates = needed(memory_allocate_array(count, sizeof *candidates));
    service_costs(total, self, &world->service.base);
    for (uint32_t f = 0; f < count; f++) {
        if (f != world->service.main && total[f] > 0.01 && total[f] < 0.15 && self[f] > least_self)
            candidates[fit++] = f;
    }
    size_t chosen[SHIFT_CHANGED];
    world->changed_count = fit < SHIFT_CHANGED ? fit : SHIFT_CHANGED;
    draw_distinct(draw, chosen, world->changed_count, fit);
    for (size_t i = 0; i < world->changed_count; i++)
        world->changed[i] = candidates[chosen[i]];
    memory_free(total);
    memory_free(candidates);
}

static void replace_all(char *name, size_t size, const char *from, const char *to)
{
    char out[192] = "";
    const char *rest = name;
    for (const char *hit; (hit = strstr(rest, from)) != NULL; rest = hit + strlen(from)) {
        size_t used = strlen(out);
        snprintf(out + used, sizeof out - used, "%.*s%s", (int)(hit - rest), rest, to);
    }
    size_t used = strlen(out);
    snprintf(out + used, sizeof out - used, "%s", rest);
    snprintf(name, size, "%.*s", (int)size - 1, out);
}

/* Half of them get a similar name, half a wholly new one in the same package. */
static uint32_t rename_function(struct shift_world *world, uint32_t function, struct draw *draw)
{
    char name[96], package[96];
    snprintf(name, sizeof name, "%s", world->service.names[function]);
    snprintf(package, sizeof package, "%.*s", (int)strcspn(name, "."), name);
    if (draw_below(draw, 2) == 0) {
        char rest[80];
        snprintf(rest, sizeof rest, "%.60s", name + strlen(package) + 1);
        replace_all(rest, sizeof rest, "get", "fetch");
        replace_all(rest, sizeof rest, "read", "load2");
        snprintf(name, sizeof name, "%.12s.%.70sV2", package, rest);
    } else {
        snprintf(name, sizeof name, "%.12s.newImpl%zu", package, draw_below(draw, 999));
    }
    return service_add_function(&world->service, name);
}

static void do_rename(struct shift_world *world, struct draw *draw)
{
    uint32_t to[SHIFT_CHANGED];
    for (size_t i = 0; i < world->changed_count; i++)
        to[i] = rename_function(world, world->changed[i], draw);
    for (size_t s = 0; s < world->candidate.count; s++) {
        struct service_stack *stack = &world->candidate.stacks[s];
        for (size_t k = 0; k < stack->depth; k++) {
            for (size_t i = 0; i < world->changed_count; i++) {
                if (stack->frames[k] == world->changed[i]) {
                    stack->frames[k] = to[i];
                    break;
                }
            }
        }
    }
}

static void do_inline(struct shift_world *world)
{
    for (size_t s = 0; s < world->candidate.count; s++) {
        struct service_stack *stack = &world->candidate.stacks[s];
        size_t kept = 0;
        for (size_t k = 0; k < stack->depth; k++) {
            if (!is_changed(world, stack->frames[k]))
                stack->frames[kept++] = stack->frames[k];
        }
        stack->depth = kept;
    }
}

static uint32_t leaf_of(const struct service_stack *stack)
{
    return stack->frames[stack->depth - 1];
}

/* 70 % of a function's own cost goes to a new one below it. */
static void do_extract(struct shift_world *world)
{
    uint32_t inner[SHIFT_CHANGED];
    size_t count = world->candidate.count;
    for (size_t i = 0; i < world->changed_count; i++) {
        char name[96];
        snprintf(name, sizeof name, "%.80s_inner", world->service.names[world->changed[i]]);
        inner[i] = service_add_function(&world->service, name);
    }
    for (size_t s = 0; s < count; s++) {
        for (size_t i = 0; i < world->changed_count; i++) {
            struct service_stack *stack = &world->candidate.stacks[s];
            if (leaf_of(stack) != world->changed[i])
                continue;
            uint32_t frames[SERVICE_DEPTH_MAX];
            double weight = stack->weight;
            memcpy(frames, stack->frames, stack->depth * sizeof *frames);
            frames[stack->depth] = inner[i];
            stack->weight = 0.3 * weight;
            service_version_add(&world->candidate, frames, stack->depth + 1, 0.7 * weight);
            break;
        }
    }
}

/* The first other function called from the same place; a new one in the caller's package where there is none. */
static uint32_t sibling_of(struct shift_world *world, const struct service_stack *stack)
{
    size_t above = stack->depth - 1;
    for (size_t s = 0; s < world->service.base.count; s++) {
        const struct service_stack *other = &world->service.base.stacks[s];
        if (other->depth > above && memcmp(other->frames, stack->frames, above * sizeof *stack->frames) == 0 &&
            !is_changed(world, other->frames[above]))
            return other->frames[above];
    }
    char name[96];
    const char *caller = world->service.names[stack->frames[above - 1]];
    snprintf(name, sizeof name, "%.*s.sibling", (int)strcspn(caller, "."), caller);
    for (uint32_t f = 0; f < world->service.function_count; f++) {
        if (strcmp(world->service.names[f], name) == 0)
            return f;
    }
    return service_add_function(&world->service, name);
}

static void do_move(struct shift_world *world)
{
    size_t count = world->candidate.count;
    for (size_t s = 0; s < count; s++) {
        struct service_stack *stack = &world->candidate.stacks[s];
        if (stack->depth < 2 || !is_changed(world, leaf_of(stack)))
            continue;
        uint32_t frames[SERVICE_DEPTH_MAX];
        double weight = stack->weight;
        memcpy(frames, stack->frames, stack->depth * sizeof *frames);
        frames[stack->depth - 1] = sibling_of(world, stack);
        stack->weight = 0;
        service_version_add(&world->candidate, frames, stack->depth, weight);
    }
}

/* A place of 0.2 to 2 %, at least four calls deep; any place where there is none. */
static size_t choose_anywhere(const struct shift_world *world, struct draw *draw)
{
    const struct service_version *base = &world->service.base;
    size_t chosen = 0, found = 0;
    for (size_t s = 0; s < base->count; s++) {
        const struct service_stack *stack = &base->stacks[s];
        bool fits = stack->depth >= 5 && stack->weight > 0.002 && stack->weight < 0.02;
        if (fits && draw_below(draw, ++found) == 0)
            chosen = s;
    }
    return found > 0 ? chosen : draw_below(draw, base->count);
}

static bool is_called_from(const struct service_stack *stack, const struct service_stack *caller, size_t depth)
{
    return stack->depth == depth + 1 && caller->depth >= depth &&
           memcmp(stack->frames, caller->frames, depth * sizeof *stack->frames) == 0;
}

/* A place with the same caller as the largest place of a changed function; the caller itself if there is none. */
static size_t choose_beside(const struct shift_world *world, struct draw *draw)
{
    const struct service_version *base = &world->service.base;
    uint32_t function = world->changed[draw_below(draw, world->changed_count)];
    size_t largest = 0, found = 0, fit = 0;
    for (size_t s = 0; s < base->count; s++) {
        if (leaf_of(&base->stacks[s]) == function && base->stacks[s].weight > base->stacks[largest].weight)
            largest = s;
    }
    size_t depth = base->stacks[largest].depth - 1;
    for (size_t s = 0; s < base->count; s++) {
        bool sibling = is_called_from(&base->stacks[s], &base->stacks[largest], depth) &&
                       !is_changed(world, leaf_of(&base->stacks[s]));
        bool caller = found == 0 && base->stacks[s].depth == depth && depth > 0 &&
                      is_called_from(&base->stacks[s], &base->stacks[largest], depth - 1) &&
                      leaf_of(&base->stacks[s]) == base->stacks[largest].frames[depth - 1];
        if (sibling ? draw_below(draw, ++found) == 0 : caller)
            fit = s;
    }
    return fit;
}

static bool of_one_package(const struct shift_world *world, uint32_t a, uint32_t b)
{
    const char *one = world->service.names[a], *other = world->service.names[b];
    size_t length = strcspn(one, ".");
    return strcspn(other, ".") == length && memcmp(one, other, length) == 0;
}

/* A place of another function of the changed one's package; any place where there is none. */
static size_t choose_in_package(const struct shift_world *world, struct draw *draw)
{
    const struct service_version *base = &world->service.base;
    size_t chosen = 0, found = 0;
    for (size_t s = 0; s < base->count; s++) {
        const struct service_stack *stack = &base->stacks[s];
        bool fits = stack->depth >= 5 && stack->weight > 0.0005 && stack->weight < 0.03 &&
                    !is_changed(world, leaf_of(stack)) && of_one_package(world, leaf_of(stack), world->changed[0]);
        if (fits && draw_below(draw, ++found) == 0)
            chosen = s;
    }
    return found > 0 ? chosen : choose_anywhere(world, draw);
}

static void add_growth(struct shift_world *world, size_t place)
{
    struct service_stack *stack = &world->candidate.stacks[place];
    stack->weight += REAL_GROWTH;
    world->grown = leaf_of(stack);
}

/* One function's own cost falls by as much as another one's grows, for reasons of its own. */
static void do_improve(struct shift_world *world, struct draw *draw)
{
    size_t count = world->service.function_count, fit = 0;
    double *total = needed(memory_allocate_array(count, 2 * sizeof *total)), *self = total + count;
    service_costs(total, self, &world->service.base);
    uint32_t chosen = 0;
    for (uint32_t f = 0; f < count; f++) {
        bool better = self[f] > REAL_GROWTH ? self[f] < 0.15 && draw_below(draw, ++fit) == 0
                                            : fit == 0 && self[f] > self[chosen];
        chosen = better ? f : chosen;
    }
    double left = 1 - fmin(REAL_GROWTH / self[chosen], 1);
    for (size_t s = 0; s < world->candidate.count; s++) {
        struct service_stack *stack = &world->candidate.stacks[s];
        stack->weight *= leaf_of(stack) == chosen ? left : 1;
    }
    world->changed[0] = chosen;
    world->changed_count = 1;
    memory_free(total);
}

static size_t choose_place(const struct shift_world *world, enum shift_kind kind, bool beside, struct draw *draw)
{
    if (kind == SHIFT_BETTER_PACKAGE)
        return choose_in_package(world, draw);
    bool near = kind == SHIFT_BETTER_BESIDE || (beside && kind != SHIFT_BETTER_ANYWHERE);
    return near && world->changed_count > 0 ? choose_beside(world, draw) : choose_anywhere(world, draw);
}

void shift_world_make(struct shift_world *world, enum shift_kind kind, bool real, bool beside, double least_self,
                      uint64_t seed)
{
    struct draw draw = draw_seeded("shift", seed);
    *world = (struct shift_world){.real = real};
    service_make(&world->service, NODES, FUNCTIONS, &draw);
    service_version_copy(&world->candidate, &world->service.base);
    choose_changed(world, least_self, &draw);
    if (kind == SHIFT_RENAME)
        do_rename(world, &draw);
    else if (kind == SHIFT_INLINE)
        do_inline(world);
    else if (kind == SHIFT_EXTRACT)
        do_extract(world);
    else if (kind == SHIFT_MOVE)
        do_move(world);
    else if (kind >= SHIFT_BETTER_ANYWHERE)
        do_improve(world, &draw);
    if (real)
        add_growth(world, choose_place(world, kind, beside, &draw));
}

void shift_world_clear(struct shift_world *world)
{
    service_version_clear(&world->candidate);
    service_clear(&world->service);
}
