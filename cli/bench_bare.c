/* SPDX-License-Identifier: Apache-2.0
 * cli/bench_bare.c - the other half of a round: the same rows by SQLite alone; and what the disk can do.
 */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "cli/bench.h"
#include "host/memory_libc.h"
#include "store/bare.h"

#define FLOOR_US ((int64_t)500000)
#define FLOOR_BRIEF_US ((int64_t)50000)
#define FLOOR_INSTANCES 100000u
#define FLOOR_BRIEF_INSTANCES 1000u
#define WRITE_BYTES ((size_t)8192)
#define WRITE_COUNT 512u /* places in the file */

/* ── the same rows ───────────────────────────────────────────────────────────────────────────────────── */

static weir_err replay(weir_bare *bare, const weir_bench_tape *tape, weir_bench_round *out, weir_diag *diag)
{
    int64_t started_us, cpu_us;

    WEIR_TRY(weir_bare_replay(bare, tape->set_up, diag));
    WEIR_TRY(weir_bare_checkpoint(bare, diag));
    (void)weir_bare_wal_bytes(bare); /* of the set-up */
    cpu_us = weir_bench_cpu_us();
    started_us = weir_bench_now_us();
    WEIR_TRY(weir_bare_replay(bare, tape->timed, diag));
    out->bare_command_count = out->command_count;
    out->bare_seconds = (double)(weir_bench_now_us() - started_us) / 1e6;
    out->bare_cpu_seconds = (double)(weir_bench_cpu_us() - cpu_us) / 1e6;
    out->wal_bytes = weir_bare_wal_bytes(bare);
    return WEIR_OK;
}

static weir_err compare(weir_bare *bare, const char *weir_path, weir_diag *diag)
{
    weir_bare_difference difference;

    WEIR_TRY(weir_bare_compare(bare, weir_path, &difference, diag));
    if (difference.table[0] == '\0')
        return WEIR_OK;
    return weir_fail(diag, WEIR_EMISMATCH, WEIR_NO_TEXT,
                     "SQLite alone did not write the rows that weir wrote: table %s differs in row %llu, so the "
                     "figures can't be compared",
                     difference.table, (unsigned long long)difference.row);
}

weir_err weir_bench_run_bare(const char *path, const char *weir_path, const weir_bench_size *size,
                             const weir_bench_tape *tape, weir_bench_round *out, weir_diag *diag)
{
    weir_bare *bare;
    weir_err err;

    WEIR_TRY(weir_bare_open(path, !size->is_brief, weir_memory_libc(), &bare, diag));
    err = replay(bare, tape, out, diag);
    if (err == WEIR_OK)
        err = compare(bare, weir_path, diag);
    weir_bare_close(bare);
    return err;
}

/* ── the disk ────────────────────────────────────────────────────────────────────────────────────────── */

static bool write_once(int file, uint64_t number)
{
    char bytes[WRITE_BYTES];

    memset(bytes, (int)(number & 127), sizeof bytes);
    return pwrite(file, bytes, sizeof bytes, (off_t)(number % WRITE_COUNT * WRITE_BYTES)) == (ssize_t)sizeof bytes;
}

/* Overwriting: the file does not grow while the clock runs. */
static bool measure_disk(int file, int64_t duration_us, double *out)
{
    uint64_t count = 0;
    int64_t started_us, passed_us = 0;

    for (uint64_t i = 0; i < WRITE_COUNT; i++) {
        if (!write_once(file, i))
            return false;
    }
    if (fsync(file) != 0)
        return false;
    started_us = weir_bench_now_us();
    for (; passed_us < duration_us; count++, passed_us = weir_bench_now_us() - started_us) {
        if (!write_once(file, count) || fdatasync(file) != 0)
            return false;
    }
    *out = (double)count * 1e6 / (double)passed_us;
    return true;
}

static int64_t floor_us(const weir_bench_size *size)
{
    return size->is_brief ? FLOOR_BRIEF_US : FLOOR_US;
}

weir_err weir_bench_run_disk(const char *path, const weir_bench_size *size, double *out, weir_diag *diag)
{
    const int file = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);
    const bool is_fine = file >= 0 && measure_disk(file, floor_us(size), out);
    const int why = errno;

    if (file >= 0)
        (void)close(file);
    return is_fine ? WEIR_OK : weir_fail(diag, WEIR_EIO, WEIR_NO_TEXT, "%s can't be written: %s", path, strerror(why));
}

weir_err weir_bench_open_rows(const char *path, const weir_bench_size *size, weir_two_rows **out, weir_diag *diag)
{
    return weir_two_rows_open(path, size->is_brief ? FLOOR_BRIEF_INSTANCES : FLOOR_INSTANCES, !size->is_brief,
                              weir_memory_libc(), out, diag);
}

weir_err weir_bench_run_rows(weir_two_rows *rows, uint32_t step_count, const weir_bench_size *size, double *out,
                             weir_diag *diag)
{
    const int64_t started_us = weir_bench_now_us();
    int64_t passed_us = 0;
    uint64_t count = 0;

    for (; passed_us < floor_us(size); count += step_count, passed_us = weir_bench_now_us() - started_us)
        WEIR_TRY(weir_two_rows_commit(rows, step_count, diag));
    *out = (double)count * 1e6 / (double)passed_us;
    return WEIR_OK;
}
