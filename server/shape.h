/* SPDX-License-Identifier: Apache-2.0
 * server/shape.h - what a JSON object of the API looks like, as a table of its members.
 *
 * The same rows say how a row of the database becomes an answer, how a body is checked before a handler sees it, and
 * what GET /openapi.json prints. Layer: server.
 */
#ifndef WEIR_SERVER_SHAPE_H
#define WEIR_SERVER_SHAPE_H

#include "base/value.h"

typedef enum weir_member_kind {
    WEIR_MEMBER_TEXT,
    WEIR_MEMBER_ID, /* 16 bytes in the database, a UUID outside */
    WEIR_MEMBER_INTEGER,
    WEIR_MEMBER_BOOLEAN,
    WEIR_MEMBER_TIME,       /* milliseconds inside, 2026-11-23T01:00:00.000+0000 outside */
    WEIR_MEMBER_NONE,       /* null: weir has no such thing */
    WEIR_MEMBER_LINKS,      /* an empty list */
    WEIR_MEMBER_JSON,       /* anything: JSON as it is in the database */
    WEIR_MEMBER_VALUE_TYPE, /* of a variable: typed JSON in the database */
    WEIR_MEMBER_VALUE,
    WEIR_MEMBER_VALUE_INFO,
    WEIR_MEMBER_PROCESS_NAME, /* of a definition, whose id the database gives */
    WEIR_MEMBER_VERSION_TAG,
    WEIR_MEMBER_TIME_TO_LIVE,
    WEIR_MEMBER_IS_STARTABLE,
    WEIR_MEMBER_NODE_NAME, /* of an element: "definition id" U+001F "element id" */
    WEIR_MEMBER_NODE_TYPE,
    WEIR_MEMBER_DAYS_OVERDUE,    /* as of now, of a time limit whose value the database gives; NULL there: 0 */
    WEIR_MEMBER_DECISION_INPUTS, /* lists of a shape, as handle_past_decision.c makes them of a record */
    WEIR_MEMBER_DECISION_OUTPUTS,
    /* In bodies and answers that handlers write: */
    WEIR_MEMBER_VARIABLE,  /* {value, type, valueInfo} */
    WEIR_MEMBER_VARIABLES, /* name → variable */
    WEIR_MEMBER_TEXTS,     /* a list of texts */
    WEIR_MEMBER_OBJECT,    /* of a shape */
    WEIR_MEMBER_LIST,      /* of a shape */
    WEIR_MEMBER_MAP,       /* id → shape, or null */
} weir_member_kind;

typedef struct weir_shape weir_shape;

typedef struct weir_member {
    const char *name;
    weir_member_kind kind;
    const char *sql;         /* an expression; NULL: not from the database */
    const weir_shape *shape; /* of OBJECT, LIST, MAP; NULL: any object */
} weir_member;

struct weir_shape {
    const char *name; /* "ProcessInstance" */
    const weir_member *fields;
    uint32_t count;
};

#define WEIR_SHAPE(shape_name, table)                                                                                  \
    {                                                                                                                  \
        .name = (shape_name), .fields = (table), .count = sizeof(table) / sizeof *(table)                              \
    }

/* Whether the members of a body that the shape knows have the kinds it says; others are not looked at. EVALUE. */
WEIR_MUST_USE weir_err weir_shape_check(const weir_shape *shape, const weir_value *body, weir_diag *diag);
/* The schema of one object, for openapi.json. is_answer: every member is there, though it may be null. */
void weir_shape_print(const weir_shape *shape, bool is_answer, weir_buffer *out);

#endif
