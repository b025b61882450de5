/*
 * Included before each file that clang-tidy reads (tests/style/tidy.sh): it sees one file at a time and cannot know
 * that what sets an error always returns -1, so it would follow paths that no run can take.
 */
#include "gate/base/error.h"

static inline int always_fails(int result)
{
    (void)result;
    return -1;
}

#define error_set(...) always_fails(error_set(__VA_ARGS__))
#define error_set_memory(...) always_fails(error_set_memory(__VA_ARGS__))
#define error_at_offset(...) always_fails(error_at_offset(__VA_ARGS__))
#define error_at_line(...) always_fails(error_at_line(__VA_ARGS__))
#define error_prefix(...) always_fails(error_prefix(__VA_ARGS__))
