#include "adapters/source/store_message.h"

#include "adapters/proto/pyroscope.pb-c.h"
#include "gate/base/memory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void what_is_packed_is_unpacked(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    Pyroscope__LabelValuesRequest question = PYROSCOPE__LABEL_VALUES_REQUEST__INIT;
    const void *message = NULL;
    struct bytes packed;
    question.name = store_message_text("pod");
    question.start = 7;
    assert_int_equal(store_message_pack(&packed, arena, &question.base, NULL), 0);
    /* name is field 1, start field 3 (querier.proto): tag, length and text, tag and varint. */
    assert_int_equal(packed.size, 7);
    assert_memory_equal(packed.data, "\x0a\x03pod\x18\x07", 7);
    assert_int_equal(
        store_message_unpack(&message, arena, &pyroscope__label_values_request__descriptor, packed, NULL), 0);
    const Pyroscope__LabelValuesRequest *read = message;
    assert_string_equal(read->name, "pod");
    arena_free(arena);
    assert_int_equal(memory_usage().used, 0);
}

static void a_page_is_no_message(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct error err = ERROR_INIT;
    const void *message = NULL;
    assert_int_equal(store_message_unpack(&message, arena, &pyroscope__label_values_request__descriptor,
                                          bytes_of_text("<html>"), &err),
                     1);
    assert_int_equal(err.kind, ERROR_NONE);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_packed_is_unpacked),
        cmocka_unit_test(a_page_is_no_message),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
