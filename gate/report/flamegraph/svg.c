#include "gate/report/flamegraph/svg.h"

#include "gate/report/flamegraph/frames.h"
#include "gate/report/flamegraph/panel.h"
#include "gate/report/flamegraph/svg.css.h"
#include "gate/report/summary.h"
#include "gate/report/words.h"

#include <math.h>
#include <stdio.h>

#include "gate/base/banned.h"

/* Hatches of what is gone: a plain one, and one for what is gone beyond the noise. */
static const char patterns[] =
    "\n<defs>"
    "<pattern id=\"gone0\" width=\"7\" height=\"7\" patternUnits=\"userSpaceOnUse\" "
    "patternTransform=\"rotate(45)\">"
    "<rect class=\"hatch0\" width=\"7\" height=\"7\"/><path class=\"stroke0\" d=\"M0 0v7\"/></pattern>"
    "<pattern id=\"gone5\" width=\"7\" height=\"7\" patternUnits=\"userSpaceOnUse\" "
    "patternTransform=\"rotate(45)\">"
    "<rect class=\"hatch5\" width=\"7\" height=\"7\"/><path class=\"stroke5\" d=\"M0 0v7\"/></pattern>"
    "</defs>";

static bool is_divisor(double value)
{
    return isfinite(value) && value > 0;
}

/* The comparison as it is drawn: without a usable exposure on both sides, each frame's share of its side's total.
 */
static struct comparison drawable(const struct comparison *comparison)
{
    struct comparison copy = *comparison;
    if (is_divisor(copy.sides[BASELINE].exposure) && is_divisor(copy.sides[CANDIDATE].exposure)) {
        return copy;
    }
    copy.exposure_kind = EXPOSURE_SHARE;
    for (int side = 0; side < SIDES; side++) {
        copy.sides[side].exposure = is_divisor(copy.sides[side].amount) ? copy.sides[side].amount : 1;
    }
    return copy;
}

static void draw_parts(struct drawing *drawing)
{
    drawing->y = DRAWING_MARGIN;
    panel_head(drawing);
    if (drawing->layout != NULL && drawing->layout->count > 0) {
        panel_legend(drawing);
        frames_draw(drawing);
    }
    panel_foot(drawing);
}

static void put_document_title(struct drawing *drawing)
{
    char line[WORDS_LINE];
    struct sink_xml *xml = drawing->xml;
    sink_xml_raw(xml, "\n");
    sink_xml_open(xml, "title");
    sink_xml_text_format(xml, "flamegate: %s, ", summary_verdict(drawing->evaluation));
    sink_xml_text(xml, summary_versions(line, sizeof line, drawing->evaluation, drawing->comparison, 200));
    if (drawing->comparison != NULL) {
        sink_xml_text_format(xml, ", %s", summary_profile(line, sizeof line, drawing->comparison));
    }
    sink_xml_close(xml);
}

static void put_document(struct drawing *drawing, struct sink *sink)
{
    draw_parts(drawing);
    double height = drawing->y;
    struct sink_xml xml = sink_xml_begin(sink);
    drawing->xml = &xml;
    sink_text(sink, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    sink_xml_open(&xml, "svg");
    sink_xml_attribute(&xml, "xmlns", "http://www.w3.org/2000/svg");
    sink_xml_attribute_format(&xml, "width", "%d", DRAWING_WIDTH);
    sink_xml_attribute_format(&xml, "height", "%.0f", height);
    sink_xml_attribute_format(&xml, "viewBox", "0 0 %d %.0f", DRAWING_WIDTH, height);
    put_document_title(drawing);
    sink_xml_raw(&xml, "\n");
    sink_xml_open(&xml, "style");
    sink_xml_raw(&xml, "\n");
    sink_xml_raw(&xml, svg_css);
    sink_xml_close(&xml);
    sink_xml_raw(&xml, patterns);
    sink_xml_raw(&xml, "\n");
    sink_xml_open(&xml, "rect");
    sink_xml_attribute(&xml, "class", "page");
    sink_xml_attribute_format(&xml, "width", "%d", DRAWING_WIDTH);
    sink_xml_attribute_format(&xml, "height", "%.0f", height);
    sink_xml_close(&xml);
    draw_parts(drawing);
    sink_xml_raw(&xml, "\n");
    sink_xml_close(&xml);
    sink_text(sink, "\n");
}

static int draw_comparison(struct drawing *drawing, const struct comparison *comparison, struct sink *sink,
                           struct error *err)
{
    const struct answers *answers = drawing->evaluation->answers;
    struct comparison copy = drawable(comparison);
    struct layout layout = {0};
    struct marks marks = {0};
    int result = marks_make(&marks, drawing->evaluation, drawing->index, err);
    if (result != 0) {
        return result;
    }
    struct layout_settings settings = {
        .divisor = {copy.sides[BASELINE].exposure, copy.sides[CANDIDATE].exposure},
        .keep = marks.of,
        .frames_max = LAYOUT_FRAMES_MAX,
        .depth_max = LAYOUT_DEPTH_MAX,
        .least = LAYOUT_LEAST,
    };
    result = layout_make(&layout, &copy, &settings, err);
    if (result == 0) {
        drawing->comparison = &copy;
        drawing->nodes = answers != NULL && drawing->index < answers->comparison_count
                             ? answers->comparisons[drawing->index].nodes
                             : NULL;
        drawing->layout = &layout;
        drawing->marks = &marks;
        put_document(drawing, sink);
    }
    layout_clear(&layout);
    marks_clear(&marks);
    return result;
}

static int svg_write(const struct evaluation *evaluation, const struct report_options *options, struct sink *sink,
                     struct error *err)
{
    struct drawing drawing = {.evaluation = evaluation, .index = options->comparison};
    if (evaluation->finished && options->comparison < evaluation->comparison_count) {
        const struct comparison *comparison = evaluation->comparisons[options->comparison];
        if (draw_comparison(&drawing, comparison, sink, err) != 0) {
            return -1;
        }
    } else {
        put_document(&drawing, sink);
    }
    return sink_finish(sink, err);
}

const struct reporter svg_reporter = {
    .name = "svg",
    .file = "flamegraph.svg",
    .description = "red/blue flame graph, one file a profile",
    .per_profile = true,
    .to_stdout = true,
    .write = svg_write,
};
