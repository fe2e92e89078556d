/* SPDX-License-Identifier: Apache-2.0
 * feel/path.c - x.name and list[n]; see vm.h.
 *
 * Spec: DMN 1.5 §10.3.2.13.6 (paths), table 66 (properties), §10.3.2.5 (filters).
 */
#include "feel/vm.h"

typedef weir_err property_get(weir_vm *vm, const weir_value *value, weir_value *out);

typedef struct property_row {
    weir_kind kind;
    weir_text name;
    property_get *get;
} property_row;

/* The date or clock inside a date, a time or a date-time. */
static weir_date date_of(const weir_value *value)
{
    return value->kind == WEIR_DATE ? value->as.date : value->as.date_time->date;
}

static weir_time time_of(const weir_value *value)
{
    if (value->kind == WEIR_DATE)
        return weir_midnight(value->as.date).time;
    return value->kind == WEIR_TIME ? *value->as.time : value->as.date_time->time;
}

static weir_err integer(int64_t number, weir_value *out)
{
    *out = weir_integer(number);
    return WEIR_OK;
}

static weir_err get_year(weir_vm *vm, const weir_value *value, weir_value *out)
{
    (void)vm;
    return integer(date_of(value).year, out);
}

static weir_err get_month(weir_vm *vm, const weir_value *value, weir_value *out)
{
    (void)vm;
    return integer(date_of(value).month, out);
}

static weir_err get_day(weir_vm *vm, const weir_value *value, weir_value *out)
{
    (void)vm;
    return integer(date_of(value).day, out);
}

static weir_err get_weekday(weir_vm *vm, const weir_value *value, weir_value *out)
{
    (void)vm;
    return integer(weir_date_weekday(date_of(value)), out);
}

static weir_err get_hour(weir_vm *vm, const weir_value *value, weir_value *out)
{
    (void)vm;
    return integer(time_of(value).hour, out);
}

static weir_err get_minute(weir_vm *vm, const weir_value *value, weir_value *out)
{
    (void)vm;
    return integer(time_of(value).minute, out);
}

/* With its fraction. */
static weir_err get_second(weir_vm *vm, const weir_value *value, weir_value *out)
{
    const weir_time time = time_of(value);

    (void)vm;
    *out = weir_number(weir_seconds_to_decimal((weir_seconds){time.second, (int32_t)time.nanosecond}));
    return WEIR_OK;
}

static weir_err get_time_offset(weir_vm *vm, const weir_value *value, weir_value *out)
{
    const weir_time time = time_of(value);
    weir_date_time local = {{1970, 1, 1}, time}, utc;
    int64_t epoch_s, local_s;
    uint32_t nanosecond;

    if (time.offset_kind == WEIR_OFFSET_NONE) {
        *out = weir_vm_null(vm, "the time has no offset");
        return WEIR_OK;
    }
    if (value->kind == WEIR_DATE_TIME)
        local.date = value->as.date_time->date;
    utc = local;
    utc.time.offset_kind = WEIR_OFFSET_NONE;
    weir_date_time_instant(&local, &epoch_s, &nanosecond);
    weir_date_time_instant(&utc, &local_s, &nanosecond);
    *out = weir_make_seconds((weir_seconds){local_s - epoch_s, 0});
    return WEIR_OK;
}

static weir_err get_timezone(weir_vm *vm, const weir_value *value, weir_value *out)
{
    const weir_time time = time_of(value);

    if (time.offset_kind == WEIR_OFFSET_ZONE)
        *out = weir_string(weir_zone_name(time.zone));
    else
        *out = weir_vm_null(vm, "the time has no zone name");
    return WEIR_OK;
}

static weir_err get_years(weir_vm *vm, const weir_value *value, weir_value *out)
{
    (void)vm;
    return integer(value->as.months / 12, out);
}

static weir_err get_months(weir_vm *vm, const weir_value *value, weir_value *out)
{
    (void)vm;
    return integer(value->as.months % 12, out);
}

static weir_err get_days(weir_vm *vm, const weir_value *value, weir_value *out)
{
    (void)vm;
    return integer(value->as.seconds.second / 86400, out);
}

static weir_err get_hours(weir_vm *vm, const weir_value *value, weir_value *out)
{
    (void)vm;
    return integer(value->as.seconds.second / 3600 % 24, out);
}

static weir_err get_minutes(weir_vm *vm, const weir_value *value, weir_value *out)
{
    (void)vm;
    return integer(value->as.seconds.second / 60 % 60, out);
}

static weir_err get_seconds(weir_vm *vm, const weir_value *value, weir_value *out)
{
    const weir_seconds seconds = value->as.seconds;

    (void)vm;
    *out = weir_number(weir_seconds_to_decimal((weir_seconds){seconds.second % 60, seconds.nanosecond}));
    return WEIR_OK;
}

static weir_err get_start(weir_vm *vm, const weir_value *value, weir_value *out)
{
    (void)vm;
    *out = value->as.range->form == WEIR_RANGE_ALL_BUT ? weir_null() : value->as.range->low;
    return WEIR_OK;
}

