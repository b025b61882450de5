#ifndef FLAMEGATE_GATE_COMPARE_CANONICAL_H
#define FLAMEGATE_GATE_COMPARE_CANONICAL_H

#include "gate/base/bytes.h"
#include "gate/model/name_presets.h"

#include <stdbool.h>

/*
 * The canonical form of a function's name: what of it stays the same from one build, and one run, to the next.
 *
 *     Ledger$$Lambda$10.0x00007f66cd0096b0.apply   Ledger$$Lambda.apply
 *     price.constprop.0                            price
 *     core::ptr::write::haabbb39ab969e5ac+0x19     core::ptr::write
 *     main.Map[go.shape.struct { A []int }]        main.Map[...]
 *
 * Only what no programmer wrote is dropped: two functions of the source keep two names, so f.func1 and f.func2 stay
 * apart. The canonical form is never empty unless the name is, never longer than the name, is its own canonical
 * form (but for hostile names, where the work is bounded), and is found in linear time. Names are bytes: what is no
 * UTF-8 is kept. Addresses and line numbers are dropped whatever the presets.
 */

/*
 * Writes the canonical form of raw to out, which is emptied first; true if it differs. presets are bits of enum
 * name_preset. Without memory out->failed is set and out is empty. raw must not lie in out.
 */
bool canonical_name(struct byte_buffer *out, struct bytes raw, unsigned presets);

/* The same in place, for a name that was put together in the buffer. */
void canonical_rewrite(struct byte_buffer *name, unsigned presets);

/* Whether functions of that source file are told apart only together with it: "<module>" and "handle" stand in many
 * Python files. The canonical form of such a frame is that of "handle (pkg/file.py)". */
bool canonical_keyed_by_file(struct bytes file, unsigned presets);

/*
 * Writes a weaker key of a canonical name to out, as canonical_name does: numbers of closures, major versions of
 * modules, parameters and template arguments are dropped, so different functions can share a key. For functions
 * that found no match by their names, to be reported as "renamed: old -> new", never to pass or fail silently.
 */
bool canonical_second_chance(struct byte_buffer *out, struct bytes canonical, unsigned presets);

#endif
