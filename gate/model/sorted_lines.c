#include "gate/model/sorted_lines.h"

#include "gate/base/memory.h"
#include "gate/base/numbers.h"

#include <math.h>
#include <stdlib.h>

#include "gate/base/banned.h"

void sorted_lines_begin(struct sorted_lines *lines, struct sink *target)
{
    *lines = (struct sorted_lines){.target = target};
    byte_buffer_init(&lines->buffer, SIZE_MAX);
    lines->line = sink_to_buffer(&lines->buffer);
}

static void fail(struct sorted_lines *lines)
{
    if (lines->target->failed)
        return;
    lines->target->failed = true;
    error_set_memory(&lines->target->error, "sorting lines");
}

void sorted_lines_stack(struct sorted_lines *lines, const struct calltree *tree, const struct symbols *symbols,
                        uint32_t node)
{
    uint32_t *path = memory_resize_array(NULL, (size_t)tree->depth[node] + 1, sizeof *path);
    if (!path) {
        fail(lines);
        return;
    }
    size_t length = calltree_path(tree, node, path);
    for (size_t i = 0; i < length; i++) {
        sink_text(&lines->line, i ? ";" : "");
        sink_view(&lines->line, symbols_get(symbols, tree->symbol[path[i]])->name);
    }
    memory_free(path);
}

void sorted_lines_number(struct sorted_lines *lines, double value)
{
    char text[NUMBER_TEXT_SIZE];
    sink_text(&lines->line, isnan(value) ? "unknown" : numbers_format_significant(text, value, 15));
}

void sorted_lines_next(struct sorted_lines *lines)
{
    if (lines->count == lines->capacity) {
        size_t capacity = lines->capacity ? lines->capacity * 2 : 64;
        size_t *starts = memory_resize_array(lines->starts, capacity, sizeof *starts);
        if (!starts) {
            fail(lines);
            return;
        }
        lines->starts = starts;
        lines->capacity = capacity;
    }
    sink_text(&lines->line, "\n");
    lines->starts[lines->count++] = lines->buffer.size;
}

static int compare_lines(const void *left, const void *right)
{
    const struct bytes *a = left, *b = right;
    return bytes_compare(*a, *b);
}

static void write_sorted(struct sorted_lines *lines)
{
    struct bytes *views = memory_resize_array(NULL, lines->count, sizeof *views);
    if (!views) {
        fail(lines);
        return;
    }
    size_t start = 0;
    for (size_t i = 0; i < lines->count; i++) {
        views[i] = (struct bytes){lines->buffer.data + start, lines->starts[i] - start};
        start = lines->starts[i];
    }
    qsort(views, lines->count, sizeof *views, compare_lines);
    for (size_t i = 0; i < lines->count; i++)
        sink_view(lines->target, views[i]);
    memory_free(views);
}

void sorted_lines_end(struct sorted_lines *lines)
{
    if (lines->buffer.failed || lines->line.failed)
        fail(lines);
    else if (lines->count > 0 && !lines->target->failed)
        write_sorted(lines);
    byte_buffer_free(&lines->buffer);
    memory_free(lines->starts);
    lines->starts = NULL;
    lines->count = lines->capacity = 0;
}
