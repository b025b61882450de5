#include "adapters/source.h"

#include "adapters/source/endpoints.h"
#include "adapters/source/files.h"
#include "adapters/source/parca.h"
#include "adapters/source/pyroscope.h"
#include "gate/base/memory.h"

#include <string.h>

#include "gate/base/banned.h"

const struct source *const sources[] = {&files_source, &parca_source, &pyroscope_source, &endpoints_source};
const size_t source_count = sizeof sources / sizeof *sources;

const struct source *source_find(const char *name)
{
    for (size_t i = 0; i < source_count; i++)
        if (strcmp(sources[i]->name, name) == 0)
            return sources[i];
    return NULL;
}

static void clear_capture(struct capture *capture)
{
    for (size_t i = 0; i < capture->part_count; i++) {
        memory_free(capture->parts[i].path);
        memory_free(capture->parts[i].kind);
        memory_free(capture->parts[i].endpoint);
    }
    memory_free(capture->parts);
    memory_free(capture->name);
    memory_free(capture->meta_path);
    memory_free(capture->instance);
}

void captures_clear(struct captures *captures)
{
    for (size_t i = 0; i < captures->count; i++)
        clear_capture(&captures->items[i]);
    memory_free(captures->items);
    memory_free(captures->label);
    *captures = (struct captures){0};
}
