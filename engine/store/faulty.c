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

static weir_err next_due(void *self, weir_due which, int64_t until_ms, const weir_wait_row *after, weir_wait_row *out,
                         weir_diag *diag)
{
    weir_faulty_store *faulty = self;

    WEIR_TRY(fault(faulty, diag));
    return faulty->inner.next_due(faulty->inner.self, which, until_ms, after, out, diag);
}

static weir_err read_subscriptions(void *self, weir_wait_kind kind, weir_text name, weir_text business_key,
                                   weir_wait_visit visit, void *context, weir_diag *diag)
{
    weir_faulty_store *faulty = self;

    WEIR_TRY(fault(faulty, diag));
    return faulty->inner.read_subscriptions(faulty->inner.self, kind, name, business_key, visit, context, diag);
}

static weir_err find_task(void *self, weir_id task, weir_id *out, weir_diag *diag)
{
    weir_faulty_store *faulty = self;

    WEIR_TRY(fault(faulty, diag));
    return faulty->inner.find_task(faulty->inner.self, task, out, diag);
}

static weir_err read_unlocked(void *self, weir_text topic, int64_t now_ms, uint32_t count_max,
                              weir_external_task_visit visit, void *context, weir_diag *diag)
{
    weir_faulty_store *faulty = self;

    WEIR_TRY(fault(faulty, diag));
    return faulty->inner.read_unlocked(faulty->inner.self, topic, now_ms, count_max, visit, context, diag);
}

static weir_err get_worker(void *self, weir_id task, weir_arena *arena, weir_text *out, weir_diag *diag)
{
    weir_faulty_store *faulty = self;

    WEIR_TRY(fault(faulty, diag));
    return faulty->inner.get_worker(faulty->inner.self, task, arena, out, diag);
}

static weir_err set_lock(void *self, weir_id task, weir_text worker, int64_t until_ms, weir_diag *diag)
{
    weir_faulty_store *faulty = self;

    WEIR_TRY(fault(faulty, diag));
    return faulty->inner.set_lock(faulty->inner.self, task, worker, until_ms, diag);
}

static weir_err next_seq(void *self, weir_id stream, uint64_t *out, weir_diag *diag)
{
    weir_faulty_store *faulty = self;

    WEIR_TRY(fault(faulty, diag));
    return faulty->inner.next_seq(faulty->inner.self, stream, out, diag);
}

static weir_err put_deployment(void *self, const weir_deployment_row *row, weir_diag *diag)
{
    weir_faulty_store *faulty = self;

    WEIR_TRY(fault(faulty, diag));
    return faulty->inner.put_deployment(faulty->inner.self, row, diag);
}

static weir_err read_latest(void *self, weir_definition_visit visit, void *context, weir_diag *diag)
{
    weir_faulty_store *faulty = self;

    WEIR_TRY(fault(faulty, diag));
    return faulty->inner.read_latest(faulty->inner.self, visit, context, diag);
}

static weir_err read_decision_files(void *self, weir_decision_file_visit visit, void *context, weir_diag *diag)
{
    weir_faulty_store *faulty = self;

    WEIR_TRY(fault(faulty, diag));
    return faulty->inner.read_decision_files(faulty->inner.self, visit, context, diag);
}

static weir_err get_definition(void *self, weir_text id, weir_arena *arena, weir_definition_row *out, weir_diag *diag)
{
    weir_faulty_store *faulty = self;

    WEIR_TRY(fault(faulty, diag));
    return faulty->inner.get_definition(faulty->inner.self, id, arena, out, diag);
}

static weir_err get_content(void *self, const weir_digest *content, weir_arena *arena, weir_text *out, weir_diag *diag)
{
    weir_faulty_store *faulty = self;

    WEIR_TRY(fault(faulty, diag));
    return faulty->inner.get_content(faulty->inner.self, content, arena, out, diag);
}

static weir_err get_version(void *self, weir_text key, uint32_t version, weir_text beside, weir_arena *arena,
                            weir_definition_row *out, weir_diag *diag)
{
    weir_faulty_store *faulty = self;

    WEIR_TRY(fault(faulty, diag));
    return faulty->inner.get_version(faulty->inner.self, key, version, beside, arena, out, diag);
}

static weir_err get_latest(void *self, weir_text key, weir_arena *arena, weir_definition_row *out, weir_diag *diag)
{
    weir_faulty_store *faulty = self;

    WEIR_TRY(fault(faulty, diag));
    return faulty->inner.get_latest(faulty->inner.self, key, arena, out, diag);
}

static weir_err change_definition(void *self, weir_text id, weir_definition_change change, weir_diag *diag)
{
    weir_faulty_store *faulty = self;

    WEIR_TRY(fault(faulty, diag));
    return faulty->inner.change_definition(faulty->inner.self, id, change, diag);
}

static weir_err put_time_to_live(void *self, weir_text id, int64_t day_count, weir_diag *diag)
{
    weir_faulty_store *faulty = self;

    WEIR_TRY(fault(faulty, diag));
    return faulty->inner.put_time_to_live(faulty->inner.self, id, day_count, diag);
}

