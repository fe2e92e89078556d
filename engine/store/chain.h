/* SPDX-License-Identifier: Apache-2.0
 * store/chain.h - the log as a hash chain: each row says what it holds and which row came before it.
 *
 * digest = SHA-256(len ‖ actor ‖ len ‖ command ‖ len ‖ facts), over the stored bytes;
 * hash   = SHA-256("weir-log-" ‖ format, decimal ‖ pos ‖ stream ‖ seq ‖ n ‖ time_ms ‖ digest ‖ prev), prev = hash of
 * the row before, 32 zero bytes for the first. Numbers and lengths are big-endian and have 64 bits. A row whose content
 * was erased still verifies through its digest. A cut tail shows only against a head that is known from elsewhere.
 * Layer: store.
 */
#ifndef WEIR_STORE_CHAIN_H
#define WEIR_STORE_CHAIN_H

#include "store/store.h"

/* SHA-256 of the parts one after another; handed in, since this layer has no such library. ENOMEM. */
typedef struct weir_hasher {
    weir_err (*hash)(void *self, const weir_text *parts, uint32_t count, weir_digest *out);
    void *self;
} weir_hasher;

typedef struct weir_chain_link {
    weir_digest digest, prev, hash;
} weir_chain_link;

/* Where the log ends: position of the next fact, hash of the last row. */
typedef struct weir_chain_head {
    uint64_t next_pos;
    weir_digest hash;
} weir_chain_head;

bool weir_digest_equal(const weir_digest *a, const weir_digest *b);

/* The link that `row` has behind a row with the hash `prev`. ENOMEM. */
WEIR_MUST_USE weir_err weir_chain_link_of(weir_hasher hasher, const weir_log_row *row, const weir_digest *prev,
                                          weir_chain_link *out);

/* ── verifying ───────────────────────────────────────────────────────────────────────────────────────── */

typedef weir_err (*weir_chain_visit)(void *context, const weir_log_row *row, const weir_chain_link *link);

/* A log to verify. read: rows in the order of positions; an erased row has no facts (absent). */
typedef struct weir_chain_source {
    void *self;
    weir_err (*read)(void *self, weir_chain_visit visit, void *context, weir_diag *diag);
    weir_err (*head)(void *self, weir_chain_head *out, weir_diag *diag);
} weir_chain_source;

typedef enum weir_chain_fault {
#define CHAIN_FAULT(name, sentence) WEIR_CHAIN_##name,
#include "store/chain_faults.def"
#undef CHAIN_FAULT
    WEIR_CHAIN_FAULT_COUNT
} weir_chain_fault;

typedef struct weir_chain_report {
    weir_chain_fault fault;
    uint64_t pos;                   /* of the first row that is wrong, or where one is missing */
    uint64_t row_count, fact_count; /* that were found right */
    uint64_t erased_count;          /* rows of them that are known by their digest only */
} weir_chain_report;

const char *weir_chain_fault_describe(weir_chain_fault fault);

/* Walk the whole log and stop at the first fault; that is no error: look at report->fault.
 * known  a head that was noted earlier, or NULL: the log must reach it and have that hash there
 * ESTORE, ENOMEM: the log could not be read. */
WEIR_MUST_USE weir_err weir_chain_verify(const weir_chain_source *source, weir_hasher hasher,
                                         const weir_chain_head *known, weir_chain_report *report, weir_diag *diag);

#endif
