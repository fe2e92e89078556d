/* SPDX-License-Identifier: Apache-2.0
 * tests/hostile/hostile.h - what the programs with hostile inputs share: a row for each input, how it ends, time,
 * memory.
 *
 * Prints a line for each row: time, memory, what weir says and where. A row fails that was let through, does not say
 * what it should, or takes longer or more than a row may.
 */
#ifndef WEIR_TESTS_HOSTILE_H
#define WEIR_TESTS_HOSTILE_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "memory.h"
#include "xml/load.h"

/* A server's limits for one request. Sanitizers are several times slower and larger. */
#define MEMORY_MAX ((size_t)64 * 1024 * 1024)
#ifdef WEIR_SLOW_BUILD
#define MILLISECOND_MAX 20000
#define RESIDENT_KIB_MAX 2000000
#else
#define MILLISECOND_MAX 1000
#define RESIDENT_KIB_MAX 400000
#endif
#define WORDS_MAX 160

/* What came of one input: an error with words, or a list of problems (then the first of them), or a value. */
typedef struct verdict {
    weir_err err;
    uint32_t line, column;
    char words[WORDS_MAX];
} verdict;

typedef verdict reader(weir_text text, weir_arena *arena);

/* head, `count` times unit, tail. In the unit # becomes the number, ~ the next one, ## becomes #. */
typedef struct hostile_input {
    const char *name;
    reader *read;
    const char *head, *unit;
    uint32_t count;
    const char *tail;
    enum {
        PLACE,
        NO_PLACE,
        VALUE
    } place;          /* NO_PLACE: too large as a whole, or exhausted while it ran; VALUE: is fine */
    const char *says; /* a part of the words; NULL: any */
} hostile_input;

static inline verdict of_diag(weir_err err, const weir_diag *diag)
{
    verdict out = {err, diag->line, diag->column, ""};

    snprintf(out.words, sizeof out.words, "%.*s", (int)sizeof out.words - 1, diag->message);
    return out;
}

static inline verdict of_problems(weir_problems *problems)
{
    verdict out = {WEIR_OK, 0, 0, ""};

    weir_problems_sort(problems);
    for (uint32_t i = 0; i < problems->count && out.err == WEIR_OK; i++) {
        const weir_problem *problem = &problems->items[i];

        if (problem->severity != WEIR_ERROR)
            continue;
        out = (verdict){WEIR_EMODEL, problem->line, problem->column, ""};
        snprintf(out.words, sizeof out.words, "%.*s", WEIR_ARG(problem->message));
    }
    return out;
}

/* own: the caller frees it. */
static inline char *make_text(const hostile_input *input, size_t *length)
{
    const size_t capacity = strlen(input->head) + input->count * (strlen(input->unit) + 16) + strlen(input->tail) + 1;
    char *text = malloc(capacity), *at = text;

    if (!text) {
        perror("hostile");
        exit(EXIT_FAILURE);
    }
    at += snprintf(at, capacity, "%s", input->head);
    for (uint32_t i = 0; i < input->count; i++) {
        for (const char *c = input->unit; *c; c++) {
            if (c[0] == '#' && c[1] == '#')
                *at++ = *c++;
            else if (*c == '#' || *c == '~')
                at += snprintf(at, 12, "%u", *c == '#' ? i : i + 1);
            else
                *at++ = *c;
        }
    }
    at += snprintf(at, strlen(input->tail) + 1, "%s", input->tail);
    *length = (size_t)(at - text);
    return text;
}

static inline double cpu_ms(void)
{
    return (double)clock() * 1000 / CLOCKS_PER_SEC;
}

static inline bool survive(const hostile_input *input)
{
    test_memory memory = {0};
    weir_arena arena;
    weir_text text;
    verdict given;
    double begin, took;
    const char *fault = "";
    size_t used;
    char *bytes = make_text(input, &text.length);

    text.at = bytes;
    weir_arena_init(&arena, test_memory_port(&memory, false), MEMORY_MAX);
    begin = cpu_ms();
    given = input->read(text, &arena);
    took = cpu_ms() - begin;
    used = arena.used_bytes;
    weir_arena_release(&arena);
    free(bytes);
    if ((given.err == WEIR_OK) != (input->place == VALUE))
        fault = input->place == VALUE ? "  <- should be fine" : "  <- was let through";
    else if (input->place == PLACE && given.line == 0)
        fault = "  <- has no place";
    else if (given.words[0] == '\0' && given.err != WEIR_ENOMEM)
        fault = "  <- has no words";
    else if (input->says && !strstr(given.words, input->says))
        fault = "  <- says something else";
    else if (took > MILLISECOND_MAX)
        fault = "  <- took too long";
    else if (memory.live_count != 0)
        fault = "  <- leaked";
    printf("%-38s %5.0f ms %6zu KiB  %-12s %u:%u %s%s\n", input->name, took, used / 1024, weir_err_name(given.err),
           given.line, given.column, given.words, fault);
    fflush(stdout);
    return fault[0] == '\0';
}

/* The end of the program. */
static inline int survive_all(const hostile_input *inputs, size_t count)
{
    bool fine = true;
    struct rusage usage;

    for (size_t i = 0; i < count; i++)
        fine = survive(&inputs[i]) && fine;
    getrusage(RUSAGE_SELF, &usage);
    printf("%zu inputs, %ld KiB resident at most\n", count, usage.ru_maxrss);
    return fine && usage.ru_maxrss <= RESIDENT_KIB_MAX ? EXIT_SUCCESS : EXIT_FAILURE;
}

#endif
