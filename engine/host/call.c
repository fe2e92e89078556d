/* SPDX-License-Identifier: Apache-2.0
 * host/call.c - which process is called; what callers and the called tell each other (BPMN 2.0.2 §10.3.6).
 *
 * Either may be gone when it is told, by what another command of the same request did: then there is nobody to tell.
 */
#include "run/call.h"
#include "host/host_internal.h"

/* Whether the instance runs and, unless `wait` is none, still waits for it. */
static weir_err waits(weir_work *work, weir_id id, weir_id wait, weir_instance **instance, bool *out)
{
    const weir_err err = weir_instance_load(work->engine, id, instance, work->diag);

    *out = false;
    if (err == WEIR_EENDED || err == WEIR_ENOTFOUND)
        return WEIR_OK;
    WEIR_TRY(err);
    *out = weir_id_is_none(wait) || weir_state_wait_by_id(&(*instance)->state, wait);
    return WEIR_OK;
}

weir_err weir_work_tell(weir_work *work, const weir_job *job)
{
    weir_instance *instance;
    bool is_there;

    WEIR_TRY(waits(work, job->instance, job->command.wait, &instance, &is_there));
    return is_there ? weir_work_command(work, job) : WEIR_OK;
}

static weir_err check(const weir_work *work, const weir_job *job, const weir_definition *definition)
{
    if (definition->is_suspended)
        return weir_fail(work->diag, WEIR_EPROCESS, job->sender, "the process '%.*s' that is called is suspended",
                         WEIR_ARG(definition->id));
    if (job->command.business_key.length > WEIR_KEY_LENGTH_MAX)
        return weir_fail(work->diag, WEIR_ELIMIT, job->sender, "a business key has at most %u bytes (limit key_length)",
                         WEIR_KEY_LENGTH_MAX);
    return WEIR_OK;
}

weir_err weir_work_call(weir_work *work, const weir_job *job)
{
    weir_job start = *job;
    weir_instance *caller;
    bool is_there;

    WEIR_TRY(waits(work, job->instance, job->command.instance, &caller, &is_there));
    if (!is_there)
        return WEIR_OK;
    WEIR_TRY(weir_definition_called(work->engine, caller->definition, job->callee, job->sender, &start.definition,
                                    work->diag));
    WEIR_TRY(check(work, job, start.definition));
    start.kind = WEIR_REQUEST_START;
    start.command.name = start.definition->id;
    return weir_work_command(work, &start);
}
