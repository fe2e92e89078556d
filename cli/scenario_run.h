/* SPDX-License-Identifier: Apache-2.0
 * cli/scenario_run.h - one scenario, run in one mode: an engine of its own, steps, expectations, a verdict.
 *
 * scenario_run.c goes through the steps, scenario_step.c, scenario_wait.c and scenario_modify.c make requests of them,
 * scenario_mode.c executes a request the way the mode wants, scenario_expect.c and scenario_fact.c compare,
 * scenario_mock.c answers for what is mocked, scenario_hint.c helps with ids, scenario_world.c holds the engine and
 * what it stands on. Layer: cli.
 */
#ifndef WEIR_CLI_SCENARIO_RUN_H
#define WEIR_CLI_SCENARIO_RUN_H

#include "base/buffer.h"
#include "cli/fault_memory.h"
#include "cli/scenario.h"
#include "host/engine.h"
#include "store/faulty.h"
#include "store/memory.h"

/* ── why a scenario fails ──────────────────────────────────────────────────────────────────────────── */

typedef struct weir_failure {
    bool is_set;
    uint32_t line;             /* of the step; 0: of none */
    weir_text what;            /* "expect path", "complete" */
    weir_text message;         /* a sentence, or absent if expected and found say it */
    weir_text expected, found; /* absent: nothing to compare */
    weir_attr attribute;       /* of the expectation that did not hold, or NONE */
    weir_text path, waiting;   /* of the instance when it happened; absent where expected and found show it */
} weir_failure;

/* ── the world of a run ────────────────────────────────────────────────────────────────────────────── */

/* A store that outlives the engine over it: what was closed can be opened again. */
typedef struct weir_run_base {
    weir_err (*open)(void *self, weir_store *out, weir_diag *diag);
    void (*close)(void *self);
    weir_hasher hasher; /* of deployed files */
    void *self;
} weir_run_base;

typedef struct weir_world {
    const weir_run_base *base; /* NULL: the store is in memory and gone when the world is closed */
    weir_fault_memory memory;  /* of the engine alone */
    weir_memory_store *store;
    weir_faulty_store faulty;
    weir_store port; /* faulty, over the store */
    weir_ports ports;
    weir_engine *engine; /* NULL: the world is closed */
} weir_world;

typedef struct weir_coverage weir_coverage; /* cli/coverage.h */

typedef struct weir_run_settings {
    const weir_zones *zones;
    const weir_calendars *calendars;
    uint64_t seed;
    bool takes_all_faults;
    const weir_run_base *base; /* NULL: each run has a store in memory */
    weir_coverage *coverage;   /* NULL: nobody asks; of a straight run alone, as the others do the same */
} weir_run_settings;

/* is_exact: each object of the engine is a request of memory of its own. The world is open afterwards. */
WEIR_MUST_USE weir_err weir_world_init(weir_world *world, bool is_exact, const weir_run_settings *settings,
                                       weir_diag *diag);
/* Store and engine, over what the base has. After an error the world is closed. */
WEIR_MUST_USE weir_err weir_world_open(weir_world *world, weir_diag *diag);
void weir_world_close(weir_world *world);
/* All that the store holds of instances and how long the log is, as bytes to compare. */
WEIR_MUST_USE weir_err weir_world_snapshot(const weir_world *world, weir_arena *arena, weir_text *out);

/* ── the run ───────────────────────────────────────────────────────────────────────────────────────── */

typedef struct weir_scenario_run weir_scenario_run;

/* What distinguishes a mode: how a request is executed, and what is checked around it. A promise of the engine
 * that does not hold goes to run->failure; the result is that of the request. */
typedef struct weir_mode {
    const char *name, *promise;
    bool is_exact;
    weir_err (*deploy)(weir_scenario_run *run);
    weir_err (*execute)(weir_scenario_run *run, const weir_request *request, weir_diag *diag);
} weir_mode;

#define WEIR_MODE_COUNT 5u
extern const weir_mode weir_modes[WEIR_MODE_COUNT]; /* the first one is the straight run */

