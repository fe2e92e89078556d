/* SPDX-License-Identifier: Apache-2.0
 * tests/unit/base/test_json.c - strict JSON to values and back.
 */
#include "base_fixture.h"

#include "base/json.h"

static weir_value read_as(struct fixture *f, weir_json_dialect dialect, weir_text text)
{
    weir_value value = weir_null();
    weir_diag diag = {0};

    if (weir_json_read(text, dialect, NULL, &f->arena, &value, &diag) != WEIR_OK)
        fail_msg("%.*s: %u:%u %s", WEIR_ARG(text), diag.line, diag.column, diag.message);
    return value;
}

static weir_text write_as(struct fixture *f, weir_json_dialect dialect, weir_value value)
{
    weir_buffer buffer;
    weir_text text = WEIR_NO_TEXT;

    weir_buffer_init(&buffer, &f->arena, 0);
    weir_json_write(&value, dialect, &buffer);
    assert_int_equal(weir_buffer_done(&buffer, &text), WEIR_OK);
    return text;
}

static void canonical_texts_survive_reading_and_writing(void **state)
{
    static const char *const texts[] = {
        "null",
        "true",
        "false",
        "0",
        "-1",
        "1.10",
        "1234567890123456789012345678901234",
        "1E+400",
        "\"\"",
        "\"a\\\"\\\\\\n\\t\\r\\u0001\"",
        "[]",
        "{}",
        "[1,[2,[]],{}]",
        "{\"b\":1,\"a\":{\"c\":[null]},\"\":\"\xE4\xB8\xAD\xF0\x9F\x98\x80\"}",
        "{\"$date\":\"no form in plain JSON\"}",
    };
    struct fixture *f = *state;

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        const weir_value value = read_as(f, WEIR_JSON_PLAIN, weir_text_of(texts[i]));

        assert_text(write_as(f, WEIR_JSON_PLAIN, value), texts[i]);
    }
}

static void blanks_and_escapes_have_many_spellings(void **state)
{
    static const struct {
        const char *text, *written;
    } rows[] = {
        {" \t\r\n[ 1 , 2 ]\n", "[1,2]"},
        {"{ \"a\" : { } , \"b\" : [ ] }", "{\"a\":{},\"b\":[]}"},
        {"\"\\u0041\\u00e9\\u4E2d\\uD83D\\uDE00\\/\\b\\f\"",
         "\"A\xC3\xA9\xE4\xB8\xAD\xF0\x9F\x98\x80/\\u0008\\u000c\""},
        {"\"\\u0000\"", "\"\\u0000\""},
        {"1e2", "100"},
        {"-0", "0"},
        {"1.5E-3", "0.0015"},
        {"\"\x7F\"", "\"\x7F\""},
    };
    struct fixture *f = *state;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_text(write_as(f, WEIR_JSON_PLAIN, read_as(f, WEIR_JSON_PLAIN, weir_text_of(rows[i].text))),
                    rows[i].written);
}

