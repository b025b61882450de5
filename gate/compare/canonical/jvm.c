#include "gate/compare/canonical_rule.h"
#include "gate/compare/canonical_scan.h"
#include "gate/model/name_presets.h"

#include "gate/base/banned.h"

/*
 * The JVM and the libraries on it make classes while a program runs, and number them as they come or by an address.
 *
 *     Ledger$$Lambda$10.0x00007f66cd0096b0.apply          Ledger$$Lambda.apply
 *     java/lang/invoke/LambdaForm$MH.0x00007fcd05017000   java/lang/invoke/LambdaForm$MH_
 *     jdk/internal/reflect/GeneratedMethodAccessor31      jdk/internal/reflect/GeneratedMethodAccessor_
 *     Orders$$EnhancerBySpringCGLIB$$ab12.find            Orders$$EnhancerBySpringCGLIB$$_.find
 *     jdk/proxy2/$Proxy57.find                            jdk/proxy_/$Proxy_.find
 *
 * Second chance: the numbers that javac gives to lambda bodies and anonymous classes, and the descriptor.
 */

enum tail {
    DIGITS,        /* 31 */
    HEX,           /* 1a2b3c, 1a2b3c_2 */
    RANDOM,        /* eight letters and digits */
    ADDRESS,       /* .0x00007f66cd0096b0, /1283928880, +0x00007f81/543846639 */
    LAMBDA_NUMBER, /* $10 and an address, or one of both */
};

static const struct {
    const char *mark;
    enum tail tail;
    const char *instead;
} generated[] = {
    {"$$Lambda", LAMBDA_NUMBER, ""},
    {"$$EnhancerBySpringCGLIB$$", HEX, "_"},
    {"$$FastClassBySpringCGLIB$$", HEX, "_"},
    {"$$EnhancerByCGLIB$$", HEX, "_"},
    {"$$FastClassByCGLIB$$", HEX, "_"},
    {"$$KeyFactoryByCGLIB$$", HEX, "_"},
    {"$Proxy", DIGITS, "_"},
    {"$MockitoMock$", DIGITS, "_"},
    {"$HibernateProxy$", RANDOM, "_"},
    {"$ByteBuddy$", RANDOM, "_"},
    {"GeneratedMethodAccessor", DIGITS, "_"},
    {"GeneratedConstructorAccessor", DIGITS, "_"},
    {"GeneratedSerializationConstructorAccessor", DIGITS, "_"},
    {"LambdaForm$MH", ADDRESS, "_"},
    {"LambdaForm$DMH", ADDRESS, "_"},
    {"LambdaForm$BMH", ADDRESS, "_"},
    {"LambdaForm$VH", ADDRESS, "_"},
    {"jdk/proxy", DIGITS, "_"},
    {"jdk.proxy", DIGITS, "_"},
};

enum { GENERATED = sizeof generated / sizeof generated[0], RANDOM_SIZE = 8, HIDDEN_LEAST = 8 };

static bool is_letter_or_digit(uint8_t byte)
{
    return canonical_scan_is_letter(byte) || canonical_scan_is_digit(byte);
}

/* Behind ".0x00007f66cd0096b0" and the like at `at`, one after another; at if there is none. */
static size_t behind_addresses(const uint8_t *name, size_t size, size_t at)
{
    while (at < size && (name[at] == '.' || name[at] == '/' || name[at] == '+')) {
        bool is_hex = canonical_scan_at(name, size, at + 1, "0x");
        size_t start = at + (is_hex ? 3 : 1);
        size_t end =
            canonical_scan_run(name, size, start, is_hex ? canonical_scan_is_hex : canonical_scan_is_digit);
        if (end == start)
            break;
        at = end;
    }
    return at;
}

static size_t behind_lambda_number(const uint8_t *name, size_t size, size_t at)
{
    if (at + 1 < size && name[at] == '$') {
        size_t digits = canonical_scan_run(name, size, at + 1, canonical_scan_is_digit);
        /* Other tools leave "$$Lambda$_". */
        size_t end = digits == at + 1 && name[digits] == '_' ? digits + 1 : digits;
        at = end > at + 1 ? end : at;
    } else if (at < size && name[at] == '_') {
        at++;
    }
    return behind_addresses(name, size, at);
}

static size_t behind_hex(const uint8_t *name, size_t size, size_t at)
{
    size_t end = canonical_scan_run(name, size, at, canonical_scan_is_hex);
    if (end == at || end >= size || name[end] != '_')
        return end;
    size_t count = canonical_scan_run(name, size, end + 1, canonical_scan_is_digit);
    return count > end + 1 ? count : end;
}

