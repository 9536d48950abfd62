/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * import_values.c - what a row says beside its time: prices, flows, rates, an index, a level of a
 * book. Checked as the feed will be, written with all digits; only products and quotients that do
 * not end are rounded, and counted.
 */
#include <stdio.h>
#include <string.h>

#include "import_job.h"
#include "quotes.h"

enum { INDEX_PLACES = 12 }; /* spec 1.7 */
enum { RAY_DIGITS = 20, RAY_PLACES = 27 };

static bool put_text(bl_import_job *job, const char *text)
{
    return bl_import_job_put_text(job, text);
}

static bool refuse(bl_import_reason *reason, size_t role, bl_import_field field, const char *why)
{
    return bl_import_job_refuse(reason, BL_FINDING_NUMBER, role, field, why);
}

static bool read_number(bl_import_field field, size_t role, bl_import_number *out,
                        bl_import_reason *reason)
{
    const bl_import_number_status status =
        field.text ? bl_import_number_parse(field.text, field.len, out) : BL_IMPORT_NUMBER_GRAMMAR;
    if (status == BL_IMPORT_NUMBER_GRAMMAR) {
        return refuse(reason, role, field, "not a number: allowed are digits with a point");
    }
    if (status == BL_IMPORT_NUMBER_LONG) {
        return refuse(reason, role, field, "more than 38 digits");
    }
    return true;
}

static bool scale_number(bl_import_job *job, bl_import_number *number, size_t role,
                         bl_import_field field, bl_import_reason *reason)
{
    if (job->scale.mantissa == 0) {
        return true;
    }
    job->report->repairs[BL_REPAIR_SCALE].count++;
    return bl_import_number_multiply(*number, job->scale, number) ||
           refuse(reason, role, field, "times --scale has more than 38 digits");
}

/* Without a scale the digits pass as they are written; a sign is left to the caller. */
static bool put_scaled(bl_import_job *job, bl_import_field field, size_t role,
                       bl_import_number number, bl_import_reason *reason)
{
    char text[BL_IMPORT_NUMBER_TEXT];
    if (job->scale.mantissa == 0) {
        const size_t sign = *field.text == '-' || *field.text == '+' ? 1 : 0;
        return bl_import_job_put_bytes(job, field.text + sign, field.len - sign);
    }
    return scale_number(job, &number, role, field, reason) &&
           bl_import_job_put_bytes(job, text, bl_import_number_print(number, text));
}

/* ---- prices */

static bool put_price(bl_import_job *job, const bl_import_field *fields, size_t role,
                      bl_import_number *out, bl_import_reason *reason)
{
    const size_t source = fields[role].text ? role : BL_ROLE_CLOSE;
    if (!read_number(fields[source], source, out, reason)) {
        return false;
    }
    if (out->negative || out->mantissa == 0) {
        return refuse(reason, source, fields[source], "a price must be above 0");
    }
    job->report->close_for_all |= source != role;
    return put_text(job, ",") && put_scaled(job, fields[source], source, *out, reason);
}

static bool put_volume(bl_import_job *job, bl_import_field field, bl_import_reason *reason)
{
    bl_import_number number;
    if (!field.text) {
        job->report->volume_missing = true;
        return put_text(job, ",0\n");
    }
    if (!read_number(field, BL_ROLE_VOLUME, &number, reason)) {
        return false;
    }
    if (number.negative && number.mantissa > 0) {
        return refuse(reason, BL_ROLE_VOLUME, field, "a volume must not be below 0");
    }
    return put_text(job, ",") && bl_import_job_put_bytes(job, field.text, field.len) &&
           put_text(job, "\n");
}

/* A bar's high is passed by none of the others, nor its low. Bars made of one column cannot be. */
static bool is_bar(const bl_import_field *fields, const bl_import_number *price,
                   bl_import_reason *reason)
{
    for (size_t role = BL_ROLE_OPEN; role <= BL_ROLE_CLOSE; role++) {
        if (bl_import_number_is_below(price[BL_ROLE_HIGH], price[role])) {
            return bl_import_job_refuse(reason, BL_FINDING_BAR, role, fields[role],
                                        "above the high of its bar");
        }
        if (bl_import_number_is_below(price[role], price[BL_ROLE_LOW])) {
            return bl_import_job_refuse(reason, BL_FINDING_BAR, role, fields[role],
                                        "below the low of its bar");
        }
    }
    return true;
}

