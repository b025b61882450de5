#ifndef FLAMEGATE_GATE_MODEL_SYMBOLS_H
#define FLAMEGATE_GATE_MODEL_SYMBOLS_H

#include "gate/base/bytes.h"
#include "gate/base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Names of functions, each kept once and known by a dense id from 0 on.
 *
 * A profile has a table of raw symbols: name, file and module as its producer wrote them, told apart by all three.
 * A comparison has a table of canonical symbols: told apart by name alone; file and line are attributes, those of
 * the first symbol added under the name.
 *
 * Invariants: ids are given in the order of adding and never change; the table owns copies of all text.
 */

#define SYMBOL_NONE UINT32_MAX

struct symbol {
    struct bytes name;   /* never empty */
    struct bytes file;   /* source file, or empty */
    struct bytes module; /* binary or library that holds the code, or empty */
    int64_t line;        /* first line of the function in file; 0: unknown */
    bool unnamed;        /* the producer knew no name; name is made from module and address */
};

enum symbols_key { SYMBOLS_BY_NAME, SYMBOLS_BY_NAME_FILE_MODULE };

struct symbols;

/* NULL without memory. */
struct symbols *symbols_new(enum symbols_key key);
void symbols_free(struct symbols *symbols);

/* The id of the symbol equal to wanted by the table's key, added if it is new. */
int symbols_add(struct symbols *symbols, const struct symbol *wanted, uint32_t *id, struct error *err);

/* The id of a name in a table by name; SYMBOL_NONE if it is not there. */
uint32_t symbols_find(const struct symbols *symbols, struct bytes name);

size_t symbols_count(const struct symbols *symbols);

/* The symbol of an id below symbols_count. */
const struct symbol *symbols_get(const struct symbols *symbols, uint32_t id);

#endif
