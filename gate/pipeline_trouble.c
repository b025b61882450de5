#include "gate/pipeline_trouble.h"

#include "gate/base/memory.h"

#include <string.h>

#include "gate/base/banned.h"

int pipeline_trouble_add(struct run *run, enum trouble_stage stage, bool fatal, const char *sentence,
                         struct error *err)
{
    for (size_t i = 0; i < run->trouble_count; i++) {
        if (run->troubles[i].fatal == fatal && strcmp(run->troubles[i].sentence, sentence) == 0) {
            return 0;
        }
    }
    struct trouble *troubles = memory_resize_array(run->troubles, run->trouble_count + 1, sizeof *troubles);
    if (troubles == NULL) {
        return error_set_memory(err, "noting what went wrong");
    }
    run->troubles = troubles;
    const char *text = arena_copy_text(run->arena, sentence, strlen(sentence));
    if (text == NULL) {
        return error_set_memory(err, "noting what went wrong");
    }
    troubles[run->trouble_count++] = (struct trouble){.stage = stage, .fatal = fatal, .sentence = text};
    run->world->progress(run->world->world, text);
    return 0;
}

int pipeline_trouble_take(struct run *run, enum trouble_stage stage, const struct error *cause, struct error *err)
{
    if (cause->kind == ERROR_INPUT || cause->kind == ERROR_MEMORY) {
        return pipeline_trouble_add(run, stage, true, cause->sentence, err);
    }
    if (cause->kind != ERROR_UNFIT) {
        *err = *cause;
        return -1;
    }
    if (run->missing_baseline == NULL && run->unfit == NULL) {
        run->unfit = arena_copy_text(run->arena, cause->sentence, strlen(cause->sentence));
        if (run->unfit == NULL) {
            return error_set_memory(err, "noting what is missing");
        }
    }
    return 0;
}