static bool put_prices(bl_import_job *job, const bl_import_field *fields, bl_import_reason *reason)
{
    bl_import_number price[BL_ROLE_CLOSE + 1];
    for (size_t role = BL_ROLE_OPEN; role <= BL_ROLE_CLOSE; role++) {
        if (!put_price(job, fields, role, &price[role], reason)) {
            return false;
        }
    }
    return is_bar(fields, price, reason) && put_volume(job, fields[BL_ROLE_VOLUME], reason);
}

/* ---- flows */

/* A name as spec 13.0 writes it: quoted only where it must be. */
static bool put_name(bl_import_job *job, bl_import_field name)
{
    bool plain = true;
    for (size_t i = 0; i < name.len; i++) {
        plain = plain && name.text[i] != '\0' && !strchr(",\"\r\n", name.text[i]);
    }
    if (plain) {
        return bl_import_job_put_bytes(job, name.text, name.len);
    }
    bool done = put_text(job, "\"");
    for (size_t i = 0; done && i < name.len; i++) {
        done = put_text(job, name.text[i] == '"' ? "\"" : "") &&
               bl_import_job_put_bytes(job, &name.text[i], 1);
    }
    return done && put_text(job, "\"");
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

/* Whether a word stands in a list "a,b,c", in any case. */
static bool is_listed(const char *list, bl_import_field word)
{
    for (const char *at = list; at && *at;) {
        const size_t len = strcspn(at, ",");
        size_t same = 0;
        while (same < len && same < word.len && lower(at[same]) == lower(word.text[same])) {
            same++;
        }
        if (same == len && len == word.len) {
            return true;
        }
        at += len + (at[len] == ',');
    }
    return false;
}

static const char *const deposits = "deposit,add,mint,in,buy,subscribe,subscription";
static const char *const withdrawals = "withdraw,withdrawal,remove,burn,out,redeem,redemption";

/* What an event does to the sign of an amount: +1, -1, 0: nothing. False: there is no such. */
static bool read_event(const bl_import_job *job, const bl_import_field *fields, int *sign,
                       bl_import_reason *reason)
{
    const char *const given = job->options->event;
    const bl_import_field event =
        given ? (bl_import_field){given, strlen(given)} : fields[BL_ROLE_EVENT];
    *sign = 1;
    if (!event.text) {
        return true;
    }
    if (is_listed(job->withdraw ? job->withdraw : withdrawals, event)) {
        *sign = -1;
    } else if (!is_listed(job->deposit ? job->deposit : deposits, event)) {
        *sign = 0;
        return is_listed(job->others, event) ||
               refuse(reason, BL_ROLE_EVENT, event, "neither a deposit nor a withdrawal");
    }
    return true;
}

/* amount * scale + base * base scale * what it is worth; balances are worth something only once
 * their differences are known, data/repair.c. */
static bool add_base(bl_import_job *job, const bl_import_field *fields, int64_t time_ns,
                     bl_import_number *value, bl_import_reason *reason)
{
    const bl_import_field field = fields[BL_ROLE_BASE];
    const bl_import_field priced = fields[BL_ROLE_PRICE];
    bl_import_number base;
    bl_import_number price = {1, 0, false};
    if (!field.text) {
        return true;
    }
    if (!read_number(field, BL_ROLE_BASE, &base, reason) ||
        (priced.text && !read_number(priced, BL_ROLE_PRICE, &price, reason))) {
        return false;
    }
    if (!priced.text && job->quotes && !job->levels &&
        !bl_quotes_at(job->quotes, time_ns, &price)) {
        return refuse(reason, BL_ROLE_BASE, field, "--base-prices begins later than this row");
    }
    if (job->base_scale.mantissa > 0 && !bl_import_number_multiply(base, job->base_scale, &base)) {
        return refuse(reason, BL_ROLE_BASE, field, "times --base-scale has more than 38 digits");
    }
    return (bl_import_number_multiply(base, price, &base) &&
            bl_import_number_add(*value, base, value)) ||
           refuse(reason, BL_ROLE_BASE, field, "its worth has more than 38 digits");
}

static bool is_negative(bl_import_number number)
{
    return number.negative && number.mantissa > 0;
}

/* The text of one amount; of a row that says levels, what data/repair.c makes flows of. */
static bool put_value(bl_import_job *job, const bl_import_field *fields, bl_import_number value,
                      bl_import_reason *reason)
{
    char text[BL_IMPORT_NUMBER_TEXT];
    bl_import_number supply;
    if (!put_text(job, is_negative(value) && job->levels ? "-" : "") ||
        !bl_import_job_put_bytes(job, text, bl_import_number_print(value, text))) {
        return false;
    }
    if (job->levels && fields[BL_ROLE_SUPPLY].text) {
        if (!read_number(fields[BL_ROLE_SUPPLY], BL_ROLE_SUPPLY, &supply, reason)) {
            return false;
        }
        if (is_negative(supply)) {
            return refuse(reason, BL_ROLE_SUPPLY, fields[BL_ROLE_SUPPLY], "a supply below 0");
        }
        return put_text(job, ",") &&
               bl_import_job_put_bytes(job, text, bl_import_number_print(supply, text)) &&
               put_text(job, "\n");
    }
    return put_text(job, "\n");
}

/* The value of a row: as it is written where nothing is done to it. */
static bool read_value(bl_import_job *job, const bl_import_field *fields, int64_t time_ns,
                       bl_import_number *value, bl_import_reason *reason)
{
    return read_number(fields[BL_ROLE_AMOUNT], BL_ROLE_AMOUNT, value, reason) &&
           (job->levels || fields[BL_ROLE_BASE].text
                ? scale_number(job, value, BL_ROLE_AMOUNT, fields[BL_ROLE_AMOUNT], reason) &&
                      add_base(job, fields, time_ns, value, reason)
                : true);
}

static bool put_lp(bl_import_job *job, const bl_import_field *fields, bl_import_reason *reason)
{
    const char *const lp = job->options->lp;
    const bl_import_field name = lp ? (bl_import_field){lp, strlen(lp)} : fields[BL_ROLE_LP];
    if (name.len == 0 || (name.len >= 4 && memcmp(name.text, "fee:", 4) == 0)) {
        return refuse(reason, BL_ROLE_LP, name, "an LP needs a name that does not start with fee:");
    }
    return put_text(job, ",") && put_name(job, name);
}

/* The sign becomes the kind; a flow of nothing leaves no line. */
static bool put_flow(bl_import_job *job, const bl_import_field *fields, int64_t time_ns,
                     bl_import_reason *reason)
{
    bl_import_number value;
    int sign;
    if (!put_lp(job, fields, reason) || !read_event(job, fields, &sign, reason) ||
        !read_value(job, fields, time_ns, &value, reason)) {
        return false;
    }
    if (job->levels) {
        return put_text(job, ",") && put_value(job, fields, value, reason);
    }
    if (sign == 0 || value.mantissa == 0) {
        job->report->rows_zero++;
        job->report->findings[BL_FINDING_OTHER_EVENT].count += sign == 0;
        return true;
    }
    const bool has_event = job->options->event || fields[BL_ROLE_EVENT].text;
    if (has_event && is_negative(value)) {
        return refuse(reason, BL_ROLE_AMOUNT, fields[BL_ROLE_AMOUNT],
                      "an amount below 0 beside an event that says which way");
    }
    const bool out = sign < 0 || is_negative(value);
    job->report->withdrawals += out;
    job->report->deposits += !out;
    if (!put_text(job, out ? ",withdraw," : ",deposit,")) {
        return false;
    }
    return fields[BL_ROLE_BASE].text
               ? put_value(job, fields, value, reason)
               : put_scaled(job, fields[BL_ROLE_AMOUNT], BL_ROLE_AMOUNT, value, reason) &&
                     put_text(job, "\n");
}

/* ---- rates, indices, books */

static bool put_rate(bl_import_job *job, const bl_import_field *fields, bl_import_reason *reason)
{
    const bl_import_field field = fields[BL_ROLE_RATE];
    bl_import_number number;
    return read_number(field, BL_ROLE_RATE, &number, reason) &&
           put_text(job, is_negative(number) ? ",-" : ",") &&
           put_scaled(job, field, BL_ROLE_RATE, number, reason) && put_text(job, "\n");
}

/* An index never falls (spec 9.1); said of what the file holds, before any rounding. */
static bool index_follows(const bl_import_job *job, bl_import_field field, bl_import_number number,
                          bl_import_reason *reason)
{
    const bool later = !job->descending;
    if (job->options->sort || job->options->survey || job->index.mantissa == 0 ||
        !bl_import_number_is_below(later ? number : job->index, later ? job->index : number)) {
        return true;
    }
    return bl_import_job_refuse(reason, BL_FINDING_FALLS, BL_ROLE_INDEX, field,
                                later ? "the index falls"
                                      : "the index rises in a file with the newest first");
}

/* Exactly 12 places, half to even; what has lost digits is counted. */
static bool put_index(bl_import_job *job, const bl_import_field *fields, bl_import_reason *reason)
{
    const bl_import_field field = fields[BL_ROLE_INDEX];
    char text[BL_IMPORT_NUMBER_TEXT];
    bl_import_number number;
    bl_import_number fixed;
    bool lost = false;
    if (!read_number(field, BL_ROLE_INDEX, &number, reason)) {
        return false;
    }
    if (number.negative || number.mantissa == 0) {
        return refuse(reason, BL_ROLE_INDEX, field, "an index must be above 0");
    }
    if (!scale_number(job, &number, BL_ROLE_INDEX, field, reason)) {
        return false;
    }
    if (job->ray && job->scale.mantissa == 0 && field.len >= RAY_DIGITS &&
        !memchr(field.text, '.', field.len)) {
        number.exponent -= RAY_PLACES;
    }
    if (!bl_import_number_fix(number, INDEX_PLACES, &fixed, &lost) || fixed.mantissa > INT64_MAX) {
        return refuse(reason, BL_ROLE_INDEX, field,
                      "an index is at most 9223372; --scale, such as 1e-27, makes it smaller");
    }
    if (fixed.mantissa == 0) {
        return refuse(reason, BL_ROLE_INDEX, field, "rounds to 0 at 12 places");
    }
    if (!index_follows(job, field, number, reason)) {
        return false;
    }
    job->index = number;
    job->report->rounded += lost ? 1 : 0;
    return put_text(job, ",") &&
           bl_import_job_put_bytes(job, text, bl_import_number_print(fixed, text)) &&
           put_text(job, "\n");
}

static bool put_side(bl_import_job *job, bl_import_field field, bl_import_reason *reason)
{
    if (is_listed("bid,bids,buy,b", field)) {
        return put_text(job, ",bid,");
    }
    return is_listed("ask,asks,sell,a", field)
               ? put_text(job, ",ask,")
               : refuse(reason, BL_ROLE_SIDE, field, "allowed are bid and ask");
}

static bool put_level(bl_import_job *job, const bl_import_field *fields, bl_import_reason *reason)
{
    const bl_import_field quantity = fields[BL_ROLE_QUANTITY];
    bl_import_number price;
    bl_import_number number;
    if (!put_side(job, fields[BL_ROLE_SIDE], reason) ||
        !read_number(fields[BL_ROLE_LEVEL], BL_ROLE_LEVEL, &price, reason) ||
        !read_number(quantity, BL_ROLE_QUANTITY, &number, reason)) {
        return false;
    }
    if (price.negative || price.mantissa == 0) {
        return refuse(reason, BL_ROLE_LEVEL, fields[BL_ROLE_LEVEL], "a price must be above 0");
    }
    if (is_negative(number)) {
        return refuse(reason, BL_ROLE_QUANTITY, quantity, "a quantity must not be below 0");
    }
    return put_scaled(job, fields[BL_ROLE_LEVEL], BL_ROLE_LEVEL, price, reason) &&
           put_text(job, ",") && bl_import_job_put_bytes(job, quantity.text, quantity.len) &&
           put_text(job, "\n");
}

bool bl_import_values_put(bl_import_job *job, const bl_import_field *fields, int64_t time_ns,
                          bl_import_reason *reason)
{
    switch (job->kind) {
    case BL_IMPORT_AUTO:
    case BL_IMPORT_PRICES:
        return put_prices(job, fields, reason);
    case BL_IMPORT_FLOWS:
        return put_flow(job, fields, time_ns, reason);
    case BL_IMPORT_FUNDING:
        return put_rate(job, fields, reason);
    case BL_IMPORT_INDEX:
        return put_index(job, fields, reason);
    case BL_IMPORT_DEPTH:
        return put_level(job, fields, reason);
    }
    return false;
}

size_t bl_import_values_shown(bl_import_kind kind)
{
    return kind == BL_IMPORT_PRICES ? BL_ROLE_CLOSE - 1 : 0;
}
