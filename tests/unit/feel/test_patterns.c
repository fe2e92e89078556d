/* SPDX-License-Identifier: Apache-2.0
 * Regular expressions of XPath as matches() understands them: what fits, what does not, what is no pattern.
 *
 * Spec: XPath and XQuery Functions and Operators 3.1 §5.6.1, XML Schema part 2 appendix F.
 */
#include "feel_fixture.h"

typedef struct pattern_row {
    const char *subject, *pattern, *flags, *expected;
} pattern_row;

/* Rows of subject, pattern, flags and what matches() gives. */
static void expect_rows(feel_fixture *f, const pattern_row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const weir_entry entries[] = {{WEIR_T("s"), weir_string(weir_text_of(rows[i].subject))},
                                      {WEIR_T("p"), weir_string(weir_text_of(rows[i].pattern))},
                                      {WEIR_T("f"), weir_string(weir_text_of(rows[i].flags))}};
        weir_value value;

        f->variables = weir_context(entries, 3);
        assert_int_equal(feel_eval(f, "matches(s, p, f)", &value), WEIR_OK);
        feel_expect_text(f, rows[i].pattern, &value, rows[i].expected);
    }
}

#define EXPECT_ROWS(f, ...)                                                                                            \
    do {                                                                                                               \
        static const pattern_row rows[] = {__VA_ARGS__};                                                               \
        expect_rows(f, rows, sizeof rows / sizeof *rows);                                                              \
    } while (0)

static void classes_list_what_fits(void **state)
{
    EXPECT_ROWS(
        *state, {"a", "[]", "", "null"}, {"a", "[^]", "", "null"}, {"^", "[^^]", "", "false"},
        {"a", "[a^]", "", "true"}, {"^", "[a^]", "", "true"}, {"-", "[a-]", "", "true"}, {"-", "[-a]", "", "true"},
        {"b", "[a-c-e]", "", "true"}, {"-", "[a-c-e]", "", "true"}, {"e", "[a-c-e]", "", "true"},
        {"-", "[a-c-]", "", "true"}, {"a", "[a-\\d]", "", "null"}, {"a", "[\\d-a]", "", "true"},
        {"-", "[\\d-a]", "", "true"}, {"-", "[\\d-]", "", "true"}, {"a", "[b-a]", "", "null"},
        {"a", "[a--b]", "", "null"}, {".", "[--a]", "", "null"}, {".", "[+--]", "", "null"},
        {"a", "[a-[b]]", "", "true"}, {"a", "[-[b]]", "", "null"}, {"-", "[-[b]]", "", "null"},
        {"b", "[^a-[b]]", "", "false"}, {"c", "[^a-[b]]", "", "true"}, {"a", "[a-z-[aeiou]]", "", "false"},
        {"b", "[a-z-[aeiou]]", "", "true"}, {"-", "[a-z-[aeiou]]", "", "false"}, {"a", "[[a]]", "", "null"},
        {"a", "[a[b]]", "", "null"}, {"a", "[a-z-[b]c]", "", "null"}, {"a", "[a-z&&[a]]", "", "null"},
        {"&", "[a&&b]", "", "true"}, {"a", "[a-z-[a-m-[a]]]", "", "true"}, {"b", "[a-z-[a-m-[a]]]", "", "false"},
        {"-", "[\\-]", "", "true"}, {"[", "[\\[]", "", "true"}, {"]", "[\\]]", "", "true"}, {"]", "[]]", "", "null"},
        {"\\", "[\\\\]", "", "true"}, {"^", "[\\^]", "", "true"}, {"a", "[\\^a]", "", "true"}, {"$", "[$]", "", "true"},
        {".", "[.]", "", "true"}, {"a", "[.]", "", "false"}, {"*", "[*]", "", "true"}, {"(", "[(]", "", "true"},
        {"|", "[|]", "", "true"}, {"{", "[{]", "", "true"}, {"}", "[}]", "", "true"}, {"$", "[\\$]", "", "true"},
        {"aa", "(a)[\\1]", "", "null"}, {"a", "[\\S]", "", "true"}, {" ", "[\\S]", "", "false"},
        {" ", "[^\\S]", "", "true"}, {"a", "[\\w]", "", "true"}, {"-", "[\\w]", "", "false"},
        {"-", "[^\\w]", "", "true"}, {"a", "[\\W]", "", "false"}, {"a", "[^\\W]", "", "true"},
        {"1", "[\\D]", "", "false"}, {"a", "[\\D]", "", "true"}, {"a", "[\\i]", "", "true"}, {"a", "[\\c]", "", "true"},
        {"1", "[\\I]", "", "true"}, {" ", "[\\C]", "", "true"}, {"a", "[^\\i]", "", "false"},
        {"a", "[\\i-[:]]", "", "true"}, {":", "[\\i-[:]]", "", "false"}, {"a", "[\\p{IsBasicLatin}]", "", "true"},
        {"é", "[^\\p{IsBasicLatin}]", "", "true"}, {"a", "[\\P{IsBasicLatin}]", "", "false"},
        {"a", "[\\p{IsBasicLatin}-[a]]", "", "false"}, {"a", "[a\\]", "", "null"}, {"a", "[\\q]", "", "null"},
        {"a", "[a-\\q]", "", "null"}, {"\t", "[\\t]", "", "true"}, {"\t", "[\\t-\\r]", "", "true"},
        {"b", "[\\a-c]", "", "null"}, {".", "[\\.]", "", "true"}, {"é", "[à-ý]", "", "true"},
        {"z", "[^a-y]", "", "true"}, {"", "[^a]", "", "false"}, {"a", "[^\\I]", "", "true"});
}