static size_t behind_random(const uint8_t *name, size_t size, size_t at)
{
    size_t end = canonical_scan_run(name, size, at, is_letter_or_digit);
    return end == at + RANDOM_SIZE ? end : at;
}

/* Behind the tail at `at`; at if there is none. A word must not go on behind it. */
static size_t behind_tail(const uint8_t *name, size_t size, size_t at, enum tail tail)
{
    size_t end = at;
    switch (tail) {
    case DIGITS:
        end = canonical_scan_run(name, size, at, canonical_scan_is_digit);
        break;
    case HEX:
        end = behind_hex(name, size, at);
        break;
    case RANDOM:
        end = behind_random(name, size, at);
        break;
    case ADDRESS:
        end = behind_addresses(name, size, at);
        break;
    case LAMBDA_NUMBER:
        end = behind_lambda_number(name, size, at);
        break;
    }
    return end < size && canonical_scan_is_word(name[end]) ? at : end;
}

/* The row whose mark stands at `at`; GENERATED: none. */
static size_t row_at(const uint8_t *name, size_t size, size_t at)
{
    if (name[at] != '$' && name[at] != 'G' && name[at] != 'L' && name[at] != 'j')
        return GENERATED;
    size_t row = 0;
    while (row < GENERATED && !canonical_scan_at(name, size, at, generated[row].mark))
        row++;
    return row;
}

/* Behind the address of any other hidden class, "Render/0x0000000800c03000.run"; at if there is none. */
static size_t behind_hidden(const uint8_t *name, size_t size, size_t at)
{
    bool can_be = at > 0 && canonical_scan_is_word(name[at - 1]) &&
                  (name[at] == '.' || name[at] == '/' || name[at] == '+') &&
                  canonical_scan_at(name, size, at + 1, "0x");
    if (!can_be)
        return at;
    size_t end = behind_addresses(name, size, at);
    bool goes_on = end < size && name[end] == '.' && end + 1 < size && !canonical_scan_is_digit(name[end + 1]);
    bool is_whole = end == size && name[at] != '+';
    return end - at >= HIDDEN_LEAST + 3 && (goes_on || is_whole) ? end : at;
}

static size_t name_generated(uint8_t *name, size_t size)
{
    size_t out = 0;
    for (size_t in = 0; in < size;) {
        size_t row = row_at(name, size, in);
        if (row < GENERATED) {
            size_t length = strlen(generated[row].mark);
            size_t end = behind_tail(name, size, in + length, generated[row].tail);
            memmove(name + out, name + in, length);
            out += length;
            if (end > in + length && generated[row].instead[0] != '\0')
                name[out++] = (uint8_t)generated[row].instead[0];
            in = end;
            continue;
        }
        size_t end = behind_hidden(name, size, in);
        if (end > in) {
            name[out++] = '_';
            in = end;
            continue;
        }
        name[out++] = name[in++];
    }
    return out;
}

/* "lambda$main$0", "Orders$1.run", "access$002": the number. */
static size_t drop_numbers(uint8_t *name, size_t size)
{
    size_t out = 0;
    for (size_t in = 0; in < size;) {
        name[out++] = name[in++];
        if (name[out - 1] != '$')
            continue;
        size_t end = canonical_scan_run(name, size, in, canonical_scan_is_digit);
        if (end > in && (end == size || !canonical_scan_is_word(name[end]))) {
            name[out++] = '*';
            in = end;
        }
    }
    return out;
}

/* Whether name[at, size) is a type as descriptors write it: "V", "[B", "Ljava/lang/String;". */
static bool is_type(const uint8_t *name, size_t size, size_t at)
{
    while (at < size && name[at] == '[')
        at++;
    if (at + 1 == size)
        return memchr("BCDFIJSVZ", name[at], 9) != NULL;
    return at + 2 < size && name[at] == 'L' && name[size - 1] == ';';
}

/* "run([BLjava/lang/String;)V": from the parenthesis on. */
static size_t drop_descriptor(uint8_t *name, size_t size)
{
    const uint8_t *opening = memchr(name, '(', size);
    if (opening == NULL || opening == name)
        return size;
    size_t start = (size_t)(opening - name);
    size_t closing = size;
    while (closing > start && name[closing - 1] != ')')
        closing--;
    return closing > start && is_type(name, size, closing) ? start : size;
}

static size_t weaken(uint8_t *name, size_t size)
{
    return drop_numbers(name, drop_descriptor(name, size));
}

const struct canonical_rule canonical_jvm = {
    .presets = NAME_PRESET_JVM, .rewrite = name_generated, .second = weaken};
