/* SPDX-License-Identifier: Apache-2.0
 * base/cron.c - fields to sets of numbers; then day by day.
 */
#include "base/cron.h"

#define FIELD_COUNT 6
#define DAYS_MAX (WEIR_CRON_YEARS_MAX * 366)

static const char *const month_names[] = {"JAN", "FEB", "MAR", "APR", "MAY", "JUN",
                                          "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"};
static const char *const day_names[] = {"SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"};

typedef struct field_kind {
    uint32_t low, high;
    const char *const *names; /* of the numbers from first_name on; NULL: none */
    uint32_t first_name, name_count;
} field_kind;

static const field_kind kinds[FIELD_COUNT] = {
    {0, 59, NULL, 0, 0}, {0, 59, NULL, 0, 0},         {0, 23, NULL, 0, 0},
    {1, 31, NULL, 0, 0}, {1, 12, month_names, 1, 12}, {0, 7, day_names, 0, 8},
};

static const struct {
    const char *name, *fields;
} macros[] = {
    {"@yearly", "0 0 0 1 1 *"}, {"@annually", "0 0 0 1 1 *"}, {"@monthly", "0 0 0 1 * *"}, {"@weekly", "0 0 0 * * 0"},
    {"@daily", "0 0 0 * * *"},  {"@midnight", "0 0 0 * * *"}, {"@hourly", "0 0 * * * *"},
};

