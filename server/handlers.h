/* SPDX-License-Identifier: Apache-2.0
 * server/handlers.h - what the rows of the route table point to: handlers, lists and shapes, by resource.
 *
 * Each file handle_<resource>.c has those of one resource. Layer: server.
 */
#ifndef WEIR_SERVER_HANDLERS_H
#define WEIR_SERVER_HANDLERS_H

#include "server/list.h"
#include "server/snapshot.h"

/* handle_engine.c */
weir_err weir_handle_version(weir_rest *call);
weir_err weir_handle_engine(weir_rest *call);
weir_err weir_handle_health(weir_rest *call);
weir_err weir_handle_clock(weir_rest *call);
weir_err weir_handle_clock_move(weir_rest *call);
extern const weir_shape weir_shape_version, weir_shape_engine, weir_shape_health, weir_shape_clock,
    weir_shape_clock_moved, weir_shape_clock_move;

/* handle_log.c */
weir_err weir_handle_log(weir_rest *call);
weir_err weir_handle_log_head(weir_rest *call);
extern const weir_shape weir_shape_fact, weir_shape_log_head;

/* handle_log_instance.c */
weir_err weir_handle_log_instances(weir_rest *call);
weir_err weir_handle_log_instance(weir_rest *call);
weir_err weir_handle_log_instance_elements(weir_rest *call);
extern const weir_shape weir_shape_log_instance, weir_shape_log_state, weir_shape_log_element;

/* handle_command.c */
weir_err weir_handle_command(weir_rest *call);
extern const weir_shape weir_shape_command, weir_shape_command_done;

/* handle_deployment.c */
weir_err weir_handle_deployment_create(weir_rest *call);
weir_err weir_handle_resources(weir_rest *call);
weir_err weir_handle_resource(weir_rest *call);
weir_err weir_handle_resource_data(weir_rest *call);
weir_err weir_handle_redeploy(weir_rest *call);
extern const weir_listing weir_list_deployment;
extern const weir_shape weir_shape_deployment, weir_shape_deployed, weir_shape_redeployment, weir_shape_resource;

/* handle_definition.c */
weir_err weir_handle_definition_of_key(weir_rest *call);
weir_err weir_handle_definition_xml(weir_rest *call);
weir_err weir_handle_definition_of_key_xml(weir_rest *call);
weir_err weir_handle_start(weir_rest *call);
weir_err weir_handle_start_of_key(weir_rest *call);
weir_err weir_handle_submit_start_form(weir_rest *call);
weir_err weir_handle_submit_start_form_of_key(weir_rest *call);
extern const weir_listing weir_list_definition;
extern const weir_shape weir_shape_definition, weir_shape_xml, weir_shape_start, weir_shape_started;

/* handle_diagram.c */
weir_err weir_handle_definition_diagram(weir_rest *call);
weir_err weir_handle_definition_of_key_diagram(weir_rest *call);
weir_err weir_handle_instance_account(weir_rest *call);
weir_err weir_handle_instance_diagram(weir_rest *call);

/* handle_calendar.c */
weir_err weir_handle_calendars(weir_rest *call);
weir_err weir_handle_calendar_count(weir_rest *call);
weir_err weir_handle_calendar(weir_rest *call);
weir_err weir_handle_calendar_xml(weir_rest *call);
weir_err weir_handle_calendar_add(weir_rest *call);
extern const weir_shape weir_shape_calendar, weir_shape_whole_calendar, weir_shape_limit_end;

/* handle_calendar_import.c */
weir_err weir_handle_calendar_import(weir_rest *call);
weir_err weir_handle_calendar_check(weir_rest *call);
extern const weir_shape weir_shape_calendar_import;

/* handle_decision.c */
weir_err weir_handle_decisions(weir_rest *call);
weir_err weir_handle_decision_count(weir_rest *call);
weir_err weir_handle_decision(weir_rest *call);
weir_err weir_handle_decision_xml(weir_rest *call);
weir_err weir_handle_decision_diagram(weir_rest *call);
weir_err weir_handle_decision_evaluate(weir_rest *call);
extern const weir_listing weir_list_decision, weir_list_graph;
extern const weir_shape weir_shape_graph;
extern const weir_shape weir_shape_decision, weir_shape_decision_xml, weir_shape_evaluation;

/* handle_instance.c */
weir_err weir_handle_instance_delete(weir_rest *call);
weir_err weir_handle_instance_variables(weir_rest *call);
weir_err weir_handle_instance_variable(weir_rest *call);
weir_err weir_handle_activity_instances(weir_rest *call);
/* The instance that the path names. ENOTFOUND: there is none, or it has ended. */
WEIR_MUST_USE weir_err weir_find_running(weir_rest *call, weir_id *id, weir_snapshot *snapshot);
/* The process variables of an instance, as an object into `out`. */
WEIR_MUST_USE weir_err weir_write_process_variables(weir_rest *call, weir_id instance, weir_buffer *out);
extern const weir_listing weir_list_instance, weir_list_any_instance;
extern const weir_shape weir_shape_instance, weir_shape_query, weir_shape_activity_instance;