static void faults_are_named_with_their_place(void **state)
{
    static const struct {
        const char *text;
        weir_err err;
        uint32_t line, column;
    } rows[] = {
        {"", WEIR_ESYNTAX, 1, 1},
        {"  ", WEIR_ESYNTAX, 1, 3},
        {"nul", WEIR_ESYNTAX, 1, 1},
        {"nullx", WEIR_ESYNTAX, 1, 5},
        {"True", WEIR_ESYNTAX, 1, 1},
        {"NaN", WEIR_ESYNTAX, 1, 1},
        {"'a'", WEIR_ESYNTAX, 1, 1},
        {"[1,]", WEIR_ESYNTAX, 1, 4},
        {"[1 2]", WEIR_ESYNTAX, 1, 4},
        {"[,1]", WEIR_ESYNTAX, 1, 2},
        {"[1", WEIR_ESYNTAX, 1, 3},
        {"[1}", WEIR_ESYNTAX, 1, 3},
        {"{\"a\":1]", WEIR_ESYNTAX, 1, 7},
        {"]", WEIR_ESYNTAX, 1, 1},
        {"1 2", WEIR_ESYNTAX, 1, 3},
        {"[]\n\n x", WEIR_ESYNTAX, 3, 2},
        {"{\"a\":1,}", WEIR_ESYNTAX, 1, 8},
        {"{a:1}", WEIR_ESYNTAX, 1, 2},
        {"{\"a\" 1}", WEIR_ESYNTAX, 1, 6},
        {"{\"a\":}", WEIR_ESYNTAX, 1, 6},
        {"{\"a\":1,\n \"a\":2}", WEIR_ESYNTAX, 2, 8},
        {"{\"\xC3\xA9\":1,\"\\u00e9\":2}", WEIR_ESYNTAX, 1, 19},
        {"01", WEIR_ESYNTAX, 1, 2},
        {"-", WEIR_ESYNTAX, 1, 2},
        {"-a", WEIR_ESYNTAX, 1, 2},
        {"+1", WEIR_ESYNTAX, 1, 1},
        {".5", WEIR_ESYNTAX, 1, 1},
        {"1.", WEIR_ESYNTAX, 1, 3},
        {"1.e5", WEIR_ESYNTAX, 1, 3},
        {"1e", WEIR_ESYNTAX, 1, 3},
        {"1e+", WEIR_ESYNTAX, 1, 4},
        {"0x10", WEIR_ESYNTAX, 1, 2},
        {"12345678901234567890123456789012345", WEIR_EVALUE, 1, 1},
        {"[1,\n1E9999]", WEIR_EVALUE, 2, 1},
        {"1E-6177", WEIR_EVALUE, 1, 1},
        {"\"a", WEIR_ESYNTAX, 1, 3},
        {"\"a\\", WEIR_ESYNTAX, 1, 4},
        {"\"a\\\"", WEIR_ESYNTAX, 1, 5},
        {"\"\\x\"", WEIR_ESYNTAX, 1, 3},
        {"\"\\u12g4\"", WEIR_ESYNTAX, 1, 6},
        {"\"\\uD83D\"", WEIR_ESYNTAX, 1, 8},
        {"\"\\uD83Dx\"", WEIR_ESYNTAX, 1, 8},
        {"\"\\uD83D\\n\"", WEIR_ESYNTAX, 1, 8},
        {"\"\\uD83D\\u0041\"", WEIR_ESYNTAX, 1, 14},
        {"\"\\uDE00\"", WEIR_ESYNTAX, 1, 8},
        {"\"a\nb\"", WEIR_ESYNTAX, 1, 3},
        {"\"a\tb\"", WEIR_ESYNTAX, 1, 3},
        {"\"\xE4\xB8\xAD\x01\"", WEIR_ESYNTAX, 1, 3},
        {"\"\xE4\xB8\xAD\xFF\"", WEIR_ESYNTAX, 1, 3},
        {"[\n\"\xC0\x80\"]", WEIR_ESYNTAX, 2, 2},
        {"\"\xED\xA0\x80\"", WEIR_ESYNTAX, 1, 2},
        {"\xEF\xBB\xBF{}", WEIR_ESYNTAX, 1, 1},
        {"// c\n1", WEIR_ESYNTAX, 1, 1},
    };
    struct fixture *f = *state;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        weir_value value = weir_integer(42);
        weir_diag diag = {0};
        const weir_err err =
            weir_json_read(weir_text_of(rows[i].text), WEIR_JSON_PLAIN, NULL, &f->arena, &value, &diag);

        if (err != rows[i].err || diag.line != rows[i].line || diag.column != rows[i].column)
            fail_msg("%s: %s at %u:%u, %s", rows[i].text, weir_err_name(err), diag.line, diag.column, diag.message);
        assert_true(strlen(diag.message) > 0);
        assert_int_equal(value.kind, WEIR_NUMBER);
    }
}