static weir_err get_end(weir_vm *vm, const weir_value *value, weir_value *out)
{
    (void)vm;
    *out = value->as.range->form == WEIR_RANGE_ALL_BUT ? weir_null() : value->as.range->high;
    return WEIR_OK;
}

static weir_err get_start_included(weir_vm *vm, const weir_value *value, weir_value *out)
{
    (void)vm;
    *out = weir_boolean(value->as.range->low_closed);
    return WEIR_OK;
}

static weir_err get_end_included(weir_vm *vm, const weir_value *value, weir_value *out)
{
    (void)vm;
    *out = weir_boolean(value->as.range->high_closed);
    return WEIR_OK;
}

#define NAMED(name)                                                                                                    \
    {                                                                                                                  \
        name, sizeof(name) - 1                                                                                         \
    }

static const property_row properties[] = {
    {WEIR_DATE, NAMED("year"), get_year},
    {WEIR_DATE, NAMED("month"), get_month},
    {WEIR_DATE, NAMED("day"), get_day},
    {WEIR_DATE, NAMED("weekday"), get_weekday},
    {WEIR_DATE_TIME, NAMED("year"), get_year},
    {WEIR_DATE_TIME, NAMED("month"), get_month},
    {WEIR_DATE_TIME, NAMED("day"), get_day},
    {WEIR_DATE_TIME, NAMED("weekday"), get_weekday},
    {WEIR_DATE_TIME, NAMED("hour"), get_hour},
    {WEIR_DATE_TIME, NAMED("minute"), get_minute},
    {WEIR_DATE_TIME, NAMED("second"), get_second},
    {WEIR_DATE_TIME, NAMED("time offset"), get_time_offset},
    {WEIR_DATE_TIME, NAMED("timezone"), get_timezone},
    {WEIR_TIME, NAMED("hour"), get_hour},
    {WEIR_TIME, NAMED("minute"), get_minute},
    {WEIR_TIME, NAMED("second"), get_second},
    {WEIR_TIME, NAMED("time offset"), get_time_offset},
    {WEIR_TIME, NAMED("timezone"), get_timezone},
    {WEIR_MONTHS, NAMED("years"), get_years},
    {WEIR_MONTHS, NAMED("months"), get_months},
    {WEIR_SECONDS, NAMED("days"), get_days},
    {WEIR_SECONDS, NAMED("hours"), get_hours},
    {WEIR_SECONDS, NAMED("minutes"), get_minutes},
    {WEIR_SECONDS, NAMED("seconds"), get_seconds},
    {WEIR_RANGE, NAMED("start"), get_start},
    {WEIR_RANGE, NAMED("end"), get_end},
    {WEIR_RANGE, NAMED("start included"), get_start_included},
    {WEIR_RANGE, NAMED("end included"), get_end_included},
};

static weir_err get_single(weir_vm *vm, const weir_value *value, weir_text name, weir_value *out)
{
    const weir_value *entry = weir_context_find(value, name);

    if (entry) {
        *out = *entry;
        return WEIR_OK;
    }
    for (size_t i = 0; value->kind != WEIR_CONTEXT && i < sizeof properties / sizeof *properties; i++) {
        if (properties[i].kind == (weir_kind)value->kind && weir_text_equal(properties[i].name, name))
            return properties[i].get(vm, value, out);
    }
    *out = weir_vm_null(vm, "a %s has no %.*s", weir_kind_name((weir_kind)value->kind), WEIR_ARG(name));
    return WEIR_OK;
}

weir_err weir_feel_property(weir_vm *vm, const weir_value *value, weir_text name, weir_value *out)
{
    const weir_value list = *value;
    weir_value *items;

    if (value->kind != WEIR_LIST)
        return get_single(vm, &list, name, out);
    items = WEIR_TAKE(vm->run->arena, weir_value, list.count);
    if (!items)
        return WEIR_ENOMEM;
    for (uint32_t i = 0; i < list.count; i++)
        WEIR_TRY(get_single(vm, &list.as.items[i], name, &items[i]));
    *out = weir_list(items, list.count);
    return WEIR_OK;
}

weir_value weir_feel_index(weir_vm *vm, const weir_value *list, const weir_value *index)
{
    const weir_value single = *list;
    const weir_value *items = list->kind == WEIR_LIST ? list->as.items : &single;
    const int64_t count = list->kind == WEIR_LIST ? list->count : 1;
    int64_t at;

    if (list->kind == WEIR_NULL)
        return weir_vm_null(vm, "null has no items");
    if (!weir_decimal_to_int64(index->as.number, &at))
        return weir_vm_null(vm, "an index must be a whole number");
    if (at < 0 && at >= -count)
        return items[count + at];
    if (at > 0 && at <= count)
        return items[at - 1];
    return weir_vm_null(vm, "index %lld lies outside a list of %lld", (long long)at, (long long)count);
}