/* handle_modify.c */
weir_err weir_handle_instance_modify(weir_rest *call);
weir_err weir_handle_instance_limits(weir_rest *call);
weir_err weir_handle_limit_extend(weir_rest *call);
extern const weir_shape weir_shape_modification;

/* handle_execution.c */
weir_err weir_handle_execution_message(weir_rest *call);
weir_err weir_handle_execution_trigger(weir_rest *call);
weir_err weir_handle_execution_signal(weir_rest *call);
/* The signal for one execution alone, with the variables of the body. */
WEIR_MUST_USE weir_err weir_signal_execution(weir_rest *call, weir_text id, weir_text name);
extern const weir_shape weir_shape_trigger;

/* handle_delete.c */
weir_err weir_handle_deployment_delete(weir_rest *call);
weir_err weir_handle_definition_delete(weir_rest *call);
weir_err weir_handle_definition_of_key_delete(weir_rest *call);
weir_err weir_handle_deployment_registered(weir_rest *call);

/* handle_suspend.c */
weir_err weir_handle_instance_suspend(weir_rest *call);
weir_err weir_handle_instances_suspend(weir_rest *call);
weir_err weir_handle_definition_suspend(weir_rest *call);
weir_err weir_handle_definition_of_key_suspend(weir_rest *call);
weir_err weir_handle_definitions_suspend(weir_rest *call);
extern const weir_shape weir_shape_suspension, weir_shape_instances_suspension, weir_shape_definitions_suspension;

/* handle_time_to_live.c */
weir_err weir_handle_definition_time_to_live(weir_rest *call);
weir_err weir_handle_definition_of_key_time_to_live(weir_rest *call);
weir_err weir_handle_decision_time_to_live(weir_rest *call);
extern const weir_shape weir_shape_time_to_live;

/* handle_variables.c */
weir_err weir_handle_instance_set_variables(weir_rest *call);
weir_err weir_handle_instance_set_variable(weir_rest *call);
weir_err weir_handle_instance_delete_variable(weir_rest *call);
weir_err weir_handle_task_set_variables(weir_rest *call);
weir_err weir_handle_task_set_variable(weir_rest *call);
weir_err weir_handle_task_delete_variable(weir_rest *call);
weir_err weir_handle_task_set_local_variables(weir_rest *call);
weir_err weir_handle_task_set_local_variable(weir_rest *call);
weir_err weir_handle_task_delete_local_variable(weir_rest *call);
weir_err weir_handle_instance_data(weir_rest *call);
weir_err weir_handle_instance_set_data(weir_rest *call);
weir_err weir_handle_task_data(weir_rest *call);
weir_err weir_handle_task_set_data(weir_rest *call);
weir_err weir_handle_task_local_data(weir_rest *call);
weir_err weir_handle_task_set_local_data(weir_rest *call);
weir_err weir_handle_variable(weir_rest *call);
weir_err weir_handle_variable_data(weir_rest *call);
weir_err weir_handle_past_variable(weir_rest *call);
weir_err weir_handle_past_variable_data(weir_rest *call);
extern const weir_shape weir_shape_modifications;

/* handle_task.c */
weir_err weir_handle_task_complete(weir_rest *call);
weir_err weir_handle_task_submit(weir_rest *call);
weir_err weir_handle_task_error(weir_rest *call);
weir_err weir_handle_task_claim(weir_rest *call);
weir_err weir_handle_task_unclaim(weir_rest *call);
weir_err weir_handle_task_assignee(weir_rest *call);
weir_err weir_handle_task_variables(weir_rest *call);
weir_err weir_handle_task_local_variables(weir_rest *call);
weir_err weir_handle_task_variable(weir_rest *call);
weir_err weir_handle_task_local_variable(weir_rest *call);
weir_err weir_handle_task_form(weir_rest *call);
weir_err weir_handle_task_identity_links(weir_rest *call);
/* The task that the path names. Who acts without a name is the assignee, if there is one: the log says so. A task of
 * another kind is not found. */
WEIR_MUST_USE weir_err weir_find_task(weir_rest *call, weir_id *id);
/* Its details, who has it (absent: nobody), and the id of its definition. */
WEIR_MUST_USE weir_err weir_read_task(weir_rest *call, weir_value *out, weir_text *assignee, weir_text *definition);
/* A form as an object. */
typedef struct weir_form_name {
    weir_text key, ref, binding, version; /* absent: not said */
} weir_form_name;
weir_form_name weir_form_name_of(const weir_value *details); /* of a task */
void weir_write_form(weir_buffer *out, const weir_form_name *form);
weir_err weir_handle_task_form_variables(weir_rest *call);
extern const weir_listing weir_list_task;
extern const weir_shape weir_shape_task, weir_shape_completion, weir_shape_bpmn_error, weir_shape_user, weir_shape_form,
    weir_shape_identity_link;

/* handle_task_change.c */
weir_err weir_handle_task_delegate(weir_rest *call);
weir_err weir_handle_task_resolve(weir_rest *call);
weir_err weir_handle_task_escalation(weir_rest *call);
weir_err weir_handle_task_update(weir_rest *call);
weir_err weir_handle_task_add_link(weir_rest *call);
weir_err weir_handle_task_delete_link(weir_rest *call);
weir_err weir_handle_task_create(weir_rest *call);
weir_err weir_handle_task_delete(weir_rest *call);
extern const weir_shape weir_shape_escalation, weir_shape_task_update;

