/* SPDX-License-Identifier: Apache-2.0
 * server/fault.h - which error of weir is which status and error body.
 *
 * The body is {"type", "message", "code"}; clients look at type and code. Layer: server.
 */
#ifndef WEIR_SERVER_FAULT_H
#define WEIR_SERVER_FAULT_H

#include "server/rest.h"

typedef enum weir_fault_family {
    WEIR_FAULTS_OF_QUERIES,  /* InvalidRequestException for what a client did wrong */
    WEIR_FAULTS_OF_COMMANDS, /* RestException */
    WEIR_FAULT_FAMILY_COUNT
} weir_fault_family;

/* Make the answer of a call that ended with an error. */
void weir_fault_answer(weir_rest *call, weir_err err);
/* The same before there was a route: of the gate, or of the limits. */
void weir_fault_refuse(weir_rest *call, int status, const char *reason);

#endif
