#include "gate/model/profile_request.h"

#include <stddef.h>

#include "gate/base/banned.h"

const char *const profile_request_endpoint_labels[] = {"endpoint", "route",          "http.route",
                                                       "handler",  "trace endpoint", NULL};
