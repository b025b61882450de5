#include "gate/compare/scope.h"

#include "gate/base/text.h"

#include <stddef.h>
#include <string.h>

#include "gate/base/banned.h"

struct scope_name {
    const char *name; /* a last '*': every name that begins so */
    enum scope_role role;
};

static const struct scope_name go_names[] = {
    {"runtime.bgsweep", SCOPE_BACKGROUND},
    {"runtime.bgscavenge", SCOPE_BACKGROUND},
    {"runtime.forcegchelper", SCOPE_BACKGROUND},
    {"runtime.runfinq", SCOPE_BACKGROUND},
    {"runtime.sysmon", SCOPE_BACKGROUND},
    /* the scheduler, where no goroutine is named */
    {"runtime.mcall", SCOPE_BACKGROUND},
    {"runtime.mstart", SCOPE_BACKGROUND},
    {"runtime.mstart1", SCOPE_BACKGROUND},
    {"runtime.systemstack", SCOPE_BACKGROUND},
    {"runtime.morestack", SCOPE_BACKGROUND},
    {"runtime.rt0_go", SCOPE_BACKGROUND},
    {"runtime.goexit0", SCOPE_BACKGROUND},
    {"runtime._System", SCOPE_BACKGROUND},
    {"runtime._ExternalCode", SCOPE_BACKGROUND},
    /* the profiler */
    {"runtime/pprof.profileWriter", SCOPE_BACKGROUND},
    {"runtime.gcBgMarkWorker", SCOPE_COLLECTOR},
    {"runtime.asyncPreempt*", SCOPE_DROPPED},
    /* Go's own profiles leave this frame out, those of other profilers show it */
    {"runtime.goexit", SCOPE_THREAD},
    {"runtime.goexit.abi0", SCOPE_THREAD},
};

/* One row for each runtime. */
static const struct {
    const char *prefix; /* of all its names, so that other names are told at once */
    const struct scope_name *names;
    size_t count;
} runtimes[] = {
    {"runtime", go_names, sizeof go_names / sizeof *go_names},
};

static bool name_fits(const struct scope_name *known, struct bytes name)
{
    size_t length = strlen(known->name);
    if (known->name[length - 1] == '*')
        return name.size >= length - 1 && memcmp(name.data, known->name, length - 1) == 0;
    return name.size == length && memcmp(name.data, known->name, length) == 0;
}

enum scope_role scope_role(struct bytes name)
{
    for (size_t i = 0; i < sizeof runtimes / sizeof *runtimes; i++) {
        if (!bytes_start_with(name, runtimes[i].prefix))
            continue;
        for (size_t j = 0; j < runtimes[i].count; j++)
            if (name_fits(&runtimes[i].names[j], name))
                return runtimes[i].names[j].role;
    }
    return SCOPE_SERVICE;
}

const char *scope_collector(void)
{
    return "[gc]";
}

const char *scope_no_stack(void)
{
    return "[no stack]";
}

bool scope_is_narrowed(const struct compare_settings *settings)
{
    return settings && (settings->request_root_count > 0 || settings->request_label_count > 0);
}

bool scope_is_request_root(const struct compare_settings *settings, struct bytes name)
{
    for (size_t i = 0; i < settings->request_root_count; i++)
        if (text_matches_glob(settings->request_roots[i], name))
            return true;
    return false;
}
