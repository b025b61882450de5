#include "adapters/transport/http_progress.h"

#include "gate/base/numbers.h"

#include <stdio.h>
#include <string.h>

#include "gate/base/banned.h"

#define SECOND 1000000000LL
#define FIRST_LINE (3 * SECOND)
#define NEXT_LINE (10 * SECOND)
#define FELT_PAUSE SECOND

enum { LINE_SIZE = 512 };

static void tell(const struct http_progress *progress, const char *line)
{
    const struct surroundings *world = progress->plan->world;
    if (world && world->progress)
        world->progress(world->world, line);
}

void http_progress_start(struct http_progress *progress, const struct http_plan *plan, size_t count)
{
    int64_t now = http_plan_now(plan);
    *progress = (struct http_progress){.plan = plan, .count = count, .start = now, .next_line = now + FIRST_LINE};
}

void http_progress_finished(struct http_progress *progress, const struct http_exchange *exchange)
{
    progress->finished++;
    progress->bytes += exchange->received;
}

/* What went wrong, out of a sentence of http_failure: behind the server's name, before the advice. */
static void write_reason(char *out, size_t size, const char *sentence)
{
    const char *from = strstr(sentence, "': ");
    from = from ? from + 3 : sentence;
    const char *to = strrchr(from, ';');
    snprintf(out, size, "%.*s", to ? (int)(to - from) : (int)strlen(from), from);
}

void http_progress_again(struct http_progress *progress, const struct http_exchange *exchange)
{
    char line[LINE_SIZE], reason[LINE_SIZE / 2], pause[NUMBER_TEXT_SIZE];
    int64_t wait = exchange->not_before - http_plan_now(progress->plan);
    if (wait < FELT_PAUSE)
        return;
    write_reason(reason, sizeof reason, exchange->failure.kind == ERROR_NONE ? "busy" : exchange->failure.sentence);
    snprintf(line, sizeof line, "fetching %s: %s; asking again in %s", exchange->request->what, reason,
             numbers_format_amount(pause, (double)wait, "nanoseconds"));
    tell(progress, line);
}

void http_progress_tell(struct http_progress *progress, const struct http_exchange *current, uint64_t bytes)
{
    char line[LINE_SIZE], amount[NUMBER_TEXT_SIZE], elapsed[NUMBER_TEXT_SIZE];
    int64_t now = http_plan_now(progress->plan);
    if (now < progress->next_line || !current)
        return;
    progress->next_line = now + NEXT_LINE;
    numbers_format_amount(amount, (double)(progress->bytes + bytes), "bytes");
    snprintf(elapsed, sizeof elapsed, "%lld s", (long long)((now - progress->start) / SECOND));
    if (progress->count == 1)
        snprintf(line, sizeof line, "fetching %s from '%s': %s in %s", current->request->what, progress->plan->url,
                 amount, elapsed);
    else
        snprintf(line, sizeof line, "fetching %s from '%s': %zu of %zu are there, %s in %s", current->request->what,
                 progress->plan->url, progress->finished, progress->count, amount, elapsed);
    tell(progress, line);
}
