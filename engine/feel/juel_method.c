/* SPDX-License-Identifier: Apache-2.0
 * feel/juel_method.c - the functions of ${…}, and the methods of numbers, moments and of all values; see juel.def.
 */
#include "feel/juel_vm.h"

#define SECONDS_MAX 300000000000000000 /* of one plus or minus: ten times all years that there are */

static weir_err find_user(weir_juel_call *call, weir_value *out)
{
    *out = weir_null();
    if (!call->scope || !call->scope->member)
        return WEIR_OK;
    return weir_juel_call_member(call->vm, call->scope, WEIR_MEMBER_authenticated_user_id, NULL, true, out);
}

weir_err weir_juel_current_user(weir_juel_call *call, weir_value *out)
{
    return find_user(call, out);
}

weir_err weir_juel_current_user_groups(weir_juel_call *call, weir_value *out)
{
    (void)call;
    *out = weir_list(NULL, 0);
    return WEIR_OK;
}

weir_err weir_juel_now(weir_juel_call *call, weir_value *out)
{
    const weir_feel_run *run = call->vm->run;
    const weir_time utc = {.offset_kind = WEIR_OFFSET_FIXED};
    const int64_t second = run->now_ms >= 0 ? run->now_ms / 1000 : -((999 - run->now_ms) / 1000);
    weir_date_time now;

    if (!weir_date_time_of_instant(second, (uint32_t)(run->now_ms - second * 1000) * 1000000u, &utc, &now))
        return weir_vm_fail(call->vm, "now lies outside the calendar");
    return weir_make_date_time(run->arena, &now, out);
}

weir_err weir_juel_self(weir_juel_call *call, weir_value *out)
{
    *out = *call->self;
    return WEIR_OK;
}

/* Unlike ==, equals does not make one kind into another. */
weir_err weir_juel_equals(weir_juel_call *call, weir_value *out)
{
    WEIR_TRY(weir_vm_charge(call->vm, (uint64_t)call->self->count + call->arguments[0].count));
    *out = weir_boolean(weir_value_same(call->self, &call->arguments[0]));
    return WEIR_OK;
}

static weir_err order_of(weir_juel_call *call, int *out)
{
    if (call->arguments[0].kind == call->self->kind || call->self->kind == WEIR_DATE ||
        call->self->kind == WEIR_DATE_TIME) {
        if (weir_feel_order(call->self, &call->arguments[0], out))
            return WEIR_OK;
    }
    return weir_vm_fail(call->vm, "%.*s: a %s and a %s have no order", WEIR_ARG(call->name),
                        weir_kind_name((weir_kind)call->self->kind),
                        weir_kind_name((weir_kind)call->arguments[0].kind));
}

weir_err weir_juel_compare_to(weir_juel_call *call, weir_value *out)
{
    int order = 0;

    WEIR_TRY(order_of(call, &order));
    *out = weir_juel_number(weir_decimal_of(order), WEIR_TAG_INTEGER);
    return WEIR_OK;
}

weir_err weir_juel_is_before(weir_juel_call *call, weir_value *out)
{
    int order = 0;

    WEIR_TRY(order_of(call, &order));
    *out = weir_boolean(order < 0);
    return WEIR_OK;
}

weir_err weir_juel_is_after(weir_juel_call *call, weir_value *out)
{
    int order = 0;

    WEIR_TRY(order_of(call, &order));
    *out = weir_boolean(order > 0);
    return WEIR_OK;
}

weir_err weir_juel_to_string(weir_juel_call *call, weir_value *out)
{
    weir_text text;

    WEIR_TRY(weir_juel_to_text(call->vm, call->self, &text));
    *out = weir_string(text);
    return WEIR_OK;
}

weir_err weir_juel_int_value(weir_juel_call *call, weir_value *out)
{
    return weir_juel_to_number(call->vm, call->self, WEIR_TAG_INTEGER, out);
}

weir_err weir_juel_long_value(weir_juel_call *call, weir_value *out)
{
    return weir_juel_to_number(call->vm, call->self, WEIR_TAG_LONG, out);
}

weir_err weir_juel_double_value(weir_juel_call *call, weir_value *out)
{
    return weir_juel_to_number(call->vm, call->self, WEIR_TAG_DOUBLE, out);
}

/* A date as its midnight in UTC. */
static weir_date_time moment_of(const weir_value *value)
{
    return value->kind == WEIR_DATE ? weir_midnight(value->as.date) : *value->as.date_time;
}

static const struct {
    const char *name; /* what stands behind plus or minus */
    int64_t seconds, months;
} units[] = {
    {"Seconds", 1, 0},    {"Minutes", 60, 0}, {"Hours", 3600, 0}, {"Days", 86400, 0},
    {"Weeks", 604800, 0}, {"Months", 0, 1},   {"Years", 0, 12},
};

static weir_err add(weir_juel_call *call, int sign, weir_value *out)
{
    const weir_text unit = weir_text_part(call->name, sign > 0 ? 4 : 5, call->name.length);
    const weir_date_time moment = moment_of(call->self);
    weir_date_time result;
    int64_t count;
    uint32_t row = 0;
    bool is_good;

    WEIR_TRY(weir_juel_to_integer(call->vm, &call->arguments[0], &count));
    while (!weir_text_equal(unit, weir_text_of(units[row].name)))
        row++;
    is_good = count < SECONDS_MAX / 604800 && count > -(SECONDS_MAX / 604800);
    count = is_good ? count * sign : 0;
    if (units[row].months > 0)
        is_good = is_good && weir_date_time_add_months(&moment, count * units[row].months, &result);
    else
        is_good =
            is_good && weir_date_time_add_seconds(&moment, (weir_seconds){count * units[row].seconds, 0}, &result);
    if (!is_good)
        return weir_vm_fail(call->vm, "%.*s leaves the calendar", WEIR_ARG(call->name));
    return weir_make_date_time(call->vm->run->arena, &result, out);
}

weir_err weir_juel_plus(weir_juel_call *call, weir_value *out)
{
    return add(call, 1, out);
}

weir_err weir_juel_minus(weir_juel_call *call, weir_value *out)
{
    return add(call, -1, out);
}

weir_err weir_juel_start_of_day(weir_juel_call *call, weir_value *out)
{
    weir_date_time moment = moment_of(call->self);

    moment.time.hour = moment.time.minute = moment.time.second = 0;
    moment.time.nanosecond = 0;
    return weir_make_date_time(call->vm->run->arena, &moment, out);
}

weir_err weir_juel_get_time(weir_juel_call *call, weir_value *out)
{
    const weir_date_time moment = moment_of(call->self);

    *out = weir_juel_number(weir_decimal_of(weir_date_time_to_ms(&moment)), WEIR_TAG_LONG);
    return WEIR_OK;
}
