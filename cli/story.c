/* SPDX-License-Identifier: Apache-2.0
 * cli/story.c - a header line for each command, below it what followed.
 */
#include "cli/story.h"

#include "base/event_type.h"
#include "base/json.h"
#include "cli/database.h"
#include "cli/table.h"
#include "cli/terminal.h"
#include "cli/words.h"
#include "host/memory_libc.h"

#define STORY_BYTES_MAX ((size_t)1024 * 1024 * 1024)
#define LOOK_AHEAD_MAX 1000u /* facts: beyond it things are told one by one */

/* A fact of the command that is being read. */
typedef struct told_fact {
    uint64_t position;
    const char *type, *json;
    weir_value value;
    bool is_hidden; /* told by the header, by another line, or not at all */
    bool is_passed; /* its element was entered and left */
} told_fact;

struct weir_story {
    const weir_zones *zones;
    bool tells_all, has_heads;
    weir_words words;
    weir_arena arena; /* of the command */
    struct {
        told_fact *items;
        uint32_t count, capacity;
    } facts;
    uint64_t fact_count, command_position;
    int64_t time_ms;
    const char *actor;
    weir_value command;
    weir_text element; /* that the header named */
};

weir_story *weir_story_new(const weir_zones *zones, bool tells_all)
{
    const weir_memory memory = weir_memory_libc();
    weir_story *story = memory.take(memory.self, sizeof *story);

    if (!story)
        return NULL;
    *story = (weir_story){.zones = zones, .tells_all = tells_all};
    weir_arena_init(&story->arena, memory, STORY_BYTES_MAX);
    weir_words_init(&story->words, &story->arena);
    return story;
}

void weir_story_free(weir_story *story)
{
    const weir_memory memory = weir_memory_libc();

    if (!story)
        return;
    weir_words_release(&story->words);
    weir_arena_release(&story->arena);
    memory.give(memory.self, story, sizeof *story);
}

weir_err weir_story_name(weir_story *story, const weir_db_element *element)
{
    return weir_words_name(&story->words, element);
}

uint64_t weir_story_fact_count(const weir_story *story)
{
    return story->fact_count;
}

/* ── facts of a command ────────────────────────────────────────────────────────────────────────────────── */

static bool is_type(const told_fact *fact, const char *type)
{
    return strcmp(fact->type, type) == 0;
}

/* ── the header ────────────────────────────────────────────────────────────────────────────────────────── */

/* What a command did, by its name; empty: any that has this fact. met: the fact that says to which element. %w: who
 * asked, %e: the element, %p: the process, %n: the name in the command. caused: when another instance asked. */
