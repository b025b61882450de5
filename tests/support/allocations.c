#include "tests/support/allocations.h"

#include "gate/base/memory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

size_t allocations_walk(int (*work)(void *context, struct error *err), void *context)
{
    size_t used = memory_usage().used;
    for (size_t n = 1;; n++) {
        struct error err = ERROR_INIT;
        memory_fail_at(n);
        int result = work(context, &err);
        memory_fail_at(0);
        assert_int_equal(memory_usage().used, used);
        if (result == 0) {
            assert_int_equal(err.kind, ERROR_NONE);
            return n - 1;
        }
        assert_int_equal(result, -1);
        assert_int_equal(err.kind, ERROR_MEMORY);
    }
}
