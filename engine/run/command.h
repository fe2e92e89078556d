/* SPDX-License-Identifier: Apache-2.0
 * run/command.h - what somebody asks of one instance.
 *
 * Layer: run.
 */
#ifndef WEIR_RUN_COMMAND_H
#define WEIR_RUN_COMMAND_H

#include "base/id.h"
#include "run/program.h"

/* One thing that an administrator changes about where an instance is. */
typedef enum weir_instruction_kind {
    WEIR_INSTRUCTION_CANCEL,       /* element, all of its tokens; or `token`; neither: all that there are */
    WEIR_INSTRUCTION_START_BEFORE, /* element: a token goes into it */
    WEIR_INSTRUCTION_START_AFTER,  /* element: a token takes its only outgoing flow */
    WEIR_INSTRUCTION_TRANSITION,   /* element: the flow that a token takes */
    WEIR_INSTRUCTION_KIND_COUNT
} weir_instruction_kind;

typedef struct weir_instruction {
    weir_instruction_kind kind;
    weir_text element;
    uint32_t token;  /* number of one that is there; 0: none is meant */
    bool spares_new; /* of an element, not those that instructions before it have started */
    /* Where a token starts: containers around the element that are not open below this one are opened anew. Without it
     * those that are open are used, each of which must be the only one. */
    bool has_ancestor;
    uint32_t ancestor;            /* the token of a container; 0: the process itself */
    weir_value variables, locals; /* context or null: where they are visible already, else in the process; in the scope
                                     of the element, or if it has none, of the container it is in */
} weir_instruction;

typedef struct weir_instructions {
    const weir_instruction *items;
    uint32_t count;
} weir_instructions;

const char *weir_instruction_name(weir_instruction_kind kind); /* "startBeforeActivity" */

typedef enum weir_command_kind {
    WEIR_COMMAND_START,              /* start_event, name = definition id, business_key, variables, locals; instance,
                                        caller */
    WEIR_COMMAND_COMPLETE,           /* wait: user or external task; variables, locals */
    WEIR_COMMAND_FAIL,               /* wait: external task; retries left, text, details (a text), variables, locals */
    WEIR_COMMAND_THROW_ERROR,        /* wait: user or external task; name = error code, text, variables */
    WEIR_COMMAND_FIRE,               /* wait: job (timer or continuation) that is due, or is_early */
    WEIR_COMMAND_MESSAGE,            /* wait: message subscription; name, variables, locals */
    WEIR_COMMAND_SIGNAL,             /* wait: signal subscription; name, variables */
    WEIR_COMMAND_PASS_BY,            /* wait: signal subscription; name, text = why it did not get the signal */
    WEIR_COMMAND_TRIGGER,            /* wait: receive task without a message; variables, locals */
    WEIR_COMMAND_SET_VARIABLES,      /* variables, into the process scope; removed */
    WEIR_COMMAND_SET_TASK_VARIABLES, /* wait: user or external task; variables, removed, is_local */
    WEIR_COMMAND_RETRY,              /* wait: external task or job with an incident, or its incident; retries */
    WEIR_COMMAND_FAIL_JOB,           /* wait: job that failed; text = why: a retry less, and an incident without any */
    WEIR_COMMAND_SET_ASIDE, /* the whole instance; text = why: an incident, and nothing else until it is taken back */
    WEIR_COMMAND_TAKE_BACK, /* an instance that was set aside */
    WEIR_COMMAND_ASSIGN,    /* wait: user task; name = who has it now; absent: nobody */
    WEIR_COMMAND_CLAIM,     /* wait: user task that nobody else has; name = who takes it */
    WEIR_COMMAND_SUBMIT,    /* wait: user task, completed by its form; one that was delegated is resolved; variables */
    WEIR_COMMAND_DELEGATE,  /* wait: user task; name = who has to resolve it */
    WEIR_COMMAND_RESOLVE,   /* wait: user task; variables */
    WEIR_COMMAND_UPDATE_TASK,  /* wait: user task; details */
    WEIR_COMMAND_LINK,         /* wait: user task; name = who, text = the detail: who may do it, has it or owns it */
    WEIR_COMMAND_UNLINK,       /* the same, taken back */
    WEIR_COMMAND_ESCALATE,     /* wait: user task; name = escalation code, variables */
    WEIR_COMMAND_CANCEL,       /* the whole instance; text = reason; is_from_caller */
    WEIR_COMMAND_RETURN,       /* wait: call; name = outcome, text = error code, details = message; variables */
    WEIR_COMMAND_TELL_CALLER,  /* wait: call that goes on; name = escalation code; variables */
    WEIR_COMMAND_SET_RETRIES,  /* wait: external task or job; retries, 0: an incident */
    WEIR_COMMAND_SET_PRIORITY, /* wait: external task or job; priority */
    WEIR_COMMAND_SET_DUE,      /* wait: job; due_ms */
    WEIR_COMMAND_EXTEND,       /* a time limit: wait, or the only one of element; amount = working days, name = who,
                                  text = why */
    WEIR_COMMAND_REDATE,       /* the whole instance: its calendars may have been corrected (redate.h) */
    WEIR_COMMAND_SUSPEND,      /* the whole instance: others may only look at it, until it is activated */
    WEIR_COMMAND_ACTIVATE,
    WEIR_COMMAND_MODIFY, /* instructions, in their order, then the instance goes on; text = why */
    WEIR_COMMAND_KIND_COUNT
} weir_command_kind;

typedef struct weir_command {
    weir_command_kind kind;
    weir_id wait;             /* target, for the kinds that name one */
    weir_node_ix start_event; /* WEIR_NO_IX: the none start event */
    weir_text name, text, business_key, element;
    weir_text worker;      /* who had the external task, for COMPLETE and FAIL; absent: not said */
    weir_value variables;  /* context or null */
    weir_value transients; /* variables that are seen while the command runs, and never stored; context or null */
    weir_value locals;     /* those for the scope of the task alone; context or null */
    weir_value removed;    /* names of variables; list or null */
    weir_value details;    /* of a user task, for UPDATE_TASK (user_task.h); of a failure, for FAIL */
    weir_instructions instructions; /* of MODIFY; of START: instead of the start event */
    int64_t retries, priority, due_ms, amount;
    weir_id instance;    /* START: which one it shall be; none: it has a new id */
    weir_value caller;   /* START: who calls it (call.h); null: nobody */
    bool is_form;        /* START: the variables are those of the form of the start event, which checks them */
    bool is_local;       /* SET_TASK_VARIABLES: the scope of the task alone */
    bool is_from_caller; /* CANCEL: by the one that called it, who need not be told */
    bool is_early;       /* FIRE: although the job is not due yet, or has no retries left */
} weir_command;

const char *weir_command_name(weir_command_kind kind); /* "complete" */

#endif
