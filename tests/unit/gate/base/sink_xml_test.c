#include "gate/base/sink_xml.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define REPLACED "\xef\xbf\xbd" /* U+FFFD */

struct writer {
    struct byte_buffer buffer;
    struct sink sink;
    struct sink_xml xml;
};

static void begin(struct writer *writer)
{
    byte_buffer_init(&writer->buffer, 1 << 20);
    writer->sink = sink_to_buffer(&writer->buffer);
    writer->xml = sink_xml_begin(&writer->sink);
}

static void expect(struct writer *writer, const char *expected)
{
    assert_int_equal(sink_finish(&writer->sink, NULL), 0);
    byte_buffer_append(&writer->buffer, "", 1);
    assert_string_equal((const char *)writer->buffer.data, expected);
    byte_buffer_free(&writer->buffer);
}

static void expect_failure(struct writer *writer)
{
    struct error err = ERROR_INIT;
    assert_int_equal(sink_finish(&writer->sink, &err), -1);
    assert_int_equal(err.kind, ERROR_INTERNAL);
    byte_buffer_free(&writer->buffer);
}

static void elements_are_opened_and_closed(void **state)
{
    (void)state;
    struct writer writer;
    begin(&writer);
    struct sink_xml *xml = &writer.xml;
    sink_xml_open(xml, "testsuite");
    sink_xml_attribute(xml, "name", "flamegate");
    sink_xml_attribute_format(xml, "tests", "%d", 3);
    sink_xml_newline(xml);
    sink_xml_open(xml, "testcase");
    sink_xml_attribute_bytes(xml, "name", (struct bytes){NULL, 0});
    sink_xml_close(xml);
    sink_xml_newline(xml);
    sink_xml_open(xml, "p");
    sink_xml_text(xml, "grew ");
    sink_xml_text_format(xml, "%.1f", 2.5);
    sink_xml_open(xml, "b");
    sink_xml_text_bytes(xml, (struct bytes){NULL, 0});
    sink_xml_close(xml);
    sink_xml_close(xml);
    sink_xml_close(xml);
    expect(&writer, "<testsuite name=\"flamegate\" tests=\"3\">\n"
                    "  <testcase name=\"\"/>\n"
                    "  <p>grew 2.5<b></b></p></testsuite>");
}

/* XML 1.0, sections 2.2 (characters), 2.11 (line ends), 3.3.3 (attribute values). */
static void text_and_attributes_are_escaped(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        const char *in_text;
        const char *in_attribute;
    } cases[] = {
        {"std::map<K, V>& \"x\" 'y'", "std::map&lt;K, V&gt;&amp; \"x\" 'y'",
         "std::map&lt;K, V&gt;&amp; &quot;x&quot; 'y'"},
        {"]]>", "]]&gt;", "]]&gt;"},
        {"a\tb\nc\rd", "a\tb\nc&#13;d", "a&#9;b&#10;c&#13;d"},
        {"\x01\x08\x0b\x1f", REPLACED REPLACED REPLACED REPLACED, REPLACED REPLACED REPLACED REPLACED},
        {"\xef\xbf\xbe\xef\xbf\xbf", REPLACED REPLACED, REPLACED REPLACED},
        {"\xff\xed\xa0\x80"
         "z",
         REPLACED REPLACED REPLACED REPLACED "z", REPLACED REPLACED REPLACED REPLACED "z"},
        {"caf\xc3\xa9\x7f\xf0\x9f\x94\xa5", "caf\xc3\xa9\x7f\xf0\x9f\x94\xa5", "caf\xc3\xa9\x7f\xf0\x9f\x94\xa5"},
        {REPLACED, REPLACED, REPLACED},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char expected[256];
        snprintf(expected, sizeof(expected), "<e a=\"%s\">%s</e>", cases[i].in_attribute, cases[i].in_text);
        struct writer writer;
        begin(&writer);
        sink_xml_open(&writer.xml, "e");
        sink_xml_attribute(&writer.xml, "a", cases[i].text);
        sink_xml_text(&writer.xml, cases[i].text);
        sink_xml_close(&writer.xml);
        expect(&writer, expected);
    }
    struct writer writer;
    begin(&writer);
    sink_xml_open(&writer.xml, "e");
    sink_xml_text_bytes(&writer.xml, (struct bytes){(const uint8_t *)"a\0b", 3});
    sink_xml_close(&writer.xml);
    expect(&writer, "<e>a" REPLACED "b</e>");
}

static void formatted_text_is_escaped(void **state)
{
    (void)state;
    struct writer writer;
    begin(&writer);
    sink_xml_open(&writer.xml, "e");
    sink_xml_attribute_format(&writer.xml, "a", "%s", "<\"");
    sink_xml_text_format(&writer.xml, "%s", "<\"");
    sink_xml_close(&writer.xml);
    expect(&writer, "<e a=\"&lt;&quot;\">&lt;\"</e>");
}

static void markup_of_ours_is_written_as_it_is(void **state)
{
    (void)state;
    struct writer writer;
    begin(&writer);
    sink_xml_raw(&writer.xml, "<?xml version=\"1.0\"?>");
    sink_xml_newline(&writer.xml);
    sink_xml_open(&writer.xml, "style");
    sink_xml_raw(&writer.xml, "<![CDATA[a > b]]>");
    sink_xml_close(&writer.xml);
    expect(&writer, "<?xml version=\"1.0\"?>\n<style><![CDATA[a > b]]></style>");
}

static void wrong_calls_fail_instead_of_writing(void **state)
{
    (void)state;
    struct writer writer;
    begin(&writer);
    sink_xml_close(&writer.xml);
    expect_failure(&writer);

    begin(&writer);
    sink_xml_open(&writer.xml, "e");
    sink_xml_text(&writer.xml, "");
    sink_xml_attribute(&writer.xml, "late", "x");
    expect_failure(&writer);

    begin(&writer);
    for (int i = 0; i < SINK_XML_DEPTH_MAX; i++) {
        sink_xml_open(&writer.xml, "e");
    }
    assert_false(writer.sink.failed);
    sink_xml_open(&writer.xml, "e");
    expect_failure(&writer);

    static char text[4098];
    memset(text, 'x', 4097);
    begin(&writer);
    sink_xml_text_format(&writer.xml, "%.4096s", text);
    assert_false(writer.sink.failed);
    sink_xml_text_format(&writer.xml, "%s", text);
    expect_failure(&writer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(elements_are_opened_and_closed),      cmocka_unit_test(text_and_attributes_are_escaped),
        cmocka_unit_test(formatted_text_is_escaped),           cmocka_unit_test(markup_of_ours_is_written_as_it_is),
        cmocka_unit_test(wrong_calls_fail_instead_of_writing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
