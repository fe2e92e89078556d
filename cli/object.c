/* SPDX-License-Identifier: Apache-2.0
 * cli/object.c - JSON, member by member.
 */
#include "cli/object.h"

#include "cli/characters.h"

static void print_character(FILE *file, const weir_character *c)
{
    if (!c->is_valid)
        (void)fputs("\xEF\xBF\xBD", file);
    else if (c->code_point == '"' || c->code_point == '\\')
        (void)fprintf(file, "\\%c", (char)c->code_point);
    else if (c->code_point < 0x20)
        (void)fprintf(file, "\\u%04x", (unsigned)c->code_point);
    else
        (void)fwrite(c->at, 1, c->length, file);
}

static void print_string(FILE *file, const char *text)
{
    weir_character c;

    (void)fputc('"', file);
    while (weir_character_next(&text, &c))
        print_character(file, &c);
    (void)fputc('"', file);
}

static void begin_member(weir_object *object, const char *key)
{
    if (object->has_member)
        (void)fputc(',', object->file);
    object->has_member = true;
    if (key) {
        print_string(object->file, key);
        (void)fputc(':', object->file);
    }
}

weir_object weir_object_begin(FILE *file)
{
    (void)fputc('{', file);
    return (weir_object){.file = file};
}

void weir_object_end(weir_object *object)
{
    (void)fputs("}\n", object->file);
}

void weir_object_text(weir_object *object, const char *key, const char *text)
{
    begin_member(object, key);
    if (text)
        print_string(object->file, text);
    else
        (void)fputs("null", object->file);
}

void weir_object_number(weir_object *object, const char *key, int64_t number)
{
    begin_member(object, key);
    (void)fprintf(object->file, "%lld", (long long)number);
}

void weir_object_flag(weir_object *object, const char *key, bool flag)
{
    begin_member(object, key);
    (void)fputs(flag ? "true" : "false", object->file);
}

void weir_object_json(weir_object *object, const char *key, const char *json)
{
    begin_member(object, key);
    (void)fputs(json ? json : "null", object->file);
}

void weir_object_open(weir_object *object, const char *key, char bracket)
{
    begin_member(object, key);
    (void)fputc(bracket, object->file);
    object->has_member = false;
}

void weir_object_close(weir_object *object, char bracket)
{
    (void)fputc(bracket, object->file);
    object->has_member = true;
}