static void a_zero_byte_is_never_a_blank(void **state)
{
    struct fixture *f = *state;
    weir_value value;

    assert_int_equal(weir_json_read(WEIR_T("1\0"), WEIR_JSON_PLAIN, NULL, &f->arena, &value, NULL), WEIR_ESYNTAX);
    assert_int_equal(weir_json_read(WEIR_T("\0001"), WEIR_JSON_PLAIN, NULL, &f->arena, &value, NULL), WEIR_ESYNTAX);
    assert_int_equal(weir_json_read(WEIR_T("\"\0\""), WEIR_JSON_PLAIN, NULL, &f->arena, &value, NULL), WEIR_ESYNTAX);
    assert_int_equal(weir_json_read(WEIR_T("\"\\\0\""), WEIR_JSON_PLAIN, NULL, &f->arena, &value, NULL), WEIR_ESYNTAX);
    assert_int_equal(weir_json_read(WEIR_NO_TEXT, WEIR_JSON_PLAIN, NULL, &f->arena, &value, NULL), WEIR_ESYNTAX);
}

static void nesting_ends_at_the_limit(void **state)
{
    struct fixture *f = *state;
    char text[2 * (WEIR_JSON_DEPTH_MAX + 1)];
    weir_value value;
    weir_diag diag = {0};

    memset(text, '[', WEIR_JSON_DEPTH_MAX);
    memset(text + WEIR_JSON_DEPTH_MAX, ']', WEIR_JSON_DEPTH_MAX);
    value = read_as(f, WEIR_JSON_PLAIN, (weir_text){text, 2 * WEIR_JSON_DEPTH_MAX});
    assert_int_equal(value.count, 1);
    memset(text, '[', sizeof text);
    assert_int_equal(weir_json_read((weir_text){text, sizeof text}, WEIR_JSON_PLAIN, NULL, &f->arena, &value, &diag),
                     WEIR_ELIMIT);
    assert_int_equal(diag.column, WEIR_JSON_DEPTH_MAX + 1);
}

static void a_large_object_is_read_quickly_and_its_duplicates_are_found(void **state)
{
    struct fixture *f = *state;
    weir_buffer buffer;
    weir_text text;
    weir_value value;
    weir_diag diag = {0};

    weir_buffer_init(&buffer, &f->arena, 0);
    weir_buffer_char(&buffer, '{');
    for (int i = 0; i < 100000; i++)
        weir_buffer_format(&buffer, "\"k%d\":%d,", i, i);
    weir_buffer_text(&buffer, WEIR_T("\"last\":0}"));
    assert_int_equal(weir_buffer_done(&buffer, &text), WEIR_OK);
    value = read_as(f, WEIR_JSON_PLAIN, text);
    assert_int_equal(value.count, 100001);
    assert_text(value.as.entries[99999].key, "k99999");

    buffer.length--;
    weir_buffer_text(&buffer, WEIR_T(",\"k500\":0}"));
    assert_int_equal(weir_buffer_done(&buffer, &text), WEIR_OK);
    assert_int_equal(weir_json_read(text, WEIR_JSON_PLAIN, NULL, &f->arena, &value, &diag), WEIR_ESYNTAX);
    assert_non_null(strstr(diag.message, "k500"));
}

