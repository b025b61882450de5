#include "gate/compare/canonical.h"

#include "gate/base/memory.h"
#include "tests/support/canonical_cases.h"
#include "tests/support/shared.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { CEILING = 1 << 23, HOSTILE_SIZE = 1 << 16, MADE_UP = 20000, WORDS_MOST = 8, RUNS = 4, LINE_SIZE = 1 << 20 };

/* What the rules look for, and what they must not take for it: names are made up of these. */
static const char *const words[] = {
    "main",
    "f",
    "Box",
    ".",
    "::",
    "/",
    "$",
    "$$",
    "(",
    ")",
    "()",
    "<",
    ">",
    "[",
    "]",
    "{",
    "}",
    " ",
    ":",
    "-",
    "_",
    "#",
    "+",
    "*",
    "~",
    "^",
    "\"",
    "\\",
    ",",
    "0",
    "1",
    "12",
    "e",
    "x",
    "\xc3\xa9",
    "\xff",
    "`",
    "?",
    "'",
    ".cold",
    ".isra.0",
    ".part",
    ".constprop.3",
    ".llvm.12",
    " [clone ",
    ".localalias",
    " [clone .cold]",
    " (.cold)",
    "_[k]",
    "_[j]",
    "_[0]",
    "[interp]",
    "+0x1f",
    "0x",
    "0x0000000800fd7318",
    "/0x12",
    "[unknown]",
    " <2a>]",
    "[libc.so.6]",
    "libfoo.so",
    ".so",
    ".js",
    " /app/main.js",
    ".3f2a1b4c",
    "-7QVYU63E",
    "?v=1",
    "LazyCompile:",
    "JS:",
    "Script:",
    "RegExp:",
    "::h1a2b3c4d5e6f7a8b",
    "[c7a6b1d92e3f4a5b]",
    "17h1a2b3c4d5e6f7a8bE",
    "_ZN",
    "_R",
    "Cs1a2B3c4D5e6_",
    "4core",
    "NC",
    "s_",
    "B2_",
    "{closure#0}",
    "{{closure}}",
    "{impl#3}",
    "$$Lambda",
    "$10",
    ".1283928880",
    "$Proxy",
    "GeneratedMethodAccessor31",
    "LambdaForm$MH",
    "jdk/proxy2/",
    "$HibernateProxy$",
    "aB3dE6gH",
    "$$EnhancerBySpringCGLIB$$",
    "lambda$main$0",
    "go.shape.int",
    "[...]",
    ".func1",
    ".gowrap2",
    "-fm",
    "-range1",
    ".init",
    "/v2",
    "github.com",
    "gopkg.in/",
    ".v3",
    ":120",
    ":3:4",
    ".go",
    "kworker/",
    "(app.py)",
    " (app.py:12)",
    "/site-packages/",
    "/lib/python3.11/",
    "block (",
    "2 levels)",
    "operator",
    "operator<",
    "operator()",
    "(anonymous namespace)",
    "perf-12.map",
    "[perf-",
    "16931311898282279136",
    "8d7b7c61-3c1c-4a8e-9b6d-0a1b2c3d4e5f",
    "abi:cxx11",
};

enum { WORDS = sizeof words / sizeof words[0] };

typedef bool form(struct byte_buffer *out, struct bytes name, unsigned presets);

static struct byte_buffer first;
static struct byte_buffer again;

static int open_buffers(void **state)
{
    (void)state;
    byte_buffer_init(&first, CEILING);
    byte_buffer_init(&again, CEILING);
    return 0;
}

static int close_buffers(void **state)
{
    (void)state;
    byte_buffer_free(&first);
    byte_buffer_free(&again);
    return 0;
}

/* What the header promises of any name. */
static void assert_settled(form *form_of, struct bytes name, unsigned presets)
{
    bool changed = form_of(&first, name, presets);
    struct bytes got = byte_buffer_view(&first);
    assert_false(first.failed);
    assert_true(got.size <= name.size);
    assert_true((got.size == 0) == (name.size == 0));
    assert_int_equal(changed, !bytes_equal(got, name));
    if (form_of(&again, got, presets))
        fail_msg("presets %u: '%.*s' became '%.*s', and that '%.*s'", presets, (int)name.size,
                 (const char *)name.data, (int)got.size, (const char *)got.data, (int)again.size,
                 (const char *)again.data);
}

/* A generator of our own, so that a failure comes again: xorshift, seeded by the number of the name. */
static uint64_t next(uint64_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return *seed;
}

static void every_made_up_name_settles(void **state)
{
    (void)state;
    for (uint64_t i = 1; i <= MADE_UP; i++) {
        uint64_t seed = i * 0x9e3779b97f4a7c15U;
        struct byte_buffer name;
        byte_buffer_init(&name, CEILING);
        for (uint64_t left = 1 + next(&seed) % WORDS_MOST; left > 0; left--) {
            const char *word = words[next(&seed) % WORDS];
            byte_buffer_append(&name, word, strlen(word));
        }
        unsigned some = (unsigned)next(&seed) & NAME_PRESETS_ALL;
        assert_settled(canonical_name, byte_buffer_view(&name), NAME_PRESETS_ALL);
        assert_settled(canonical_name, byte_buffer_view(&name), some);
        assert_settled(canonical_second_chance, byte_buffer_view(&name), NAME_PRESETS_ALL);
        assert_settled(canonical_second_chance, byte_buffer_view(&name), some);
        byte_buffer_free(&name);
    }
}

