#ifndef FLAMEGATE_GATE_BASE_SINK_XML_H
#define FLAMEGATE_GATE_BASE_SINK_XML_H

#include "gate/base/sink.h"

/*
 * XML 1.0 on a sink. Elements are opened and closed in a row; text and attributes are escaped, bytes that XML 1.0
 * forbids and broken UTF-8 become U+FFFD. Nothing is indented except what sink_xml_newline asks for.
 */

enum { SINK_XML_DEPTH_MAX = 32 };

struct sink_xml {
    struct sink *sink;
    const char *open[SINK_XML_DEPTH_MAX]; /* names of the open elements, literals */
    int depth;
    bool tag_open; /* the start tag of the innermost element still takes attributes */
};

struct sink_xml sink_xml_begin(struct sink *sink);

/* <name ...: name is a literal that outlives the writer. */
void sink_xml_open(struct sink_xml *xml, const char *name);

/* Attributes of the element just opened. */
void sink_xml_attribute(struct sink_xml *xml, const char *name, const char *value);
void sink_xml_attribute_bytes(struct sink_xml *xml, const char *name, struct bytes value);
void sink_xml_attribute_format(struct sink_xml *xml, const char *name, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Text between tags. */
void sink_xml_text(struct sink_xml *xml, const char *text);
void sink_xml_text_bytes(struct sink_xml *xml, struct bytes text);
void sink_xml_text_format(struct sink_xml *xml, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Markup of ours, written as it is (a style sheet, a script wrapped in CDATA). Never foreign text. */
void sink_xml_raw(struct sink_xml *xml, const char *markup);

/* A line break and two blanks for each open element. */
void sink_xml_newline(struct sink_xml *xml);

/* Closes the innermost element: </name>, or /> if it is empty. */
void sink_xml_close(struct sink_xml *xml);

#endif
