/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_html.c - text from files never becomes markup, wherever it lands on the page.
 */
#include "../../reports/html.h"
#include "../../data/base64.h"
#include "../support/cases.h"

#include <jansson.h>
#include <string.h>

static const struct {
    const char *text, *shown;
} cases[] = {
    {"plain", "plain"},
    {"<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"},
    {"\" onload='x' & \"", "&quot; onload=&#39;x&#39; &amp; &quot;"},
    {"a\tb\nc", "a b c"},
    {"\x01\x1b[31mred\x7f", "[31mred"},
    {"caf\xc3\xa9 \xe2\x82\xac", "caf\xc3\xa9 \xe2\x82\xac"},
    {"bad \xff\xc3", "bad \xef\xbf\xbd\xef\xbf\xbd"},
    {"\xc2\x85 c1", "\xef\xbf\xbd\xef\xbf\xbd c1"},
    {"abc\xe2\x80\xaetxt", "abcU+202Etxt"},
    {"\xe2\x80\x8f\xe2\x81\xa6\xd8\x9c", "U+200FU+2066U+061C"},
};

START_TEST(text_becomes_no_markup)
{
    bl_html html = {0};
    bl_html_put_text(&html, cases[_i].text);
    ck_assert_str_eq(html.text, cases[_i].shown);
    bl_html_close(&html);
}
END_TEST

START_TEST(a_string_of_data_cannot_end_its_script)
{
    static const char hostile[] = "</script><!-- \"\\ & \xe2\x82\xac";
    bl_html html = {0};
    bl_html_put_json(&html, hostile);
    ck_assert_ptr_null(strpbrk(html.text + 1, "<>&"));
    json_t *parsed = json_loads(html.text, JSON_DECODE_ANY, NULL);
    ck_assert_str_eq(json_string_value(parsed), hostile);
    json_decref(parsed);
    bl_html_close(&html);
}
END_TEST

START_TEST(an_image_stays_within_its_attribute)
{
    static const char svg[] = "<svg a=\"1\" b='2'>#%&\xc3\xa9\n</svg>";
    bl_html html = {0};
    bl_html_put_svg(&html, svg, sizeof svg - 1);
    ck_assert_str_eq(html.text, "data:image/svg+xml,%3Csvg a=%221%22 b='2'%3E%23%25%26%C3%A9%0A"
                                "%3C/svg%3E");
    bl_html_close(&html);
}
END_TEST

START_TEST(a_sum_is_the_one_that_openssl_gives)
{
    char sum[BL_BASE64_SUM];
    bl_base64_print_sum("abc", 3, sum);
    ck_assert_str_eq(sum, "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=");
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("html");
    tcase_add_loop_test(tcase, text_becomes_no_markup, 0, (int)(sizeof cases / sizeof *cases));
    tcase_add_test(tcase, a_string_of_data_cannot_end_its_script);
    tcase_add_test(tcase, an_image_stays_within_its_attribute);
    tcase_add_test(tcase, a_sum_is_the_one_that_openssl_gives);
    return cases_run("html", tcase);
}
