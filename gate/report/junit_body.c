#include "gate/report/junit_body.h"

#include "gate/base/text.h"
#include "gate/report/split_words.h"
#include "gate/report/summary.h"
#include "gate/report/words.h"

#include <stdio.h>
#include <string.h>

#include "gate/base/banned.h"

void junit_body_line(char *body, size_t size, const char *label, const char *text)
{
    size_t used = strlen(body);
    char safe[2 * WORDS_LINE];
    if (text == NULL || text[0] == '\0') {
        return;
    }
    text_harmless(safe, sizeof safe, bytes_of_text(text));
    snprintf(body + used, size - used, "%s%s\n", label, safe);
}

static void add_path(char *body, size_t size, const struct comparison *comparison, uint32_t node)
{
    enum { FRAMES = 64 };
    const struct calltree *tree = comparison->tree;
    if (node == CALLTREE_ROOT || node >= tree->count) {
        return;
    }
    uint32_t nodes[FRAMES];
    size_t count = 0;
    for (uint32_t at = node; at != CALLTREE_ROOT && count < FRAMES; at = tree->parent[at]) {
        nodes[count++] = at;
    }
    size_t used = strlen(body);
    snprintf(body + used, size - used, "stack, outermost first:\n%s", tree->depth[node] > FRAMES ? "  ...\n" : "");
    while (count > 0) {
        char name[WORDS_LINE], line[WORDS_LINE + 4];
        struct bytes text = symbols_get(comparison->symbols, tree->symbol[nodes[--count]])->name;
        snprintf(line, sizeof line, "  %s", words_cut_left(name, sizeof name, text, 200));
        junit_body_line(body, size, "", line);
    }
}

void junit_body_finding(char *body, size_t size, const struct comparison *comparison, const struct finding *finding,
                        const char *headline)
{
    char line[WORDS_LINE];
    junit_body_line(body, size, "", words_place(line, sizeof line, comparison, finding->symbol));
    junit_body_line(body, size, "", headline);
    if (strcmp(headline, finding->sentence) != 0) {
        junit_body_line(body, size, "", finding->sentence);
    }
    if (comparison != NULL && finding->has_estimate) {
        junit_body_line(body, size, "", split_words_line(line, sizeof line, &finding->estimate.split, comparison));
    }
    junit_body_line(body, size, "owner: ", finding->owner);
    if (comparison != NULL) {
        junit_body_line(body, size, comparison->anchored != NULL ? "anchor " : "baseline ",
                        summary_side(line, sizeof line, comparison, BASELINE));
        junit_body_line(body, size, "candidate ", summary_side(line, sizeof line, comparison, CANDIDATE));
        add_path(body, size, comparison, finding->node);
    }
}
