/* SPDX-License-Identifier: Apache-2.0
 * feel/arithmetic.c - + - * / ** and negation; see vm.h.
 *
 * Which kinds go together is a table for each operator; everything else is null.
 * Spec: DMN 1.5 §10.3.2.13.4 (arithmetic), tables 57-59.
 */
#include <assert.h>

#include "feel/vm.h"

typedef weir_err operation(weir_vm *vm, const weir_value *a, const weir_value *b, weir_value *out);

typedef struct operation_row {
    weir_kind a, b;
    operation *run;
} operation_row;

weir_value weir_make_date(weir_date date)
{
    return (weir_value){.kind = WEIR_DATE, .as.date = date};
}

weir_value weir_make_months(int64_t months)
{
    return (weir_value){.kind = WEIR_MONTHS, .as.months = months};
}

weir_value weir_make_seconds(weir_seconds seconds)
{
    return (weir_value){.kind = WEIR_SECONDS, .as.seconds = seconds};
}

weir_err weir_make_time(weir_arena *arena, const weir_time *time, weir_value *out)
{
    weir_time *copy = WEIR_TAKE(arena, weir_time, 1);

    if (!copy)
        return WEIR_ENOMEM;
    *copy = *time;
    *out = (weir_value){.kind = WEIR_TIME, .as.time = copy};
    return WEIR_OK;
}

weir_err weir_make_date_time(weir_arena *arena, const weir_date_time *date_time, weir_value *out)
{
    weir_date_time *copy = WEIR_TAKE(arena, weir_date_time, 1);

    if (!copy)
        return WEIR_ENOMEM;
    *copy = *date_time;
    *out = (weir_value){.kind = WEIR_DATE_TIME, .as.date_time = copy};
    return WEIR_OK;
}

weir_date_time weir_midnight(weir_date date)
{
    return (weir_date_time){.date = date, .time = {.offset_kind = WEIR_OFFSET_FIXED}};
}

/* A result that may have overflowed. */
static weir_value number_or_null(weir_vm *vm, bool ok, weir_decimal number)
{
    return ok ? weir_number(number) : weir_vm_null(vm, "the result is no number (overflow or division by zero)");
}

static weir_value out_of_range(weir_vm *vm)
{
    return weir_vm_null(vm, "the result lies outside the calendar or the range of durations");
}

/* Both parts of a duration have the sign of the whole. */
static bool add_seconds(weir_seconds a, weir_seconds b, weir_seconds *out)
{
    int64_t second;
    int32_t nanosecond = a.nanosecond + b.nanosecond; /* both below 1e9 */
    const int32_t carry = nanosecond / 1000000000;

    if (__builtin_add_overflow(a.second, b.second, &second) || __builtin_add_overflow(second, carry, &second))
        return false;
    nanosecond -= carry * 1000000000;
    if (second < 0 && nanosecond > 0) {
        second++;
        nanosecond -= 1000000000;
    } else if (second > 0 && nanosecond < 0) {
        second--;
        nanosecond += 1000000000;
    }
    *out = (weir_seconds){second, nanosecond};
    return true;
}

static bool negate_seconds(weir_seconds a, weir_seconds *out)
{
    if (a.second == INT64_MIN)
        return false;
    *out = (weir_seconds){-a.second, -a.nanosecond};
    return true;
}

weir_decimal weir_seconds_to_decimal(weir_seconds seconds)
{
    weir_decimal number = weir_decimal_of(seconds.nanosecond);
    const bool fits = weir_decimal_divide(number, weir_decimal_of(1000000000), &number) &&
                      weir_decimal_add(weir_decimal_of(seconds.second), number, &number);

    assert(fits); /* at most 28 digits */
    (void)fits;
    return number;
}

bool weir_seconds_of_decimal(weir_decimal number, weir_seconds *out)
{
    weir_decimal whole, fraction;
    int64_t second, nanosecond = 0;
    bool fits = weir_decimal_round(number, 0, WEIR_ROUND_DOWN, &whole);

    assert(fits); /* cutting digits off makes no number too large */
    if (!weir_decimal_to_int64(whole, &second))
        return false;
    fits = weir_decimal_subtract(number, whole, &fraction) &&
           weir_decimal_multiply(fraction, weir_decimal_of(1000000000), &fraction) &&
           weir_decimal_round(fraction, 0, WEIR_ROUND_DOWN, &fraction) && weir_decimal_to_int64(fraction, &nanosecond);
    assert(fits); /* a fraction lies below 1 */
    (void)fits;
    *out = (weir_seconds){second, (int32_t)nanosecond};
    return true;
}

