/* SPDX-License-Identifier: Apache-2.0
 * feel/juel_coerce.c - one kind of value into another; see juel_vm.h.
 *
 * Null and the empty text are 0 and false; a text is a number if it reads as one; nothing else changes its kind.
 * Spec: JSR-245 §1.18.
 */
#include <string.h>

#include "base/json.h"
#include "feel/juel_vm.h"

#define SHOWN_MAX 60u /* bytes of a text in a message */

static weir_err cant_be(weir_vm *vm, const weir_value *value, const char *wanted)
{
    const weir_text text = value->kind == WEIR_STRING ? value->as.string : WEIR_NO_TEXT;

    if (text.at && text.length <= SHOWN_MAX)
        return weir_vm_fail(vm, "'%.*s' is no %s", WEIR_ARG(text), wanted);
    return weir_vm_fail(vm, "a %s is no %s", weir_kind_name((weir_kind)value->kind), wanted);
}

static bool is_nothing(const weir_value *value)
{
    return value->kind == WEIR_NULL || (value->kind == WEIR_STRING && value->as.string.length == 0);
}

weir_err weir_juel_to_boolean(weir_vm *vm, const weir_value *value, bool *out)
{
    *out = false;
    if (is_nothing(value))
        return WEIR_OK;
    if (value->kind == WEIR_STRING)
        *out = weir_text_equal_ignoring_case(value->as.string, WEIR_T("true"));
    else if (value->kind == WEIR_BOOLEAN)
        *out = value->as.boolean;
    else
        return cant_be(vm, value, "boolean");
    return WEIR_OK;
}

static bool has_double_sign(weir_text text)
{
    for (size_t i = 0; i < text.length; i++) {
        if (text.at[i] == '.' || text.at[i] == 'e' || text.at[i] == 'E')
            return true;
    }
    return false;
}

/* A number without a tag (of FEEL, of JSON) is what it looks like. */
bool weir_juel_is_double(const weir_value *value)
{
    if (value->kind == WEIR_STRING)
        return has_double_sign(value->as.string);
    return value->kind == WEIR_NUMBER && (value->tag == WEIR_TAG_DOUBLE || !weir_decimal_is_integer(value->as.number));
}

weir_value weir_juel_number(weir_decimal number, weir_number_tag tag)
{
    weir_value value = weir_number(number);

    value.tag = (uint8_t)tag;
    return value;
}

/* "+5" is a number, too; blanks around one are not. */
static bool parse_number(weir_text text, weir_decimal *out)
{
    if (text.length > 1 && text.at[0] == '+' && text.at[1] != '-')
        text = weir_text_part(text, 1, text.length - 1);
    return weir_decimal_parse(text, out);
}

weir_err weir_juel_to_number(weir_vm *vm, const weir_value *value, weir_number_tag wanted, weir_value *out)
{
    weir_decimal number = weir_decimal_of(0);

    if (value->kind == WEIR_NUMBER)
        number = value->as.number;
    else if (!is_nothing(value) && (value->kind != WEIR_STRING || !parse_number(value->as.string, &number)))
        return cant_be(vm, value, "number");
    if (wanted != WEIR_TAG_DOUBLE && !weir_decimal_is_integer(number)) {
        if (value->kind == WEIR_STRING)
            return cant_be(vm, value, "whole number");
        if (!weir_decimal_round(number, 0, WEIR_ROUND_DOWN, &number))
            return cant_be(vm, value, "whole number");
    }
    *out = weir_juel_number(number, wanted);
    return WEIR_OK;
}

weir_err weir_juel_to_integer(weir_vm *vm, const weir_value *value, int64_t *out)
{
    weir_value number;

    WEIR_TRY(weir_juel_to_number(vm, value, WEIR_TAG_LONG, &number));
    if (!weir_decimal_to_int64(number.as.number, out))
        return cant_be(vm, value, "whole number that fits here");
    return WEIR_OK;
}

/* Digits and exponent of a number, as in 1.25E7: moves the point behind the first digit. */
static void write_scientific(const char *digits, size_t count, int64_t exponent, weir_buffer *out)
{
    while (count > 1 && digits[count - 1] == '0')
        count--;
    weir_buffer_char(out, digits[0]);
    weir_buffer_char(out, '.');
    weir_buffer_text(out, count > 1 ? (weir_text){digits + 1, count - 1} : WEIR_T("0"));
    weir_buffer_char(out, 'E');
    weir_buffer_integer(out, exponent);
}

/* +400 or -12 */
static int64_t exponent_of(const char *at, const char *end)
{
    const bool is_negative = *at == '-';
    int64_t exponent = 0;

    for (at += *at == '-' || *at == '+'; at < end; at++)
        exponent = exponent * 10 + (*at - '0');
    return is_negative ? -exponent : exponent;
}

/* As Java prints it: 2.0, 0.5, 1.0E7, 1.0E-4. */
static void write_double(weir_decimal number, weir_buffer *out)
{
    char text[WEIR_DECIMAL_TEXT_MAX], digits[WEIR_DECIMAL_TEXT_MAX];
    const size_t length = weir_decimal_print(weir_decimal_abs(number), true, text);
    const char *exponent_at = memchr(text, 'E', length);
    const size_t mantissa = exponent_at ? (size_t)(exponent_at - text) : length;
    const char *point_at = memchr(text, '.', mantissa);
    int64_t exponent = exponent_at ? exponent_of(exponent_at + 1, text + length) : 0;
    size_t count = 0;

    exponent += (int64_t)(point_at ? (size_t)(point_at - text) : mantissa) - 1;
    for (size_t i = 0; i < mantissa; i++) {
        if (text[i] == '.')
            continue;
        if (count == 0 && text[i] == '0')
            exponent--;
        else
            digits[count++] = text[i];
    }
    if (weir_decimal_is_negative(number) && count > 0)
        weir_buffer_char(out, '-');
    if (count == 0)
        weir_buffer_text(out, WEIR_T("0.0"));
    else if (exponent < -3 || exponent >= 7)
        write_scientific(digits, count, exponent, out);
    else
        weir_buffer_format(out, "%.*s%s", (int)length, text, point_at ? "" : ".0");
}

static weir_err write_text(const weir_value *value, weir_buffer *out)
{
    if (value->kind == WEIR_NULL)
        return WEIR_OK;
    if (value->kind == WEIR_STRING)
        weir_buffer_text(out, value->as.string);
    else if (weir_juel_is_double(value))
        write_double(value->as.number, out);
    else if (value->kind == WEIR_LIST || value->kind == WEIR_CONTEXT)
        weir_json_write(value, WEIR_JSON_PLAIN, out);
    else
        (void)weir_scalar_write(value, true, out);
    return out->err;
}

weir_err weir_juel_to_text(weir_vm *vm, const weir_value *value, weir_text *out)
{
    weir_buffer buffer;

    if (value->kind == WEIR_STRING) {
        *out = value->as.string;
        return WEIR_OK;
    }
    if (value->kind == WEIR_FUNCTION || value->kind == WEIR_RANGE)
        return cant_be(vm, value, "text");
    weir_buffer_init(&buffer, vm->run->arena, 0);
    WEIR_TRY(write_text(value, &buffer));
    WEIR_TRY(weir_vm_charge(vm, buffer.length / 64));
    return weir_buffer_done(&buffer, out);
}