static const struct {
    const char *command;
    const char *met[2];
    const char *sentence, *caused;
} headers[] = {
    {"", {"task.refused"}, "%w asked for %e, and was refused", NULL},
    {"start", {"instance.created"}, "%w started %p", "%p was started"},
    {"complete", {"task.completed", "job.completed"}, "%w completed %e", NULL},
    {"fail", {"job.failed"}, "%w could not do %e", NULL},
    {"throw-error", {"error.thrown"}, "%w threw an error at %e", NULL},
    {"fire", {"timer.fired"}, "the timer %e fired", NULL},
    {"fire", {"continuation.executed"}, "a job went on at %e", NULL},
    {"fire", {"limit.reminded", "limit.overdue"}, "the time limit of %e", NULL},
    {"fire", {"limit.reported", "limit.lead"}, "the time limit of %e", NULL},
    {"fail-job", {"limit.failed"}, "nothing could be done about the time limit of %e", NULL},
    {"extend", {"limit.extended"}, "%w extended the time limit of %e", NULL},
    {"fail-timer", {"timer.failed"}, "the timer %e could not fire", NULL},
    {"fail-job", {"timer.failed"}, "the timer %e could not fire", NULL},
    {"fail-job", {"continuation.failed"}, "the job at %e failed", NULL},
    {"set-retries", {"job.retries_changed", "incident.resolved"}, "%w set the retries of %e", NULL},
    {"set-priority", {"job.priority_changed"}, "%w set the priority of %e", NULL},
    {"redate", {"timer.rescheduled", "task.updated"}, "a calendar was corrected", NULL},
    {"redate", {"limit.rescheduled"}, "a calendar was corrected", NULL},
    {"set-due", {"job.due_changed"}, "%w set the time of %e", NULL},
    {"message", {"message.correlated"}, "%w sent the message %n to %e", "the message %n came to %e"},
    {"signal", {"signal.caught", "signal.passed"}, "%w sent the signal %n to %e", "the signal %n came to %e"},
    {"pass-by", {"signal.passed"}, "the signal %n could not come to %e", NULL},
    {"set-variables", {NULL}, "%w set variables", NULL},
    {"retry", {"incident.resolved"}, "%w gave %e another try", NULL},
    {"claim", {"task.assigned"}, "%w took %e", NULL},
    {"assign", {"task.assigned"}, "%w passed %e on", NULL},
    {"set-aside", {"incident.raised"}, "%w set it aside", NULL},
    {"take-back", {"incident.resolved"}, "%w took it back", NULL},
    {"return", {"call.ended"}, "what %e called has ended: %n", NULL},
    {"tell-caller", {NULL}, "what it called threw the escalation %n", NULL},
    {"cancel", {NULL}, "%w cancelled it", "it was cancelled"},
    {"suspend", {NULL}, "%w suspended it", NULL},
    {"activate", {NULL}, "%w activated it", NULL},
    {"modify", {NULL}, "%w modified it", NULL},
};
#define HEADER_COUNT (sizeof headers / sizeof *headers)

static told_fact *find_met(weir_story *story, size_t header)
{
    for (uint32_t i = 0; i < story->facts.count; i++) {
        for (int m = 0; m < 2 && headers[header].met[m]; m++) {
            if (is_type(&story->facts.items[i], headers[header].met[m]))
                return &story->facts.items[i];
        }
    }
    return NULL;
}

/* Of several rows for one command the last one takes what is left. */
static bool fits(weir_story *story, size_t header, weir_text command)
{
    if (headers[header].command[0] == '\0')
        return find_met(story, header) != NULL;
    if (!weir_text_equal(weir_text_of(headers[header].command), command))
        return false;
    return header + 1 == HEADER_COUNT || strcmp(headers[header].command, headers[header + 1].command) != 0 ||
           find_met(story, header);
}

static void print_who(weir_story *story)
{
    weir_print_plain(weir_words_actor(story->actor), 0);
}

/* key:version:uuid by the name of the process. */
static void print_process(weir_story *story, weir_text definition)
{
    const size_t colon = weir_text_find(definition, WEIR_T(":"), 0);

    weir_words_print_element(&story->words, colon == SIZE_MAX ? definition : weir_text_part(definition, 0, colon));
}

static void print_header_sentence(weir_story *story, const char *sentence, const told_fact *met)
{
    for (const char *at = sentence; *at != '\0'; at++) {
        if (*at != '%') {
            putchar(*at);
            continue;
        }
        at++;
        if (*at == 'w')
            print_who(story);
        else if (*at == 'p' && met)
            print_process(story, weir_words_member(&met->value, "definition"));
        else if (*at == 'n')
            weir_words_print_text(&story->words, weir_words_member(&story->command, "name"));
        else if (met)
            weir_words_print_element(&story->words, weir_words_member(&met->value, "element"));
        else
            printf("something");
    }
}

/* What the command says besides: why, with which key, from where. */
static void print_header_rest(weir_story *story, const char *name)
{
    const weir_text text = weir_words_member(&story->command, "text"),
                    key = weir_words_member(&story->command, "businessKey");
    const weir_value *cause = weir_context_find(&story->command, WEIR_T("cause"));

    if (strcmp(name, "throw-error") == 0) {
        printf(": ");
        weir_words_print_text(&story->words, weir_words_member(&story->command, "name"));
    }
    if (key.length > 0 && strcmp(name, "start") == 0) {
        printf(", business key ");
        weir_words_print_text(&story->words, key);
    }
    if (text.length > 0) {
        printf(": ");
        weir_words_print_text(&story->words, text);
    }
    if (cause) {
        printf(" (from position ");
        weir_words_print_value(&story->words, cause);
        printf(")");
    }
}