/* Two hundred names of LIMIT_NAME_BYTES: what is not linear takes 2^32 steps for each. */
static void hostile_names_take_linear_time(void **state)
{
    (void)state;
    struct byte_buffer name;
    byte_buffer_init(&name, CEILING);
    for (size_t i = 0; i < 2 * WORDS; i++) {
        const char *word = words[i % WORDS];
        /* Alone; and each time behind another, so that two rules take turns. */
        const char *other = i < WORDS ? "" : words[(i * 7 + 3) % WORDS];
        name.size = 0;
        byte_buffer_append(&name, "a.b", 3);
        while (name.size < HOSTILE_SIZE) {
            byte_buffer_append(&name, other, strlen(other));
            byte_buffer_append(&name, word, strlen(word));
        }
        canonical_name(&first, byte_buffer_view(&name), NAME_PRESETS_ALL);
        assert_true(first.size > 0 && first.size <= name.size);
        canonical_second_chance(&first, byte_buffer_view(&name), NAME_PRESETS_ALL);
        assert_true(first.size > 0 && first.size <= name.size);
    }
    byte_buffer_free(&name);
}

static void functions_of_the_source_stay_apart(void **state)
{
    (void)state;
    static const char *const apart[] = {
        "main.run.func1",
        "main.run.func2",
        "main.run.func1.1",
        "main.run.gowrap1",
        "main.init.0",
        "main.init.1",
        "main.(*T).M",
        "main.T.M",
        "main.(*T).M-fm",
        "x/y.F",
        "x/y/v2.F",
        "x/y/v3.F",
        "a/core/v1.F",
        "Ledger.lambda$main$0",
        "Ledger.lambda$main$1",
        "Orders$1.run",
        "Orders$2.run",
        "Orders.run(I)V",
        "Orders.run(J)V",
        "Orders.<init>",
        "Orders.<clinit>",
        "operator<(Box const&)",
        "operator>(Box const&)",
        "operator<<(Box const&)",
        "Box::operator()(int)",
        "Box::operator[](int)",
        "Box::Box()",
        "Box::~Box()",
        "(anonymous namespace)::f(int)",
        "f(int)",
        "f(long)",
        "f<int>(int)",
        "f<long>(int)",
        "f",
        "f@plt",
        "<Vec<T> as Drop>::drop",
        "<Box<T> as Drop>::drop",
        "<[T] as Index>::index",
        "<[T; 4] as Index>::index",
        "run::{closure#0}",
        "run::{closure#1}",
        "run::{{closure}}",
        "{impl#1}::run",
        "{impl#2}::run",
        "RegExp: ^a:1",
        "RegExp: ^a:2",
        "get [Symbol.iterator]",
        "get [Symbol.asyncIterator]",
        "(anonymous)",
        "read",
        "read_[k]",
        "read_[w]",
        "[libc.so.6]",
        "[libm.so.6]",
        "[unknown]",
        "0x1234",
        "0x1235",
        "handle (a.py)",
        "handle (b.py)",
        "handle",
        "<module> (a.py)",
        "kworker/0:1",
        "kworker/0:2",
        "",
        "h\xc3\xa9",
        "h\xff",
        "h\xfe",
        "block in run",
        "block (2 levels) in run",
    };
    enum { APART = sizeof apart / sizeof apart[0] };
    for (size_t i = 0; i < APART; i++) {
        canonical_name(&first, bytes_of_text(apart[i]), NAME_PRESETS_ALL);
        for (size_t k = 0; k < i; k++) {
            canonical_name(&again, bytes_of_text(apart[k]), NAME_PRESETS_ALL);
            if (bytes_equal(byte_buffer_view(&first), byte_buffer_view(&again)))
                fail_msg("'%s' and '%s' became one", apart[i], apart[k]);
        }
    }
}

static void several_rules_work_on_one_name(void **state)
{
    (void)state;
    static const struct canonical_case cases[] = {
        {"core::ptr::write::haabbb39ab969e5ac.llvm.123.cold+0x19", "core::ptr::write"},
        {"Ledger$$Lambda$10.0x00007f66cd0096b0.apply:12_[j]", "Ledger$$Lambda.apply"},
        {"LazyCompile:*fib /app/main.3f2a1b4c.js:1:20_[j]", "fib /app/main._.js"},
        {"__kmalloc_reserve.isra.26+0x1f_[k]", "__kmalloc_reserve_[k]"},
        {"main.(*List[go.shape.int]).Each+0x1f/0x80", "main.(*List[...]).Each"},
    };
    canonical_cases_check(NAME_PRESETS_ALL, CANONICAL_CASES(cases));
}

