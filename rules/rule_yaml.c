#include "rules/rule_yaml.h"

#include <string.h>

#include "gate/base/banned.h"

/* The largest growth in percent that is taken for meant. */
static const double percent_max = 1000;

bool rule_yaml_check_name(struct yaml_reader *reader, struct text_place place, const char *name)
{
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
    if (name[0] != '.' && name[0] != '-' && name[strspn(name, allowed)] == '\0') {
        return true;
    }
    complaints_add(reader->complaints, place,
                   "'%s' is no name: use letters, digits, '.', '_' and '-', and begin with a letter or digit",
                   name);
    return false;
}

/* ---- limits ---- */

struct bound_draft {
    struct limit_bound *bound;
    struct rule_draft *rule;
    bool fails; /* it is one of fail_over */
};

static bool check_growth(struct yaml_reader *reader, const struct bound_draft *draft, double value,
                         const struct yaml_tree_node *node)
{
    if (value < 0) {
        complaints_add(reader->complaints, node->place,
                       "a limit cannot be negative: '%s' is the growth that must be caught", node->text);
        return false;
    }
    if (value == 0 && draft->fails) {
        complaints_add(reader->complaints, node->place,
                       "a limit of 0 can never pass: no number of samples excludes every growth");
        return false;
    }
    return true;
}

static void read_fraction(struct yaml_reader *reader, void *target, const struct yaml_tree_pair *pair,
                          enum limit_key key)
{
    struct bound_draft *draft = target;
    double fraction;
    if (!yaml_reader_percent(reader, &fraction, pair) || !check_growth(reader, draft, fraction, pair->value)) {
        return;
    }
    if (fraction * 100 > percent_max) {
        complaints_add(reader->complaints, pair->value->place, "'%s' is more than 1000%%, the largest limit",
                       pair->value->text);
        return;
    }
    draft->bound->set[key] = true;
    draft->bound->value[key] = fraction;
}

static void read_of_itself(struct yaml_reader *reader, void *target, const struct yaml_tree_pair *pair)
{
    read_fraction(reader, target, pair, LIMIT_OF_ITSELF);
}

static void read_of_total(struct yaml_reader *reader, void *target, const struct yaml_tree_pair *pair)
{
    read_fraction(reader, target, pair, LIMIT_OF_TOTAL);
}

static void read_absolute(struct yaml_reader *reader, void *target, const struct yaml_tree_pair *pair)
{
    struct bound_draft *draft = target;
    struct policy_rule *rule = &draft->rule->rule;
    const char *unit;
    double amount;
    if (!yaml_reader_amount(reader, &amount, &unit, pair) || !check_growth(reader, draft, amount, pair->value)) {
        return;
    }
    if (rule->absolute_unit[0] != '\0' && strcmp(rule->absolute_unit, unit) != 0) {
        complaints_add(reader->complaints, pair->value->place,
                       "'%s' is in %s, but another limit of this rule is in %s", pair->value->text, unit,
                       rule->absolute_unit);
        return;
    }
    rule->absolute_unit = unit;
    draft->rule->absolute_place = pair->value->place;
    draft->bound->set[LIMIT_ABSOLUTE] = true;
    draft->bound->value[LIMIT_ABSOLUTE] = amount;
}

static const struct yaml_key bound_keys[] = {
    {.name = "of_itself", .read = read_of_itself},
    {.name = "of_total", .read = read_of_total},
    {.name = "absolute", .read = read_absolute},
    {.name = "cost"},
};

static void read_limit(struct yaml_reader *reader, struct limit *limit, struct rule_draft *rule, bool fails,
                       const struct yaml_tree_pair *pair)
{
    const struct yaml_tree_node *const *items;
    size_t count = yaml_reader_items(&items, &pair->value);
    if (count == 0) {
        complaints_add(reader->complaints, pair->value->place, "'%s' is empty: write [{of_itself: 10%%}]",
                       pair->key->text);
        return;
    }
    if (pair->value->kind == YAML_TREE_TEXT) {
        yaml_reader_is(reader, pair, YAML_TREE_LIST, "a list of limits such as [{of_itself: 10%}]");
        return;
    }
    if (count > LIMIT_BOUNDS_MAX) {
        complaints_add(reader->complaints, items[LIMIT_BOUNDS_MAX]->place, "'%s' has more than %d limits",
                       pair->key->text, LIMIT_BOUNDS_MAX);
        return;
    }
    for (size_t i = 0; i < count; i++) {
        struct bound_draft draft = {.bound = &limit->bounds[i], .rule = rule, .fails = fails};
        if (items[i]->kind == YAML_TREE_MAP && items[i]->count == 0) {
            complaints_add(reader->complaints, items[i]->place, "a limit needs of_itself, of_total or absolute");
        }
        yaml_reader_map(reader, &draft, items[i], "a limit", bound_keys, sizeof bound_keys / sizeof bound_keys[0]);
    }
    limit->count = count;
}

