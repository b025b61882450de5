#include "gate/report/sections.h"

#include "gate/base/banned.h"

enum { UNDECIDED = 2 };

static const struct sections_part parts[SECTIONS_COUNT] = {
    {"Costs more than a rule allows", "Costs more", 20, FINDING_REGRESSION, PAGE_RED, true, false},
    {"Promised", "Promised", 10, FINDING_EXPECTATION, PAGE_YELLOW, true, true},
    [UNDECIDED] = {"Not decided", "Largest changes, not proven", 10, FINDING_INCONCLUSIVE, PAGE_YELLOW, true,
                   false},
    {"Costs more than a rule warns of", "Costs more", 10, FINDING_WARNING, PAGE_YELLOW, true, false},
    {"Waived", "Waived", 10, FINDING_WAIVED, PAGE_YELLOW, true, true},
    {"Moved", "Moved", 5, FINDING_MOVED, PAGE_BOLD, true, true},
    {"New", "New", 5, FINDING_NEW, PAGE_BOLD, false, false},
    {"Gone", "Gone", 5, FINDING_VANISHED, PAGE_BOLD, false, false},
    {"Costs less", "Costs less", 5, FINDING_IMPROVEMENT, PAGE_BLUE, false, false},
};

const struct sections_part *sections_at(size_t index, bool diff)
{
    if (!diff || index < UNDECIDED) {
        return &parts[index];
    }
    return &parts[index + 1 < SECTIONS_COUNT ? index + 1 : UNDECIDED];
}

const struct sections_part *sections_find(enum finding_kind kind)
{
    for (size_t i = 0; i < SECTIONS_COUNT; i++) {
        if (parts[i].kind == kind) {
            return &parts[i];
        }
    }
    return NULL;
}