static void print_header_line(weir_story *story)
{
    const weir_text command = weir_words_member(&story->command, "command");
    const bool is_caused = weir_context_find(&story->command, WEIR_T("cause")) != NULL;
    char time[WEIR_TIME_TEXT_SIZE];
    size_t i = 0;

    while (i < HEADER_COUNT && !fits(story, i, command))
        i++;
    printf("%s%19s%s  %s", weir_style_begin(WEIR_STYLE_DIM), weir_time_text(story->time_ms, time), weir_style_end(),
           weir_style_begin(WEIR_STYLE_BOLD));
    if (i == HEADER_COUNT) {
        print_who(story);
        printf(" asked: ");
        weir_words_print_text(&story->words, command);
    } else {
        told_fact *met = find_met(story, i);

        print_header_sentence(story, is_caused && headers[i].caused ? headers[i].caused : headers[i].sentence, met);
        print_header_rest(story, headers[i].command);
        if (met && !is_type(met, "instance.created")) {
            met->is_hidden = !is_type(met, "job.failed") && !is_type(met, "incident.raised") &&
                             !is_type(met, "task.refused") && strcmp(headers[i].command, "assign") != 0 &&
                             strcmp(headers[i].command, "redate") != 0;
            story->element = weir_words_member(&met->value, "element");
        }
    }
    printf("%s\n", weir_style_end());
}

/* ── what followed ─────────────────────────────────────────────────────────────────────────────────────── */