static weir_err add_numbers(weir_vm *vm, const weir_value *a, const weir_value *b, weir_value *out)
{
    weir_decimal sum = {{0}};
    const bool ok = weir_decimal_add(a->as.number, b->as.number, &sum);

    *out = number_or_null(vm, ok, sum);
    return WEIR_OK;
}

static weir_err subtract_numbers(weir_vm *vm, const weir_value *a, const weir_value *b, weir_value *out)
{
    weir_decimal difference = {{0}};
    const bool ok = weir_decimal_subtract(a->as.number, b->as.number, &difference);

    *out = number_or_null(vm, ok, difference);
    return WEIR_OK;
}

static weir_err add_strings(weir_vm *vm, const weir_value *a, const weir_value *b, weir_value *out)
{
    weir_buffer buffer;
    weir_text text;

    WEIR_TRY(weir_vm_charge(vm, (a->as.string.length + b->as.string.length) / 64));
    weir_buffer_init(&buffer, vm->run->arena, 0);
    weir_buffer_text(&buffer, a->as.string);
    weir_buffer_text(&buffer, b->as.string);
    WEIR_TRY(weir_buffer_done(&buffer, &text));
    *out = weir_string(text.at ? text : WEIR_T(""));
    return WEIR_OK;
}

static weir_err add_months(weir_vm *vm, const weir_value *a, const weir_value *b, weir_value *out)
{
    int64_t sum;

    *out = __builtin_add_overflow(a->as.months, b->as.months, &sum) ? out_of_range(vm) : weir_make_months(sum);
    return WEIR_OK;
}

static weir_err subtract_months(weir_vm *vm, const weir_value *a, const weir_value *b, weir_value *out)
{
    int64_t difference;

    *out = __builtin_sub_overflow(a->as.months, b->as.months, &difference) ? out_of_range(vm)
                                                                           : weir_make_months(difference);
    return WEIR_OK;
}

static weir_err add_durations(weir_vm *vm, const weir_value *a, const weir_value *b, weir_value *out)
{
    weir_seconds sum;

    *out = add_seconds(a->as.seconds, b->as.seconds, &sum) ? weir_make_seconds(sum) : out_of_range(vm);
    return WEIR_OK;
}

static weir_err add_months_to_date(weir_vm *vm, const weir_value *a, const weir_value *b, weir_value *out)
{
    weir_date date;

    *out = weir_date_add_months(a->as.date, b->as.months, &date) ? weir_make_date(date) : out_of_range(vm);
    return WEIR_OK;
}

/* The days that were begun count: a date has no clock. */
static weir_err add_seconds_to_date(weir_vm *vm, const weir_value *a, const weir_value *b, weir_value *out)
{
    const weir_date_time midnight = weir_midnight(a->as.date);
    weir_date_time sum;

    *out = weir_date_time_add_seconds(&midnight, b->as.seconds, &sum) ? weir_make_date(sum.date) : out_of_range(vm);
    return WEIR_OK;
}

static weir_err add_months_to_date_time(weir_vm *vm, const weir_value *a, const weir_value *b, weir_value *out)
{
    weir_date_time sum;

    if (weir_date_time_add_months(a->as.date_time, b->as.months, &sum))
        return weir_make_date_time(vm->run->arena, &sum, out);
    *out = out_of_range(vm);
    return WEIR_OK;
}

static weir_err add_seconds_to_date_time(weir_vm *vm, const weir_value *a, const weir_value *b, weir_value *out)
{
    weir_date_time sum;

    if (weir_date_time_add_seconds(a->as.date_time, b->as.seconds, &sum))
        return weir_make_date_time(vm->run->arena, &sum, out);
    *out = out_of_range(vm);
    return WEIR_OK;
}

/* A clock goes round: 23:00 + PT2H is 01:00. */
static weir_err add_seconds_to_time(weir_vm *vm, const weir_value *a, const weir_value *b, weir_value *out)
{
    weir_time time = *a->as.time;
    int64_t second = time.hour * 3600 + time.minute * 60 + time.second + b->as.seconds.second % 86400;
    int64_t nanosecond = (int64_t)time.nanosecond + b->as.seconds.nanosecond;

    if (nanosecond < 0) {
        nanosecond += 1000000000;
        second--;
    } else if (nanosecond >= 1000000000) {
        nanosecond -= 1000000000;
        second++;
    }
    second = ((second % 86400) + 86400) % 86400;
    time.hour = (uint8_t)(second / 3600);
    time.minute = (uint8_t)(second / 60 % 60);
    time.second = (uint8_t)(second % 60);
    time.nanosecond = (uint32_t)nanosecond;
    return weir_make_time(vm->run->arena, &time, out);
}

/* b is a number of months to take away. */
static bool negated(const weir_value *b, weir_value *out)
{
    *out = *b;
    if (b->kind == WEIR_SECONDS)
        return negate_seconds(b->as.seconds, &out->as.seconds);
    if (b->as.months == INT64_MIN)
        return false;
    out->as.months = -b->as.months;
    return true;
}

