/* SPDX-License-Identifier: Apache-2.0
 * server/routes.c - every operation of the API, one row each.
 */
#include "server/handlers.h"
#include "server/route.h"
#include "server/variables.h"

/* Rows of a list: the list, how many there are, one alone. */
#define LIST(path_text, rows, shape_of_rows, text)                                                                     \
    {                                                                                                                  \
        .method = WEIR_GET, .path = (path_text), .summary = (text), .run = weir_list_rows, .form = WEIR_ANSWER_LIST,   \
        .answer = &(shape_of_rows), .status = 200, .list = &(rows)                                                     \
    }
#define COUNT_OF(path_text, rows, text)                                                                                \
    {                                                                                                                  \
        .method = WEIR_GET, .path = path_text "/count", .summary = (text), .run = weir_list_count,                     \
        .form = WEIR_ANSWER_COUNT, .status = 200, .list = &(rows)                                                      \
    }
#define POST_LIST(path_text, rows, shape_of_rows, text)                                                                \
    {                                                                                                                  \
        .method = WEIR_POST, .path = (path_text), .summary = (text), .run = weir_list_rows, .body = &weir_shape_query, \
        .form = WEIR_ANSWER_LIST, .answer = &(shape_of_rows), .status = 200, .list = &(rows)                           \
    }
#define POST_COUNT(path_text, rows, text)                                                                              \
    {                                                                                                                  \
        .method = WEIR_POST, .path = path_text "/count", .summary = (text), .run = weir_list_count,                    \
        .body = &weir_shape_query, .form = WEIR_ANSWER_COUNT, .status = 200, .list = &(rows)                           \
    }
#define ONE(path_text, rows, shape_of_rows, text)                                                                      \
    {                                                                                                                  \
        .method = WEIR_GET, .path = path_text "/{id}", .summary = (text), .run = weir_list_one,                        \
        .form = WEIR_ANSWER_OBJECT, .answer = &(shape_of_rows), .status = 200, .list = &(rows)                         \
    }
#define SHOW(path_text, handler, answer_form, shape_of_answer, text)                                                   \
    {                                                                                                                  \
        .method = WEIR_GET, .path = (path_text), .summary = (text), .run = (handler), .form = (answer_form),           \
        .answer = (shape_of_answer), .status = 200                                                                     \
    }
/* A command without an answer. */
#define DO(verb, path_text, handler, shape_of_body, text)                                                              \
    {                                                                                                                  \
        .method = (verb), .path = (path_text), .summary = (text), .run = (handler), .body = (shape_of_body),           \
        .status = 204, .faults = WEIR_FAULTS_OF_COMMANDS                                                               \
    }
#define POST_BOTH(path, rows, shape, what)                                                                             \
    POST_LIST(path, rows, shape, "List " what ", asked for by a body"),                                                \
        POST_COUNT(path, rows, "Count " what ", asked for by a body")

