#include "gate/model/noun.h"
