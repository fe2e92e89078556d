/* SPDX-License-Identifier: Apache-2.0
 * dmn/box_literal.c - the literal expression: FEEL text.
 *
 * Spec: DMN 1.5 §7.3.6, §10.2.1.1.
 */
#include "dmn/dmn_internal.h"

weir_err weir_literal_compile(weir_dmn_compiler *c, const weir_part *part, weir_box *box)
{
    if (weir_part_child(part, WEIR_PART_dmn_imported_values))
        return weir_dmn_problem(c, WEIR_ERROR, "dmn-import-unsupported", part,
                                "the values are imported from another file, which weir does not read; write them here");
    return weir_dmn_expression(c, part, WEIR_FEEL_EXPRESSION, &box->as.expression);
}

weir_err weir_literal_step(weir_dmn_cx *cx, weir_box_frame *frame)
{
    weir_value value;

    WEIR_TRY(weir_dmn_eval(cx, frame->box->as.expression, frame->env, &value));
    weir_box_done(frame, value);
    return WEIR_OK;
}