/* ---- match ---- */

struct match_draft {
    struct policy_match *match;
    const struct yaml_tree_pair *excluded; /* the pair of `not` */
};

static void read_total(struct yaml_reader *reader, void *target, const struct yaml_tree_pair *pair)
{
    struct match_draft *draft = target;
    yaml_reader_flag(reader, &draft->match->total, pair);
}

static void read_any(struct yaml_reader *reader, void *target, const struct yaml_tree_pair *pair)
{
    struct match_draft *draft = target;
    yaml_reader_flag(reader, &draft->match->any, pair);
}

static void read_function(struct yaml_reader *reader, void *target, const struct yaml_tree_pair *pair)
{
    struct match_draft *draft = target;
    yaml_reader_texts(reader, &draft->match->functions, &draft->match->function_count, pair);
}

static void read_not(struct yaml_reader *reader, void *target, const struct yaml_tree_pair *pair)
{
    struct match_draft *draft = target;
    yaml_reader_texts(reader, &draft->match->excluded, &draft->match->excluded_count, pair);
    draft->excluded = pair;
}

static const struct yaml_key match_keys[] = {
    {.name = "total", .read = read_total},
    {.name = "any", .read = read_any},
    {.name = "function", .read = read_function},
    {.name = "not", .read = read_not},
};

static void read_match(struct yaml_reader *reader, void *target, const struct yaml_tree_pair *pair)
{
    struct policy_match *match = &((struct rule_draft *)target)->rule.match;
    struct match_draft draft = {.match = match};
    size_t before = reader->complaints->count + reader->complaints->dropped;
    if (!yaml_reader_is(reader, pair, YAML_TREE_MAP, "a map such as {function: [\"main.*\"]}")) {
        return;
    }
    yaml_reader_map(reader, &draft, pair->value, "match", match_keys, sizeof match_keys / sizeof match_keys[0]);
    int kinds = match->total + match->any + (match->function_count > 0);
    if (kinds != 1 && before == reader->complaints->count + reader->complaints->dropped) {
        complaints_add(reader->complaints, pair->value->place,
                       "'match' needs %s of total: true, any: true and function: [...]",
                       kinds == 0 ? "one" : "exactly one");
    }
    if (kinds == 1 && match->total && draft.excluded != NULL) {
        complaints_add(reader->complaints, draft.excluded->key->place,
                       "'not' leaves functions out, but the total has none");
    }
}

/* ---- expect ---- */

/* A promise is a fall, and one that leaves something to measure. */
static void read_promised(struct yaml_reader *reader, void *target, const struct yaml_tree_pair *pair)
{
    struct policy_rule *rule = target;
    double change;
    if (!yaml_reader_percent(reader, &change, pair)) {
        return;
    }
    const char *digits = pair->value->text + strspn(pair->value->text, "+");
    if (change > 0) {
        complaints_add(reader->complaints, pair->value->place,
                       "a promise is a fall: write -%s; a growth that may not be exceeded is for fail_over",
                       digits);
    } else if (change >= 0) {
        complaints_add(reader->complaints, pair->value->place,
                       "a promise of 0 is none: say how much less it will cost, as in -10%%");
    } else if (change <= -1) {
        complaints_add(reader->complaints, pair->value->place,
                       "'%s' leaves nothing to measure: promise less than -100%%", pair->value->text);
    } else {
        rule->expect = change;
    }
}

static void read_release(struct yaml_reader *reader, void *target, const struct yaml_tree_pair *pair)
{
    yaml_reader_text(reader, &((struct policy_rule *)target)->expect_in, pair);
}

static const struct yaml_key expect_keys[] = {
    {.name = "of_itself", .read = read_promised, .required = true},
    {.name = "in", .read = read_release, .required = true},
};

