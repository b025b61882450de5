#include "gate/base/sink_xml.h"

#include "gate/base/text.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

#include "gate/base/banned.h"

enum { FORMAT_SIZE = 4096, REPLACEMENT = 0xfffd };

struct sink_xml sink_xml_begin(struct sink *sink)
{
    return (struct sink_xml){.sink = sink};
}

static void fail(struct sink_xml *xml, const char *sentence)
{
    if (!xml->sink->failed) {
        xml->sink->failed = true;
        error_set(&xml->sink->error, ERROR_INTERNAL, "%s", sentence);
    }
}

static void finish_tag(struct sink_xml *xml)
{
    if (xml->tag_open) {
        sink_text(xml->sink, ">");
        xml->tag_open = false;
    }
}

void sink_xml_open(struct sink_xml *xml, const char *name)
{
    if (xml->depth == SINK_XML_DEPTH_MAX) {
        fail(xml, "the XML to be written is nested too deep");
        return;
    }
    finish_tag(xml);
    sink_text(xml->sink, "<");
    sink_text(xml->sink, name);
    xml->open[xml->depth++] = name;
    xml->tag_open = true;
}

/* The production Char of XML 1.0. */
static bool is_allowed(uint32_t character)
{
    if (character < 0x20) {
        return character == '\t' || character == '\n' || character == '\r';
    }
    return character != 0xfffe && character != 0xffff;
}

/* What stands for the character, or NULL if it stands for itself. Readers turn line breaks of an attribute into
 * blanks and drop carriage returns anywhere, unless they are written as references. */
static const char *reference_to(uint32_t character, bool in_attribute)
{
    switch (character) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '\r':
        return "&#13;";
    case '"':
        return in_attribute ? "&quot;" : NULL;
    case '\n':
        return in_attribute ? "&#10;" : NULL;
    case '\t':
        return in_attribute ? "&#9;" : NULL;
    default:
        return NULL;
    }
}

static void write_escaped(struct sink *sink, struct bytes text, bool in_attribute)
{
    size_t written = 0;
    for (size_t i = 0; i < text.size;) {
        size_t start = i;
        uint32_t character = text_next_character(text, &i);
        const char *reference = reference_to(character, in_attribute);
        bool as_it_is = reference == NULL && is_allowed(character) && character != REPLACEMENT;
        if (as_it_is) {
            continue;
        }
        sink_bytes(sink, text.data + written, start - written);
        sink_text(sink, reference == NULL ? "\xef\xbf\xbd" : reference);
        written = i;
    }
    sink_bytes(sink, text.data + written, text.size - written);
}

void sink_xml_attribute_bytes(struct sink_xml *xml, const char *name, struct bytes value)
{
    if (!xml->tag_open) {
        fail(xml, "the XML to be written has an attribute outside a tag");
        return;
    }
    sink_text(xml->sink, " ");
    sink_text(xml->sink, name);
    sink_text(xml->sink, "=\"");
    if (value.size > 0) {
        write_escaped(xml->sink, value, true);
    }
    sink_text(xml->sink, "\"");
}

void sink_xml_attribute(struct sink_xml *xml, const char *name, const char *value)
{
    sink_xml_attribute_bytes(xml, name, bytes_of_text(value));
}

/* The formatted text as bytes inside out; fails the sink if it does not fit. */
static __attribute__((format(printf, 3, 0))) struct bytes
format_text(struct sink_xml *xml, char out[FORMAT_SIZE + 1], const char *format, va_list arguments)
{
    int length = vsnprintf(out, FORMAT_SIZE + 1, format, arguments);
    if (length < 0 || length > FORMAT_SIZE) {
        fail(xml, "a formatted text of the XML to be written is too long");
        length = 0;
    }
    return (struct bytes){(const uint8_t *)out, (size_t)length};
}

void sink_xml_attribute_format(struct sink_xml *xml, const char *name, const char *format, ...)
{
    char text[FORMAT_SIZE + 1];
    va_list arguments;
    va_start(arguments, format);
    struct bytes value = format_text(xml, text, format, arguments);
    va_end(arguments);
    sink_xml_attribute_bytes(xml, name, value);
}

void sink_xml_text_bytes(struct sink_xml *xml, struct bytes text)
{
    finish_tag(xml);
    if (text.size > 0) {
        write_escaped(xml->sink, text, false);
    }
}

void sink_xml_text(struct sink_xml *xml, const char *text)
{
    sink_xml_text_bytes(xml, bytes_of_text(text));
}

void sink_xml_text_format(struct sink_xml *xml, const char *format, ...)
{
    char text[FORMAT_SIZE + 1];
    va_list arguments;
    va_start(arguments, format);
    struct bytes value = format_text(xml, text, format, arguments);
    va_end(arguments);
    sink_xml_text_bytes(xml, value);
}

void sink_xml_raw(struct sink_xml *xml, const char *markup)
{
    finish_tag(xml);
    sink_text(xml->sink, markup);
}

void sink_xml_newline(struct sink_xml *xml)
{
    finish_tag(xml);
    sink_text(xml->sink, "\n");
    sink_repeat(xml->sink, ' ', 2 * (size_t)xml->depth);
}

void sink_xml_close(struct sink_xml *xml)
{
    if (xml->depth == 0) {
        fail(xml, "the XML to be written is closed where nothing is open");
        return;
    }
    const char *name = xml->open[--xml->depth];
    if (xml->tag_open) {
        sink_text(xml->sink, "/>");
        xml->tag_open = false;
        return;
    }
    sink_text(xml->sink, "</");
    sink_text(xml->sink, name);
    sink_text(xml->sink, ">");
}