static weir_err put_starts(void *self, weir_text id, weir_text starts, weir_diag *diag)
{
    weir_faulty_store *faulty = self;

    WEIR_TRY(fault(faulty, diag));
    return faulty->inner.put_starts(faulty->inner.self, id, starts, diag);
}

static weir_err delete_deployment(void *self, weir_id id, weir_diag *diag)
{
    weir_faulty_store *faulty = self;

    WEIR_TRY(fault(faulty, diag));
    return faulty->inner.delete_deployment(faulty->inner.self, id, diag);
}

static weir_err count_running(void *self, weir_text definition, uint64_t *out, weir_diag *diag)
{
    weir_faulty_store *faulty = self;

    WEIR_TRY(fault(faulty, diag));
    return faulty->inner.count_running(faulty->inner.self, definition, out, diag);
}

static weir_err put_message(void *self, const weir_message_row *row, weir_diag *diag)
{
    weir_faulty_store *faulty = self;

    WEIR_TRY(fault(faulty, diag));
    return faulty->inner.put_message(faulty->inner.self, row, diag);
}

static weir_err delete_message(void *self, weir_id id, weir_diag *diag)
{
    weir_faulty_store *faulty = self;

    WEIR_TRY(fault(faulty, diag));
    return faulty->inner.delete_message(faulty->inner.self, id, diag);
}

static weir_err get_message(void *self, weir_id id, weir_arena *arena, weir_message_row *out, weir_diag *diag)
{
    weir_faulty_store *faulty = self;

    WEIR_TRY(fault(faulty, diag));
    return faulty->inner.get_message(faulty->inner.self, id, arena, out, diag);
}

static weir_err read_messages(void *self, weir_text name, int64_t expires_until_ms, weir_message_visit visit,
                              void *context, weir_diag *diag)
{
    weir_faulty_store *faulty = self;

    WEIR_TRY(fault(faulty, diag));
    return faulty->inner.read_messages(faulty->inner.self, name, expires_until_ms, visit, context, diag);
}

static weir_err next_expiry(void *self, int64_t *out, weir_diag *diag)
{
    weir_faulty_store *faulty = self;

    WEIR_TRY(fault(faulty, diag));
    return faulty->inner.next_expiry(faulty->inner.self, out, diag);
}

static weir_err count_messages(void *self, uint64_t *out, weir_diag *diag)
{
    weir_faulty_store *faulty = self;

    WEIR_TRY(fault(faulty, diag));
    return faulty->inner.count_messages(faulty->inner.self, out, diag);
}

static weir_err put_broadcast(void *self, const weir_broadcast_row *row, weir_diag *diag)
{
    weir_faulty_store *faulty = self;

    WEIR_TRY(fault(faulty, diag));
    return faulty->inner.put_broadcast(faulty->inner.self, row, diag);
}

static weir_err delete_broadcast(void *self, uint64_t pos, weir_diag *diag)
{
    weir_faulty_store *faulty = self;

    WEIR_TRY(fault(faulty, diag));
    return faulty->inner.delete_broadcast(faulty->inner.self, pos, diag);
}

static weir_err next_broadcast(void *self, weir_broadcast_row *out, weir_diag *diag)
{
    weir_faulty_store *faulty = self;

    WEIR_TRY(fault(faulty, diag));
    return faulty->inner.next_broadcast(faulty->inner.self, out, diag);
}

static weir_err count_broadcasts(void *self, uint64_t root, uint64_t *count, uint32_t *last_number, weir_diag *diag)
{
    weir_faulty_store *faulty = self;

    WEIR_TRY(fault(faulty, diag));
    return faulty->inner.count_broadcasts(faulty->inner.self, root, count, last_number, diag);
}

static weir_err next_subscriber(void *self, weir_text name, uint64_t before_pos, const weir_broadcast_row *after,
                                weir_wait_row *out, weir_diag *diag)
{
    weir_faulty_store *faulty = self;

    WEIR_TRY(fault(faulty, diag));
    return faulty->inner.next_subscriber(faulty->inner.self, name, before_pos, after, out, diag);
}

static weir_err put_webhook(void *self, const weir_webhook_row *row, weir_diag *diag)
{
    weir_faulty_store *faulty = self;

    WEIR_TRY(fault(faulty, diag));
    return faulty->inner.put_webhook(faulty->inner.self, row, diag);
}

static weir_err delete_webhook(void *self, weir_id id, weir_diag *diag)
{
    weir_faulty_store *faulty = self;

    WEIR_TRY(fault(faulty, diag));
    return faulty->inner.delete_webhook(faulty->inner.self, id, diag);
}

static weir_err raise_floor(void *self, weir_id id, uint64_t floor_pos, weir_diag *diag)
{
    weir_faulty_store *faulty = self;

    WEIR_TRY(fault(faulty, diag));
    return faulty->inner.raise_floor(faulty->inner.self, id, floor_pos, diag);
}

