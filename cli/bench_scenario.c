/* SPDX-License-Identifier: Apache-2.0
 * cli/bench_scenario.c - the processes that are measured.
 *
 * A client completes its oldest open task; when it has none, it starts an instance. So one loop drives them all.
 */
#include "cli/bench.h"

#define PROCESS(content)                                                                                               \
    "<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL' targetNamespace='weir:bench'>"                   \
    "<process id='bench' isExecutable='true'><startEvent id='start'/>" content "</process></definitions>"
#define FLOW(from, to) "<sequenceFlow id='" from "-" to "' sourceRef='" from "' targetRef='" to "'/>"
#define THEN(element, id, to) "<" element " id='" id "'/>" FLOW(id, to)
#define END "<endEvent id='end'/>"
#define TEN_IN_A_ROW(element)                                                                                          \
    FLOW("start", "a")                                                                                                 \
    THEN(element, "a", "b")                                                                                            \
    THEN(element, "b", "c")                                                                                            \
    THEN(element, "c", "d")                                                                                            \
    THEN(element, "d", "e")                                                                                            \
    THEN(element, "e", "f")                                                                                            \
    THEN(element, "f", "g")                                                                                            \
    THEN(element, "g", "h")                                                                                            \
    THEN(element, "h", "i")                                                                                            \
    THEN(element, "i", "j")                                                                                            \
    THEN(element, "j", "end")
#define WAIT_AN_HOUR                                                                                                   \
    "<intermediateCatchEvent id='wait'><timerEventDefinition><timeDuration>PT1H</timeDuration>"                        \
    "</timerEventDefinition></intermediateCatchEvent>"
#define BRANCH(id) FLOW("fork", id) THEN("userTask", id, "join")

/* Instances before the clock runs: as many as make the rows spread over many pages of the database. */
const weir_bench_scenario weir_bench_scenarios[] = {
    {.name = "step",
     .bpmn = PROCESS(FLOW("start", "a") THEN("userTask", "a", "b") THEN("userTask", "b", "a")),
     .instance_count = 10000,
     .brief_count = 200,
     .is_promised = true},
    {.name = "sequence", .bpmn = PROCESS(TEN_IN_A_ROW("userTask") END)},
    {.name = "parallel",
     .bpmn = PROCESS(FLOW("start", "fork") "<parallelGateway id='fork'/>" BRANCH("a") BRANCH("b") BRANCH("c")
                         BRANCH("d") BRANCH("e") BRANCH("f") BRANCH("g") BRANCH("h") BRANCH("i") BRANCH("j")
                             THEN("parallelGateway", "join", "end") END)},
    {.name = "auto", .bpmn = PROCESS(TEN_IN_A_ROW("task") END)},
    {.name = "timers",
     .bpmn = PROCESS(FLOW("start", "wait") WAIT_AN_HOUR FLOW("wait", "end") END),
     .instance_count = 100000,
     .brief_count = 2000,
     .is_storm = true,
     .round_count_max = 1},
};
const uint32_t weir_bench_scenario_count = sizeof weir_bench_scenarios / sizeof *weir_bench_scenarios;