static const weir_route routes[] = {
    SHOW("/version", weir_handle_version, WEIR_ANSWER_OBJECT, &weir_shape_version, "The version of weir"),
    SHOW("/engine", weir_handle_engine, WEIR_ANSWER_LIST, &weir_shape_engine, "The engines: one, called default"),
    SHOW("/openapi.json", weir_openapi, WEIR_ANSWER_ANY, NULL, "This document"),
    SHOW("/health", weir_handle_health, WEIR_ANSWER_OBJECT, &weir_shape_health, "How the server is doing"),
    SHOW("/clock", weir_handle_clock, WEIR_ANSWER_OBJECT, &weir_shape_clock, "The time that processes see"),
    {.method = WEIR_POST,
     .path = "/clock",
     .summary = "Move the virtual clock forward and fire the timers that come due",
     .run = weir_handle_clock_move,
     .body = &weir_shape_clock_move,
     .form = WEIR_ANSWER_OBJECT,
     .answer = &weir_shape_clock_moved,
     .status = 200,
     .faults = WEIR_FAULTS_OF_COMMANDS},
    SHOW("/log", weir_handle_log, WEIR_ANSWER_LIST, &weir_shape_fact,
         "Facts behind a position (after, maxResults, processInstanceId); waitMs: wait for the first one"),
    SHOW("/log/head", weir_handle_log_head, WEIR_ANSWER_OBJECT, &weir_shape_log_head, "The end of the log"),
    SHOW("/log/instance", weir_handle_log_instances, WEIR_ANSWER_LIST, &weir_shape_log_instance,
         "Instances in the order they began (after, maxResults, process, businessKey, activity, state)"),
    SHOW("/log/instance/{id}", weir_handle_log_instance, WEIR_ANSWER_OBJECT, &weir_shape_log_state,
         "An instance as it is, or as it was when the fact at a position (at) had happened"),
    SHOW("/log/instance/{id}/elements", weir_handle_log_instance_elements, WEIR_ANSWER_LIST, &weir_shape_log_element,
         "The elements of the process of an instance"),
    {.method = WEIR_POST,
     .path = "/command",
     .summary = "What weir.h can be asked: start, complete, fail, error, retry, claim, assign, take-back, set, cancel, "
                "message, signal",
     .run = weir_handle_command,
     .body = &weir_shape_command,
     .form = WEIR_ANSWER_OBJECT,
     .answer = &weir_shape_command_done,
     .status = 200,
     .faults = WEIR_FAULTS_OF_COMMANDS},

    LIST("/deployment", weir_list_deployment, weir_shape_deployment, "List deployments"),
    COUNT_OF("/deployment", weir_list_deployment, "Count deployments"),
    {.method = WEIR_POST,
     .path = "/deployment/create",
     .summary = "Deploy files together (multipart/form-data)",
     .run = weir_handle_deployment_create,
     .takes_bytes = true,
     .form = WEIR_ANSWER_OBJECT,
     .answer = &weir_shape_deployed,
     .status = 200,
     .faults = WEIR_FAULTS_OF_COMMANDS},
    ONE("/deployment", weir_list_deployment, weir_shape_deployment, "A deployment"),
    SHOW("/deployment/{id}/resources", weir_handle_resources, WEIR_ANSWER_LIST, &weir_shape_resource,
         "The files of a deployment"),
    SHOW("/deployment/{id}/resources/{resourceId}/data", weir_handle_resource_data, WEIR_ANSWER_BYTES, NULL,
         "The bytes of a file"),

    LIST("/process-definition", weir_list_definition, weir_shape_definition, "List process definitions"),
    COUNT_OF("/process-definition", weir_list_definition, "Count process definitions"),
    SHOW("/process-definition/key/{key}", weir_handle_definition_of_key, WEIR_ANSWER_OBJECT, &weir_shape_definition,
         "The latest version of a process"),
    SHOW("/process-definition/key/{key}/xml", weir_handle_definition_of_key_xml, WEIR_ANSWER_OBJECT, &weir_shape_xml,
         "The file of the latest version of a process"),
    {.method = WEIR_POST,
     .path = "/process-definition/key/{key}/start",
     .summary = "Start an instance of the latest version of a process",
     .run = weir_handle_start_of_key,
     .body = &weir_shape_start,
     .form = WEIR_ANSWER_OBJECT,
     .answer = &weir_shape_started,
     .status = 200,
     .faults = WEIR_FAULTS_OF_COMMANDS},
    ONE("/process-definition", weir_list_definition, weir_shape_definition, "A process definition"),
    SHOW("/process-definition/{id}/xml", weir_handle_definition_xml, WEIR_ANSWER_OBJECT, &weir_shape_xml,
         "The file of a process definition"),
    {.method = WEIR_POST,
     .path = "/process-definition/{id}/start",
     .summary = "Start an instance",
     .run = weir_handle_start,
     .body = &weir_shape_start,
     .form = WEIR_ANSWER_OBJECT,
     .answer = &weir_shape_started,
     .status = 200,
     .faults = WEIR_FAULTS_OF_COMMANDS},

    DO(WEIR_PUT, "/process-definition/suspended", weir_handle_definitions_suspend, &weir_shape_definitions_suspension,
       "Suspend or activate a process definition, or all versions of a key"),
    DO(WEIR_PUT, "/process-definition/key/{key}/suspended", weir_handle_definition_of_key_suspend,
       &weir_shape_definitions_suspension, "Suspend or activate all versions of a process"),
    DO(WEIR_PUT, "/process-definition/{id}/suspended", weir_handle_definition_suspend,
       &weir_shape_definitions_suspension, "Suspend or activate a process definition"),

    LIST("/process-instance", weir_list_instance, weir_shape_instance, "List running instances"),
    COUNT_OF("/process-instance", weir_list_instance, "Count running instances"),
    POST_BOTH("/process-instance", weir_list_instance, weir_shape_instance, "running instances"),
    DO(WEIR_PUT, "/process-instance/suspended", weir_handle_instances_suspend, &weir_shape_instances_suspension,
       "Suspend or activate instances, by their ids or those of a definition"),
    DO(WEIR_PUT, "/process-instance/{id}/suspended", weir_handle_instance_suspend, &weir_shape_suspension,
       "Suspend or activate an instance"),
    ONE("/process-instance", weir_list_instance, weir_shape_instance, "A running instance"),
    DO(WEIR_DELETE, "/process-instance/{id}", weir_handle_instance_delete, NULL,
       "Cancel an instance (deleteReason, failIfNotExists)"),
    SHOW("/process-instance/{id}/activity-instances", weir_handle_activity_instances, WEIR_ANSWER_OBJECT,
         &weir_shape_activity_instance, "What is active in an instance, as a tree"),
    SHOW("/process-instance/{id}/variables", weir_handle_instance_variables, WEIR_ANSWER_VARIABLES, NULL,
         "The variables of an instance"),
    DO(WEIR_POST, "/process-instance/{id}/variables", weir_handle_instance_set_variables, &weir_shape_modifications,
       "Set variables of an instance"),
    SHOW("/process-instance/{id}/variables/{name}", weir_handle_instance_variable, WEIR_ANSWER_VARIABLE, NULL,
         "A variable of an instance"),
    DO(WEIR_PUT, "/process-instance/{id}/variables/{name}", weir_handle_instance_set_variable, &weir_shape_variable,
       "Set a variable of an instance"),

    LIST("/task", weir_list_task, weir_shape_task, "List user tasks"),
    COUNT_OF("/task", weir_list_task, "Count user tasks"),
    POST_BOTH("/task", weir_list_task, weir_shape_task, "user tasks"),
    ONE("/task", weir_list_task, weir_shape_task, "A user task"),
    {.method = WEIR_POST,
     .path = "/task/{id}/complete",
     .summary = "Complete a user task",
     .run = weir_handle_task_complete,
     .body = &weir_shape_completion,
     .form = WEIR_ANSWER_VARIABLES,
     .status = 204,
     .other_status = 200,
     .faults = WEIR_FAULTS_OF_COMMANDS},
    {.method = WEIR_POST,
     .path = "/task/{id}/submit-form",
     .summary = "Complete a user task by its form",
     .run = weir_handle_task_complete,
     .body = &weir_shape_completion,
     .form = WEIR_ANSWER_VARIABLES,
     .status = 204,
     .other_status = 200,
     .faults = WEIR_FAULTS_OF_COMMANDS},
    DO(WEIR_POST, "/task/{id}/claim", weir_handle_task_claim, &weir_shape_user,
       "Take a user task that nobody else has"),
    DO(WEIR_POST, "/task/{id}/unclaim", weir_handle_task_unclaim, NULL, "Give a user task back"),
    DO(WEIR_POST, "/task/{id}/assignee", weir_handle_task_assignee, &weir_shape_user, "Give a user task to somebody"),
    DO(WEIR_POST, "/task/{id}/bpmnError", weir_handle_task_error, &weir_shape_bpmn_error,
       "End a user task with a BPMN error"),
    SHOW("/task/{id}/form", weir_handle_task_form, WEIR_ANSWER_OBJECT, &weir_shape_form, "Which form a task has"),
    SHOW("/task/{id}/form-variables", weir_handle_task_variables, WEIR_ANSWER_VARIABLES, NULL,
         "The variables that a task sees"),
    SHOW("/task/{id}/identity-links", weir_handle_task_identity_links, WEIR_ANSWER_LIST, &weir_shape_identity_link,
         "Who may do a task"),
    SHOW("/task/{id}/variables", weir_handle_task_variables, WEIR_ANSWER_VARIABLES, NULL,
         "The variables that a task sees"),
    SHOW("/task/{id}/variables/{name}", weir_handle_task_variable, WEIR_ANSWER_VARIABLE, NULL,
         "A variable that a task sees"),
    SHOW("/task/{id}/localVariables", weir_handle_task_local_variables, WEIR_ANSWER_VARIABLES, NULL,
         "The variables of a task alone"),
    SHOW("/task/{id}/localVariables/{name}", weir_handle_task_local_variable, WEIR_ANSWER_VARIABLE, NULL,
         "A variable of a task alone"),

    {.method = WEIR_POST,
     .path = "/external-task/fetchAndLock",
     .summary = "Lock tasks for a worker; wait for some, if there are none",
     .run = weir_handle_fetch_and_lock,
     .body = &weir_shape_fetch,
     .form = WEIR_ANSWER_LIST,
     .answer = &weir_shape_locked_task,
     .status = 200,
     .faults = WEIR_FAULTS_OF_COMMANDS},
    LIST("/external-task", weir_list_external_task, weir_shape_external_task, "List external tasks"),
    COUNT_OF("/external-task", weir_list_external_task, "Count external tasks"),
    POST_BOTH("/external-task", weir_list_external_task, weir_shape_external_task, "external tasks"),
    SHOW("/external-task/topic-names", weir_handle_topic_names, WEIR_ANSWER_ANY, NULL, "Topics that have tasks"),
    ONE("/external-task", weir_list_external_task, weir_shape_external_task, "An external task"),
    SHOW("/external-task/{id}/errorDetails", weir_handle_external_details, WEIR_ANSWER_BYTES, NULL,
         "Why an external task failed"),
    DO(WEIR_POST, "/external-task/{id}/complete", weir_handle_external_complete, &weir_shape_external_completion,
       "Complete a locked external task"),
    DO(WEIR_POST, "/external-task/{id}/failure", weir_handle_external_failure, &weir_shape_failure,
       "Say that an external task failed"),
    DO(WEIR_POST, "/external-task/{id}/bpmnError", weir_handle_external_error, &weir_shape_external_error,
       "End an external task with a BPMN error"),
    DO(WEIR_POST, "/external-task/{id}/extendLock", weir_handle_external_extend, &weir_shape_extend,
       "Let a lock last longer"),
    DO(WEIR_POST, "/external-task/{id}/unlock", weir_handle_external_unlock, NULL, "Give a lock up"),
    DO(WEIR_POST, "/external-task/{id}/lock", weir_handle_external_lock, &weir_shape_lock, "Lock one external task"),
    DO(WEIR_PUT, "/external-task/retries", weir_handle_external_all_retries, &weir_shape_all_retries,
       "Set the retries of several external tasks, all or none"),
    DO(WEIR_PUT, "/external-task/{id}/retries", weir_handle_external_retries, &weir_shape_retries,
       "Set the retries of an external task; 0 is an incident, more resolve it"),
    DO(WEIR_PUT, "/external-task/{id}/priority", weir_handle_external_priority, &weir_shape_job_priority,
       "Set the priority of an external task"),

    {.method = WEIR_POST,
     .path = "/message",
     .summary = "Deliver a message to exactly one receiver",
     .run = weir_handle_message,
     .body = &weir_shape_message,
     .form = WEIR_ANSWER_LIST,
     .answer = &weir_shape_message_result,
     .status = 204,
     .other_status = 200,
     .faults = WEIR_FAULTS_OF_COMMANDS},
    DO(WEIR_POST, "/signal", weir_handle_signal, &weir_shape_signal, "Tell a signal to all who wait for it"),

    SHOW("/webhook", weir_handle_webhooks, WEIR_ANSWER_LIST, &weir_shape_webhook,
         "List webhooks, and how far each of them is (firstResult, maxResults)"),
    SHOW("/webhook/count", weir_handle_webhook_count, WEIR_ANSWER_COUNT, NULL, "Count webhooks"),
    {.method = WEIR_POST,
     .path = "/webhook",
     .summary = "Let an address be told what happens; the secret of its signatures is in this answer alone",
     .run = weir_handle_webhook_create,
     .body = &weir_shape_webhook_settings,
     .form = WEIR_ANSWER_OBJECT,
     .answer = &weir_shape_webhook_told,
     .status = 200},
    SHOW("/webhook/{id}", weir_handle_webhook, WEIR_ANSWER_OBJECT, &weir_shape_webhook, "A webhook, and how far it is"),
    {.method = WEIR_PUT,
     .path = "/webhook/{id}",
     .summary = "Change a webhook: what is not there stays; the secret is null unless it was set",
     .run = weir_handle_webhook_update,
     .body = &weir_shape_webhook_change,
     .form = WEIR_ANSWER_OBJECT,
     .answer = &weir_shape_webhook_told,
     .status = 200},
    {.method = WEIR_DELETE,
     .path = "/webhook/{id}",
     .summary = "Delete a webhook",
     .run = weir_handle_webhook_delete,
     .status = 204},
    {.method = WEIR_POST,
     .path = "/webhook/{id}/test",
     .summary = "Send a test event now, and tell what came of it",
     .run = weir_handle_webhook_test,
     .form = WEIR_ANSWER_OBJECT,
     .answer = &weir_shape_webhook_outcome,
     .status = 200},

    LIST("/execution", weir_list_execution, weir_shape_execution, "List executions: one for each instance"),
    COUNT_OF("/execution", weir_list_execution, "Count executions"),
    POST_BOTH("/execution", weir_list_execution, weir_shape_execution, "executions"),
    ONE("/execution", weir_list_execution, weir_shape_execution, "An execution"),
    LIST("/event-subscription", weir_list_subscription, weir_shape_subscription, "List who waits for what"),
    COUNT_OF("/event-subscription", weir_list_subscription, "Count event subscriptions"),
    LIST("/variable-instance", weir_list_variable, weir_shape_variable_instance, "List variables of running instances"),
    COUNT_OF("/variable-instance", weir_list_variable, "Count variables of running instances"),
    POST_BOTH("/variable-instance", weir_list_variable, weir_shape_variable_instance, "variables"),
    LIST("/job", weir_list_job, weir_shape_job, "List jobs: timers and asynchronous continuations"),
    COUNT_OF("/job", weir_list_job, "Count jobs"),
    POST_BOTH("/job", weir_list_job, weir_shape_job, "jobs"),
    ONE("/job", weir_list_job, weir_shape_job, "A job"),
    DO(WEIR_POST, "/job/{id}/execute", weir_handle_job_execute, NULL,
       "Run a job now; one that fails answers with the status of its failure"),
    DO(WEIR_PUT, "/job/{id}/retries", weir_handle_job_retries, &weir_shape_job_retries,
       "Set the retries of a job; 0 is an incident, more resolve it"),
    DO(WEIR_PUT, "/job/{id}/duedate", weir_handle_job_due, &weir_shape_job_due, "Set when a job is due"),
    DO(WEIR_PUT, "/job/{id}/priority", weir_handle_job_priority, &weir_shape_job_priority, "Set the priority of a job"),
    SHOW("/job/{id}/stacktrace", weir_handle_job_stacktrace, WEIR_ANSWER_BYTES, NULL,
         "Why a job failed the last time, and where"),
    LIST("/incident", weir_list_incident, weir_shape_incident, "List open incidents"),
    COUNT_OF("/incident", weir_list_incident, "Count open incidents"),
    ONE("/incident", weir_list_incident, weir_shape_incident, "An open incident"),

    LIST("/history/process-instance", weir_list_past_instance, weir_shape_past_instance, "List all instances"),
    COUNT_OF("/history/process-instance", weir_list_past_instance, "Count all instances"),
    POST_BOTH("/history/process-instance", weir_list_past_instance, weir_shape_past_instance, "all instances"),
    ONE("/history/process-instance", weir_list_past_instance, weir_shape_past_instance, "An instance"),
    LIST("/history/activity-instance", weir_list_past_activity, weir_shape_past_activity,
         "List what was active in an instance"),
    COUNT_OF("/history/activity-instance", weir_list_past_activity, "Count what was active in an instance"),
    POST_BOTH("/history/activity-instance", weir_list_past_activity, weir_shape_past_activity,
              "what was active in an instance"),
    LIST("/history/task", weir_list_past_task, weir_shape_past_task, "List user tasks of an instance, also past ones"),
    COUNT_OF("/history/task", weir_list_past_task, "Count user tasks of an instance, also past ones"),
    POST_BOTH("/history/task", weir_list_past_task, weir_shape_past_task, "user tasks of an instance"),
    LIST("/history/variable-instance", weir_list_past_variable, weir_shape_past_variable,
         "List variables of an instance, with their last values"),
    COUNT_OF("/history/variable-instance", weir_list_past_variable, "Count variables of an instance"),
    POST_BOTH("/history/variable-instance", weir_list_past_variable, weir_shape_past_variable,
              "variables of an instance"),
    LIST("/history/detail", weir_list_past_detail, weir_shape_past_detail, "List changes of variables of an instance"),
    COUNT_OF("/history/detail", weir_list_past_detail, "Count changes of variables of an instance"),
    POST_BOTH("/history/detail", weir_list_past_detail, weir_shape_past_detail, "changes of variables"),
    LIST("/history/incident", weir_list_past_incident, weir_shape_past_incident,
         "List incidents of an instance, also resolved ones"),
    COUNT_OF("/history/incident", weir_list_past_incident, "Count incidents of an instance"),
};

const weir_route *weir_routes(uint32_t *count)
{
    *count = (uint32_t)(sizeof routes / sizeof *routes);
    return routes;
}