/* handle_form.c */
weir_err weir_handle_start_form(weir_rest *call);
weir_err weir_handle_start_form_of_key(weir_rest *call);
weir_err weir_handle_start_form_variables(weir_rest *call);
weir_err weir_handle_start_form_variables_of_key(weir_rest *call);
weir_err weir_handle_task_deployed_form(weir_rest *call);
weir_err weir_handle_deployed_start_form(weir_rest *call);
weir_err weir_handle_deployed_start_form_of_key(weir_rest *call);

/* handle_fetch.c */
weir_err weir_handle_fetch_and_lock(weir_rest *call);
extern const weir_shape weir_shape_fetch;

/* handle_external.c */
weir_err weir_handle_topic_names(weir_rest *call);
weir_err weir_handle_external_complete(weir_rest *call);
weir_err weir_handle_external_failure(weir_rest *call);
weir_err weir_handle_external_error(weir_rest *call);
weir_err weir_handle_external_extend(weir_rest *call);
weir_err weir_handle_external_unlock(weir_rest *call);
weir_err weir_handle_external_lock(weir_rest *call);
weir_err weir_handle_external_retries(weir_rest *call);
weir_err weir_handle_external_priority(weir_rest *call);
weir_err weir_handle_external_all_retries(weir_rest *call);
weir_err weir_handle_external_details(weir_rest *call);
extern const weir_listing weir_list_external_task;
extern const weir_shape weir_shape_external_task, weir_shape_locked_task, weir_shape_external_completion,
    weir_shape_failure, weir_shape_external_error, weir_shape_extend, weir_shape_lock, weir_shape_retries,
    weir_shape_all_retries;

/* handle_webhook.c */
weir_err weir_handle_webhooks(weir_rest *call);
weir_err weir_handle_webhook_count(weir_rest *call);
weir_err weir_handle_webhook(weir_rest *call);
weir_err weir_handle_webhook_create(weir_rest *call);
weir_err weir_handle_webhook_update(weir_rest *call);
weir_err weir_handle_webhook_delete(weir_rest *call);
weir_err weir_handle_webhook_test(weir_rest *call);
extern const weir_shape weir_shape_webhook, weir_shape_webhook_told, weir_shape_webhook_settings,
    weir_shape_webhook_change, weir_shape_webhook_outcome;

/* handle_message.c */
weir_err weir_handle_message(weir_rest *call);
weir_err weir_handle_message_discard(weir_rest *call);
weir_err weir_handle_signal(weir_rest *call);
weir_err weir_handle_condition(weir_rest *call);
extern const weir_shape weir_shape_message, weir_shape_kept_message, weir_shape_message_result, weir_shape_signal,
    weir_shape_condition;

/* handle_present.c */
extern const weir_listing weir_list_execution, weir_list_subscription, weir_list_variable, weir_list_variable_data,
    weir_list_incident, weir_list_kept_message;
extern const weir_shape weir_shape_execution, weir_shape_subscription, weir_shape_variable_instance,
    weir_shape_incident;

/* handle_job.c */
weir_err weir_handle_job_execute(weir_rest *call);
weir_err weir_handle_job_retries(weir_rest *call);
weir_err weir_handle_job_priority(weir_rest *call);
weir_err weir_handle_job_due(weir_rest *call);
weir_err weir_handle_job_stacktrace(weir_rest *call);
extern const weir_listing weir_list_limit; /* time limits (handle_limit.c) */
extern const weir_shape weir_shape_limit, weir_shape_extension;
extern const weir_listing weir_list_job;
extern const weir_shape weir_shape_job, weir_shape_job_retries, weir_shape_job_priority, weir_shape_job_due;

/* handle_history.c */
weir_err weir_handle_past_activity(weir_rest *call);
weir_err weir_handle_past_detail(weir_rest *call);
weir_err weir_past_stream_of(weir_rest *call, weir_id *out); /* the id in the path is the position of a fact */
extern const weir_listing weir_list_past_instance, weir_list_past_activity, weir_list_past_task,
    weir_list_past_variable, weir_list_past_variable_data, weir_list_past_incident, weir_list_past_detail;
extern const weir_shape weir_shape_past_instance, weir_shape_past_activity, weir_shape_past_task,
    weir_shape_past_variable, weir_shape_past_incident, weir_shape_past_detail;

/* handle_past_decision.c */
weir_err weir_handle_past_decisions(weir_rest *call);
weir_err weir_handle_past_decision_count(weir_rest *call);
weir_err weir_handle_past_decision(weir_rest *call);
weir_err weir_limit_write_days(weir_rest *call, const weir_member *field, weir_text text, weir_buffer *out);
weir_err weir_past_decision_write(weir_rest *call, const weir_member *field, weir_text text, weir_buffer *out);
extern const weir_listing weir_list_past_decision;
extern const weir_shape weir_shape_past_decision;

#endif
