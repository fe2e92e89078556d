/* SPDX-License-Identifier: Apache-2.0
 * tests/game/play.c - run random processes by random commands, and write down what happened for the referee.
 *
 *   game_play FIRST COUNT   the seeds FIRST … FIRST + COUNT - 1; a line of JSON for each
 * After each step the state that the facts were folded into, the one that was saved and read back, and the one that
 * ran have the same bytes. Whatever goes wrong here ends the program with a sentence and the seed.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/json.h"
#include "compile/compile.h"
#include "game/process.h"
#include "host/memory_libc.h"
#include "run/codec.h"
#include "run/step.h"
#include "xml/load.h"

#define COMMAND_COUNT_MAX 40u
#define ARENA_BYTES_MAX (256u << 20)
#define BEGIN_MS 1767225600000

typedef struct play {
    uint64_t seed; /* of the commands */
    uint64_t process;
    const weir_program *program;
    weir_arena *arena; /* of one process, with all that came of it */
    weir_state state, folded;
    weir_env env;
    weir_diag diag;
    weir_buffer out;
    bool is_first;
} play;

static _Noreturn void stop(const play *p, const char *what, weir_text detail)
{
    fprintf(stderr, "process %" PRIu64 ": %s: %.*s\n%s %s\n", p->process, what, WEIR_ARG(detail), p->diag.element,
            p->diag.message);
    exit(1);
}

static void must(const play *p, weir_err err, const char *what)
{
    if (err != WEIR_OK)
        stop(p, what, weir_text_of(weir_err_name(err)));
}

/* ── what must hold after each step ────────────────────────────────────────────────────────────────── */

static weir_text encode(play *p, const weir_state *state)
{
    weir_buffer bytes;
    weir_text text;

    weir_buffer_init(&bytes, p->arena, WEIR_STATE_LENGTH_MAX);
    must(p, weir_state_encode(p->program, state, &bytes), "encoding a state");
    must(p, weir_buffer_done(&bytes, &text), "encoding a state");
    return text;
}

static void compare(play *p, const char *what, const weir_state *state)
{
    const weir_text expected = encode(p, &p->state), found = encode(p, state);

    if (!weir_text_equal(expected, found)) {
        fprintf(stderr, "%.*s\n%.*s\n", WEIR_ARG(expected), WEIR_ARG(found));
        stop(p, what, WEIR_T("another state"));
    }
}

static void follow(play *p, weir_text facts)
{
    weir_facts read;
    weir_state saved;

    must(p, weir_facts_decode(p->program, facts, NULL, p->arena, &read, &p->diag), "reading facts");
    must(p, weir_apply_all(p->program, &p->folded, &read), "folding facts");
    compare(p, "folded", &p->folded);
    must(p, weir_state_decode(p->program, encode(p, &p->state), NULL, p->arena, &saved, &p->diag), "reading a state");
    compare(p, "saved", &saved);
}

/* ── commands ──────────────────────────────────────────────────────────────────────────────────────── */

static weir_value variables(play *p, bool is_both)
{
    weir_entry *entries = WEIR_TAKE(p->arena, weir_entry, 2);
    const uint32_t both = is_both ? 3 : game_roll(&p->seed, 4), first = both == 1;

    if (!entries)
        stop(p, "memory", WEIR_T("variables"));
    entries[0] = (weir_entry){WEIR_T("m"), weir_integer(game_roll(&p->seed, 6))};
    entries[1] = (weir_entry){WEIR_T("n"), weir_integer(game_roll(&p->seed, 6))};
    if (both == 0)
        return weir_null();
    return weir_context(entries + first, both == 3 ? 2 : 1);
}

/* What is done about a wait, most of the time what it waits for. */
static weir_command answer(play *p, const weir_wait *wait)
{
    static const weir_command_kind kinds[WEIR_WAIT_KIND_COUNT] = {
        [WEIR_WAIT_USER_TASK] = WEIR_COMMAND_COMPLETE, [WEIR_WAIT_EXTERNAL_TASK] = WEIR_COMMAND_COMPLETE,
        [WEIR_WAIT_CONTINUATION] = WEIR_COMMAND_FIRE,  [WEIR_WAIT_TIMER] = WEIR_COMMAND_FIRE,
        [WEIR_WAIT_MESSAGE] = WEIR_COMMAND_MESSAGE,    [WEIR_WAIT_SIGNAL] = WEIR_COMMAND_SIGNAL,
        [WEIR_WAIT_LIMIT] = WEIR_COMMAND_FIRE,
    };
    weir_command command = {
        .kind = kinds[wait->kind], .wait = wait->id, .name = wait->name, .variables = variables(p, false)};
    const bool is_task = wait->kind == WEIR_WAIT_USER_TASK || wait->kind == WEIR_WAIT_EXTERNAL_TASK;

    if (is_task && game_roll(&p->seed, 8) == 0) {
        command.kind = WEIR_COMMAND_THROW_ERROR;
        command.name = game_roll(&p->seed, 2) == 0 ? WEIR_T("error0") : WEIR_T("error1");
    } else if (is_task) {
        command.name = WEIR_NO_TEXT;
    } else if (command.kind == WEIR_COMMAND_FIRE) {
        command.name = WEIR_NO_TEXT;
        command.variables = weir_null();
        if (wait->due_ms > p->env.now_ms)
            p->env.now_ms = wait->due_ms;
    }
    return command;
}

