/* SPDX-License-Identifier: Apache-2.0
 * cli/bench_latency.c - how long commands took, counted in buckets.
 *
 * 64 buckets for each doubling, so that none is off by more than 1.6 %.
 */
#include "cli/bench.h"

#define STEPS WEIR_BENCH_LATENCY_STEPS
#define BUCKET_COUNT (sizeof(((weir_bench_latencies *)NULL)->counts) / sizeof(uint32_t))

static uint32_t bucket_of(uint64_t us)
{
    uint32_t doublings = 0;

    while (us >> doublings >= 2 * (uint64_t)STEPS)
        doublings++;
    return doublings * STEPS + (uint32_t)(us >> doublings);
}

/* The middle of a bucket. */
static double us_of(uint32_t bucket)
{
    const uint32_t doublings = bucket < 2 * STEPS ? 0 : bucket / STEPS - 1;

    return ((double)(bucket - doublings * STEPS) + (doublings > 0 ? 0.5 : 0)) * (double)(UINT64_C(1) << doublings);
}

void weir_bench_latency_note(weir_bench_latencies *latencies, int64_t us)
{
    const uint32_t bucket = bucket_of(us > 0 ? (uint64_t)us : 0);

    latencies->counts[bucket < BUCKET_COUNT ? bucket : BUCKET_COUNT - 1]++;
}

void weir_bench_latency_add(weir_bench_latencies *sum, const weir_bench_latencies *more)
{
    for (uint32_t i = 0; i < BUCKET_COUNT; i++)
        sum->counts[i] += more->counts[i];
}

double weir_bench_latency_below(const weir_bench_latencies *latencies, double share)
{
    uint64_t all = 0, seen = 0;
    uint32_t bucket = 0;

    for (uint32_t i = 0; i < BUCKET_COUNT; i++)
        all += latencies->counts[i];
    while (bucket + 1 < BUCKET_COUNT && (double)(seen += latencies->counts[bucket]) < share * (double)all)
        bucket++;
    return us_of(bucket) / 1000;
}
