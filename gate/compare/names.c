#include "gate/compare/names.h"

#include "gate/base/banned.h"

static struct bytes last_part(struct bytes path)
{
    size_t start = path.size;
    while (start > 0 && path.data[start - 1] != '/' && path.data[start - 1] != '\\')
        start--;
    if (start == 0)
        return path;
    return (struct bytes){path.data + start, path.size - start};
}

static int name_of_module(struct symbol *out, const struct symbol *raw, struct byte_buffer *scratch,
                          struct error *err)
{
    struct bytes module = last_part(raw->module);
    if (module.size == 0) {
        *out = (struct symbol){.name = bytes_of_text("[unknown]"), .unnamed = true};
        return 0;
    }
    scratch->size = 0;
    byte_buffer_append(scratch, "[", 1);
    byte_buffer_append(scratch, module.data, module.size);
    byte_buffer_append(scratch, "]", 1);
    if (scratch->failed)
        return error_set_memory(err, "naming functions");
    *out = (struct symbol){.name = byte_buffer_view(scratch), .module = raw->module, .unnamed = true};
    return 0;
}

int names_canonical(struct symbol *out, const struct symbol *raw, struct byte_buffer *scratch, struct error *err)
{
    if (raw->unnamed)
        return name_of_module(out, raw, scratch, err);
    *out = *raw;
    return 0;
}
