/* SPDX-License-Identifier: Apache-2.0
 * host/forms.h - forms that a process wants from its own deployment.
 *
 * Layer: host.
 */
#ifndef WEIR_HOST_FORMS_H
#define WEIR_HOST_FORMS_H

#include "base/problem.h"
#include "run/program.h"

/* The id of a form that the node wants from the deployment of its process; absent: it wants none from there. */
weir_text weir_form_beside(const weir_node *node);
/* The warning form-not-beside. */
WEIR_MUST_USE weir_err weir_form_report_missing(const weir_node *node, weir_text id, weir_problems *problems);

#endif