static void escapes_stand_for_characters_and_sets(void **state)
{
    EXPECT_ROWS(
        *state, {"$", "\\$", "", "true"}, {"^", "\\^", "", "true"}, {"-", "\\-", "", "true"}, {"#", "\\#", "", "null"},
        {"/", "\\/", "", "null"}, {"\"", "\\\"", "", "null"}, {"a", "\\a", "", "null"}, {"\013", "\\v", "", "null"},
        {"\014", "\\f", "", "null"}, {"a", "\\b", "", "null"}, {"a", "\\ba\\b", "", "null"}, {"a", "a\\b", "", "null"},
        {"a", "\\B", "", "null"}, {"a", "\\A", "", "null"}, {"a", "\\z", "", "null"}, {"a", "\\Z", "", "null"},
        {"a", "\\G", "", "null"}, {"a", "\\x61", "", "null"}, {"a", "\\x{61}", "", "null"},
        {"a", "\\u0061", "", "null"}, {"a", "\\Qa\\E", "", "null"}, {"a", "\\h", "", "null"}, {"a", "\\R", "", "null"},
        {"a", "\\X", "", "null"}, {"a", "\\K", "", "null"}, {"a", "\\k<n>", "", "null"}, {"a", "\\g1", "", "null"},
        {"a", "\\e", "", "null"}, {"1", "\\d", "", "true"}, {"١", "\\d", "", "true"}, {"²", "\\d", "", "false"},
        {"Ⅷ", "\\d", "", "false"}, {"a", "\\D", "", "true"}, {"_", "\\w", "", "false"}, {"-", "\\w", "", "false"},
        {"+", "\\w", "", "true"}, {"$", "\\w", "", "true"}, {"é", "\\w", "", "true"}, {" ", "\\w", "", "false"},
        {"_", "\\W", "", "true"}, {"-", "\\W", "", "true"}, {"中", "\\w", "", "true"}, {"🐎", "\\w", "", "true"},
        {"🐎", "^\\w$", "", "true"}, {"​", "\\w", "", "false"}, {" ", "\\s", "", "true"}, {"\t", "\\s", "", "true"},
        {" ", "\\s", "", "false"}, {" ", "\\s", "", "false"}, {"\013", "\\s", "", "false"}, {"a", "\\S", "", "true"},
        {" ", "\\S", "", "true"}, {"a", "\\i", "", "true"}, {":", "\\i", "", "true"}, {"_", "\\i", "", "true"},
        {"1", "\\i", "", "false"}, {"-", "\\i", "", "false"}, {"1", "\\I", "", "true"}, {"a", "\\c", "", "true"},
        {"-", "\\c", "", "true"}, {".", "\\c", "", "true"}, {"1", "\\c", "", "true"}, {" ", "\\c", "", "false"},
        {"·", "\\c", "", "true"}, {" ", "\\C", "", "true"}, {"é", "\\i", "", "true"}, {"×", "\\i", "", "false"},
        {"ª", "\\i", "", "false"}, {"²", "\\c", "", "false"}, {"中", "\\i", "", "true"}, {"٣", "\\c", "", "true"},
        {"٣", "\\i", "", "true"}, {"̀", "\\c", "", "true"}, {"̀", "\\i", "", "false"}, {"‿", "\\c", "", "true"},
        {"𐀀", "\\i", "", "true"}, {"A", "\\p{Lu}", "", "true"}, {"a", "\\p{Lu}", "", "false"},
        {"a", "\\P{Lu}", "", "true"}, {"a", "\\p{L}", "", "true"}, {"a", "\\p{Ll}", "", "true"},
        {"1", "\\p{N}", "", "true"}, {"1", "\\p{Nd}", "", "true"}, {"!", "\\p{P}", "", "true"},
        {" ", "\\p{Z}", "", "true"}, {" ", "\\p{Zs}", "", "true"}, {"+", "\\p{S}", "", "true"},
        {"+", "\\p{Sm}", "", "true"}, {"$", "\\p{Sc}", "", "true"}, {"\001", "\\p{C}", "", "true"},
        {"\t", "\\p{Cc}", "", "true"}, {"", "\\p{Co}", "", "true"}, {"͸", "\\p{Cn}", "", "true"},
        {"a", "\\p{Cs}", "", "null"}, {"a", "\\p{Xx}", "", "null"}, {"a", "\\p{}", "", "null"},
        {"a", "\\p", "", "null"}, {"a", "\\pL", "", "null"}, {"a", "\\p{L", "", "null"}, {"a", "\\p{l}", "", "null"},
        {"a", "\\p{LU}", "", "null"}, {"a", "\\p{L&}", "", "null"}, {"a", "\\p{^Lu}", "", "null"},
        {"a", "\\p{Any}", "", "null"}, {"a", "\\p{Latin}", "", "null"}, {"a", "\\p{Greek}", "", "null"},
        {"a", "\\p{Letter}", "", "null"}, {"a", "\\p{ L}", "", "null"}, {"a", "\\p{IsBasicLatin}", "", "true"},
        {"é", "\\p{IsBasicLatin}", "", "false"}, {"é", "\\P{IsBasicLatin}", "", "true"},
        {"é", "\\p{IsLatin-1Supplement}", "", "true"}, {"α", "\\p{IsGreek}", "", "true"},
        {"α", "\\p{IsGreekandCoptic}", "", "true"}, {"я", "\\p{IsCyrillic}", "", "true"},
        {"中", "\\p{IsCJKUnifiedIdeographs}", "", "true"}, {"a", "\\p{IsFoo}", "", "null"},
        {"a", "\\p{isBasicLatin}", "", "null"}, {"a", "\\p{IsLatin}", "", "null"}, {"a", "\\p{BasicLatin}", "", "null"},
        {"א", "\\p{IsHebrew}", "", "true"}, {"ا", "\\p{IsArabic}", "", "true"}, {"あ", "\\p{IsHiragana}", "", "true"},
        {"ア", "\\p{IsKatakana}", "", "true"}, {"€", "\\p{IsCurrencySymbols}", "", "true"},
        {"", "\\p{IsPrivateUse}", "", "true"}, {"", "\\p{IsPrivateUseArea}", "", "true"},
        {"←", "\\p{IsArrows}", "", "true"}, {"́", "\\p{IsCombiningDiacriticalMarks}", "", "true"},
        {"⃐", "\\p{IsCombiningMarksforSymbols}", "", "true"},
        {"⃐", "\\p{IsCombiningDiacriticalMarksforSymbols}", "", "true"}, {"ā", "\\p{IsLatinExtended-A}", "", "true"},
        {"🐎", "\\p{IsMiscellaneousSymbolsandPictographs}", "", "true"},
        {"𝐀", "\\p{IsMathematicalAlphanumericSymbols}", "", "true"}, {"가", "\\p{IsHangulSyllables}", "", "true"},
        {"a", "\\p{IsHighSurrogates}", "", "false"}, {"a", "\\p{IsLowSurrogates}", "", "false"},
        {"\t", "\\t", "", "true"}, {"a}", "a\\}", "", "true"}, {"a{", "a\\{", "", "true"}, {"a]", "a\\]", "", "true"},
        {"a\\", "a\\\\", "", "true"}, {"a", "a\\", "", "null"}, {"\n", "\\n", "", "true"}, {"", "\\I", "", "true"},
        {"\\\"", "\\\\\"", "", "true"});
}