static weir_err subtract_as_sum(weir_vm *vm, const weir_value *a, const weir_value *b, weir_value *out)
{
    weir_value opposite;

    if (negated(b, &opposite))
        return weir_feel_add(vm, a, &opposite, out);
    *out = out_of_range(vm);
    return WEIR_OK;
}

static weir_value seconds_between(const weir_date_time *a, const weir_date_time *b)
{
    weir_seconds difference;
    int64_t a_s, b_s;
    uint32_t a_ns, b_ns;
    bool fits;

    weir_date_time_instant(a, &a_s, &a_ns);
    weir_date_time_instant(b, &b_s, &b_ns);
    fits = add_seconds((weir_seconds){a_s - b_s, 0}, (weir_seconds){0, (int32_t)a_ns - (int32_t)b_ns}, &difference);
    assert(fits); /* the calendar is far shorter than the longest duration */
    (void)fits;
    return weir_make_seconds(difference);
}

static weir_date_time as_date_time(const weir_value *value)
{
    return value->kind == WEIR_DATE ? weir_midnight(value->as.date) : *value->as.date_time;
}

/* Two dates, two date-times, or one of each; a clock without offset can't be compared with one that has it. */
static weir_err subtract_points(weir_vm *vm, const weir_value *a, const weir_value *b, weir_value *out)
{
    const weir_date_time later = as_date_time(a), earlier = as_date_time(b);

    if ((later.time.offset_kind == WEIR_OFFSET_NONE) != (earlier.time.offset_kind == WEIR_OFFSET_NONE))
        *out = weir_vm_null(vm, "a time with an offset and one without can't be subtracted");
    else
        *out = seconds_between(&later, &earlier);
    return WEIR_OK;
}

static weir_err subtract_times(weir_vm *vm, const weir_value *a, const weir_value *b, weir_value *out)
{
    const weir_date_time later = {{1970, 1, 1}, *a->as.time}, earlier = {{1970, 1, 1}, *b->as.time};

    if ((later.time.offset_kind == WEIR_OFFSET_NONE) != (earlier.time.offset_kind == WEIR_OFFSET_NONE))
        *out = weir_vm_null(vm, "a time with an offset and one without can't be subtracted");
    else
        *out = seconds_between(&later, &earlier);
    return WEIR_OK;
}

static const operation_row additions[] = {
    {WEIR_NUMBER, WEIR_NUMBER, add_numbers},
    {WEIR_STRING, WEIR_STRING, add_strings},
    {WEIR_MONTHS, WEIR_MONTHS, add_months},
    {WEIR_SECONDS, WEIR_SECONDS, add_durations},
    {WEIR_DATE, WEIR_MONTHS, add_months_to_date},
    {WEIR_DATE, WEIR_SECONDS, add_seconds_to_date},
    {WEIR_DATE_TIME, WEIR_MONTHS, add_months_to_date_time},
    {WEIR_DATE_TIME, WEIR_SECONDS, add_seconds_to_date_time},
    {WEIR_TIME, WEIR_SECONDS, add_seconds_to_time},
};

static const operation_row subtractions[] = {
    {WEIR_NUMBER, WEIR_NUMBER, subtract_numbers},    {WEIR_MONTHS, WEIR_MONTHS, subtract_months},
    {WEIR_SECONDS, WEIR_SECONDS, subtract_as_sum},   {WEIR_DATE, WEIR_MONTHS, subtract_as_sum},
    {WEIR_DATE, WEIR_SECONDS, subtract_as_sum},      {WEIR_DATE_TIME, WEIR_MONTHS, subtract_as_sum},
    {WEIR_DATE_TIME, WEIR_SECONDS, subtract_as_sum}, {WEIR_TIME, WEIR_SECONDS, subtract_as_sum},
    {WEIR_DATE, WEIR_DATE, subtract_points},         {WEIR_DATE, WEIR_DATE_TIME, subtract_points},
    {WEIR_DATE_TIME, WEIR_DATE, subtract_points},    {WEIR_DATE_TIME, WEIR_DATE_TIME, subtract_points},
    {WEIR_TIME, WEIR_TIME, subtract_times},
};

static weir_value wrong_kinds(weir_vm *vm, const char *sign, const weir_value *a, const weir_value *b)
{
    return weir_vm_null(vm, "a %s %s a %s has no meaning", weir_kind_name((weir_kind)a->kind), sign,
                        weir_kind_name((weir_kind)b->kind));
}

