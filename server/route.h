/* SPDX-License-Identifier: Apache-2.0
 * server/route.h - the table of operations: it drives dispatch and prints the OpenAPI document.
 *
 * Paths are under /engine-rest, and under /engine-rest/engine/default. The rows are in routes.c.
 * Layer: server.
 */
#ifndef WEIR_SERVER_ROUTE_H
#define WEIR_SERVER_ROUTE_H

#include "server/fault.h"
#include "server/list.h"
#include "server/shape.h"

/* What the answer is, for openapi.json. */
typedef enum weir_answer_form {
    WEIR_ANSWER_NOTHING,
    WEIR_ANSWER_OBJECT,
    WEIR_ANSWER_LIST,
    WEIR_ANSWER_VARIABLES,      /* name → variable */
    WEIR_ANSWER_VARIABLES_LIST, /* several of those */
    WEIR_ANSWER_VARIABLE,
    WEIR_ANSWER_COUNT,
    WEIR_ANSWER_BYTES, /* no JSON */
    WEIR_ANSWER_ANY,   /* JSON that the document does not describe */
} weir_answer_form;

struct weir_route {
    weir_method method;
    const char *path;    /* "/process-instance/{id}" */
    const char *summary; /* for openapi.json */
    weir_handler run;
    const weir_shape *body; /* NULL: none is read */
    bool takes_bytes;       /* the body is not JSON; up to WEIR_DEPLOYMENT_LENGTH_MAX */
    weir_answer_form form;
    const weir_shape *answer; /* of OBJECT and LIST */
    int status, other_status; /* of success; 0: there is no other one */
    weir_fault_family faults;
    const weir_listing *list; /* of handlers that show rows */
};

const weir_route *weir_routes(uint32_t *count);

/* Find the row; call->path is filled.
 * status 0: found. 404: no such path. 405: the path has other methods, which `allow` names. */
int weir_route_find(weir_rest *call, const weir_route **out, char *allow, size_t allow_size);
/* GET /openapi.json */
WEIR_MUST_USE weir_err weir_openapi(weir_rest *call);

#endif