static void flags_change_the_meaning(void **state)
{
    EXPECT_ROWS(
        *state, {"HELLO", "hello", "i", "true"}, {"É", "é", "i", "true"}, {"ß", "SS", "i", "false"},
        {"K", "k", "i", "true"}, {"ſ", "s", "i", "true"}, {"Σ", "ς", "i", "true"}, {"i", "I", "i", "true"},
        {"q", "[^Q]", "i", "false"}, {"Q", "[^Q]", "i", "false"}, {"a", "[A-Z-[OI]]", "i", "true"},
        {"o", "[A-Z-[OI]]", "i", "false"}, {"a", "\\p{Lu}", "i", "false"}, {"A", "\\p{Ll}", "i", "false"},
        {"a", "[\\p{Lu}]", "i", "false"}, {"a", "[^\\p{Lu}]", "i", "true"}, {"A", "[^\\p{Lu}]", "i", "false"},
        {"a", "\\P{Lu}", "i", "true"}, {"aA", "(a)\\1", "i", "true"}, {"Z", "[a-z]", "i", "true"},
        {"a b", "^b", "m", "false"}, {"helloworld", "hello world", "x", "true"},
        {"hello world", "hello world", "x", "false"}, {"hello world", "hello\\ sworld", "x", "true"},
        {"hello world", "hello[ ]world", "x", "true"}, {"helloworld", "hello#c", "x", "false"},
        {"hello#c", "hello#c", "x", "true"}, {"ab", "a b # c", "x", "false"}, {"a", "a ", "x", "false"},
        {"a", "\\ d", "x", "false"}, {"1", "\\ d", "x", "true"}, {"aa", "a {2}", "x", "true"},
        {"aa", "a{ 2 }", "x", "true"}, {"a", "( ?:a)", "x", "true"}, {"a", "(? :a)", "x", "true"},
        {"a", "[ a ]", "x", "true"}, {" ", "[ a ]", "x", "true"}, {"a", "\\p{ L u }", "x", "false"},
        {"a\\b", "a\\ \\ b", "x", "true"}, {"[", "\\[ ", "x", "true"}, {"ab", "\\[ a b]", "x", "null"},
        {"a.b", "a.b", "q", "true"}, {"axb", "a.b", "q", "false"}, {"A.B", "a.b", "qi", "true"},
        {"A.B", "a.b", "iq", "true"}, {"a b", "a b", "qx", "true"}, {"ab", "a b", "qx", "false"},
        {"[", "[", "q", "true"}, {"a\\b", "\\", "q", "true"}, {"", "", "q", "true"}, {"\\E", "\\E", "q", "true"},
        {"a", "a", "s i", "null"}, {"a", "a", " ", "null"}, {"a", "a", "I", "null"}, {"a", "a", "g", "null"},
        {"a", "a", "u", "null"}, {"a", "a", "ssss", "true"}, {"a", "a", "smixqsmixq", "true"},
        {"a\nb", "^", "m", "true"}, {"a\nb", "^", "s", "true"}, {"a\nb", "^", "sm", "true"},
        {"a\nb", "^$", "m", "false"}, {"a\nb", "^$", "s", "false"}, {"a\nb", "^$", "sm", "false"},
        {"a\nb", "^a$", "m", "true"}, {"a\nb", "^a$", "s", "false"}, {"a\nb", "^a$", "sm", "true"},
        {"a\nb", "a$", "m", "true"}, {"a\nb", "a$", "s", "false"}, {"a\nb", "a$", "sm", "true"},
        {"a\nb", "^b", "m", "true"}, {"a\nb", "^b", "s", "false"}, {"a\nb", "^b", "sm", "true"},
        {"a\nb", "a\n$", "m", "false"}, {"a\nb", "a\n$", "s", "false"}, {"a\nb", "a\n$", "sm", "false"},
        {"a\nb", "a\n^", "m", "true"}, {"a\nb", "a\n^", "s", "false"}, {"a\nb", "a\n^", "sm", "true"},
        {"a\nb", "\n$", "m", "false"}, {"a\nb", "\n$", "s", "false"}, {"a\nb", "\n$", "sm", "false"},
        {"a\nb", "$\n", "m", "true"}, {"a\nb", "$\n", "s", "false"}, {"a\nb", "$\n", "sm", "true"},
        {"a\nb", "^a.b$", "m", "false"}, {"a\nb", "^a.b$", "s", "true"}, {"a\nb", "^a.b$", "sm", "true"},
        {"a\nb", ".^", "m", "false"}, {"a\nb", ".^", "s", "false"}, {"a\nb", ".^", "sm", "true"},
        {"a\n", "^", "m", "true"}, {"a\n", "^", "s", "true"}, {"a\n", "^", "sm", "true"}, {"a\n", "^$", "m", "false"},
        {"a\n", "^$", "s", "false"}, {"a\n", "^$", "sm", "false"}, {"a\n", "^a$", "m", "true"},
        {"a\n", "^a$", "s", "false"}, {"a\n", "^a$", "sm", "true"}, {"a\n", "a$", "m", "true"},
        {"a\n", "a$", "s", "false"}, {"a\n", "a$", "sm", "true"}, {"a\n", "^b", "m", "false"},
        {"a\n", "^b", "s", "false"}, {"a\n", "^b", "sm", "false"}, {"a\n", "a\n$", "m", "true"},
        {"a\n", "a\n$", "s", "true"}, {"a\n", "a\n$", "sm", "true"}, {"a\n", "a\n^", "m", "false"},
        {"a\n", "a\n^", "s", "false"}, {"a\n", "a\n^", "sm", "false"}, {"a\n", "\n$", "m", "true"},
        {"a\n", "\n$", "s", "true"}, {"a\n", "\n$", "sm", "true"}, {"a\n", "$\n", "m", "true"},
        {"a\n", "$\n", "s", "false"}, {"a\n", "$\n", "sm", "true"}, {"a\n", "^a.b$", "m", "false"},
        {"a\n", "^a.b$", "s", "false"}, {"a\n", "^a.b$", "sm", "false"}, {"a\n", ".^", "m", "false"},
        {"a\n", ".^", "s", "false"}, {"a\n", ".^", "sm", "false"}, {"\n", "^", "m", "true"}, {"\n", "^", "s", "true"},
        {"\n", "^", "sm", "true"}, {"\n", "^$", "m", "true"}, {"\n", "^$", "s", "false"}, {"\n", "^$", "sm", "true"},
        {"\n", "^a$", "m", "false"}, {"\n", "^a$", "s", "false"}, {"\n", "^a$", "sm", "false"},
        {"\n", "a$", "m", "false"}, {"\n", "a$", "s", "false"}, {"\n", "a$", "sm", "false"}, {"\n", "^b", "m", "false"},
        {"\n", "^b", "s", "false"}, {"\n", "^b", "sm", "false"}, {"\n", "a\n$", "m", "false"},
        {"\n", "a\n$", "s", "false"}, {"\n", "a\n$", "sm", "false"}, {"\n", "a\n^", "m", "false"},
        {"\n", "a\n^", "s", "false"}, {"\n", "a\n^", "sm", "false"}, {"\n", "\n$", "m", "true"},
        {"\n", "\n$", "s", "true"}, {"\n", "\n$", "sm", "true"}, {"\n", "$\n", "m", "true"},
        {"\n", "$\n", "s", "false"}, {"\n", "$\n", "sm", "true"}, {"\n", "^a.b$", "m", "false"},
        {"\n", "^a.b$", "s", "false"}, {"\n", "^a.b$", "sm", "false"}, {"\n", ".^", "m", "false"},
        {"\n", ".^", "s", "false"}, {"\n", ".^", "sm", "false"}, {"", "^", "m", "true"}, {"", "^", "s", "true"},
        {"", "^", "sm", "true"}, {"", "$", "m", "true"}, {"", "$", "s", "true"}, {"", "$", "sm", "true"},
        {"", "^$", "m", "true"}, {"", "^$", "s", "true"}, {"", "^$", "sm", "true"}, {"", "^a$", "m", "false"},
        {"", "^a$", "s", "false"}, {"", "^a$", "sm", "false"}, {"", "^b$", "m", "false"}, {"", "^b$", "s", "false"},
        {"", "^b$", "sm", "false"}, {"", "a$", "m", "false"}, {"", "a$", "s", "false"}, {"", "a$", "sm", "false"},
        {"", "^b", "m", "false"}, {"", "^b", "s", "false"}, {"", "^b", "sm", "false"}, {"", "b$", "m", "false"},
        {"", "b$", "s", "false"}, {"", "b$", "sm", "false"}, {"", "a\n$", "m", "false"}, {"", "a\n$", "s", "false"},
        {"", "a\n$", "sm", "false"}, {"", "a\n^", "m", "false"}, {"", "a\n^", "s", "false"},
        {"", "a\n^", "sm", "false"}, {"", "\n$", "m", "false"}, {"", "\n$", "s", "false"}, {"", "\n$", "sm", "false"},
        {"", "^\n", "m", "false"}, {"", "^\n", "s", "false"}, {"", "^\n", "sm", "false"}, {"", "$\n", "m", "false"},
        {"", "$\n", "s", "false"}, {"", "$\n", "sm", "false"}, {"", "$\n^", "m", "false"}, {"", "$\n^", "s", "false"},
        {"", "$\n^", "sm", "false"}, {"", "^a.b$", "m", "false"}, {"", "^a.b$", "s", "false"},
        {"", "^a.b$", "sm", "false"}, {"", ".^", "m", "false"}, {"", ".^", "s", "false"}, {"", ".^", "sm", "false"},
        {"", "^.$", "m", "false"}, {"", "^.$", "s", "false"}, {"", "^.$", "sm", "false"}, {"", "^..$", "m", "false"},
        {"", "^..$", "s", "false"}, {"", "^..$", "sm", "false"}, {"", "^...$", "m", "false"},
        {"", "^...$", "s", "false"}, {"", "^...$", "sm", "false"}, {"a", "^", "m", "true"}, {"a", "^", "s", "true"},
        {"a", "^", "sm", "true"}, {"a", "$", "m", "true"}, {"a", "$", "s", "true"}, {"a", "$", "sm", "true"},
        {"a", "^$", "m", "false"}, {"a", "^$", "s", "false"}, {"a", "^$", "sm", "false"}, {"a", "^a$", "m", "true"},
        {"a", "^a$", "s", "true"}, {"a", "^a$", "sm", "true"}, {"a", "^b$", "m", "false"}, {"a", "^b$", "s", "false"},
        {"a", "^b$", "sm", "false"}, {"a", "a$", "m", "true"}, {"a", "a$", "s", "true"}, {"a", "a$", "sm", "true"},
        {"a", "^b", "m", "false"}, {"a", "^b", "s", "false"}, {"a", "^b", "sm", "false"}, {"a", "b$", "m", "false"},
        {"a", "b$", "s", "false"}, {"a", "b$", "sm", "false"}, {"a", "a\n$", "m", "false"}, {"a", "a\n$", "s", "false"},
        {"a", "a\n$", "sm", "false"}, {"a", "a\n^", "m", "false"}, {"a", "a\n^", "s", "false"},
        {"a", "a\n^", "sm", "false"}, {"a", "\n$", "m", "false"}, {"a", "\n$", "s", "false"},
        {"a", "\n$", "sm", "false"}, {"a", "^\n", "m", "false"}, {"a", "^\n", "s", "false"},
        {"a", "^\n", "sm", "false"}, {"a", "$\n", "m", "false"}, {"a", "$\n", "s", "false"},
        {"a", "$\n", "sm", "false"}, {"a", "$\n^", "m", "false"}, {"a", "$\n^", "s", "false"},
        {"a", "$\n^", "sm", "false"}, {"a", "^a.b$", "m", "false"}, {"a", "^a.b$", "s", "false"},
        {"a", "^a.b$", "sm", "false"}, {"a", ".^", "m", "false"}, {"a", ".^", "s", "false"}, {"a", ".^", "sm", "false"},
        {"a", "^.$", "m", "true"}, {"a", "^.$", "s", "true"}, {"a", "^.$", "sm", "true"}, {"a", "^..$", "m", "false"},
        {"a", "^..$", "s", "false"}, {"a", "^..$", "sm", "false"}, {"a", "^...$", "m", "false"},
        {"a", "^...$", "s", "false"}, {"a", "^...$", "sm", "false"});
}

