#include "gate/model/name_presets.h"

#include <string.h>

#include "gate/base/banned.h"

const char *const name_presets[] = {"go", "jvm", "rust", "cpp", "node", "python"};
const size_t name_preset_count = sizeof name_presets / sizeof name_presets[0];

unsigned name_preset_find(const char *name)
{
    for (size_t i = 0; i < name_preset_count; i++) {
        if (strcmp(name_presets[i], name) == 0)
            return 1U << i;
    }
    return 0;
}
