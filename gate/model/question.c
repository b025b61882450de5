#include "gate/model/question.h"

#include "gate/base/memory.h"

#include "gate/base/banned.h"

enum { FIRST_QUESTIONS = 64 };

int questions_add(struct questions *questions, const struct question *question, struct error *err)
{
    if (questions->count == questions->capacity) {
        size_t capacity = questions->capacity ? questions->capacity * 2 : FIRST_QUESTIONS;
        struct question *items = memory_resize_array(questions->items, capacity, sizeof *items);
        if (!items)
            return error_set_memory(err, "asking questions");
        questions->items = items;
        questions->capacity = capacity;
    }
    questions->items[questions->count++] = *question;
    return 0;
}

int questions_add_unmatched(struct questions *questions, const struct question_unmatched *unmatched,
                            struct error *err)
{
    size_t count = questions->unmatched_count + 1;
    struct question_unmatched *grown = memory_resize_array(questions->unmatched, count, sizeof *grown);
    if (!grown)
        return error_set_memory(err, "asking questions");
    grown[count - 1] = *unmatched;
    questions->unmatched = grown;
    questions->unmatched_count = count;
    return 0;
}

void questions_clear(struct questions *questions)
{
    if (!questions)
        return;
    memory_free(questions->items);
    memory_free(questions->unmatched);
    *questions = (struct questions){0};
}
