#include "adapters/format/pprof_names.h"

#include "gate/base/limits.h"
#include "gate/base/memory.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "gate/base/banned.h"

/* Longest name that is put together here: what goes into it is cut to fit. */
enum { MADE_NAME_SIZE = 1024 };

static const char naming[] = "naming the frames of a profile";

int pprof_names_init(struct pprof_names *names, const struct pprof_tables *tables, struct symbols *symbols,
                     struct error *err)
{
    *names = (struct pprof_names){.tables = tables, .symbols = symbols};
    size_t count = tables->location_ids.count;
    names->first = memory_allocate_array(count + 1, sizeof *names->first);
    if (!names->first)
        return error_set_memory(err, naming);
    size_t frame_count = 0;
    for (size_t i = 0; i < count; i++) {
        names->first[i] = frame_count;
        frame_count += tables->locations[i].line_count ? tables->locations[i].line_count : 1;
    }
    names->first[count] = frame_count;
    names->frames = memory_allocate_array(frame_count + 1, sizeof *names->frames);
    if (!names->frames)
        return error_set_memory(err, naming);
    for (size_t i = 0; i < frame_count; i++)
        names->frames[i] = SYMBOL_NONE;
    return 0;
}

void pprof_names_free(struct pprof_names *names)
{
    memory_free(names->first);
    memory_free(names->frames);
    memory_free(names->stack);
    *names = (struct pprof_names){0};
}

static struct bytes without_tail(struct bytes text, const char *tail)
{
    size_t size = strlen(tail);
    if (text.size >= size && memcmp(text.data + text.size - size, tail, size) == 0)
        text.size -= size;
    return text;
}

/* The binary's file, without what the kernel and perf put behind it. */
static struct bytes module_of(const struct pprof_tables *tables, const struct pprof_location *location)
{
    if (location->mapping == PPROF_ID_NONE)
        return (struct bytes){0};
    struct bytes file = pprof_tables_text(tables, tables->mappings[location->mapping].file_text);
    return without_tail(without_tail(file, " (deleted)"), "_stext");
}

static struct bytes file_name(struct bytes path)
{
    for (size_t i = path.size; i > 0; i--)
        if (path.data[i - 1] == '/')
            return (struct bytes){path.data + i, path.size - i};
    return path;
}

/* Writes "[module]+0x12" into out, the address as one in the file if the mapping tells where it lies. */
static struct bytes name_by_address(char out[MADE_NAME_SIZE], const struct pprof_tables *tables,
                                    const struct pprof_location *location)
{
    struct bytes module = file_name(module_of(tables, location));
    uint64_t address = location->address;
    if (location->mapping != PPROF_ID_NONE) {
        const struct pprof_mapping *mapping = &tables->mappings[location->mapping];
        if (module.size == 0)
            module = pprof_tables_text(tables, mapping->build_id_text);
        if (address >= mapping->start)
            address = address - mapping->start + mapping->file_offset;
    }
    if (module.size == 0)
        module = bytes_of_text("unknown");
    bool bracketed = module.data[0] == '[';
    int shown = (int)(module.size < MADE_NAME_SIZE / 2 ? module.size : MADE_NAME_SIZE / 2);
    snprintf(out, MADE_NAME_SIZE, "%s%.*s%s+0x%" PRIx64, bracketed ? "" : "[", shown, (const char *)module.data,
             bracketed ? "" : "]", address);
    return bytes_of_text(out);
}

/* Empty if the function has nothing to be called by. */
static struct bytes name_of_function(char out[MADE_NAME_SIZE], const struct pprof_tables *tables,
                                     const struct pprof_function *function)
{
    struct bytes name = pprof_tables_text(tables, function->name_text);
    if (name.size == 0)
        name = pprof_tables_text(tables, function->system_name_text);
    if (name.size != 0)
        return name;
    struct bytes file = pprof_tables_text(tables, function->file_text);
    if (file.size == 0 || function->start_line <= 0)
        return file;
    int shown = (int)(file.size < MADE_NAME_SIZE / 2 ? file.size : MADE_NAME_SIZE / 2);
    snprintf(out, MADE_NAME_SIZE, "%.*s:%" PRId64, shown, (const char *)file.data, function->start_line);
    return bytes_of_text(out);
}

static int add_symbol(uint32_t *out, struct pprof_names *names, const struct symbol *symbol, struct error *err)
{
    if (symbol->name.size > LIMIT_NAME_BYTES || symbol->file.size > LIMIT_NAME_BYTES ||
        symbol->module.size > LIMIT_NAME_BYTES)
        return error_set(err, ERROR_INPUT, "a function has a name or file of more than %d bytes", LIMIT_NAME_BYTES);
    return symbols_add(names->symbols, symbol, out, err);
}

static int name_address(uint32_t *out, struct pprof_names *names, const struct pprof_location *location,
                        struct error *err)
{
    char made[MADE_NAME_SIZE];
    struct symbol symbol = {
        .name = name_by_address(made, names->tables, location),
        .module = module_of(names->tables, location),
        .unnamed = true,
    };
    return add_symbol(out, names, &symbol, err);
}

static int name_line(uint32_t *out, struct pprof_names *names, const struct pprof_location *location,
                     uint32_t function_index, struct error *err)
{
    const struct pprof_tables *tables = names->tables;
    const struct pprof_function *function = &tables->functions[function_index];
    char made[MADE_NAME_SIZE];
    struct symbol symbol = {
        .name = name_of_function(made, tables, function),
        .file = pprof_tables_text(tables, function->file_text),
        .module = module_of(tables, location),
        .line = function->start_line > 0 ? function->start_line : 0,
    };
    if (symbol.name.size == 0)
        return name_address(out, names, location, err);
    return add_symbol(out, names, &symbol, err);
}

static int name_location(struct pprof_names *names, uint32_t index, struct error *err)
{
    const struct pprof_location *location = &names->tables->locations[index];
    uint32_t *frames = names->frames + names->first[index];
    if (location->line_count == 0)
        return name_address(frames, names, location, err);
    /* Backwards, so that frames[0], which tells whether all are named, comes last but for the single line. */
    for (uint32_t i = location->line_count; i > 0; i--) {
        uint32_t line = location->line_count - i;
        if (name_line(&frames[i - 1], names, location, names->tables->lines[location->first_line + line], err))
            return -1;
    }
    return 0;
}

static int make_room(struct pprof_names *names, size_t wanted, struct error *err)
{
    if (wanted <= names->stack_capacity)
        return 0;
    uint32_t *stack = memory_resize_array(names->stack, wanted * 2, sizeof *stack);
    if (!stack)
        return error_set_memory(err, naming);
    names->stack = stack;
    names->stack_capacity = wanted * 2;
    return 0;
}

int pprof_names_stack(const uint32_t **frames, size_t *frame_count, struct pprof_names *names,
                      const uint32_t *locations, size_t count, struct error *err)
{
    size_t depth = 0;
    for (size_t i = count; i > 0; i--) {
        uint32_t location = locations[i - 1];
        const uint32_t *named = names->frames + names->first[location];
        size_t more = names->first[location + 1] - names->first[location];
        if (*named == SYMBOL_NONE && name_location(names, location, err))
            return -1;
        if (depth + more > LIMIT_DEPTH)
            return error_set(err, ERROR_INPUT, "a stack has more than %d frames", LIMIT_DEPTH);
        if (make_room(names, depth + more, err))
            return -1;
        for (size_t k = 0; k < more; k++)
            names->stack[depth++] = named[k];
    }
    *frames = names->stack;
    *frame_count = depth;
    return 0;
}