static void a_long_duplicate_key_is_cut_between_characters(void **state)
{
    struct fixture *f = *state;
    weir_value value;

    for (size_t shift = 0; shift < 3; shift++) {
        weir_buffer buffer;
        weir_text text;
        weir_diag diag = {0};

        weir_buffer_init(&buffer, &f->arena, 0);
        for (int twice = 0; twice < 2; twice++) {
            weir_buffer_text(&buffer, twice ? WEIR_T(",\"") : WEIR_T("{\""));
            weir_buffer_text(&buffer, weir_text_part(WEIR_T("xxx"), 0, shift));
            for (int i = 0; i < 100; i++)
                weir_buffer_code_point(&buffer, 0x4E2D);
            weir_buffer_text(&buffer, WEIR_T("\":1"));
        }
        weir_buffer_char(&buffer, '}');
        assert_int_equal(weir_buffer_done(&buffer, &text), WEIR_OK);
        assert_int_equal(weir_json_read(text, WEIR_JSON_PLAIN, NULL, &f->arena, &value, &diag), WEIR_ESYNTAX);
        assert_true(weir_utf8_valid(weir_text_of(diag.message), NULL));
    }
}

static void typed_forms_survive_exactly(void **state)
{
    static const char *const texts[] = {
        "{\"$date\":\"2026-01-01\"}",
        "{\"$time\":\"09:30:00+01:00\"}",
        "{\"$dateTime\":\"2026-01-01T09:30:00.5Z\"}",
        "{\"$dateTime\":\"2026-01-01T09:30:00\"}",
        "{\"$months\":\"P1Y2M\"}",
        "{\"$seconds\":\"P1DT2H\"}",
        "{\"$short\":\"1\"}",
        "{\"$integer\":\"-5\"}",
        "{\"$long\":\"9223372036854775807\"}",
        "{\"$double\":\"1.10\"}",
        "{\"$xml\":\"<a/>\"}",
        "{\"$bytes\":\"AAEC\"}",
        "{\"$file\":{\"filename\":\"a\",\"data\":\"AAE=\"}}",
        "[{\"$file\":{\"data\":\"\"}}]",
        "{\"$object\":{\"type\":\"T\",\"format\":\"application/json\",\"value\":{\"a\":{\"$short\":\"1\"}}}}",
        "{\"$object\":{\"type\":\"T\",\"format\":\"application/json\",\"value\":[]}}",
        "{\"$object\":{\"type\":\"T\",\"format\":\"x\",\"text\":\"rO0\"}}",
        "{\"$object\":{\"type\":\"T\",\"format\":\"x\",\"value\":{\"$context\":{\"\":0,\"$a\":1}}}}",
        "{\"$range\":[1,{\"$short\":\"9\"},\"[)\"]}",
        "{\"$range\":[null,\"z\",\"(]\"]}",
        "{\"$context\":{\"\":0,\"$date\":[1.10]}}",
        "{\"$date\":\"an ordinary key\",\"b\":1}",
        "[{\"a\":{\"$date\":\"0001-12-31\"}},1.00]",
    };
    struct fixture *f = *state;

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        const weir_value value = read_as(f, WEIR_JSON_TYPED, weir_text_of(texts[i]));

        assert_text(write_as(f, WEIR_JSON_TYPED, value), texts[i]);
    }
}

static void typed_forms_give_the_kinds_they_name(void **state)
{
    struct fixture *f = *state;
    weir_value value = read_as(f, WEIR_JSON_TYPED, WEIR_T("{\"$long\":\"7\"}"));

    assert_int_equal(value.kind, WEIR_NUMBER);
    assert_int_equal(value.tag, WEIR_TAG_LONG);
    value = read_as(f, WEIR_JSON_TYPED, WEIR_T("{\"$date\":\"2026-01-02\"}"));
    assert_int_equal(value.kind, WEIR_DATE);
    assert_int_equal(value.as.date.day, 2);
    value = read_as(f, WEIR_JSON_TYPED, WEIR_T("{\"$context\":{\"\":0,\"$x\":1}}"));
    assert_int_equal(value.kind, WEIR_CONTEXT);
    assert_text(value.as.entries[0].key, "$x");
    assert_text(write_as(f, WEIR_JSON_PLAIN, value), "{\"$x\":1}");
}

