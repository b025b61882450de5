#ifndef FLAMEGATE_GATE_BASE_LIMITS_H
#define FLAMEGATE_GATE_BASE_LIMITS_H

/*
 * Ceilings, each with the name that its refusal prints. They bound what hostile or broken input can cost;
 * real profiles stay far below.
 */

#define LIMIT_FILE_BYTES (256ULL << 20)     /* one input file as it lies on disk */
#define LIMIT_UNPACKED_BYTES (512ULL << 20) /* one profile after gzip */
#define LIMIT_UNPACKED_RATIO 100ULL         /* the same, as a multiple of the packed size ... */
#define LIMIT_UNPACKED_FREE (64ULL << 20)   /* ... which is not asked below this */
#define LIMIT_MEMORY_BYTES (4ULL << 30)     /* default of --max-memory */
#define LIMIT_SAMPLES (16ULL << 20)         /* samples of one profile */
#define LIMIT_DEPTH 16384                   /* frames of one stack */
#define LIMIT_NAME_BYTES 65536              /* one name */
#define LIMIT_SAMPLE_TYPES 64               /* sample types of one profile */
#define LIMIT_NODES (32UL << 20)            /* call-tree nodes of one profile or comparison */
#define LIMIT_META_BYTES (1UL << 20)        /* one meta.json */
#define LIMIT_POLICY_BYTES (1UL << 20)      /* one policy file */
#define LIMIT_REPLICAS 4096                 /* replicas of one side */
#define LIMIT_REPORT_BYTES (64UL << 20)     /* one report */

#endif
