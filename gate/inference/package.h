#ifndef FLAMEGATE_GATE_INFERENCE_PACKAGE_H
#define FLAMEGATE_GATE_INFERENCE_PACKAGE_H

#include "gate/base/bytes.h"

/*
 * What a function belongs to by its name, in the manner of its language: the package in Go, the class in Java, the
 * path of modules and types in C++ and Rust. Empty where the name does not tell.
 *
 *     shop/catalog.(*Index).Decorate     shop/catalog
 *     java.util.HashMap.get              java.util.HashMap
 *     core::ptr::write<a::b>             core::ptr
 */

/* A view of the name's beginning. */
struct bytes package_of(struct bytes name);

#endif