static void pieces_repeat_and_refer(void **state)
{
    EXPECT_ROWS(
        *state, {"-", "-", "", "true"}, {"a-b", "a-b", "", "true"}, {"#", "#", "", "true"}, {"a", "\\0", "", "null"},
        {"a", "(?i)A", "", "null"}, {"a", "(?=a)", "", "null"}, {"a", "(?!b)a", "", "null"},
        {"a", "(?<=b)a", "", "null"}, {"a", "(?<n>a)", "", "null"}, {"a", "(?P<n>a)", "", "null"},
        {"a", "(?:a)", "", "true"}, {"aa", "(?:a){2}", "", "true"}, {"a", "(?>a)", "", "null"},
        {"a", "(?#c)a", "", "null"}, {"a", "(?a)", "", "null"}, {"a", "(?)", "", "null"}, {"a", "(*UTF)a", "", "null"},
        {"a", "a?", "", "true"}, {"a", "a??", "", "true"}, {"a", "a???", "", "null"}, {"a", "a*?", "", "true"},
        {"a", "a+?", "", "true"}, {"a", "a*+", "", "null"}, {"a", "a?+", "", "null"}, {"a", "a{1}?", "", "true"},
        {"a", "a{1}+", "", "null"}, {"a", "a{1}{2}", "", "null"}, {"a", "a{1,2}?", "", "true"},
        {"a", "a{0}", "", "true"}, {"", "a{0}", "", "true"}, {"a", "a{}", "", "null"}, {"a", "a{,}", "", "null"},
        {"a", "a{1,2,3}", "", "null"}, {"a", "a{ 1}", "", "null"}, {"a", "a{1 }", "", "null"},
        {"a", "a{a}", "", "null"}, {"a", "a{-1}", "", "null"}, {"a", "a{01}", "", "true"}, {"a", "^*a", "", "true"},
        {"a", "^+a", "", "true"}, {"a", "^?a", "", "true"}, {"a", "^{2}a", "", "true"}, {"a", "a$*", "", "true"},
        {"a", "a$+", "", "true"}, {"a", "^^a$$", "", "true"}, {"a", "(^a)", "", "true"}, {"ab", "a^b", "", "false"},
        {"ab", "a$b", "", "false"}, {"a", "(a$)", "", "true"}, {"a", "|a", "", "true"}, {"a", "a|", "", "true"},
        {"b", "a|", "", "true"}, {"", "|", "", "true"}, {"a", "||", "", "true"}, {"a", "()", "", "true"},
        {"a", "()a", "", "true"}, {"a", "(|a)", "", "true"}, {"a", "(a|)", "", "true"}, {"a", "(a", "", "null"},
        {"a", "a)", "", "null"}, {"a", "((a)", "", "null"}, {"a", "(a))", "", "null"}, {"a", "(*)", "", "null"},
        {"a", "(+a)", "", "null"}, {"a", "|*", "", "null"}, {"a", "(|*a)", "", "null"}, {"aa", "(a)\\1", "", "true"},
        {"aa", "(a)\\2", "", "null"}, {"a", "\\1", "", "null"}, {"a", "\\1(a)", "", "null"},
        {"aa", "(a\\1)", "", "null"}, {"aa", "(a)(b)?\\2a", "", "true"}, {"aa", "(a)|b\\1", "", "true"},
        {"ba", "(a)|b\\1", "", "true"}, {"b", "(a)|b\\1", "", "true"}, {"aa0", "(a)\\10", "", "true"},
        {"abab", "(ab)\\1", "", "true"}, {"aA", "(a)\\1", "", "false"},
        {"abcdefghijj", "(a)(b)(c)(d)(e)(f)(g)(h)(i)(j)\\10", "", "true"},
        {"abcdefghiia", "(a)(b)(c)(d)(e)(f)(g)(h)(i)\\9a", "", "true"},
        {"abcdefghia0", "(a)(b)(c)(d)(e)(f)(g)(h)(i)\\10", "", "true"}, {"aa", "(?:a)\\1", "", "null"},
        {"🐎", "^.$", "", "true"}, {" ", ".", "", "true"}, {"", ".", "", "true"}, {"ab", "^ab$", "", "true"},
        {"a b", "a b", "", "true"}, {"a", "a ", "", "false"}, {"a", "a]", "", "null"}, {"a", "a}", "", "null"},
        {"abc", "(((((((((((a)))))))))))bc", "", "true"}, {"é", "e", "", "false"}, {"", ".", "", "false"},
        {"", "^$", "", "true"}, {"", "$", "", "true"}, {"", "^", "", "true"}, {"\n", ".", "", "false"},
        {"a\nb", "^b", "", "false"}, {"a\nb", "a$", "", "false"}, {"\n", "^$", "", "false"}, {"\"", "\"", "", "true"},
        {"a\nb", "^", "", "true"}, {"a\nb", "^$", "", "false"}, {"a\nb", "^a$", "", "false"},
        {"a\nb", "a\n$", "", "false"}, {"a\nb", "a\n^", "", "false"}, {"a\nb", "\n$", "", "false"},
        {"a\nb", "$\n", "", "false"}, {"a\nb", "^a.b$", "", "false"}, {"a\nb", ".^", "", "false"},
        {"a\n", "^", "", "true"}, {"a\n", "^$", "", "false"}, {"a\n", "^a$", "", "false"}, {"a\n", "a$", "", "false"},
        {"a\n", "^b", "", "false"}, {"a\n", "a\n$", "", "true"}, {"a\n", "a\n^", "", "false"},
        {"a\n", "\n$", "", "true"}, {"a\n", "$\n", "", "false"}, {"a\n", "^a.b$", "", "false"},
        {"a\n", ".^", "", "false"}, {"\n", "^", "", "true"}, {"\n", "^a$", "", "false"}, {"\n", "a$", "", "false"},
        {"\n", "^b", "", "false"}, {"\n", "a\n$", "", "false"}, {"\n", "a\n^", "", "false"}, {"\n", "\n$", "", "true"},
        {"\n", "$\n", "", "false"}, {"\n", "^a.b$", "", "false"}, {"\n", ".^", "", "false"}, {"", "^a$", "", "false"},
        {"", "^b$", "", "false"}, {"", "a$", "", "false"}, {"", "^b", "", "false"}, {"", "b$", "", "false"},
        {"", "a\n$", "", "false"}, {"", "a\n^", "", "false"}, {"", "\n$", "", "false"}, {"", "^\n", "", "false"},
        {"", "$\n", "", "false"}, {"", "$\n^", "", "false"}, {"", "^a.b$", "", "false"}, {"", ".^", "", "false"},
        {"", "^.$", "", "false"}, {"", "^..$", "", "false"}, {"", "^...$", "", "false"}, {"a", "^", "", "true"},
        {"a", "$", "", "true"}, {"a", "^$", "", "false"}, {"a", "^a$", "", "true"}, {"a", "^b$", "", "false"},
        {"a", "a$", "", "true"}, {"a", "^b", "", "false"}, {"a", "b$", "", "false"}, {"a", "a\n$", "", "false"},
        {"a", "a\n^", "", "false"}, {"a", "\n$", "", "false"}, {"a", "^\n", "", "false"}, {"a", "$\n", "", "false"},
        {"a", "$\n^", "", "false"}, {"a", "^a.b$", "", "false"}, {"a", ".^", "", "false"}, {"a", "^.$", "", "true"},
        {"a", "^..$", "", "false"}, {"a", "^...$", "", "false"});
}