static weir_err find_and_run(weir_vm *vm, const operation_row *rows, size_t count, const char *sign,
                             const weir_value *a, const weir_value *b, weir_value *out)
{
    for (size_t i = 0; i < count; i++) {
        if (rows[i].a == a->kind && rows[i].b == b->kind)
            return rows[i].run(vm, a, b, out);
    }
    *out = wrong_kinds(vm, sign, a, b);
    return WEIR_OK;
}

static bool is_duration(const weir_value *value)
{
    return value->kind == WEIR_MONTHS || value->kind == WEIR_SECONDS;
}

weir_err weir_feel_add(weir_vm *vm, const weir_value *a, const weir_value *b, weir_value *out)
{
    const bool swap = is_duration(a) && !is_duration(b); /* P1D + date */

    return find_and_run(vm, additions, sizeof additions / sizeof *additions, "+", swap ? b : a, swap ? a : b, out);
}

weir_err weir_feel_subtract(weir_vm *vm, const weir_value *a, const weir_value *b, weir_value *out)
{
    return find_and_run(vm, subtractions, sizeof subtractions / sizeof *subtractions, "-", a, b, out);
}

/* A duration as a number of its unit. */
static weir_decimal to_decimal(const weir_value *duration)
{
    return duration->kind == WEIR_SECONDS ? weir_seconds_to_decimal(duration->as.seconds)
                                          : weir_decimal_of(duration->as.months);
}

/* And back; months are cut to whole ones, seconds rounded to nanoseconds. */
static weir_value of_decimal(weir_vm *vm, uint8_t kind, weir_decimal number)
{
    weir_seconds seconds;
    weir_decimal whole;
    int64_t months;
    bool ok;

    if (kind == WEIR_SECONDS) {
        ok = weir_decimal_round(number, 9, WEIR_ROUND_HALF_EVEN, &number) && weir_seconds_of_decimal(number, &seconds);
        return ok ? weir_make_seconds(seconds) : out_of_range(vm);
    }
    ok = weir_decimal_round(number, 0, WEIR_ROUND_DOWN, &whole);
    assert(ok); /* cutting digits off makes no number too large */
    (void)ok;
    return weir_decimal_to_int64(whole, &months) ? weir_make_months(months) : out_of_range(vm);
}

static weir_value scale(weir_vm *vm, const weir_value *duration, weir_decimal factor, bool divide)
{
    weir_decimal number = to_decimal(duration);
    const bool ok =
        divide ? weir_decimal_divide(number, factor, &number) : weir_decimal_multiply(number, factor, &number);

    return ok ? of_decimal(vm, duration->kind, number) : out_of_range(vm);
}

weir_value weir_feel_multiply(weir_vm *vm, const weir_value *a, const weir_value *b)
{
    weir_decimal product = {{0}};
    bool ok;

    if (is_duration(a) && b->kind == WEIR_NUMBER)
        return scale(vm, a, b->as.number, false);
    if (a->kind == WEIR_NUMBER && is_duration(b))
        return scale(vm, b, a->as.number, false);
    if (a->kind != WEIR_NUMBER || b->kind != WEIR_NUMBER)
        return wrong_kinds(vm, "*", a, b);
    ok = weir_decimal_multiply(a->as.number, b->as.number, &product);
    return number_or_null(vm, ok, product);
}

weir_value weir_feel_divide(weir_vm *vm, const weir_value *a, const weir_value *b)
{
    weir_decimal quotient = {{0}};
    bool ok;

    if (is_duration(a) && b->kind == WEIR_NUMBER)
        return scale(vm, a, b->as.number, true);
    if (is_duration(a) && a->kind == b->kind) {
        ok = weir_decimal_divide(to_decimal(a), to_decimal(b), &quotient);
        return number_or_null(vm, ok, quotient);
    }
    if (a->kind != WEIR_NUMBER || b->kind != WEIR_NUMBER)
        return wrong_kinds(vm, "/", a, b);
    ok = weir_decimal_divide(a->as.number, b->as.number, &quotient);
    return number_or_null(vm, ok, quotient);
}

weir_value weir_feel_power(weir_vm *vm, const weir_value *a, const weir_value *b)
{
    weir_decimal power = {{0}};
    bool ok;

    if (a->kind != WEIR_NUMBER || b->kind != WEIR_NUMBER)
        return wrong_kinds(vm, "**", a, b);
    ok = weir_decimal_power(a->as.number, b->as.number, &power);
    return number_or_null(vm, ok, power);
}

weir_value weir_feel_negate(weir_vm *vm, const weir_value *a)
{
    weir_value opposite;

    if (a->kind == WEIR_NUMBER)
        return weir_number(weir_decimal_negate(a->as.number));
    if (is_duration(a))
        return negated(a, &opposite) ? opposite : out_of_range(vm);
    return weir_vm_null(vm, "- a %s has no meaning", weir_kind_name((weir_kind)a->kind));
}