static void bytes_that_are_no_text_are_kept(void **state)
{
    (void)state;
    static const uint8_t raw[] = {'m', 0, 0xff, 0xc3, '.', 'c', 0x80, 0, '.', 'i', 's', 'r', 'a', '.', '0'};
    assert_true(canonical_name(&first, (struct bytes){raw, sizeof raw}, NAME_PRESETS_ALL));
    assert_true(bytes_equal(byte_buffer_view(&first), (struct bytes){raw, sizeof raw - 7}));
    assert_false(canonical_name(&first, (struct bytes){NULL, 0}, NAME_PRESETS_ALL));
    assert_int_equal(first.size, 0);
}

static void without_memory_there_is_no_name(void **state)
{
    (void)state;
    struct byte_buffer small;
    byte_buffer_init(&small, 4);
    assert_false(canonical_name(&small, bytes_of_text("price.isra.0"), NAME_PRESETS_ALL));
    assert_true(small.failed);
    assert_int_equal(small.size, 0);
    byte_buffer_free(&small);
}

static void files_are_keys_where_names_are_not_enough(void **state)
{
    (void)state;
    assert_true(canonical_keyed_by_file(bytes_of_text("shop/api.py"), NAME_PRESETS_ALL));
    assert_true(canonical_keyed_by_file(bytes_of_text("shop/api.rb"), NAME_PRESET_PYTHON));
    assert_true(canonical_keyed_by_file(bytes_of_text("<frozen importlib._bootstrap>"), NAME_PRESET_PYTHON));
    assert_false(
        canonical_keyed_by_file(bytes_of_text("shop/api.py"), NAME_PRESETS_ALL & ~(unsigned)NAME_PRESET_PYTHON));
    assert_false(canonical_keyed_by_file(bytes_of_text("shop/api.go"), NAME_PRESETS_ALL));
    assert_false(canonical_keyed_by_file(bytes_of_text(""), NAME_PRESETS_ALL));
}

/* Whether a frame of that name is in the folded stacks of the file, by its raw or its canonical name. */
static bool file_has(const char *path, const char *wanted, bool canonical)
{
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    char *line = memory_allocate(LINE_SIZE);
    bool found = false;
    while (!found && fgets(line, LINE_SIZE, file) != NULL) {
        char *end = strrchr(line, ' ');
        assert_non_null(end);
        *end = '\0';
        for (char *frame = line; frame != NULL && !found;) {
            char *separator = strchr(frame, ';');
            if (separator != NULL)
                *separator = '\0';
            struct bytes name = bytes_of_text(frame);
            if (canonical) {
                canonical_name(&first, name, NAME_PRESETS_ALL);
                name = byte_buffer_view(&first);
            }
            found = bytes_equal(name, bytes_of_text(wanted));
            frame = separator != NULL ? separator + 1 : NULL;
        }
    }
    memory_free(line);
    fclose(file);
    return found;
}

/* Eight runs of one service: none of them shares a lambda's raw name with another. */
static void lambdas_of_real_runs_are_the_same(void **state)
{
    (void)state;
    static const char *const raw[] = {"Rig$$Lambda$49.0x00007f70dd01c8d0.run",
                                      "Ledger$$Lambda$35.0x00007fa81100b400.apply"};
    static const char *const wanted[] = {"Rig$$Lambda.run", "Ledger$$Lambda.apply",
                                         "java/util/stream/Collectors$$Lambda.accept",
                                         "java/lang/invoke/LambdaForm$MH_.invoke"};
    size_t raw_found = 0;
    for (size_t i = 0; i < 2 * RUNS; i++) {
        char name[128];
        char path[SHARED_PATH_SIZE];
        snprintf(name, sizeof name, "gatebench/train/ledger/async-%s/%02zu/profile.collapsed",
                 i < RUNS ? "base" : "leaf-slower", i % RUNS + 1);
        if (shared_path(path, name) == NULL)
            skip();
        for (size_t k = 0; k < sizeof wanted / sizeof wanted[0]; k++) {
            if (!file_has(path, wanted[k], true))
                fail_msg("'%s' is not in %s", wanted[k], name);
        }
        for (size_t k = 0; k < sizeof raw / sizeof raw[0]; k++)
            raw_found += file_has(path, raw[k], false) ? 1 : 0;
    }
    assert_int_equal(raw_found, sizeof raw / sizeof raw[0]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_made_up_name_settles),
        cmocka_unit_test(hostile_names_take_linear_time),
        cmocka_unit_test(functions_of_the_source_stay_apart),
        cmocka_unit_test(several_rules_work_on_one_name),
        cmocka_unit_test(bytes_that_are_no_text_are_kept),
        cmocka_unit_test(without_memory_there_is_no_name),
        cmocka_unit_test(files_are_keys_where_names_are_not_enough),
        cmocka_unit_test(lambdas_of_real_runs_are_the_same),
    };
    return cmocka_run_group_tests(tests, open_buffers, close_buffers);
}
