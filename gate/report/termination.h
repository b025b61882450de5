#ifndef FLAMEGATE_GATE_REPORT_TERMINATION_H
#define FLAMEGATE_GATE_REPORT_TERMINATION_H

#include "gate/report/reporter.h"

/*
 * The last words of a container: plain text that Kubernetes reads from a file, /dev/termination-log unless the pod
 * says otherwise, and shows in `kubectl describe pod`. Verdict, exit code, reason, next step, and as many findings
 * as there is room for. It is asked for by --termination-message and not by --format, because the file is mounted
 * into the container and must be written in place.
 */

enum { TERMINATION_BYTES = 4096 }; /* the kubelet reads no more of it */

extern const struct reporter termination_reporter;

#endif
