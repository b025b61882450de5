#include "adapters/capture_list.h"

#include "gate/base/memory.h"

#include <string.h>

#include "gate/base/banned.h"

static int refuse_memory(struct error *err)
{
    return error_set_memory(err, "planning what to read");
}

static char *copy(const char *text)
{
    return memory_copy_text(text, strlen(text));
}

struct capture *capture_list_add(struct captures *captures, const char *name, const char *instance,
                                 const struct time_span *window, struct error *err)
{
    struct capture *items = memory_resize_array(captures->items, captures->count + 1, sizeof *items);
    if (items == NULL) {
        refuse_memory(err);
        return NULL;
    }
    captures->items = items;
    struct capture *capture = &items[captures->count++];
    *capture = (struct capture){
        .name = copy(name), .instance = instance != NULL ? copy(instance) : NULL, .window = *window};
    if (capture->name == NULL || (instance != NULL && capture->instance == NULL)) {
        refuse_memory(err);
        return NULL;
    }
    return capture;
}

int capture_list_add_part(struct capture *capture, const struct capture_part *part, const char *path,
                          const char *kind, const char *endpoint, struct error *err)
{
    struct capture_part *parts = memory_resize_array(capture->parts, capture->part_count + 1, sizeof *parts);
    if (parts == NULL) {
        return refuse_memory(err);
    }
    capture->parts = parts;
    struct capture_part *added = &parts[capture->part_count++];
    *added = *part;
    added->path = copy(path);
    added->kind = copy(kind);
    added->endpoint = endpoint[0] != '\0' ? copy(endpoint) : NULL;
    bool complete = added->path != NULL && added->kind != NULL && (endpoint[0] == '\0' || added->endpoint != NULL);
    return complete ? 0 : refuse_memory(err);
}
