/* SPDX-License-Identifier: Apache-2.0
 * elements/build.h - how an element or trigger fills its node from the model.
 *
 * A problem is recorded with line and id, and the build goes on, so that all of them are found; only
 * exhausted memory stops it.
 * Layer: elements.
 */
#ifndef WEIR_ELEMENTS_BUILD_H
#define WEIR_ELEMENTS_BUILD_H

#include "base/problem.h"
#include "model/model.h"
#include "run/program.h"

typedef struct weir_build {
    const weir_model *model;
    weir_arena *arena;
    weir_problems *problems;
    bool has_calendars; /* weir_build_calendar has found one in the program that is built */
    uint8_t reads;      /* by what was built since somebody set it to 0: bits WEIR_READS_… */
} weir_build;

/* Memory of the program, zeroed; NULL: ENOMEM. */
#define WEIR_BUILD_TAKE(build, type) WEIR_TAKE((build)->arena, type, 1)

/* The nearest id at or above a part, for problems. */
weir_text weir_part_owner_id(const weir_part *part);

/* An expression: FEEL, with or without the leading '=', or ${…} (language.h). out is NULL after a problem or for an
 * empty source. */
WEIR_MUST_USE weir_err weir_build_expression(weir_build *build, const weir_part *part, weir_text source,
                                             const weir_expression **out);
/* The same for one that may set variables: a script, a listener, what a task does. */
WEIR_MUST_USE weir_err weir_build_action(weir_build *build, const weir_part *part, weir_text source,
                                         const weir_expression **out);
/* "=FEEL" and a text with ${…} in it are expressions, everything else is a literal string; absent text gives an unset
 * setting. */
WEIR_MUST_USE weir_err weir_build_setting(weir_build *build, const weir_part *part, weir_text text, weir_setting *out);
/* The same for texts that people read, where '=' is nothing but a sign. */
WEIR_MUST_USE weir_err weir_build_composite(weir_build *build, const weir_part *part, weir_text text,
                                            weir_setting *out);
WEIR_MUST_USE weir_err weir_build_attribute(weir_build *build, const weir_part *part, weir_attr attribute,
                                            weir_setting *out);
/* A setting that is no expression reads this variable. */
void weir_build_note_variable(weir_build *build, weir_text name);
/* weir:calendar: of the part, else of the nearest that it is in; unset if none has one (run/deadline.h). */
WEIR_MUST_USE weir_err weir_build_calendar(weir_build *build, const weir_part *part, weir_setting *out);
/* The root element a reference attribute names, of the wanted tag; NULL after a problem or if absent. */
WEIR_MUST_USE weir_err weir_build_referred(weir_build *build, const weir_part *part, weir_attr attribute, weir_tag tag,
                                           const weir_part **out);
/* A weir:script; a weir:list or weir:map (build_structure.c). */
WEIR_MUST_USE weir_err weir_build_script(weir_build *build, const weir_part *script, weir_setting *out);
WEIR_MUST_USE weir_err weir_build_structure(weir_build *build, const weir_part *structure, weir_setting *out);
/* Add the weir:inputParameter or weir:outputParameter rows of an element. */
WEIR_MUST_USE weir_err weir_build_mappings(weir_build *build, const weir_part *part, weir_tag tag, weir_mappings *out);

/* Data (build_data.c). The variable that a property, a data object or a reference to one, a data input or output, an
 * item of a loop is: its name, if FEEL can say it, else its id. data_of: what an id names, through references to data
 * objects; NULL for what is no variable, as a data store. */
weir_text weir_data_variable(const weir_part *data);
const weir_part *weir_data_of(const weir_model *model, weir_text id);
/* The data of an element, and what its data associations do. */
WEIR_MUST_USE weir_err weir_build_locals(weir_build *build, const weir_part *part, weir_mappings *out);
WEIR_MUST_USE weir_err weir_build_associations(weir_build *build, const weir_part *part, weir_tag tag,
                                               weir_mappings *out);
/* What one association sets its only target to; is_set is false if it does nothing. */
WEIR_MUST_USE weir_err weir_build_association(weir_build *build, const weir_part *association, weir_setting *out);
/* The payload of an event that catches: its only data output, if an association takes it on. */
weir_text weir_build_payload(const weir_part *part);
/* The defaults of the form fields of an element, typed as the field says. */
WEIR_MUST_USE weir_err weir_build_defaults(weir_build *build, const weir_part *part, const weir_mapping **out,
                                           uint32_t *count);
/* Its form, NULL if it has none; and what weir:properties says of it (build_form.c). */
WEIR_MUST_USE weir_err weir_build_form(weir_build *build, const weir_part *part, const weir_element_form **out);
WEIR_MUST_USE weir_err weir_build_properties(weir_build *build, const weir_part *part, const weir_property **out,
                                             uint32_t *count);
/* The time limit of an activity or a process; NULL if it has none (build_limit.c). */
WEIR_MUST_USE weir_err weir_build_time_limit(weir_build *build, const weir_part *part,
                                             const struct weir_time_limit **out);
/* Who answers for an element and what is kept of it; the groups that a process keeps apart (build_duty.c). */
struct weir_duty;
struct weir_exclusive;
WEIR_MUST_USE weir_err weir_build_duty(weir_build *build, const weir_part *part, struct weir_duty *out);
WEIR_MUST_USE weir_err weir_build_exclusives(weir_build *build, const weir_part *process,
                                             const struct weir_exclusive **out, uint32_t *count);
/* What must be true before an activity begins or is done; NULL: nothing (build_requirement.c). */
struct weir_requirements;
WEIR_MUST_USE weir_err weir_build_requirements(weir_build *build, const weir_part *part,
                                               const struct weir_requirements **out);
/* What is said about jobs on an element, or on its multi-instance characteristics; NULL if nothing is. */
WEIR_MUST_USE weir_err weir_build_async(weir_build *build, const weir_part *part, const weir_async **out);
/* The weir:executionListener or weir:taskListener of a part; NULL if it has none (build_listener.c). */
WEIR_MUST_USE weir_err weir_build_listeners(weir_build *build, const weir_part *part, weir_tag tag,
                                            const struct weir_listeners **out);
/* The weir:event elements of a part, of a loop those of each item; NULL if it has none (build_publication.c). */
WEIR_MUST_USE weir_err weir_build_publications(weir_build *build, const weir_part *part, const weir_publications **out);
/* The weir:errorEventDefinition of an external task; NULL if it has none (build_error.c). */
WEIR_MUST_USE weir_err weir_build_errors(weir_build *build, const weir_part *part,
                                         const struct weir_error_mappings **out);
/* A whole number; `otherwise` if there is none. */
int64_t weir_build_whole(const weir_part *part, weir_attr attribute, int64_t otherwise);
/* The standard loop or the multi-instance characteristics of an activity, if it has any, and the outputs of data
 * associations, which are of each item then. */
WEIR_MUST_USE weir_err weir_build_loop(weir_build *build, const weir_part *part, weir_node *node);
/* The events that a multi-instance throws (build_loop_event.c). */
WEIR_MUST_USE weir_err weir_build_loop_events(weir_build *build, const weir_part *part, weir_loop *loop);
bool weir_loop_can_throw(const weir_part *definition);
const weir_part *weir_loop_thrown(const weir_part *event); /* the first definition that can be thrown; NULL: none */

#endif