/* An error says what is wrong with the pattern. */
static void what_is_no_pattern_is_told(void **state)
{
    FEEL_EXPECT_NULLS(*state, {"matches(\"a\", \"(a\")", "the pattern has a ( without a )"},
                      {"matches(\"a\", \"a)\")", "the pattern has a ) without a ("},
                      {"matches(\"a\", \"a++\")", "the pattern has a quantifier with nothing before it"},
                      {"matches(\"a\", \"a{2\")", "the pattern has a { without a }"},
                      {"matches(\"a\", \"a{x}\")", "in { } the pattern needs a number, or two with a comma"},
                      {"matches(\"a\", \"a{1,x}\")", "in { } the pattern needs a number, or two with a comma"},
                      {"matches(\"a\", \"a{65536}\")", "the pattern repeats too often (feel_pattern_repeat_max)"},
                      {"matches(\"a\", \"((a{60000}){60000}){60000}\")", "the pattern is too large"},
                      {"matches(\"a\", \"a]\")", "the pattern has a ] or a } without its counterpart"},
                      {"matches(\"a\", \"(a\\\\1)\")", "the pattern refers to a group that has not ended before it"},
                      {"matches(\"a\", \"[]\")", "the pattern has a class with nothing in it"},
                      {"matches(\"a\", \"[a-z-[]]\")", "the pattern has a class with nothing in it"},
                      {"matches(\"a\", \"[a--b]\")", "a hyphen can't be the end of a range inside [ ]"},
                      {"matches(\"a\", \"[a-\")", "the pattern has a [ without a ]"},
                      {"matches(\"a\", \"\\\\p{L\")", "\\p needs a name in { }"},
                      {"matches(\"a\", \"\\\\p{IsNowhere}\")", "there is no block of Unicode of this name"},
                      {"matches(\"a\", \"[\\\\p{Nope}]\")", "there is no category of Unicode of this name"},
                      {"replace(\"a\", string join(for i in 1..100 return \"(a)\"), \"x\")",
                       "the pattern has too many groups (feel_pattern_group_count_max)"});
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FEEL_TEST(classes_list_what_fits),     FEEL_TEST(escapes_stand_for_characters_and_sets),
        FEEL_TEST(flags_change_the_meaning),   FEEL_TEST(pieces_repeat_and_refer),
        FEEL_TEST(what_is_no_pattern_is_told),
    };

    return cmocka_run_group_tests_name("feel/patterns", tests, NULL, NULL);
}