static void wrong_typed_forms_are_refused(void **state)
{
    static const char *const texts[] = {
        "{\"$date\":\"2026-02-30\"}",
        "{\"$date\":5}",
        "{\"$time\":\"25:00:00\"}",
        "{\"$time\":[]}",
        "{\"$dateTime\":\"x\"}",
        "{\"$dateTime\":\"2026-01-01T00:00:00@Europe/Berlin\"}",
        "{\"$months\":\"PT1H\"}",
        "{\"$seconds\":\"P1Y\"}",
        "{\"$long\":7}",
        "{\"$long\":\"x\"}",
        "{\"$range\":[1,2]}",
        "{\"$range\":[1,2,\"xx\"]}",
        "{\"$range\":[1,2,\"\\u0000]\"]}",
        "{\"$range\":5}",
        "{\"$xml\":1}",
        "{\"$bytes\":\"A\"}",
        "{\"$file\":{\"filename\":\"a\"}}",
        "{\"$file\":{\"data\":\"?\"}}",
        "{\"$file\":[]}",
        "{\"$object\":{\"type\":\"T\",\"value\":{}}}",
        "{\"$object\":{\"type\":\"T\",\"format\":\"x\"}}",
        "{\"$object\":{\"type\":\"T\",\"format\":\"x\",\"value\":1}}",
        "{\"$object\":5}",
        "{\"$context\":{\"a\":1}}",
        "{\"$context\":{\"x\":0,\"$a\":1}}",
        "{\"$context\":1}",
        "{\"$unknown\":1}",
        "{\"$\":1}",
    };
    struct fixture *f = *state;

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        weir_value value;
        weir_diag diag = {0};
        const weir_err err = weir_json_read(weir_text_of(texts[i]), WEIR_JSON_TYPED, NULL, &f->arena, &value, &diag);

        if (err != WEIR_EVALUE || diag.line != 1 || diag.column == 0)
            fail_msg("%s: %s", texts[i], weir_err_name(err));
    }
}

static void plain_json_shows_typed_values_as_text(void **state)
{
    static const struct {
        const char *typed, *plain;
    } rows[] = {
        {"{\"$date\":\"2026-01-01\"}", "\"2026-01-01\""},
        {"{\"$seconds\":\"PT1H\"}", "\"PT1H\""},
        {"{\"$long\":\"7\"}", "7"},
        {"{\"$range\":[1,2,\"[)\"]}", "\"[1..2)\""},
        {"{\"a\":{\"$months\":\"P1M\"}}", "{\"a\":\"P1M\"}"},
    };
    struct fixture *f = *state;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_text(write_as(f, WEIR_JSON_PLAIN, read_as(f, WEIR_JSON_TYPED, weir_text_of(rows[i].typed))),
                    rows[i].plain);
}

static void what_a_client_may_nest_can_be_stored(void **state)
{
    struct fixture *f = *state;
    weir_buffer buffer;
    weir_text text;
    weir_value value, back;

    weir_buffer_init(&buffer, &f->arena, 0);
    for (int i = 0; i < WEIR_JSON_DEPTH_MAX; i++)
        weir_buffer_text(&buffer, WEIR_T("{\"$a\":"));
    weir_buffer_char(&buffer, '1');
    for (int i = 0; i < WEIR_JSON_DEPTH_MAX; i++)
        weir_buffer_char(&buffer, '}');
    assert_int_equal(weir_buffer_done(&buffer, &text), WEIR_OK);
    value = read_as(f, WEIR_JSON_PLAIN, text);
    back = read_as(f, WEIR_JSON_TYPED, write_as(f, WEIR_JSON_TYPED, value));
    assert_true(weir_value_same(&value, &back));
}

static void functions_cannot_be_written(void **state)
{
    struct fixture *f = *state;
    const weir_value function = {.kind = WEIR_FUNCTION};
    weir_buffer buffer;

    weir_buffer_init(&buffer, &f->arena, 0);
    weir_json_write(&function, WEIR_JSON_TYPED, &buffer);
    assert_int_equal(buffer.err, WEIR_EVALUE);
}

