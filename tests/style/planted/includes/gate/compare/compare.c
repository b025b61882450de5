#include "rules/policy.h"
#include "gate/statistics/level.h"
#include "gate/model/noun.h"
#include "adapters/format/pprof.pb-c.h"

#include <zlib.h>
#include <protobuf-c/protobuf-c.h>
#include <gsl/gsl_math.h>