typedef struct weir_run_instance {
    weir_id id;
    weir_text name;               /* given by the step that started it, or absent */
    weir_text key;                /* of its process; of a stand-in the element that is mocked */
    const weir_mock *stand_in;    /* the first one that it stands in for; NULL: it is no stand-in */
    bool has_ended, stands_still; /* seen already, where mocks look */
    weir_id caller;               /* likewise; none: nobody called it */
} weir_run_instance;

/* What a mock will answer, in the order it was asked. */
typedef struct weir_run_answer {
    const weir_mock *mock;
    weir_id instance; /* that waits, or has sent a message */
    weir_id wait;     /* none: an answer to a message */
    int64_t due_ms;
    weir_value variables, keys; /* of the answer to a message */
} weir_run_answer;

struct weir_scenario_run {
    const weir_scenario *scenario;
    const weir_mode *mode;
    const weir_zones *zones;
    uint64_t seed;
    bool takes_all_faults;
    weir_arena *arena;  /* of the verdict */
    weir_arena scratch; /* of one step */
    weir_world world;
    const weir_scenario_step *step; /* the one that runs; NULL: deployment */
    int64_t now_ms;
    uint64_t fault_count; /* that were tried */
    uint64_t seen_pos;    /* the log is looked through up to here */
    struct {
        weir_run_instance *items;
        uint32_t count, capacity;
    } instances; /* in the order they started */
    struct {
        weir_run_answer *items;
        uint32_t count, capacity;
    } answers;                 /* of mocks, on their way */
    uint32_t *mock_use_counts; /* by mock of the scenario; NULL before the first look */
    uint64_t heard_pos;        /* partners have heard the messages before it */
    uint32_t answer_count;     /* that were given */
    weir_failure failure;
};

/* A log as text, a row for each line; two runs agree when their logs are equal. */
typedef struct weir_run_verdict {
    bool is_passed;
    weir_failure failure;
    uint64_t fault_count; /* that were tried */
    weir_text log;
} weir_run_verdict;

/* reference: log of the straight run, absent: nothing to compare with.
 * arena: the verdict lives here. ENOMEM of the runner itself. */
WEIR_MUST_USE weir_err weir_scenario_run_in(const weir_scenario *scenario, const weir_mode *mode,
                                            const weir_run_settings *settings, weir_text reference, weir_arena *arena,
                                            weir_run_verdict *out);

/* ── shared by the files of the run ────────────────────────────────────────────────────────────────── */

/* Note a failure at the step that runs; the first one stays. Always returns WEIR_OK or ENOMEM. */
WEIR_MUST_USE weir_err weir_run_fail(weir_scenario_run *run, const char *what, const char *format, ...)
    WEIR_PRINTF(3, 4);
WEIR_MUST_USE weir_err weir_run_differ(weir_scenario_run *run, const char *what, weir_text expected, weir_text found);
/* What modes are made of: deploy; the same, where an error is no failure; execute; compare each instance that the log
 * mentions at since_pos or behind it with its facts, folded. */
WEIR_MUST_USE weir_err weir_run_deploy(weir_scenario_run *run);
WEIR_MUST_USE weir_err weir_run_deploy_to(weir_scenario_run *run, weir_engine *engine, weir_diag *diag);
WEIR_MUST_USE weir_err weir_run_execute(weir_scenario_run *run, const weir_request *request, weir_diag *diag);
WEIR_MUST_USE weir_err weir_run_check_folded(weir_scenario_run *run, uint64_t since_pos);
/* The log from there on as text, a row for each line. */
WEIR_MUST_USE weir_err weir_run_write_log(const weir_scenario_run *run, uint64_t from_pos, weir_arena *arena,
                                          weir_text *out);
/* Look through what was logged since the last time: which instances have started? */
WEIR_MUST_USE weir_err weir_run_note_starts(weir_scenario_run *run);
/* Mocks (scenario_mock.c). notice: what waits for a mock now will be answered. answer_next: the answer that is due
 * first, at until_ms or before; is_given false: there is none. check: those that were never used are a failure. */