static void a_read_value_does_not_need_its_text_any_more(void **state)
{
    struct fixture *f = *state;
    char text[] = "{\"key\":\"value\"}";
    const weir_value value = read_as(f, WEIR_JSON_PLAIN, weir_text_of(text));

    memset(text, 'x', sizeof text);
    assert_text(write_as(f, WEIR_JSON_PLAIN, value), "{\"key\":\"value\"}");
}

static void reading_fails_cleanly_wherever_memory_ends(void **state)
{
    const weir_text text =
        WEIR_T("{\"a\":[1,2,3,4,5,6],\"b\":{\"$range\":[1,2,\"[]\"]},\"c\":{\"$dateTime\":\"2026-01-01T00:00:00Z\"},"
               "\"k1\":1,\"k2\":1,\"k3\":1,\"k4\":1,\"k5\":1,\"k6\":1,\"k7\":1,\"k8\":1,\"k9\":1,\"k10\":1,\"k11\":1,"
               "\"k12\":1,\"k13\":{\"$time\":\"10:00:00\"},\"k14\":{},\"k15\":[]}");
    uint64_t n = 1;

    (void)state;
    for (;; n++) {
        test_memory memory = {.fail_at = n};
        weir_arena arena;
        weir_value value = weir_integer(42);
        weir_err err;

        weir_arena_init(&arena, test_memory_port(&memory, true), FIXTURE_BYTES_MAX);
        err = weir_json_read(text, WEIR_JSON_TYPED, NULL, &arena, &value, NULL);
        assert_int_equal(value.kind, err == WEIR_OK ? WEIR_CONTEXT : WEIR_NUMBER);
        weir_arena_release(&arena);
        assert_int_equal(memory.live_count, 0);
        if (err == WEIR_OK)
            break;
        assert_int_equal(err, WEIR_ENOMEM);
    }
    assert_true(n > 20);
}

static void writing_fails_cleanly_wherever_memory_ends(void **state)
{
    struct fixture *f = *state;
    const weir_value value = read_as(f, WEIR_JSON_TYPED, WEIR_T("[{\"$range\":[1,2,\"[]\"]},\"text\"]"));
    uint64_t n = 1;

    for (;; n++) {
        test_memory memory = {.fail_at = n};
        weir_arena arena;
        weir_buffer buffer;
        weir_text text;
        weir_err err;

        weir_arena_init(&arena, test_memory_port(&memory, true), FIXTURE_BYTES_MAX);
        weir_buffer_init(&buffer, &arena, 0);
        weir_json_write(&value, WEIR_JSON_PLAIN, &buffer);
        err = weir_buffer_done(&buffer, &text);
        if (err == WEIR_OK)
            assert_text(text, "[\"[1..2]\",\"text\"]");
        weir_arena_release(&arena);
        if (err == WEIR_OK)
            break;
        assert_int_equal(err, WEIR_ENOMEM);
    }
    assert_true(n > 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(canonical_texts_survive_reading_and_writing),
        TEST(blanks_and_escapes_have_many_spellings),
        TEST(faults_are_named_with_their_place),
        TEST(a_zero_byte_is_never_a_blank),
        TEST(nesting_ends_at_the_limit),
        TEST(a_large_object_is_read_quickly_and_its_duplicates_are_found),
        TEST(a_long_duplicate_key_is_cut_between_characters),
        TEST(typed_forms_survive_exactly),
        TEST(typed_forms_give_the_kinds_they_name),
        TEST(wrong_typed_forms_are_refused),
        TEST(plain_json_shows_typed_values_as_text),
        TEST(what_a_client_may_nest_can_be_stored),
        TEST(functions_cannot_be_written),
        TEST(a_read_value_does_not_need_its_text_any_more),
        TEST(reading_fails_cleanly_wherever_memory_ends),
        TEST(writing_fails_cleanly_wherever_memory_ends),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
