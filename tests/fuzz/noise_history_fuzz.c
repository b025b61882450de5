#include "adapters/record/noise_history.h"
#include "gate/base/memory.h"
#include "tests/support/fuzz.h"

/* Any bytes: a noise history whose figures a variance can be made of, or a refusal with its place. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct noise_history *history = NULL;
    struct error err = ERROR_INIT;
    size_t before = memory_usage().used;

    if (noise_history_parse(&history, (struct bytes){data, size}, "n.json", &err) != 0)
        FUZZ_CHECK(history == NULL && err.kind != ERROR_NONE && err.line >= 1);
    for (size_t p = 0; history != NULL && p < history->count; p++) {
        const struct noise_history_profile *profile = &history->profiles[p];
        FUZZ_CHECK(profile->captures >= 2 && profile->df >= 1 && profile->phi_root >= 1);
        for (size_t i = 0; i < profile->entry_count; i++)
            FUZZ_CHECK(profile->entries[i].phi >= 1 && profile->entries[i].mean >= 0);
    }
    noise_history_free(history);
    FUZZ_CHECK(memory_usage().used == before);
    return 0;
}
