#include "gate/cli/command.h"

#include "gate/cli/surroundings.h"
#include "tests/support/scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static int run(const char *base, const char *candidate, struct error *err)
{
    struct surroundings world = surroundings_real();
    struct options options;
    const char *words[] = {
        base, candidate, "-q", "--builtin", "--requests-baseline=100000", "--requests-candidate=100000"};
    if (options_parse(&options, command_diff.set, 6, (char **)(uintptr_t)words, err) != 0) {
        return -1;
    }
    return command_diff.run(&options, &world, err);
}

static void it_is_never_red(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    scratch_write("base.folded", "main;a 9000\nmain;b 9000\n");
    scratch_write("slow.folded", "main;a 9000\nmain;b 19000\n");
    assert_int_equal(run(scratch_path("base.folded"), scratch_path("slow.folded"), &err), 0);
    assert_int_equal(run(scratch_path("base.folded"), scratch_path("nowhere"), &err), 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(it_is_never_red)};
    return cmocka_run_group_tests_name("diff", tests, scratch_open, scratch_close);
}