static weir_err set_clock(void *self, int64_t now_ms, weir_diag *diag)
{
    weir_faulty_store *faulty = self;

    WEIR_TRY(fault(faulty, diag));
    return faulty->inner.set_clock(faulty->inner.self, now_ms, diag);
}

static weir_err set_redating(void *self, weir_redating redating, weir_diag *diag)
{
    weir_faulty_store *faulty = self;

    WEIR_TRY(fault(faulty, diag));
    return faulty->inner.set_redating(faulty->inner.self, redating, diag);
}

static weir_err get_redating(void *self, weir_redating *out, weir_diag *diag)
{
    weir_faulty_store *faulty = self;

    WEIR_TRY(fault(faulty, diag));
    return faulty->inner.get_redating(faulty->inner.self, out, diag);
}

static weir_err read_dated(void *self, uint64_t after_pos, uint32_t count_max, weir_dated_visit visit, void *context,
                           weir_diag *diag)
{
    weir_faulty_store *faulty = self;

    WEIR_TRY(fault(faulty, diag));
    return faulty->inner.read_dated(faulty->inner.self, after_pos, count_max, visit, context, diag);
}

static weir_err read_calendar_files(void *self, weir_decision_file_visit visit, void *context, weir_diag *diag)
{
    weir_faulty_store *faulty = self;

    WEIR_TRY(fault(faulty, diag));
    return faulty->inner.read_calendar_files(faulty->inner.self, visit, context, diag);
}

static weir_err get_webhook(void *self, weir_id id, weir_arena *arena, weir_webhook_row *out, weir_diag *diag)
{
    weir_faulty_store *faulty = self;

    WEIR_TRY(fault(faulty, diag));
    return faulty->inner.get_webhook(faulty->inner.self, id, arena, out, diag);
}

static weir_err read_webhooks(void *self, weir_webhook_visit visit, void *context, weir_diag *diag)
{
    weir_faulty_store *faulty = self;

    WEIR_TRY(fault(faulty, diag));
    return faulty->inner.read_webhooks(faulty->inner.self, visit, context, diag);
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
        .project = project,
        .next_pos = next_pos,
        .get_instance = get_instance,
        .read_instances = read_instances,
        .read_stream = read_stream,
        .read_log = read_log,
        .next_due = next_due,
        .read_subscriptions = read_subscriptions,
        .find_task = find_task,
        .set_redating = set_redating,
        .get_redating = get_redating,
        .read_dated = read_dated,
        .read_unlocked = faulty->inner.read_unlocked ? read_unlocked : NULL,
        .get_worker = faulty->inner.get_worker ? get_worker : NULL,
        .set_lock = faulty->inner.set_lock ? set_lock : NULL,
        .next_seq = next_seq,
        .put_deployment = faulty->inner.put_deployment ? put_deployment : NULL,
        .read_latest = faulty->inner.read_latest ? read_latest : NULL,
        .read_decision_files = faulty->inner.read_decision_files ? read_decision_files : NULL,
        .read_calendar_files = faulty->inner.read_calendar_files ? read_calendar_files : NULL,
        .get_definition = faulty->inner.get_definition ? get_definition : NULL,
        .get_latest = faulty->inner.get_latest ? get_latest : NULL,
        .get_version = faulty->inner.get_version ? get_version : NULL,
        .put_time_to_live = faulty->inner.put_time_to_live ? put_time_to_live : NULL,
        .put_starts = faulty->inner.put_starts ? put_starts : NULL,
        .change_definition = faulty->inner.change_definition ? change_definition : NULL,
        .delete_deployment = faulty->inner.delete_deployment ? delete_deployment : NULL,
        .count_running = faulty->inner.count_running ? count_running : NULL,
        .get_content = faulty->inner.get_content ? get_content : NULL,
        .set_clock = faulty->inner.set_clock ? set_clock : NULL,
        .put_message = faulty->inner.put_message ? put_message : NULL,
        .delete_message = faulty->inner.delete_message ? delete_message : NULL,
        .get_message = faulty->inner.get_message ? get_message : NULL,
        .read_messages = faulty->inner.read_messages ? read_messages : NULL,
        .next_expiry = faulty->inner.next_expiry ? next_expiry : NULL,
        .count_messages = faulty->inner.count_messages ? count_messages : NULL,
        .put_broadcast = faulty->inner.put_broadcast ? put_broadcast : NULL,
        .delete_broadcast = faulty->inner.delete_broadcast ? delete_broadcast : NULL,
        .next_broadcast = faulty->inner.next_broadcast ? next_broadcast : NULL,
        .count_broadcasts = faulty->inner.count_broadcasts ? count_broadcasts : NULL,
        .next_subscriber = faulty->inner.next_subscriber ? next_subscriber : NULL,
        .put_webhook = faulty->inner.put_webhook ? put_webhook : NULL,
        .delete_webhook = faulty->inner.delete_webhook ? delete_webhook : NULL,
        .raise_floor = faulty->inner.raise_floor ? raise_floor : NULL,
        .get_webhook = faulty->inner.get_webhook ? get_webhook : NULL,
        .read_webhooks = faulty->inner.read_webhooks ? read_webhooks : NULL,
    };
}