/* A sentence for each type; types that are not here are told with --all only. */
static const struct {
    const char *type, *sentence;
    bool is_wait; /* the element is entered by it, as far as a person is concerned */
    bool is_bad;
} sentences[] = {
    {"instance.created", "it runs %s{definition}", false, false},
    {"instance.ended", "it ended: %s{outcome}", false, false},
    {"instance.suspended", "it stands still", false, false},
    {"instance.activated", "it can go on", false, false},
    {"instance.modified", "%s{instructions} instructions were followed", false, false},
    {"element.activated", "%e{element} began", false, false},
    {"element.completed", "%e{element} finished", false, false},
    {"element.cancelled", "%e{element} was cancelled", false, false},
    {"flow.condition_null", "the condition of flow %s{flow} gave null: %s{reason}", false, true},
    {"token.waiting", "%e{element} waits for other flows", false, false},
    {"loop.started", "%e{element} is done %s{count} times", true, false},
    {"variable.changed", "%s{name} = %v{value}", false, false},
    {"variable.removed", "%s{name} is gone", false, false},
    {"task.created", "%e{element} waits for somebody", true, false},
    {"task.assigned", "%e{element} is with %a{details} now", false, false},
    {"task.delegated", "%e{element} was delegated to %a{details}", false, false},
    {"task.resolved", "%e{element} was resolved and is back with its owner", false, false},
    {"task.updated", "%e{element} was changed", false, false},
    {"task.completed", "%e{element} was completed", false, false},
    {"task.refused", "%e{element} was refused: %s{reason}", false, true},
    {"task.performed", "%s{by} did %e{element}", false, false},
    {"evidence.kept", "evidence of %e{element} is kept", false, false},
    {"task.cancelled", "nobody has to do %e{element} any more", false, false},
    {"job.created", "%e{element} waits for a worker, topic %s{topic}", true, false},
    {"job.completed", "%e{element} was completed", false, false},
    {"job.failed", "%r{retries} left", false, true},
    {"job.cancelled", "no worker has to do %e{element} any more", false, false},
    {"timer.scheduled", "the timer %e{element} is set for %t{due}", true, false},
    {"timer.fired", "the timer %e{element} fired", false, false},
    {"timer.failed", "the timer %e{element} could not fire: %s{message}", false, true},
    {"timer.rescheduled", "the timer %e{element} is set for %t{due} again", false, false},
    {"timer.cancelled", "the timer %e{element} is off", false, false},
    {"limit.started", "%e{element} has until %t{due}", true, false},
    {"limit.reminded", "%e{element} has to be done by %t{due}", false, false},
    {"limit.overdue", "%e{element} is OVERDUE since %t{due}", false, true},
    {"limit.escalated", "that was reported to the superior of %e{element}: %s{superior}", false, false},
    {"limit.reported", "%e{element} was reported to the efficiency supervision", false, true},
    {"limit.lead", "%e{element} was reported as an accountability lead: %s{leadNo}", false, true},
    {"limit.stopped", "the clock of %e{element} stands", false, false},
    {"limit.resumed", "the clock of %e{element} runs again, until %t{due}", false, false},
    {"limit.extended", "%e{element} has until %t{due} now: %s{reason}", false, false},
    {"limit.rescheduled", "a calendar has changed: %e{element} has until %t{due}", false, false},
    {"limit.failed", "nothing could be done about the time limit of %e{element}, %r{retries} left: %s{message}", false,
     true},
    {"limit.postponed", "the time limit of %e{element} is tried again at %t{next}", false, false},
    {"limit.ended", "the time limit of %e{element} is over", false, false},
    {"continuation.created", "%e{element} waits for a job, %s{where} it", true, false},
    {"continuation.executed", "the job of %e{element} went on", false, false},
    {"continuation.failed", "the job of %e{element} failed, %r{retries} left: %s{message}", false, true},
    {"continuation.rescheduled", "the job of %e{element} is tried again at %t{due}", false, false},
    {"continuation.cancelled", "the job of %e{element} is off", false, false},
    {"job.retries_changed", "%r{retries} left for %e{element}", false, false},
    {"job.priority_changed", "the priority of %e{element} is %s{priority}", false, false},
    {"job.due_changed", "%e{element} is due at %t{due}", false, false},
    {"message.subscribed", "%e{element} waits for the message %s{message}", true, false},
    {"message.correlated", "%e{element} got the message %s{message}", false, false},
    {"message.thrown", "%e{element} sent the message %s{message}", false, false},
    {"signal.subscribed", "%e{element} waits for the signal %s{signal}", true, false},
    {"signal.caught", "%e{element} got the signal %s{signal}", false, false},
    {"signal.passed", "%e{element} let the signal %s{signal} pass: %s{reason}", false, true},
    {"signal.thrown", "%e{element} sent the signal %s{signal}", false, false},
    {"call.started", "%e{element} calls %s{process}: instance %s{id}", true, false},
    {"call.ended", "what %e{element} called has ended: %s{outcome}", false, false},
    {"call.cancelled", "what %e{element} called is cancelled", false, false},
    {"error.thrown", "%e{element} threw the error %s{error}", false, true},
    {"escalation.thrown", "%e{element} threw the escalation %s{escalation}", false, false},
    {"compensation.triggered", "what %e{element} has done shall be undone", false, false},
    {"compensation.started", "%e{element} begins, to undo what was done", false, false},
    {"decision.evaluated", "%e{element} evaluated the decision %s{decision}%d{record}", false, false},
    {"platform.*", "published %s{type}", false, false},
    {"incident.raised", "INCIDENT at %e{element}: %s{message}", false, true},
    {"incident.resolved", "the incident at %e{element} is resolved", false, false},
};
#define SENTENCE_COUNT (sizeof sentences / sizeof *sentences)

/* A row that ends with a star is of all types that begin so. */
static bool is_of(size_t row, const char *type)
{
    const size_t length = strlen(sentences[row].type);

    return sentences[row].type[length - 1] == '*' ? strncmp(sentences[row].type, type, length - 1) == 0
                                                  : strcmp(sentences[row].type, type) == 0;
}

const char *weir_story_sentence(const char *type)
{
    for (size_t i = 0; i < SENTENCE_COUNT; i++) {
        if (is_of(i, type))
            return sentences[i].sentence;
    }
    return NULL;
}

static size_t sentence_of(const told_fact *fact)
{
    size_t i = 0;

    while (i < SENTENCE_COUNT && !is_of(i, fact->type))
        i++;
    return i;
}

