#include "gate/base/gzip.h"
#include "tests/support/fuzz.h"

/* Any bytes: unpacked within the ceiling, or refused with a sentence and a place. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    enum { CEILING = 1 << 20 };
    struct byte_buffer out;
    struct error err = ERROR_INIT;

    byte_buffer_init(&out, CEILING);
    if (gzip_unpack(&out, (struct bytes){data, size}, &err) != 0)
        FUZZ_CHECK(err.kind != ERROR_NONE && err.sentence[0] != '\0');
    FUZZ_CHECK(out.size <= CEILING);
    byte_buffer_free(&out);
    return 0;
}
