/* SPDX-License-Identifier: MIT */
#include "media/demo/draw.h"

#include <ctype.h>

/*
 * Pen strokes on a grid of 5 by 7 points: two digits are a point, x then y, a space lifts the
 * pen.
 */
static const char *glyph(char c)
{
    static const char *const letter[26] = {
        "062046 1434",
        "003041423303 334445360600",
        "4130100105163645",
        "00304145360600",
        "40000646 0333",
        "400006 0333",
        "41301001051636454323",
        "0006 4046 0343",
        "2026 1030 1636",
        "4045361605",
        "0006 400346",
        "000646",
        "0600234046",
        "06004640",
        "103041453616050110",
        "06003041423303",
        "103041453616050110 2446",
        "06003041423303 2346",
        "413010010213334445361605",
        "0040 2026",
        "000516364540",
        "002640",
        "0016233640",
        "0046 4006",
        "002340 2326",
        "00400646",
    };
    static const char *const digit[10] = {
        "103041453616050110 3215",     "112026 1636", "01103041420646",
        "01103041423313 334445361605", "36300444",    "400002324345361605",
        "413010010516364544330304",    "004016",      "103041423313020110 1304051636454433",
        "051636454130100102133342",
    };

    if (isupper((unsigned char)c))
        return letter[c - 'A'];
    if (isdigit((unsigned char)c))
        return digit[c - '0'];
    return c == '-' ? "1333" : c == '.' ? "2526" : c == ':' ? "2122 2425" : "";
}

double fc_demo_letters(cairo_t *cr, const char *text, double x, double y, double height)
{
    const double step = height / 6;
    double left = x;

    cairo_save(cr);
    cairo_new_path(cr);
    for (; *text; text++, left += step * 5.9) {
        cairo_new_sub_path(cr);
        for (const char *point = glyph(*text); *point;) {
            if (*point == ' ') {
                cairo_new_sub_path(cr);
                point++;
                continue;
            }
            cairo_line_to(cr, left + (point[0] - '0') * step, y + (point[1] - '0') * step);
            point += 2;
        }
    }
    cairo_set_line_width(cr, height * 0.15);
    cairo_set_line_cap(cr, CAIRO_LINE_CAP_ROUND);
    cairo_set_line_join(cr, CAIRO_LINE_JOIN_ROUND);
    cairo_stroke(cr);
    cairo_restore(cr);
    return left - x;
}