/* What a model tells others says nothing of how its element goes on. */
static bool is_published(const told_fact *fact)
{
    return strncmp(fact->type, WEIR_EVENT_PREFIX, strlen(WEIR_EVENT_PREFIX)) == 0;
}

static bool is_same_member(const told_fact *one, const told_fact *other, const char *key)
{
    const weir_value *a = weir_context_find(&one->value, weir_text_of(key)),
                     *b = weir_context_find(&other->value, weir_text_of(key));

    return a && b && weir_value_same(a, b);
}

/* The same element; and the same token, if the fact names one. */
static bool is_about(const told_fact *fact, const told_fact *began)
{
    return is_same_member(fact, began, "element") &&
           (!weir_context_find(&fact->value, WEIR_T("token")) || is_same_member(fact, began, "token"));
}

static uint32_t end_of_look(const weir_story *story, uint32_t ix)
{
    return story->facts.count - ix > LOOK_AHEAD_MAX ? ix + LOOK_AHEAD_MAX : story->facts.count;
}

/* How the element of this activation goes on: it waits, or is left at once, or others begin inside it. Told is what
 * another fact says of it anyway. */
static void judge_activation(weir_story *story, uint32_t ix)
{
    told_fact *began = &story->facts.items[ix];
    bool has_inner = false, is_told = false;

    for (uint32_t i = ix + 1; i < end_of_look(story, ix); i++) {
        told_fact *fact = &story->facts.items[i];
        const size_t sentence = sentence_of(fact);

        has_inner = has_inner || is_type(fact, "element.activated");
        if (sentence == SENTENCE_COUNT || is_published(fact) || !is_about(fact, began))
            continue;
        if (is_type(fact, "element.completed")) {
            began->is_hidden = !has_inner && is_told;
            began->is_passed = !has_inner && !is_told;
            fact->is_hidden = !has_inner;
            return;
        }
        is_told = true;
        if (sentences[sentence].is_wait) {
            began->is_hidden = true;
            return;
        }
    }
}

/* What was waited for goes when its element goes. */
static void judge_cancellation(weir_story *story, uint32_t ix)
{
    told_fact *cancelled = &story->facts.items[ix];

    for (uint32_t i = ix + 1; i < end_of_look(story, ix); i++) {
        const told_fact *fact = &story->facts.items[i];

        if (is_type(fact, "element.cancelled") && is_same_member(fact, cancelled, "element"))
            cancelled->is_hidden = true;
    }
}

/* The last token that a join waited for does not wait. */
static void judge_join(weir_story *story, uint32_t ix)
{
    told_fact *waits = &story->facts.items[ix];

    for (uint32_t i = ix + 1; i < end_of_look(story, ix); i++) {
        const told_fact *fact = &story->facts.items[i];

        if (is_type(fact, "element.activated") && is_same_member(fact, waits, "element"))
            waits->is_hidden = true;
    }
}

static void judge(weir_story *story)
{
    for (uint32_t i = 0; i < story->facts.count; i++) {
        told_fact *fact = &story->facts.items[i];

        if (is_type(fact, "element.activated"))
            judge_activation(story, i);
        if (is_type(fact, "token.waiting"))
            judge_join(story, i);
        if (is_type(fact, "task.cancelled") || is_type(fact, "job.cancelled"))
            judge_cancellation(story, i);
        if (is_type(fact, "element.completed") && story->element.length > 0 &&
            weir_text_equal(weir_words_member(&fact->value, "element"), story->element))
            fact->is_hidden = true;
    }
}

static void print_position(const told_fact *fact)
{
    printf("%s%19llu%s    ", weir_style_begin(WEIR_STYLE_DIM), (unsigned long long)fact->position, weir_style_end());
}

