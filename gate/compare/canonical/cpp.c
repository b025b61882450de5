#include "gate/compare/canonical_rule.h"
#include "gate/compare/canonical_scan.h"
#include "gate/model/name_presets.h"

#include "gate/base/banned.h"

/*
 * C++: templates and parameters tell functions apart, so they stay. The second chance drops them.
 *
 *     std::vector<int, A>::push_back(int&&)   std::vector::push_back
 *     Foo::operator()(int) const              Foo::operator() const
 *     (anonymous namespace)::f(int)           (anonymous namespace)::f
 */

/* The length of "operator<<" if it stands at `at`: its brackets open nothing. 0: it does not. */
static size_t operator_length(const uint8_t *name, size_t size, size_t at)
{
    static const char *const symbols[] = {
        "<=>", "<<=", ">>=", "->*", "()", "[]", "<<", ">>", "<=", ">=", "==", "!=", "&&",
        "||",  "++",  "--",  "+=",  "-=", "*=", "/=", "%=", "^=", "&=", "|=", "->", "<",
        ">",   "=",   "!",   "+",   "-",  "*",  "/",  "%",  "^",  "&",  "|",  "~",  ",",
    };
    const char word[] = "operator";
    if (!canonical_scan_at(name, size, at, word) || (at > 0 && canonical_scan_is_word(name[at - 1])))
        return 0;
    for (size_t i = 0; i < sizeof symbols / sizeof symbols[0]; i++) {
        if (canonical_scan_at(name, size, at + sizeof word - 1, symbols[i]))
            return sizeof word - 1 + strlen(symbols[i]);
    }
    return 0;
}

/* Behind the bracket that closes the one at `at`; 0: none does. Between parentheses '<' and '>' compare. */
static size_t behind_match(const uint8_t *name, size_t size, size_t at)
{
    size_t angles = 0;
    size_t parentheses = 0;
    for (size_t i = at; i < size; i++) {
        if (name[i] == ')' && parentheses == 0)
            return 0;
        if (name[i] == '(')
            parentheses++;
        else if (name[i] == ')')
            parentheses--;
        else if (name[i] == '<' && parentheses == 0)
            angles++;
        else if (name[i] == '>' && parentheses == 0 && name[i - 1] != '-')
            angles--;
        if (angles == 0 && parentheses == 0)
            return i + 1;
    }
    return 0;
}

/* Whether parameters or template arguments open at `at`. In "<T as Trait>::f" and "(anonymous namespace)::f" none
 * do. */
static bool opens_arguments(const uint8_t *name, size_t at, bool behind_operator)
{
    if (name[at] != '<' && name[at] != '(')
        return false;
    if (behind_operator)
        return true;
    uint8_t before = at > 0 ? name[at - 1] : ' ';
    if (canonical_scan_is_word(before))
        return true;
    return name[at] == '<' ? before == ':' : before == '>' || before == ']';
}

/* The function in whichever overload and instance. */
static size_t drop_arguments(uint8_t *name, size_t size)
{
    size_t out = 0;
    bool behind_operator = false;
    for (size_t in = 0; in < size;) {
        size_t length = operator_length(name, size, in);
        if (length > 0) {
            memmove(name + out, name + in, length);
            in += length;
            out += length;
            /* "operator<< <char>" */
            in += canonical_scan_at(name, size, in, " <") ? 1 : 0;
            behind_operator = true;
            continue;
        }
        size_t end = opens_arguments(name, in, behind_operator) ? behind_match(name, size, in) : in + 1;
        if (end == 0) {
            memmove(name + out, name + in, size - in);
            return out + (size - in);
        }
        if (end == in + 1)
            name[out++] = name[in];
        else if (canonical_scan_ends(name, out, "::") && out > 2)
            out -= 2;
        behind_operator = behind_operator && end > in + 1;
        in = end;
    }
    return out;
}

const struct canonical_rule canonical_cpp = {.presets = NAME_PRESET_CPP, .second = drop_arguments};
