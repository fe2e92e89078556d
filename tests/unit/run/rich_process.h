/* SPDX-License-Identifier: Apache-2.0
 * tests/unit/run/rich_process.h - a process whose first state has waits, scopes and tokens of every kind.
 */
#ifndef WEIR_TESTS_RICH_PROCESS_H
#define WEIR_TESTS_RICH_PROCESS_H

#include "unit/run/run_fixture.h"

/* split → check (user task, cyclic timer beside it), job, items (multi-instance sub-process), race (events),
 * and a plain flow that waits in the join for check and job. */
#define RICH_PROCESS                                                                                                   \
    HEAD "<message id='m' name='paid' weir:correlationKey='order'/><signal id='s' name='stop'/>"                       \
         "<escalation id='late' escalationCode='late'/>" PROCESS                                                       \
         "<startEvent id='start'/><sequenceFlow id='f1' sourceRef='start' targetRef='split'/>"                         \
         "<parallelGateway id='split'/>"                                                                               \
         "<sequenceFlow id='f2' sourceRef='split' targetRef='check'/>"                                                 \
         "<userTask id='check' name='Check' weir:dueDate='PT2H' weir:candidateUsers='ann, bob'/>"                      \
         "<boundaryEvent id='remind' attachedToRef='check' cancelActivity='false'><timerEventDefinition>"              \
         "<timeCycle>R3/PT1H</timeCycle></timerEventDefinition></boundaryEvent>"                                       \
         "<sequenceFlow id='f3' sourceRef='remind' targetRef='tell'/><intermediateThrowEvent id='tell'>"               \
         "<escalationEventDefinition escalationRef='late'/></intermediateThrowEvent>"                                  \
         "<sequenceFlow id='f4' sourceRef='split' targetRef='job'/>"                                                   \
         "<serviceTask id='job' weir:topic='jobs' weir:taskPriority='7'><extensionElements><weir:inputOutput>"         \
         "<weir:inputParameter name='url'>= \"x\" + order</weir:inputParameter>"                                       \
         "<weir:outputParameter name='answer'>= result</weir:outputParameter></weir:inputOutput></extensionElements>"  \
         "</serviceTask>"                                                                                              \
         "<boundaryEvent id='failed' attachedToRef='job'><errorEventDefinition weir:errorCodeVariable='code' "         \
         "weir:errorMessageVariable='why'/></boundaryEvent>"                                                           \
         "<sequenceFlow id='f5' sourceRef='failed' targetRef='sorry'/><endEvent id='sorry'/>"                          \
         "<sequenceFlow id='f6' sourceRef='split' targetRef='items'/>"                                                 \
         "<subProcess id='items'><multiInstanceLoopCharacteristics weir:collection='= [\"a\", \"b\"]' "                \
         "weir:elementVariable='one' weir:outputCollection='all' weir:outputElement='= one + grade'/>"                 \
         "<startEvent id='s1'/><sequenceFlow id='f7' sourceRef='s1' targetRef='grade'/><userTask id='grade'/>"         \
         "</subProcess>"                                                                                               \
         "<sequenceFlow id='f8' sourceRef='split' targetRef='race'/><eventBasedGateway id='race'/>"                    \
         "<sequenceFlow id='f9' sourceRef='race' targetRef='paid'/>"                                                   \
         "<intermediateCatchEvent id='paid'><messageEventDefinition messageRef='m'/></intermediateCatchEvent>"         \
         "<sequenceFlow id='f10' sourceRef='race' targetRef='stop'/>"                                                  \
         "<intermediateCatchEvent id='stop'><signalEventDefinition signalRef='s'/></intermediateCatchEvent>"           \
         "<sequenceFlow id='f11' sourceRef='split' targetRef='join'/>"                                                 \
         "<sequenceFlow id='f12' sourceRef='check' targetRef='join'/>"                                                 \
         "<sequenceFlow id='f13' sourceRef='job' targetRef='join'/><parallelGateway id='join'/>"                       \
         "<sequenceFlow id='f14' sourceRef='join' targetRef='end'/><endEvent id='end'/>" END

/* Running, with one item of the two done and an incident. */
static inline void start_rich(run_fixture *f)
{
    deploy(f, RICH_PROCESS);
    assert_ok(start(f, "{order: \"17\", \"due on\": date(\"2026-02-01\")}"));
    assert_waits(f, "remind check job grade grade paid stop");
    assert_ok(complete(f, "grade", "{grade: \"!\"}"));
    assert_ok(with_retries(f, WEIR_COMMAND_FAIL, "job", 0));
}

/* Each kind of command to each wait of a state: any error will do, as long as it is one. */
static inline void poke(run_fixture *f, const weir_state *state)
{
    const int64_t late_ms = NOW + INT64_C(100) * 86400000;

    for (uint32_t i = 0; i <= state->waits.count; i++) {
        for (uint32_t kind = 0; kind < WEIR_COMMAND_KIND_COUNT; kind++) {
            const weir_command command = {.kind = (weir_command_kind)kind,
                                          .wait = i < state->waits.count ? state->waits.items[i].id : (weir_id){{0}},
                                          .start_event = {WEIR_NO_IX},
                                          .name = WEIR_T("code"),
                                          .retries = 1};
            const weir_env env = {.now_ms = late_ms, .seed = 1};
            weir_step_result result = {0};
            weir_diag diag = {0};
            weir_state after;

            weir_arena_reset(&f->step_arena);
            if (weir_step(f->program, state, &command, env, &f->step_arena, &result, &diag) != WEIR_OK)
                continue;
            assert_ok(weir_state_copy(state, &f->step_arena, &after));
            after.borrows = false;
            assert_ok(weir_apply_all(f->program, &after, &result.facts));
            assert_ok(weir_state_check(f->program, &after, &f->step_arena, &diag));
        }
    }
}

#endif
