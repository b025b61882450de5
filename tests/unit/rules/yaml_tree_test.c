#include "rules/yaml_tree.h"

#include "tests/support/policy_text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* What is no YAML, or YAML of a kind that a policy does without; told through the policy, which reads nothing else.
 */
static const struct policy_text_case yaml_cases[] = {
    {"rules:\n"
     "\011- id: x\n",
     "p.yaml:3:1: a tab cannot indent YAML: use blanks\n"
     "    \011- id: x\n"
     "    ^\n"},
    {"rules: [a, b\n"
     "service: x\n",
     "p.yaml:3:8: a ',' or the closing ']' was expected here: it was opened in line 2\n"
     "    service: x\n"
     "           ^\n"},
    {"rules: {a: b\n", "p.yaml:3:1: a ',' or the closing '}' was expected here: it was opened in line 2\n"},
    {"rules: [a, b}\n", "p.yaml:2:13: a ',' or the closing ']' was expected here\n"
                        "    rules: [a, b}\n"
                        "                ^\n"},
    {"service: \"abc\n", "p.yaml:2:10: the quotes are not closed\n"
                         "    service: \"abc\n"
                         "             ^\n"},
    {"service: 'abc\n", "p.yaml:2:10: the quotes are not closed\n"
                        "    service: 'abc\n"
                        "             ^\n"},
    {"service: a: b\n",
     "p.yaml:2:11: a ':' is not allowed here: put a text with ': ' in quotes, or check the indentation\n"
     "    service: a: b\n"
     "              ^\n"},
    {"service x\n"
     "rules: []\n",
     "p.yaml:2:1: a ':' is missing after this key\n"
     "    service x\n"
     "    ^\n"},
    {"  service: x\n",
     "p.yaml:2:10: a ':' is not allowed here: put a text with ': ' in quotes, or check the indentation\n"
     "    service: x\n"
     "           ^\n"},
    {"service: \"a\\d\"\n",
     "p.yaml:2:12: this escape is not known in double quotes: use single quotes, or double the backslash\n"
     "    service: \"a\\d\"\n"
     "               ^\n"},
    {"service: @a\n", "p.yaml:2:10: this character cannot begin a value: put the text in quotes\n"
                      "    service: @a\n"
                      "             ^\n"},
    {"service: `a\n", "p.yaml:2:10: this character cannot begin a value: put the text in quotes\n"
                      "    service: `a\n"
                      "             ^\n"},
    {"service: *a*\n", "p.yaml:2:12: a text that begins with '*' or '&' must stand in quotes\n"
                       "    service: *a*\n"
                       "               ^\n"},
    {"service: &a x\n", "p.yaml:1:1: the policy needs the key 'rules'\n"
                        "    version: 1\n"
                        "    ^\n"
                        "p.yaml:2:10: anchors such as '&a' are not supported: write the value out\n"
                        "    service: &a x\n"
                        "             ^~\n"},
    {"service: *a\n",
     "p.yaml:1:1: the policy needs the key 'rules'\n"
     "    version: 1\n"
     "    ^\n"
     "p.yaml:2:10: aliases such as '*a' are not supported: write the value out, or put a glob in quotes\n"
     "    service: *a\n"
     "             ^~\n"},
    {"service: !tag x\n", "p.yaml:1:1: the policy needs the key 'rules'\n"
                          "    version: 1\n"
                          "    ^\n"
                          "p.yaml:2:10: tags such as '!tag' are not supported: leave it out\n"
                          "    service: !tag x\n"
                          "             ^~~~~~\n"},
    {"<<: {a: b}\n"
     "rules: []\n",
     "p.yaml:2:1: merge keys are not supported: write the values out\n"
     "    <<: {a: b}\n"
     "    ^~\n"
     "p.yaml:3:8: there is no rule: this gate could never fail\n"
     "    rules: []\n"
     "           ^~\n"},
    {"? [a]\n"
     ": b\n"
     "rules: []\n",
     "p.yaml:2:3: a key must be a plain text\n"
     "    ? [a]\n"
     "      ^~~\n"
     "p.yaml:4:8: there is no rule: this gate could never fail\n"
     "    rules: []\n"
     "           ^~\n"},
    {"rules:\n"
     "- a\n"
     " b\n"
     "- c: d\n"
     "  - e\n",
     "p.yaml:6:3: a key was expected here: check the indentation and the quotes\n"
     "    - e\n"
     "    ^\n"},
    {"---\n"
     "version: 1\n",
     "p.yaml:1:1: the policy needs the key 'rules'\n"
     "    version: 1\n"
     "    ^\n"
     "p.yaml:2:1: a second document begins here: one file is one document\n"
     "    ---\n"
     "    ^\n"},
    {"...\n"
     "version: 1\n",
     "p.yaml:3:1: the document has ended before this: check the indentation\n"
     "    version: 1\n"
     "    ^\n"},
    {"service: a\377b\n", "p.yaml:2:11: this is not UTF-8: save the file in that encoding\n"
                          "    service: a\357\277\275b\n"
                          "              ^\n"},
    {"# \344\270\n"
     "\n"
     "service: x\n",
     "p.yaml:2:4: this is not UTF-8: save the file in that encoding\n"
     "    # \357\277\275\357\277\275\n"
     "       ^\n"},
    {"service: a\001b\n", "p.yaml:2:11: control characters are not allowed\n"
                          "    service: a\357\277\275b\n"
                          "              ^\n"},
    {"service: \"a\\0b\"\n"
     "rules: []\n",
     "p.yaml:2:10: a text cannot hold a NUL character\n"
     "    service: \"a\\0b\"\n"
     "             ^~~~~~\n"
     "p.yaml:3:8: there is no rule: this gate could never fail\n"
     "    rules: []\n"
     "           ^~\n"},
    {"rules: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\n", "p.yaml:2:39: lists and maps are nested too deeply here\n"
                                                          "    rules: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\n"
                                                          "                                          ^\n"},
    {"version: 1\n"
     "rules: []\n",
     "p.yaml:2:1: the key 'version' is given twice: first in line 1\n"
     "    version: 1\n"
     "    ^~~~~~~\n"
     "p.yaml:3:8: there is no rule: this gate could never fail\n"
     "    rules: []\n"
     "           ^~\n"},
};

