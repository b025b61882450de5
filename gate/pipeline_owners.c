#include "gate/pipeline_owners.h"

#include "gate/base/files.h"
#include "gate/base/limits.h"
#include "gate/base/text.h"
#include "gate/report/links.h"

#include <string.h>

#include "gate/base/banned.h"

int pipeline_owners_read(struct run *run, struct error *err)
{
    const char *path = run->plan->policy->owners;
    struct byte_buffer text;
    if (path[0] == '\0') {
        return 0;
    }
    byte_buffer_init(&text, LIMIT_POLICY_BYTES);
    int status = files_read(&text, path, err);
    if (status != 0 && err->kind == ERROR_INPUT) {
        err->kind = ERROR_POLICY;
    }
    if (status != 0) {
        error_prefix(err, "the policy's owners");
    }
    if (status == 0) {
        status = owners_parse(&run->owners, run->arena, byte_buffer_view(&text), err);
    }
    byte_buffer_free(&text);
    return status;
}

/* The file is anybody's who may write to the repository: what it says is made harmless as names are. */
static const char *harmless(struct arena *arena, const char *owners)
{
    char words[ERROR_SENTENCE_SIZE];
    text_harmless(words, sizeof words, bytes_of_text(owners));
    return arena_copy_text(arena, words, strlen(words));
}

int pipeline_owners_assign(struct verdict *verdict, const struct run *run, struct error *err)
{
    for (size_t i = 0; run->owners != NULL && i < verdict->finding_count; i++) {
        struct finding *finding = &verdict->findings[i];
        struct links_place place;
        uint32_t symbol;
        const struct comparison *comparison =
            finding->comparison < run->comparison_count ? run->comparisons[finding->comparison] : NULL;
        if (!links_place_of_finding(&place, &symbol, run->plan->options.links, comparison, finding)) {
            continue;
        }
        const char *owners = owners_of(run->owners, run->arena, place.path);
        finding->owner = owners != NULL ? harmless(run->arena, owners) : NULL;
        if (finding->owner == NULL) {
            return error_set_memory(err, "looking for owners");
        }
    }
    return 0;
}
