#ifndef FLAMEGATE_GATE_COMPARE_NAMES_H
#define FLAMEGATE_GATE_COMPARE_NAMES_H

#include "gate/base/bytes.h"
#include "gate/base/error.h"
#include "gate/model/name_rules.h"
#include "gate/model/symbols.h"

#include <stdbool.h>

/*
 * Raw names -> canonical names: what makes a function of one build the same function in the next.
 *
 * What compilers and runtimes put into a name is dropped (gate/compare/canonical.h). Functions of one name in
 * different files are one, as with pprof; but in Python and Ruby the file is a part of the name, "get (api.py)".
 * Frames without a name are one for each module, "[libc.so.6]", because their addresses differ between builds.
 */

/*
 * The canonical symbol of a raw one. Its texts are views of raw, of scratch, or of literals; scratch is emptied
 * first, and may be used again once the symbol was added to a table. presets: bits of enum name_preset.
 */
int names_canonical(struct symbol *out, const struct symbol *raw, unsigned presets, struct byte_buffer *scratch,
                    struct error *err);

/* Gives a canonical symbol the name of the first merge that it fits; false if it fits none. rules may be NULL. The
 * name is the rules' text. */
bool names_merge(struct symbol *symbol, const struct name_rules *rules);

#endif
