/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_palette.c - the colours of figures as people see them: contrast on white by WCAG 2.1 (3:1
 * for graphics, 4.5:1 for text), and how far apart two modes are for eyes without one kind of cone
 * (Machado, Oliveira, Fernandes 2009, severity 1), in CIE Lab. Colour is never alone: each mode has
 * a mark of its own too.
 */
#include "../../reports/script.h"
#include "../support/suite.h"

#include <math.h>
#include <stdio.h>

enum { MODES = 5 }; /* then the palette begins again */

typedef struct {
    double c[3];
} color;

/* #RRGGBB to linear light. */
static color read_color(const char *hex)
{
    unsigned part[3];
    color out;
    ck_assert_int_eq(sscanf(hex, "#%2x%2x%2x", &part[0], &part[1], &part[2]), 3);
    for (int i = 0; i < 3; i++) {
        const double s = part[i] / 255.0;
        out.c[i] = s <= 0.04045 ? s / 12.92 : pow((s + 0.055) / 1.055, 2.4);
    }
    return out;
}

static color multiply(const double m[3][3], color a)
{
    color out;
    for (int i = 0; i < 3; i++) {
        out.c[i] = m[i][0] * a.c[0] + m[i][1] * a.c[1] + m[i][2] * a.c[2];
        out.c[i] = out.c[i] < 0 ? 0 : out.c[i];
    }
    return out;
}

static double find_contrast(const char *hex)
{
    const color a = read_color(hex);
    return 1.05 / (0.2126 * a.c[0] + 0.7152 * a.c[1] + 0.0722 * a.c[2] + 0.05);
}

static color find_lab(color a)
{
    static const double xyz[3][3] = {
        {0.4124564 / 0.95047, 0.3575761 / 0.95047, 0.1804375 / 0.95047},
        {0.2126729, 0.7151522, 0.0721750},
        {0.0193339 / 1.08883, 0.1191920 / 1.08883, 0.9503041 / 1.08883}};
    color f = multiply(xyz, a);
    for (int i = 0; i < 3; i++) {
        f.c[i] = f.c[i] > 216.0 / 24389 ? cbrt(f.c[i]) : (24389.0 / 27 * f.c[i] + 16) / 116;
    }
    return (color){{116 * f.c[1] - 16, 500 * (f.c[0] - f.c[1]), 200 * (f.c[1] - f.c[2])}};
}

static const double eyes[4][3][3] = {
    {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
    {{0.152286, 1.052583, -0.204868},
     {0.114503, 0.786281, 0.099216},
     {-0.003882, -0.048116, 1.051998}},
    {{0.367322, 0.860646, -0.227968},
     {0.280085, 0.672501, 0.047413},
     {-0.011820, 0.042940, 0.968881}},
    {{1.255528, -0.076749, -0.178779},
     {-0.078411, 0.930809, 0.147602},
     {0.004733, 0.691367, 0.303900}},
};

static double find_distance(const double eye[3][3], const char *a, const char *b)
{
    const color x = find_lab(multiply(eye, read_color(a)));
    const color y = find_lab(multiply(eye, read_color(b)));
    return sqrt(pow(x.c[0] - y.c[0], 2) + pow(x.c[1] - y.c[1], 2) + pow(x.c[2] - y.c[2], 2));
}

START_TEST(lines_and_words_stand_out_on_white)
{
    for (size_t i = 0; i < MODES; i++) {
        ck_assert_double_ge(find_contrast(bl_script_color(i)), 3.0);
        ck_assert_double_ge(find_contrast(bl_script_text_color(i)), 4.5);
    }
    ck_assert_double_ge(find_contrast(BL_COLOR_INK), 4.5);
    ck_assert_double_ge(find_contrast(BL_COLOR_GREY), 4.5);
    ck_assert_double_ge(find_contrast(BL_COLOR_FAINT), 4.5);
    ck_assert_double_ge(find_contrast(BL_COLOR_IN), 3.0);
    ck_assert_double_ge(find_contrast(BL_COLOR_OUT), 3.0);
    ck_assert_double_ge(find_contrast(BL_COLOR_PAUSE_TEXT), 4.5);
    ck_assert_double_eq_tol(find_contrast("#767676"), 4.54, 0.01); /* WCAG's own example */
}
END_TEST

START_TEST(no_two_modes_look_alike_to_any_eyes)
{
    for (int eye = 0; eye < 4; eye++) {
        for (size_t a = 0; a < MODES; a++) {
            for (size_t b = 0; b < a; b++) {
                const double apart =
                    find_distance(eyes[eye], bl_script_color(a), bl_script_color(b));
                ck_assert_msg(apart >= 10, "eyes %d, modes %zu and %zu: %.1f", eye, b, a, apart);
            }
        }
    }
    for (int eye = 0; eye < 4; eye++) {
        ck_assert_double_ge(find_distance(eyes[eye], BL_COLOR_IN, BL_COLOR_OUT), 20);
    }
    /* red and green of equal lightness are what must not pass */
    ck_assert_double_lt(find_distance(eyes[2], "#A06A3A", "#7C7A3C"), 10);
}
END_TEST

START_TEST(each_mode_has_a_mark_of_its_own)
{
    for (size_t a = 0; a < MODES; a++) {
        for (size_t b = 0; b < a; b++) {
            ck_assert_int_ne(bl_script_point_type(a), bl_script_point_type(b));
        }
    }
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        lines_and_words_stand_out_on_white,
        no_two_modes_look_alike_to_any_eyes,
        each_mode_has_a_mark_of_its_own,
        NULL,
    };
    return suite_run("palette", tests);
}
