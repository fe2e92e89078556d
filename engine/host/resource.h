/* SPDX-License-Identifier: Apache-2.0
 * host/resource.h - one file to deploy: read, checked, and compiled by what it is.
 *
 * Problems found on the way to a model have rules of their own, beside those of xml/, compile/ and dmn/:
 *
 * xml-syntax      error  the file is not well-formed XML
 * xml-limit       error  the file is larger or deeper than weir reads
 * root-unknown    error  the root belongs to no vocabulary of weir
 * form-not-beside warning a form that has to be deployed along with its process is not
 * decision-not-beside warning a decision that has to be deployed along with its process is not
 * calendar-*      error  of a file of calendars: compile/calendar.h
 * root-unexpected error  the root is none that can be deployed: definitions of BPMN or DMN, or a bare process
 * Layer: host.
 */
#ifndef WEIR_HOST_RESOURCE_H
#define WEIR_HOST_RESOURCE_H

#include "compile/calendar.h"
#include "compile/compile.h"
#include "compile/form_js.h"
#include "dmn/dmn.h"
#include "xml/schema.h"

#define WEIR_CALENDAR_SUFFIX ".calendar.xml" /* of files of calendars, where the name decides what is looked into */

typedef struct weir_resource weir_resource;

/* Files that lie beside another one, where its imports are looked for. */
typedef struct weir_neighbours {
    /* The ix-th, from 0 on; it lives as long as the arena. ENOTFOUND: there are no more. EIO: not this one. */
    weir_err (*get)(const void *self, uint32_t ix, weir_arena *arena, weir_resource *out);
    const void *self;
    bool are_deployed; /* together with it: whatever their names are, all are looked into */
} weir_neighbours;

struct weir_resource {
    weir_text name;                    /* of the file */
    weir_text bytes;                   /* borrowed during the call */
    const weir_model *model;           /* instead of bytes: read already, borrowed as long as what is made of it */
    bool is_only_kept;                 /* whatever it is: nothing is made of it */
    bool delegates_external;           /* what a Java class would do in it becomes an external task (xml/load.h) */
    const weir_zones *zones;           /* of calendars; NULL: those are not looked into */
    const weir_calendars *calendars;   /* that a process may name, beside those of its neighbours; NULL: not known */
    const weir_neighbours *neighbours; /* what a DMN file imports, calendars; NULL: nothing is there */
};

typedef struct weir_compiled {
    weir_programs programs;          /* of a BPMN file */
    const weir_decisions *decisions; /* of a DMN file, else NULL */
    const weir_deployed_form *form;  /* of a .form file, else NULL */
    weir_calendar_list calendars;    /* of a file of calendars, else none */
    bool has_imports;                /* other files of its deployment are part of it */
} weir_compiled;

/* By the name: a form of form-js. */
bool weir_resource_is_form(weir_text name);

/* schemas    NULL: not checked against any
 * arena      what is compiled lives here
 * problems   all that is wrong with the file
 * EMODEL: there was an error among the problems; out is untouched. ENOMEM. */
WEIR_MUST_USE weir_err weir_resource_compile(const weir_resource *resource, const weir_xml_schemas *schemas,
                                             weir_arena *arena, weir_problems *problems, weir_compiled *out);
/* The first half of it: bytes to a model. A model with errors among the problems may be looked at. EMODEL: there is
 * none. ENOMEM. */
WEIR_MUST_USE weir_err weir_resource_read(const weir_resource *resource, const weir_xml_schemas *schemas,
                                          weir_arena *arena, weir_problems *problems, weir_model *out);

#endif