/* What a correction of a calendar has moved is told so. */
static const char *sentence_for(const told_fact *fact, size_t ix)
{
    const weir_text old = weir_words_member(&fact->value, "oldDue");
    const bool is_moved = !weir_text_equal(old, weir_words_member(&fact->value, "due"));

    if (fact->is_passed)
        return "passed %e{element}";
    if (old.length > 0 && is_type(fact, "timer.rescheduled"))
        return is_moved ? "the timer %e{element} moves from %t{oldDue} to %t{due}"
                        : "the timer %e{element} stays at %t{due}";
    if (old.length > 0 && is_type(fact, "task.updated"))
        return is_moved ? "%e{element} is due at %t{due}, no longer at %t{oldDue}" : "%e{element} stays due at %t{due}";
    return sentences[ix].sentence;
}

static void print_fact(weir_story *story, const told_fact *fact)
{
    const size_t i = sentence_of(fact);
    const bool is_bad = i < SENTENCE_COUNT && sentences[i].is_bad;

    if (fact->is_hidden || i == SENTENCE_COUNT)
        return;
    print_position(fact);
    printf("%s", is_bad ? weir_style_begin(WEIR_STYLE_RED) : "");
    weir_words_print_sentence(&story->words, sentence_for(fact, i), &fact->value);
    if (is_type(fact, "instance.ended") && weir_words_member(&fact->value, "error").length > 0)
        weir_words_print_sentence(&story->words, " %s{error}", &fact->value);
    printf("%s\n", is_bad ? weir_style_end() : "");
}

/* As it is in the log. */
static void print_whole_fact(const told_fact *fact)
{
    print_position(fact);
    weir_print_plain(fact->json, 0);
    putchar('\n');
}

static void print_command(weir_story *story)
{
    if (story->facts.count == 0)
        return;
    story->element = WEIR_NO_TEXT;
    if (!story->has_heads)
        printf("%sTIME (UTC)/POSITION  WHAT HAPPENED%s\n", weir_style_begin(WEIR_STYLE_BOLD), weir_style_end());
    story->has_heads = true;
    print_header_line(story);
    if (!story->tells_all)
        judge(story);
    for (uint32_t i = 0; i < story->facts.count; i++) {
        if (story->tells_all)
            print_whole_fact(&story->facts.items[i]);
        else
            print_fact(story, &story->facts.items[i]);
    }
    story->facts.items = NULL;
    story->facts.count = story->facts.capacity = 0;
    weir_arena_reset(&story->arena);
}

/* ── one after the other ───────────────────────────────────────────────────────────────────────────────── */

static weir_err read_value(weir_story *story, const weir_db_fact *fact, const char *json, weir_value *out,
                           weir_diag *diag)
{
    weir_diag found = {0};
    const weir_err err = weir_json_read(weir_text_of(json), WEIR_JSON_TYPED, story->zones, &story->arena, out, &found);

    return err == WEIR_OK || err == WEIR_ENOMEM
               ? err
               : weir_fail(diag, WEIR_EFORMAT, WEIR_NO_TEXT, "position %llu: this fact can't be read: %s",
                           (unsigned long long)fact->position, found.message);
}

static weir_err begin_command(weir_story *story, const weir_db_fact *fact, weir_diag *diag)
{
    print_command(story);
    story->command_position = fact->command_position;
    story->time_ms = fact->time_ms;
    WEIR_TRY(read_value(story, fact, fact->command, &story->command, diag));
    return weir_words_copy(&story->arena, fact->actor, &story->actor);
}

weir_err weir_story_add(weir_story *story, const weir_db_fact *fact, weir_diag *diag)
{
    told_fact told = {.position = fact->position};

    if (story->fact_count == 0)
        weir_words_sort(&story->words);
    if (story->command_position != fact->command_position)
        WEIR_TRY(begin_command(story, fact, diag));
    WEIR_TRY(weir_words_copy(&story->arena, fact->type, &told.type));
    WEIR_TRY(weir_words_copy(&story->arena, fact->data, &told.json));
    WEIR_TRY(read_value(story, fact, told.json, &told.value, diag));
    WEIR_TRY(WEIR_GROW(&story->arena, &story->facts));
    story->facts.items[story->facts.count++] = told;
    story->fact_count++;
    return WEIR_OK;
}

void weir_story_end(weir_story *story)
{
    print_command(story);
}