static void what_cannot_be_read_is_told_at_its_place(void **state)
{
    (void)state;
    policy_text_check("version: 1\n", yaml_cases, sizeof yaml_cases / sizeof yaml_cases[0]);
}

static const struct yaml_tree_node *read_tree(struct arena *arena, const char *text)
{
    const struct yaml_tree_node *root = NULL;
    struct complaints complaints = {0};
    struct error err = ERROR_INIT;
    assert_int_equal(yaml_tree_read(&root, arena, bytes_of_text(text), &complaints, &err), 0);
    assert_int_equal(complaints.count, 0);
    assert_non_null(root);
    return root;
}

static void check_place(const struct yaml_tree_node *node, uint64_t line, uint64_t column, uint64_t length)
{
    assert_int_equal(node->place.line, line);
    assert_int_equal(node->place.column, column);
    assert_int_equal(node->place.length, length);
}

static void nodes_have_their_texts_and_places(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    const struct yaml_tree_node *root = read_tree(arena, "a: [1, \"\xc3\xa4 x\"]\n\xc3\xa4: {b: 'c'}\nd:\n");
    assert_int_equal(root->kind, YAML_TREE_MAP);
    assert_int_equal(root->count, 3);
    const struct yaml_tree_node *list = root->pairs[0].value;
    assert_string_equal(root->pairs[0].key->text, "a");
    assert_int_equal(list->kind, YAML_TREE_LIST);
    assert_int_equal(list->count, 2);
    check_place(list, 1, 4, 10);
    assert_string_equal(list->items[0]->text, "1");
    assert_false(list->items[0]->quoted);
    assert_string_equal(list->items[1]->text, "\xc3\xa4 x");
    assert_true(list->items[1]->quoted);
    check_place(list->items[1], 1, 8, 5);
    const struct yaml_tree_node *map = root->pairs[1].value;
    check_place(root->pairs[1].key, 2, 1, 1);
    check_place(map, 2, 4, 8);
    assert_string_equal(map->pairs[0].value->text, "c");
    assert_string_equal(root->pairs[2].value->text, "");
    assert_false(root->pairs[2].value->quoted);
    arena_free(arena);
}

static void no_document_is_no_tree(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    const struct yaml_tree_node *root = NULL;
    struct complaints complaints = {0};
    struct error err = ERROR_INIT;
    assert_int_equal(yaml_tree_read(&root, arena, bytes_of_text("# a\n"), &complaints, &err), 0);
    assert_null(root);
    assert_int_equal(complaints.count, 0);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_cannot_be_read_is_told_at_its_place),
        cmocka_unit_test(nodes_have_their_texts_and_places),
        cmocka_unit_test(no_document_is_no_tree),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
