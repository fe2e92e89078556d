/* SPDX-License-Identifier: Apache-2.0
 * store/faulty.c - count, fail, or pass on.
 */
#include "store/faulty.h"

static weir_err fault(weir_faulty_store *faulty, weir_diag *diag)
{
    if (++faulty->call_count != faulty->fail_at)
        return WEIR_OK;
    return weir_fail(diag, WEIR_ESTORE, WEIR_NO_TEXT, "the store fails at call %llu, as it was told to",
                     (unsigned long long)faulty->call_count);
}

static weir_err begin(void *self, weir_diag *diag)
{
    weir_faulty_store *faulty = self;

    WEIR_TRY(fault(faulty, diag));
    return faulty->inner.begin(faulty->inner.self, diag);
}

static weir_err commit(void *self, weir_diag *diag)
{
    weir_faulty_store *faulty = self;
    weir_commit_fault wanted = faulty->commit_fault;

    if (fault(faulty, diag) == WEIR_OK)
        faulty->commit_count++;
    else
        wanted = WEIR_COMMIT_UNDONE;
    if (wanted == WEIR_COMMIT_UNDONE)
        faulty->inner.rollback(faulty->inner.self);
    else
        WEIR_TRY(faulty->inner.commit(faulty->inner.self, diag));
    if (wanted == WEIR_COMMIT_WORKS)
        return WEIR_OK;
    return weir_fail(diag, WEIR_ESTORE, WEIR_NO_TEXT, "nobody knows whether the commit happened");
}

static void rollback(void *self)
{
    weir_faulty_store *faulty = self;

    faulty->inner.rollback(faulty->inner.self);
}

static weir_err savepoint(void *self, weir_diag *diag)
{
    weir_faulty_store *faulty = self;

    WEIR_TRY(fault(faulty, diag));
    return faulty->inner.savepoint(faulty->inner.self, diag);
}

static weir_err rollback_to(void *self, weir_diag *diag)
{
    weir_faulty_store *faulty = self;

    WEIR_TRY(fault(faulty, diag));
    return faulty->inner.rollback_to(faulty->inner.self, diag);
}

static weir_err release(void *self, weir_diag *diag)
{
    weir_faulty_store *faulty = self;

    WEIR_TRY(fault(faulty, diag));
    return faulty->inner.release(faulty->inner.self, diag);
}

static weir_err append_log(void *self, const weir_log_row *row, weir_diag *diag)
{
    weir_faulty_store *faulty = self;

    WEIR_TRY(fault(faulty, diag));
    return faulty->inner.append_log(faulty->inner.self, row, diag);
}

static weir_err put_instance(void *self, const weir_instance_row *row, weir_diag *diag)
{
    weir_faulty_store *faulty = self;

    WEIR_TRY(fault(faulty, diag));
    return faulty->inner.put_instance(faulty->inner.self, row, diag);
}

static weir_err project(void *self, const weir_projection *change, weir_diag *diag)
{
    weir_faulty_store *faulty = self;

    WEIR_TRY(fault(faulty, diag));
    return faulty->inner.project(faulty->inner.self, change, diag);
}

static weir_err next_pos(void *self, uint64_t *out, weir_diag *diag)
{
    weir_faulty_store *faulty = self;

    WEIR_TRY(fault(faulty, diag));
    return faulty->inner.next_pos(faulty->inner.self, out, diag);
}

static weir_err get_instance(void *self, weir_id id, weir_arena *arena, weir_instance_row *out, weir_diag *diag)
{
    weir_faulty_store *faulty = self;

    WEIR_TRY(fault(faulty, diag));
    return faulty->inner.get_instance(faulty->inner.self, id, arena, out, diag);
}

static weir_err read_instances(void *self, weir_instance_visit visit, void *context, weir_diag *diag)
{
    weir_faulty_store *faulty = self;

    WEIR_TRY(fault(faulty, diag));
    return faulty->inner.read_instances(faulty->inner.self, visit, context, diag);
}

static weir_err read_stream(void *self, weir_id stream, uint64_t from_seq, weir_log_visit visit, void *context,
                            weir_diag *diag)
{
    weir_faulty_store *faulty = self;

    WEIR_TRY(fault(faulty, diag));
    return faulty->inner.read_stream(faulty->inner.self, stream, from_seq, visit, context, diag);
}

static weir_err read_log(void *self, uint64_t from_pos, weir_log_visit visit, void *context, weir_diag *diag)
{
    weir_faulty_store *faulty = self;

    WEIR_TRY(fault(faulty, diag));
    return faulty->inner.read_log(faulty->inner.self, from_pos, visit, context, diag);
}

static weir_err put_resource(void *self, const weir_resource_row *row, weir_diag *diag)
{
    weir_faulty_store *faulty = self;

    WEIR_TRY(fault(faulty, diag));
    return faulty->inner.put_resource(faulty->inner.self, row, diag);
}

static weir_err read_resources(void *self, weir_resource_visit visit, void *context, weir_diag *diag)
{
    weir_faulty_store *faulty = self;

    WEIR_TRY(fault(faulty, diag));
    return faulty->inner.read_resources(faulty->inner.self, visit, context, diag);
}

weir_store weir_faulty_store_port(weir_faulty_store *faulty)
{
    return (weir_store){
        .self = faulty,
        .begin = begin,
        .commit = commit,
        .rollback = rollback,
        .savepoint = savepoint,
        .rollback_to = rollback_to,
        .release = release,
        .append_log = append_log,
        .put_instance = put_instance,
        .project = faulty->inner.project ? project : NULL,
        .next_pos = next_pos,
        .get_instance = get_instance,
        .read_instances = read_instances,
        .read_stream = read_stream,
        .read_log = read_log,
        .put_resource = faulty->inner.put_resource ? put_resource : NULL,
        .read_resources = faulty->inner.read_resources ? read_resources : NULL,
    };
}
