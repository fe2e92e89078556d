/* SPDX-License-Identifier: Apache-2.0
 * store/chain.c - computing links, and walking them.
 */
#include "store/chain.h"

#include <assert.h>
#include <string.h>

/* The numbers of a row and the lengths of its texts, as they are hashed. */
typedef struct number_bytes {
    char at[8];
} number_bytes;

static number_bytes big_endian(uint64_t number)
{
    number_bytes bytes;

    for (int i = 7; i >= 0; i--, number >>= 8)
        bytes.at[i] = (char)(number & 0xff);
    return bytes;
}

static weir_text bytes_of(const void *at, size_t length)
{
    return (weir_text){at, length};
}

bool weir_digest_equal(const weir_digest *a, const weir_digest *b)
{
    return memcmp(a->byte, b->byte, sizeof a->byte) == 0;
}

static weir_err content_digest(weir_hasher hasher, const weir_log_row *row, weir_digest *out)
{
    const weir_text texts[] = {row->actor, row->command, row->facts};
    number_bytes lengths[3];
    weir_text parts[6];

    for (int i = 0; i < 3; i++) {
        lengths[i] = big_endian(texts[i].length);
        parts[2 * i] = bytes_of(lengths[i].at, sizeof lengths[i].at);
        parts[2 * i + 1] = texts[i];
    }
    return hasher.hash(hasher.self, parts, 6, out);
}

static weir_err row_hash(weir_hasher hasher, const weir_log_row *row, const weir_digest *digest,
                         const weir_digest *prev, weir_digest *out)
{
    const number_bytes pos = big_endian(row->pos), seq = big_endian(row->seq), count = big_endian(row->fact_count),
                       time = big_endian((uint64_t)row->time_ms);
    char prefix[24];
    const weir_text parts[] = {
        bytes_of(prefix, (size_t)snprintf(prefix, sizeof prefix, "weir-log-%u", row->format)),
        bytes_of(pos.at, sizeof pos.at),
        bytes_of(row->stream.byte, sizeof row->stream.byte),
        bytes_of(seq.at, sizeof seq.at),
        bytes_of(count.at, sizeof count.at),
        bytes_of(time.at, sizeof time.at),
        bytes_of(digest->byte, sizeof digest->byte),
        bytes_of(prev->byte, sizeof prev->byte),
    };

    return hasher.hash(hasher.self, parts, sizeof parts / sizeof *parts, out);
}

weir_err weir_chain_link_of(weir_hasher hasher, const weir_log_row *row, const weir_digest *prev, weir_chain_link *out)
{
    weir_chain_link link = {.prev = *prev};

    WEIR_TRY(content_digest(hasher, row, &link.digest));
    WEIR_TRY(row_hash(hasher, row, &link.digest, prev, &link.hash));
    *out = link;
    return WEIR_OK;
}

const char *weir_chain_fault_describe(weir_chain_fault fault)
{
    static const char *const sentences[] = {
#define CHAIN_FAULT(name, sentence) sentence,
#include "store/chain_faults.def"
#undef CHAIN_FAULT
    };

    assert(fault < WEIR_CHAIN_FAULT_COUNT);
    return sentences[fault];
}

/* ── verifying ───────────────────────────────────────────────────────────────────────────────────────── */

typedef struct walk {
    weir_hasher hasher;
    const weir_chain_head *known;
    weir_chain_head at; /* behind the rows that were right */
    weir_chain_report report;
} walk;

#define STOP WEIR_EFORMAT /* ends the reading; the report says why */

static weir_err stop(walk *w, weir_chain_fault fault, uint64_t pos)
{
    w->report.fault = fault;
    w->report.pos = pos;
    return STOP;
}

/* A row that is itself whole may stand in the wrong place: its position tells a gap, its prev an exchange. */
static weir_err check_row(walk *w, const weir_log_row *row, const weir_chain_link *link)
{
    const bool is_erased = row->facts.at == NULL;
    weir_digest digest, hash;

    if (!is_erased) {
        WEIR_TRY(content_digest(w->hasher, row, &digest));
        if (!weir_digest_equal(&digest, &link->digest))
            return stop(w, WEIR_CHAIN_CONTENT, row->pos);
    }
    WEIR_TRY(row_hash(w->hasher, row, &link->digest, &link->prev, &hash));
    if (!weir_digest_equal(&hash, &link->hash))
        return stop(w, weir_digest_equal(&link->prev, &w->at.hash) ? WEIR_CHAIN_ROW : WEIR_CHAIN_MISPLACED, row->pos);
    if (row->pos != w->at.next_pos)
        return stop(w, WEIR_CHAIN_MISSING, w->at.next_pos);
    if (!weir_digest_equal(&link->prev, &w->at.hash))
        return stop(w, WEIR_CHAIN_MISPLACED, row->pos);
    w->report.erased_count += is_erased;
    return WEIR_OK;
}

/* The known head, when the walk is just there. */
static weir_err check_known(walk *w)
{
    if (!w->known || w->at.next_pos != w->known->next_pos || weir_digest_equal(&w->at.hash, &w->known->hash))
        return WEIR_OK;
    return stop(w, WEIR_CHAIN_HEAD, w->known->next_pos);
}

static weir_err visit(void *context, const weir_log_row *row, const weir_chain_link *link)
{
    walk *w = context;

    WEIR_TRY(check_row(w, row, link));
    w->at = (weir_chain_head){row->pos + row->fact_count, link->hash};
    w->report.row_count++;
    w->report.fact_count += row->fact_count;
    if (w->known && row->pos < w->known->next_pos && w->at.next_pos > w->known->next_pos)
        return stop(w, WEIR_CHAIN_HEAD, w->known->next_pos);
    return check_known(w);
}

static weir_err check_end(walk *w, const weir_chain_head *head)
{
    const uint64_t known_pos = w->known ? w->known->next_pos : 0;

    if (w->at.next_pos < head->next_pos || w->at.next_pos < known_pos)
        return stop(w, WEIR_CHAIN_TAIL, w->at.next_pos);
    if (w->at.next_pos > head->next_pos || !weir_digest_equal(&w->at.hash, &head->hash))
        return stop(w, WEIR_CHAIN_HEAD, head->next_pos);
    return WEIR_OK;
}

weir_err weir_chain_verify(const weir_chain_source *source, weir_hasher hasher, const weir_chain_head *known,
                           weir_chain_report *report, weir_diag *diag)
{
    walk w = {.hasher = hasher, .known = known, .at = {.next_pos = 1}};
    weir_chain_head head;
    weir_err err;

    WEIR_TRY(source->head(source->self, &head, diag));
    err = check_known(&w);
    if (err == WEIR_OK)
        err = source->read(source->self, visit, &w, diag);
    if (err == WEIR_OK)
        err = check_end(&w, &head);
    if (err != WEIR_OK && w.report.fault == WEIR_CHAIN_UNBROKEN)
        return err;
    *report = w.report;
    return WEIR_OK;
}
