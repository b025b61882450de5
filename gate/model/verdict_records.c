#include "gate/model/verdict_records.h"

#include "gate/base/memory.h"

#include <string.h>

#include "gate/base/banned.h"

int verdict_records_add(struct verdict_records *records, const char *version, const char *verdict, int64_t end)
{
    struct verdict_record *items = memory_resize_array(records->items, records->count + 1, sizeof *items);
    if (items == NULL) {
        return -1;
    }
    records->items = items;
    struct verdict_record record = {.version = memory_copy_text(version, strlen(version)),
                                    .verdict = memory_copy_text(verdict, strlen(verdict)),
                                    .end = end};
    if (record.version == NULL || record.verdict == NULL) {
        memory_free(record.version);
        memory_free(record.verdict);
        return -1;
    }
    items[records->count++] = record;
    return 0;
}

void verdict_records_clear(struct verdict_records *records)
{
    for (size_t i = 0; i < records->count; i++) {
        memory_free(records->items[i].version);
        memory_free(records->items[i].verdict);
    }
    memory_free(records->items);
    *records = (struct verdict_records){0};
}
