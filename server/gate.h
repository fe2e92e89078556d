/* SPDX-License-Identifier: Apache-2.0
 * server/gate.h - what a request must look like before anybody reads it.
 *
 * A pure function from what came over the wire to "refuse, and why" or a canonical request: path segments and
 * parameters decoded, everything checked, nothing that two programs could read in two ways. Strict on purpose: what a
 * proxy in front of weir might take for two requests, or for another path, is refused.
 * Layer: server, may use base.   Spec: RFC 9110, RFC 9112 §2-6, RFC 3986 §2-3.
 */
#ifndef WEIR_SERVER_GATE_H
#define WEIR_SERVER_GATE_H

#include "base/arena.h"

#define WEIR_TARGET_LENGTH_MAX 4096u
#define WEIR_HEADER_COUNT_MAX 64u
#define WEIR_HEADER_LENGTH_MAX 4096u  /* of one, name and value */
#define WEIR_HEADERS_LENGTH_MAX 8192u /* of all together */
#define WEIR_SEGMENT_COUNT_MAX 12u    /* of a path */
#define WEIR_PARAMETER_COUNT_MAX 128u /* of a query */

typedef struct weir_header {
    weir_text name, value;
} weir_header;

/* A request as it came; borrowed. */
typedef struct weir_gate_facts {
    weir_text method, target, version;
    const weir_header *headers;
    uint32_t header_count;
    bool is_loopback;  /* only this machine can connect: then it must be meant, too (a name that points here by a trick)
                        */
    bool is_rewritten; /* the header block was not, byte for byte, one "name: value" a line, each ended by CR LF */
} weir_gate_facts;

typedef enum weir_method {
    WEIR_GET,
    WEIR_POST,
    WEIR_PUT,
    WEIR_DELETE,
    WEIR_HEAD,
    WEIR_OPTIONS,
    WEIR_PATCH,
    WEIR_METHOD_COUNT
} weir_method;

typedef struct weir_parameter {
    weir_text name, value; /* UTF-8 without control characters */
} weir_parameter;

typedef struct weir_gate_request {
    weir_method method;
    const weir_text *segments; /* of the path, decoded: not empty, no "." or "..", no slash inside; UTF-8 */
    uint32_t segment_count;
    const weir_parameter *parameters; /* of the query, decoded */
    uint32_t parameter_count;
    weir_text content_type, authorization; /* absent: not sent */
    weir_text accept;                      /* the first one */
    bool has_length, is_chunked;
    uint64_t length;
} weir_gate_request;

/* status 0: it may pass. Else the status to answer with and a sentence; the connection is closed afterwards. */
typedef struct weir_gate_verdict {
    int status;
    const char *reason; /* static */
} weir_gate_verdict;

/* out: set if the verdict is 0; its texts live in the arena or are those of `facts`. */
weir_gate_verdict weir_gate_check(const weir_gate_facts *facts, weir_arena *arena, weir_gate_request *out);
const char *weir_method_name(weir_method method); /* "GET" */

#endif