static weir_command next_command(play *p)
{
    const uint32_t roll = game_roll(&p->seed, 40);
    const weir_wait *wait;

    if (roll == 0)
        return (weir_command){.kind = WEIR_COMMAND_CANCEL, .text = WEIR_T("enough")};
    if (roll < 3)
        return (weir_command){.kind = WEIR_COMMAND_SET_VARIABLES, .variables = variables(p, false)};
    wait = &p->state.waits.items[game_roll(&p->seed, p->state.waits.count)];
    if (wait->kind == WEIR_WAIT_CONDITION)
        return (weir_command){.kind = WEIR_COMMAND_SET_VARIABLES, .variables = variables(p, true)};
    return answer(p, wait);
}

static void write_step(play *p, const weir_command *command, weir_text element, weir_text facts, uint32_t wait)
{
    weir_buffer_format(&p->out, "%s{\"command\":\"%s\"", p->is_first ? "" : ",", weir_command_name(command->kind));
    if (element.at)
        weir_buffer_format(&p->out, ",\"element\":\"%.*s\",\"wait\":%u", WEIR_ARG(element), wait);
    weir_buffer_text(&p->out, WEIR_T(",\"facts\":"));
    weir_buffer_text(&p->out, facts);
    weir_buffer_text(&p->out, WEIR_T("}\n"));
    p->is_first = false;
}

static void give(play *p, weir_command command)
{
    const weir_wait *wait = weir_id_is_none(command.wait) ? NULL : weir_state_wait_by_id(&p->state, command.wait);
    const weir_text before = encode(p, &p->state), element = wait ? p->program->nodes[wait->node.ix].id : WEIR_NO_TEXT;
    const uint32_t number = wait ? wait->number : 0;
    weir_step_result result;
    weir_buffer bytes;
    weir_text facts;

    p->env.seed++;
    p->env.now_ms += 1000;
    must(p, weir_step(p->program, &p->state, &command, p->env, p->arena, &result, &p->diag),
         weir_command_name(command.kind));
    if (!weir_text_equal(before, encode(p, &p->state)))
        stop(p, "the step changed the state", WEIR_NO_TEXT);
    weir_buffer_init(&bytes, p->arena, WEIR_FACTS_LENGTH_MAX);
    must(p, weir_facts_encode(p->program, &result.facts, &bytes), "encoding facts");
    must(p, weir_buffer_done(&bytes, &facts), "encoding facts");
    must(p, weir_apply_all(p->program, &p->state, &result.facts), "applying facts");
    follow(p, facts);
    write_step(p, &command, element, facts, number);
}

/* ── a process ─────────────────────────────────────────────────────────────────────────────────────── */

static const weir_program *compile(play *p, weir_text xml)
{
    weir_programs programs;
    weir_problems problems;
    weir_model model;
    weir_err err;

    weir_problems_init(&problems, p->arena);
    must(p, weir_xml_read(xml, NULL, p->arena, &model, &problems, &p->diag), "reading");
    err = weir_compile(&model, NULL, p->arena, &problems, &programs);
    for (uint32_t i = 0; i < problems.count && err != WEIR_OK; i++) {
        if (problems.items[i].severity == WEIR_ERROR)
            fprintf(stderr, "%u: %s: %.*s\n", problems.items[i].line, problems.items[i].rule,
                    WEIR_ARG(problems.items[i].message));
    }
    if (err != WEIR_OK)
        fprintf(stderr, "%.*s\n", WEIR_ARG(xml));
    must(p, err, "compiling");
    return programs.items[0];
}

static void play_process(play *p)
{
    weir_buffer text;
    weir_text xml, line;

    weir_buffer_init(&text, p->arena, 0);
    game_process(p->process, &text);
    must(p, weir_buffer_done(&text, &xml), "writing the process");
    p->program = compile(p, xml);
    p->seed = p->process;
    p->env = (weir_env){.now_ms = BEGIN_MS};
    weir_state_init(&p->state, p->arena);
    weir_state_init(&p->folded, p->arena);
    weir_buffer_init(&p->out, p->arena, 0);
    weir_buffer_format(&p->out, "{\"process\":%" PRIu64 ",\"xml\":", p->process);
    weir_json_write_string(xml, &p->out);
    weir_buffer_text(&p->out, WEIR_T(",\"steps\":["));
    p->is_first = true;
    give(p, (weir_command){.kind = WEIR_COMMAND_START,
                           .start_event = {WEIR_NO_IX},
                           .name = WEIR_T("p:1:x"),
                           .variables = variables(p, true)});
    for (uint32_t i = 0; i < COMMAND_COUNT_MAX && p->state.waits.count > 0; i++)
        give(p, next_command(p));
    weir_buffer_text(&p->out, WEIR_T("]}"));
    must(p, weir_buffer_done(&p->out, &line), "writing");
    for (size_t i = 0; i < line.length; i++)
        putchar(line.at[i] == '\n' ? ' ' : line.at[i]);
    putchar('\n');
}

int main(int argc, char **argv)
{
    weir_arena arena;

    if (argc != 3) {
        fprintf(stderr, "usage: game_play FIRST COUNT\n");
        return 2;
    }
    weir_arena_init(&arena, weir_memory_libc(), ARENA_BYTES_MAX);
    for (uint64_t i = 0, first = strtoull(argv[1], NULL, 10), count = strtoull(argv[2], NULL, 10); i < count; i++) {
        play p = {.process = first + i, .arena = &arena};

        weir_arena_reset(&arena);
        play_process(&p);
    }
    weir_arena_release(&arena);
    return fflush(stdout) == 0 && !ferror(stdout) ? 0 : 1;
}
