/* SPDX-License-Identifier: Apache-2.0
 * cli/feel_session.h - expressions one after the other, over variables that stay.
 *
 * Results go to stdout; what is wrong, and why a value is null, to stderr.
 * Layer: cli.
 */
#ifndef WEIR_CLI_FEEL_SESSION_H
#define WEIR_CLI_FEEL_SESSION_H

#include "feel/feel.h"

typedef struct weir_feel_session {
    weir_arena kept, scratch; /* of the variables; of one expression */
    const weir_zones *zones;  /* borrowed */
    struct {
        weir_entry *items;
        uint32_t count, capacity;
    } variables;
    bool is_json;    /* results as VALUE of typed.h */
    bool has_prompt; /* a person sees it */
} weir_feel_session;

void weir_feel_session_init(weir_feel_session *session, const weir_zones *zones);
void weir_feel_session_release(weir_feel_session *session);
/* The variables of an object of VALUEs; see typed.h. EVALUE, ESYNTAX with a diag, ENOMEM. */
WEIR_MUST_USE weir_err weir_feel_session_read(weir_feel_session *session, weir_text json, weir_diag *diag);
/* Evaluate and print. False: there is no value, and stderr says why. */
bool weir_feel_session_evaluate(weir_feel_session *session, weir_text source);
/* Unary tests over the value of an expression. */
bool weir_feel_session_test(weir_feel_session *session, weir_text tests, weir_text input);
/* An expression, or a command like ":let x = 5". */
bool weir_feel_session_line(weir_feel_session *session, weir_text line, bool *is_over);
/* Whether there is more to come: a bracket or a comment is open. */
bool weir_feel_is_open(weir_text source);

#endif