static void read_expect(struct yaml_reader *reader, void *target, const struct yaml_tree_pair *pair)
{
    struct rule_draft *draft = target;
    draft->rule.has_expect = true;
    draft->expect_place = pair->key->place;
    if (yaml_reader_is(reader, pair, YAML_TREE_MAP, "a map such as {of_itself: -10%, in: v2.4}")) {
        yaml_reader_map(reader, &draft->rule, pair->value, "a promise", expect_keys,
                        sizeof expect_keys / sizeof expect_keys[0]);
    }
}

/* ---- the rule ---- */

static void read_id(struct yaml_reader *reader, void *target, const struct yaml_tree_pair *pair)
{
    struct rule_draft *draft = target;
    draft->id_place = pair->value->place;
    if (yaml_reader_text(reader, &draft->rule.id, pair)) {
        rule_yaml_check_name(reader, pair->value->place, draft->rule.id);
    }
}

static void read_profile(struct yaml_reader *reader, void *target, const struct yaml_tree_pair *pair)
{
    struct rule_draft *draft = target;
    draft->profile_place = pair->value->place;
    yaml_reader_text(reader, &draft->rule.profile, pair);
}

static void read_value(struct yaml_reader *reader, void *target, const struct yaml_tree_pair *pair)
{
    static const char *const words[] = {"both", "total", "self"};
    static const enum policy_value values[] = {POLICY_VALUE_BOTH, POLICY_VALUE_TOTAL, POLICY_VALUE_SELF};
    struct rule_draft *draft = target;
    size_t index;
    if (yaml_reader_word(reader, &index, pair, words, sizeof words / sizeof words[0])) {
        draft->rule.value = values[index];
        draft->value_place = pair->value->place;
    }
}

static void read_fail_over(struct yaml_reader *reader, void *target, const struct yaml_tree_pair *pair)
{
    struct rule_draft *draft = target;
    draft->rule.has_fail = true;
    read_limit(reader, &draft->rule.fail_over, draft, true, pair);
}

static void read_warn_over(struct yaml_reader *reader, void *target, const struct yaml_tree_pair *pair)
{
    struct rule_draft *draft = target;
    draft->rule.has_warn = true;
    read_limit(reader, &draft->rule.warn_over, draft, false, pair);
}

static void read_optional(struct yaml_reader *reader, void *target, const struct yaml_tree_pair *pair)
{
    yaml_reader_flag(reader, &((struct rule_draft *)target)->rule.optional, pair);
}

static const struct yaml_key rule_keys[] = {
    {.name = "id", .read = read_id, .required = true},
    {.name = "profile", .read = read_profile},
    {.name = "match", .read = read_match, .required = true},
    {.name = "value", .read = read_value},
    {.name = "fail_over", .read = read_fail_over},
    {.name = "warn_over", .read = read_warn_over},
    {.name = "optional", .read = read_optional},
    {.name = "expect", .read = read_expect},
};

/* What no single key can tell. */
static void check_rule(struct yaml_reader *reader, const struct rule_draft *draft,
                       const struct yaml_tree_node *node)
{
    const struct policy_rule *rule = &draft->rule;
    struct text_place start = node->place;
    start.length = 1;
    if (!rule->has_fail && !rule->has_warn && !rule->has_expect) {
        complaints_add(reader->complaints, start,
                       "a rule needs fail_over, warn_over or expect: this one could never fire");
    }
    if (rule->match.any && rule->has_expect) {
        complaints_add(reader->complaints, draft->expect_place,
                       "'expect' needs total: true or function: [...]: nobody promises it of every function");
    }
    if (rule->match.total && rule->value != POLICY_VALUE_BOTH) {
        complaints_add(reader->complaints, draft->value_place,
                       "'value' is for functions: the total has no self cost");
    }
}

void rule_yaml_read(struct yaml_reader *reader, struct rule_draft *draft, const struct yaml_tree_node *node)
{
    *draft = (struct rule_draft){.rule = {.absolute_unit = "", .expect_in = ""}};
    if (yaml_reader_map(reader, draft, node, "a rule", rule_keys, sizeof rule_keys / sizeof rule_keys[0])) {
        check_rule(reader, draft, node);
    }
    draft->rule.fail_over_assumed = draft->rule.fail_over;
    draft->rule.place.line = node->place.line;
    draft->rule.place.column = node->place.column;
}