WEIR_MUST_USE weir_err weir_run_notice_mocks(weir_scenario_run *run);
int64_t weir_run_next_answer(const weir_scenario_run *run); /* when; INT64_MAX: there is none */
WEIR_MUST_USE weir_err weir_run_answer_next(weir_scenario_run *run, int64_t until_ms, bool *is_given);
WEIR_MUST_USE weir_err weir_run_check_mocks(weir_scenario_run *run);
/* The instance a step means: by its attribute (the name that the step gave that started it, else the key of its
 * process: the last one started of it, or with a number, as in "key:1", the first, second …), else the last one
 * started; NULL: there is none. */
const weir_run_instance *weir_run_instance_of(const weir_scenario_run *run, const weir_part *part);
/* Its state, decoded into the scratch. */
WEIR_MUST_USE weir_err weir_run_look(weir_scenario_run *run, weir_id id, weir_instance_view *out);
/* All facts of one instance, or (none) of all of them, in the order of the log, decoded into the scratch. */
typedef struct weir_run_fact {
    const weir_program *program;
    weir_fact fact;
} weir_run_fact;
typedef struct weir_run_facts {
    weir_run_fact *items;
    uint32_t count, capacity;
} weir_run_facts;
WEIR_MUST_USE weir_err weir_run_read_facts(weir_scenario_run *run, weir_id stream, weir_run_facts *out);
/* A FEEL context as the step sees it; no expression gives null. ok = false: it is none, and a failure is noted. */
WEIR_MUST_USE weir_err weir_run_context(weir_scenario_run *run, const char *what, const weir_expression *expression,
                                        weir_value *out, bool *ok);
/* The same, over variables. */
WEIR_MUST_USE weir_err weir_run_context_in(weir_scenario_run *run, const char *what, const weir_feel_scope *scope,
                                           const weir_expression *expression, weir_value *out, bool *ok);

/* What a step that modifies asks of an instance; its state is in the view. ok = false: a failure is noted. */
WEIR_MUST_USE weir_err weir_run_instructions(weir_scenario_run *run, const weir_instance_view *view, int64_t item,
                                             weir_instructions *out, bool *ok);

/* " (did you mean 'b'?)", nothing if no id of the program is near (scenario_hint.c); of an element of whatever
 * instance, or of a message of whatever model: nothing if that is there. */
void weir_run_hint_write(const weir_program *program, weir_text id, weir_buffer *out);
WEIR_MUST_USE weir_err weir_run_hint_element(weir_scenario_run *run, weir_text id, weir_buffer *out);
void weir_run_hint_message(const weir_scenario_run *run, weir_text name, weir_buffer *out);
bool weir_run_is_element(const weir_program *program, weir_text id);
/* A failure: the step means an instance that is not there. */
WEIR_MUST_USE weir_err weir_run_no_instance(weir_scenario_run *run, const char *what);

/* Run one step. The result of the request is in `err` and `diag`, that of the runner is returned. */
WEIR_MUST_USE weir_err weir_run_step(weir_scenario_run *run, weir_err *err, weir_diag *diag);
/* Run a job as a host does: what it fails by costs it a retry. */
WEIR_MUST_USE weir_err weir_run_job(weir_scenario_run *run, const weir_request *request);
WEIR_MUST_USE weir_err weir_run_expect(weir_scenario_run *run);
/* The facts that an expectation lists. of_instance: those of the instance that the step means. */
WEIR_MUST_USE weir_err weir_run_expect_facts(weir_scenario_run *run, const weir_run_facts *of_instance);
/* "start a (b)": the elements that were completed or interrupted, in order. */
WEIR_MUST_USE weir_err weir_run_path(weir_scenario_run *run, weir_id instance, weir_text *out);
/* "a b": where the instance waits. */
/* Which item of a multi-instance a token belongs to, from 1; 0: none (scenario_wait.c). token: may be NULL. */
uint32_t weir_step_item_of(const weir_state *state, const weir_token *token);
/* How the limits of the owner wanted->key stand, told as wanted->value does (scenario_limit.c). */
WEIR_MUST_USE weir_err weir_run_limits(weir_scenario_run *run, const weir_instance_view *look, const weir_entry *wanted,
                                       weir_value *out);
WEIR_MUST_USE weir_err weir_run_waiting(weir_scenario_run *run, const weir_instance_view *view, weir_text *out);

#endif
