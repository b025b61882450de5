#include "gate/compare/names.h"

#include "gate/base/limits.h"
#include "gate/base/text.h"
#include "gate/compare/canonical.h"

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

static int name_of_module(struct symbol *out, const struct symbol *raw, unsigned presets,
                          struct byte_buffer *scratch, struct error *err)
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
    canonical_rewrite(scratch, presets);
    *out = (struct symbol){.name = byte_buffer_view(scratch), .module = raw->module, .unnamed = true};
    return 0;
}

/* " (shop/api.py)" behind the name, where the name alone says too little; unless the producer put it there. */
static void append_file(struct byte_buffer *name, struct bytes file, unsigned presets)
{
    bool has_place = name->size > 0 && name->data[name->size - 1] == ')';
    bool fits = file.size + 3 <= LIMIT_NAME_BYTES - name->size;
    if (has_place || !fits || !canonical_keyed_by_file(file, presets))
        return;
    byte_buffer_append(name, " (", 2);
    byte_buffer_append(name, file.data, file.size);
    byte_buffer_append(name, ")", 1);
}

static int name_of_function(struct symbol *out, const struct symbol *raw, unsigned presets,
                            struct byte_buffer *scratch, struct error *err)
{
    scratch->size = 0;
    byte_buffer_append(scratch, raw->name.data, raw->name.size);
    append_file(scratch, raw->file, presets);
    if (scratch->failed)
        return error_set_memory(err, "naming functions");
    canonical_rewrite(scratch, presets);
    *out = *raw;
    out->name = byte_buffer_view(scratch);
    return 0;
}

int names_canonical(struct symbol *out, const struct symbol *raw, unsigned presets, struct byte_buffer *scratch,
                    struct error *err)
{
    return raw->unnamed ? name_of_module(out, raw, presets, scratch, err)
                        : name_of_function(out, raw, presets, scratch, err);
}

bool names_merge(struct symbol *symbol, const struct name_rules *rules)
{
    for (size_t i = 0; rules != NULL && i < rules->merge_count; i++) {
        if (text_matches_glob(rules->merges[i].match, symbol->name)) {
            symbol->name = bytes_of_text(rules->merges[i].as);
            symbol->module = bytes_of_text("");
            symbol->unnamed = false;
            return true;
        }
    }
    return false;
}
