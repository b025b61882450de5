#include "adapters/format/pprof_split.h"
#include "tests/support/fuzz.h"

/* Any bytes: cut into pieces none of which is larger than the whole, or refused with a sentence. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const labels[] = {"pod", "route"};
    static const char *const values[][2] = {{"a", ""}, {"a", "/x"}, {"b", ""}, {"", ""}};
    struct pprof_split *split = NULL;
    struct error err = ERROR_INIT;
    size_t all = 0;

    if (pprof_split_new(&split, (struct bytes){data, size}, labels, 2, &err) != 0) {
        FUZZ_CHECK(err.kind != ERROR_NONE && err.sentence[0] != '\0');
        return 0;
    }
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        struct byte_buffer out;
        size_t samples;
        byte_buffer_init(&out, size + 1);
        FUZZ_CHECK(pprof_split_take(&out, &samples, split, values[i], &err) == 0);
        FUZZ_CHECK(out.size <= size);
        all += samples;
        byte_buffer_free(&out);
    }
    FUZZ_CHECK(all <= size / 2);
    pprof_split_free(split);
    return 0;
}