static char upper(char c)
{
    return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

static bool is_name(weir_text text, const char *name)
{
    return text.length == 3 && upper(text.at[0]) == name[0] && upper(text.at[1]) == name[1] &&
           upper(text.at[2]) == name[2];
}

static bool read_number(const field_kind *kind, weir_text text, uint32_t *out)
{
    uint32_t number = 0;

    for (uint32_t i = 0; i < kind->name_count; i++) {
        if (is_name(text, kind->names[i])) {
            *out = kind->first_name + i;
            return true;
        }
    }
    if (text.length == 0 || text.length > 2)
        return false;
    for (size_t i = 0; i < text.length; i++) {
        if (text.at[i] < '0' || text.at[i] > '9')
            return false;
        number = number * 10 + (uint32_t)(text.at[i] - '0');
    }
    *out = number;
    return number >= kind->low && number <= kind->high;
}

/* "*", "5", "1-5", "MON-FRI", each maybe with "/2". */
static bool read_range(const field_kind *kind, weir_text text, uint64_t *set)
{
    const size_t slash = weir_text_find(text, WEIR_T("/"), 0);
    const weir_text range = slash == SIZE_MAX ? text : weir_text_part(text, 0, slash);
    const size_t dash = weir_text_find(range, WEIR_T("-"), 0);
    const field_kind step_kind = {1, 59, NULL, 0, 0};
    uint32_t low, high, step = 1;

    if (weir_text_equal(range, WEIR_T("*")) || weir_text_equal(range, WEIR_T("?"))) {
        low = kind->low;
        high = kind->high;
    } else if (dash != SIZE_MAX) {
        if (!read_number(kind, weir_text_part(range, 0, dash), &low) ||
            !read_number(kind, weir_text_part(range, dash + 1, SIZE_MAX), &high))
            return false;
        high = kind == &kinds[5] && high == 0 ? 7 : high; /* up to Sunday */
        if (low > high)
            return false;
    } else {
        if (!read_number(kind, range, &low))
            return false;
        high = slash == SIZE_MAX ? low : kind->high;
    }
    if (slash != SIZE_MAX && !read_number(&step_kind, weir_text_part(text, slash + 1, SIZE_MAX), &step))
        return false;
    for (uint32_t i = low; i <= high; i += step)
        *set |= UINT64_C(1) << i;
    return true;
}

/* "5L", "FRI#2": false if it is none of these. */
static bool read_special_weekday(weir_text text, weir_cron *out, uint64_t *set)
{
    const size_t hash = weir_text_find(text, WEIR_T("#"), 0);
    const field_kind nth_kind = {1, 5, NULL, 0, 0};
    uint32_t day, nth;

    if (hash != SIZE_MAX) {
        if (!read_number(&kinds[5], weir_text_part(text, 0, hash), &day) ||
            !read_number(&nth_kind, weir_text_part(text, hash + 1, SIZE_MAX), &nth))
            return false;
        out->nth = (uint8_t)nth;
    } else {
        if (text.length < 2 || upper(text.at[text.length - 1]) != 'L' ||
            !read_number(&kinds[5], weir_text_part(text, 0, text.length - 1), &day))
            return false;
        out->is_last_weekday = true;
    }
    *set |= UINT64_C(1) << day;
    return true;
}

static bool read_field(uint32_t ix, weir_text text, weir_cron *out, uint64_t *set)
{
    *set = 0;
    if (ix == 3 && text.length == 1 && upper(text.at[0]) == 'L') {
        out->is_last_day = true;
        *set = UINT64_C(0xFFFFFFFE);
        return true;
    }
    if (ix == 5 && read_special_weekday(text, out, set))
        return true;
    for (size_t from = 0; from <= text.length;) {
        size_t end = weir_text_find(text, WEIR_T(","), from);

        end = end == SIZE_MAX ? text.length : end;
        if (!read_range(&kinds[ix], weir_text_part(text, from, end - from), set))
            return false;
        from = end + 1;
    }
    return true;
}

static weir_text next_word(weir_text text, size_t *at)
{
    size_t from = *at;

    while (from < text.length && text.at[from] == ' ')
        from++;
    *at = from;
    while (*at < text.length && text.at[*at] != ' ')
        (*at)++;
    return weir_text_part(text, from, *at - from);
}

static bool read_fields(weir_text text, weir_cron *out)
{
    weir_text words[FIELD_COUNT + 1];
    uint64_t sets[FIELD_COUNT];
    uint32_t count = 0;
    size_t at = 0;

    for (weir_text word; count <= FIELD_COUNT && (word = next_word(text, &at)).length > 0;)
        words[count++] = word;
    if (count != FIELD_COUNT && count != FIELD_COUNT - 1)
        return false;
    for (uint32_t i = 0; i < FIELD_COUNT; i++) {
        const weir_text word = count == FIELD_COUNT ? words[i] : i == 0 ? WEIR_T("0") : words[i - 1];

        if (!read_field(i, word, out, &sets[i]))
            return false;
    }
    out->seconds = sets[0];
    out->minutes = sets[1];
    out->hours = (uint32_t)sets[2];
    out->days = (uint32_t)sets[3];
    out->months = (uint32_t)sets[4];
    out->weekdays = (uint8_t)((sets[5] >> 1 | (sets[5] & 1) << 6) & 0x7F); /* from 0 = 7 = Sunday */
    return true;
}

bool weir_cron_parse(weir_text text, const weir_zones *zones, weir_cron *out)
{
    const bool is_macro = text.length > 0 && text.at[0] == '@';
    const size_t at = weir_text_find(text, WEIR_T("@"), is_macro ? 1 : 0);
    weir_text fields = at == SIZE_MAX ? text : weir_text_trim(weir_text_part(text, 0, at));
    weir_cron cron = {0};

    if (at != SIZE_MAX) {
        const weir_text name = weir_text_part(text, at + 1, SIZE_MAX);

        cron.zone = zones ? zones->find(zones->self, name) : NULL;
        if (name.length == 0 || (zones && !cron.zone))
            return false;
    }
    for (size_t i = 0; is_macro && i < sizeof macros / sizeof *macros; i++) {
        if (weir_text_equal(fields, weir_text_of(macros[i].name)))
            fields = weir_text_of(macros[i].fields);
    }
    if (!read_fields(fields, &cron))
        return false;
    *out = cron;
    return true;
}

static bool matches_day(const weir_cron *cron, weir_date date)
{
    const uint8_t last = weir_month_days(date.year, date.month);

    if (!(cron->months >> date.month & 1) || !(cron->days >> date.day & 1) ||
        !(cron->weekdays >> (weir_date_weekday(date) - 1) & 1))
        return false;
    if (cron->is_last_day && date.day != last)
        return false;
    if (cron->is_last_weekday && date.day + 7 <= last)
        return false;
    return cron->nth == 0 || (date.day - 1) / 7 + 1 == cron->nth;
}

/* The first time of day from `from_s` on; false: none. */
static bool next_second(const weir_cron *cron, uint32_t from_s, uint32_t *out_s)
{
    for (uint32_t hour = from_s / 3600; hour < 24; hour++) {
        if (!(cron->hours >> hour & 1))
            continue;
        for (uint32_t minute = hour == from_s / 3600 ? from_s / 60 % 60 : 0; minute < 60; minute++) {
            const bool is_first = hour == from_s / 3600 && minute == from_s / 60 % 60;

            if (!(cron->minutes >> minute & 1))
                continue;
            for (uint32_t second = is_first ? from_s % 60 : 0; second < 60; second++) {
                if (!(cron->seconds >> second & 1))
                    continue;
                *out_s = hour * 3600 + minute * 60 + second;
                return true;
            }
        }
    }
    return false;
}

bool weir_cron_next(const weir_cron *cron, int64_t after_ms, int64_t *out_ms)
{
    const weir_time like = {.offset_kind = cron->zone ? WEIR_OFFSET_ZONE : WEIR_OFFSET_FIXED, .zone = cron->zone};
    const int64_t after_s = after_ms / 1000 - (after_ms % 1000 < 0);
    weir_date_time at;
    int64_t days;
    uint32_t from_s;

    if (!weir_date_time_of_instant(after_s + 1, 0, &like, &at))
        return false;
    days = weir_date_to_days(at.date);
    from_s = at.time.hour * 3600u + at.time.minute * 60u + at.time.second;
    for (int64_t end = days + DAYS_MAX; days < end; days++, from_s = 0) {
        if (!weir_date_of_days(days, &at.date))
            return false;
        while (matches_day(cron, at.date) && next_second(cron, from_s, &from_s)) {
            at.time.hour = (uint8_t)(from_s / 3600);
            at.time.minute = (uint8_t)(from_s / 60 % 60);
            at.time.second = (uint8_t)(from_s % 60);
            at.time.nanosecond = 0;
            *out_ms = weir_date_time_to_ms(&at);
            if (*out_ms > after_ms)
                return true;
            if (++from_s == 86400)
                break; /* in an hour that comes twice */
        }
    }
    return false;
}
