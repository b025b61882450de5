#include "rules/ask.h"
#include "gate/model/noun.h"
#include "gate/pipeline.h"
#include "rules/kind/total.c"

#include <stdbool.h>
#include <yaml.h>

#include "gate/base/banned.h"
