/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * import_erc4626.c - Deposit and Withdraw of a vault (ERC-4626), as tables and as the raw logs of a
 * node: signed by their topics, assets first in their data. Amounts are base units of the asset;
 * --scale, such as 1e-6, makes them coins.
 */
#include <string.h>

#include "importer.h"

/* keccak-256 of Deposit(address,address,uint256,uint256) and
 * Withdraw(address,address,address,uint256,uint256). */
#define DEPOSIT "0xdcbc1c05240f31ff3ad067ef1ee35ce4997762752e3a095284754544f4c709d7"
#define WITHDRAW "0xfbde797d201c681b91056529119e0b02407c7bb96a4a2c75c01fc9667232c8db"

enum { WORD = 64, ADDRESS = 40, DECIMAL = 40, WORDS_MAX = 4 };

static bl_csv_field find(const bl_csv_row *names, const bl_csv_row *row, const char *name,
                         size_t *at)
{
    for (size_t i = 0; i < names->len; i++) {
        if (names->fields[i].len == strlen(name) &&
            memcmp(names->fields[i].text, name, names->fields[i].len) == 0) {
            *at = i;
            return row->fields[i];
        }
    }
    return (bl_csv_field){NULL, 0};
}

/* Hex digits as a decimal of up to 38 digits; false: none, or more. */
static bool print_hex(const char *hex, size_t len, char *out, size_t *out_len)
{
    static const char digits[] = "0123456789abcdef";
    bl_import_number number = {0};
    for (size_t i = 0; i < len; i++) {
        const char small = (char)(hex[i] | (hex[i] >= 'A' ? 0x20 : 0));
        const char *const digit = small ? strchr(digits, small) : NULL;
        if (!digit || number.mantissa >> 122 != 0) {
            return false;
        }
        number.mantissa = number.mantissa * 16 + (unsigned)(digit - digits);
    }
    *out_len = bl_import_number_print(number, out);
    return len > 0 && *out_len < DECIMAL - 1;
}

/* The quoted words of ["0x..", "0x.."]. */
static size_t split_topics(bl_csv_field topics, bl_csv_field *words)
{
    size_t len = 0;
    const char *at = topics.text;
    const char *const end = topics.text ? topics.text + topics.len : NULL;
    while (len < WORDS_MAX && at && (at = memchr(at, '"', (size_t)(end - at))) != NULL) {
        const char *const close = memchr(at + 1, '"', (size_t)(end - at - 1));
        if (!close) {
            return len;
        }
        words[len++] = (bl_csv_field){at + 1, (size_t)(close - at - 1)};
        at = close + 1;
    }
    return len;
}

static bool is_topic(bl_csv_field word, const char *topic)
{
    return word.len == strlen(topic) && memcmp(word.text, topic, word.len) == 0;
}

/* The owner is the last topic of both events. */
static bool name_owner(const bl_csv_field *words, size_t words_len, char *out)
{
    const bl_csv_field word = words[words_len - 1];
    if (words_len < 3 || word.len != WORD + 2) {
        return false;
    }
    memcpy(out, "0x", 2);
    memcpy(out + 2, word.text + word.len - ADDRESS, ADDRESS);
    return true;
}

static bool refuse(bl_import_job *job, bl_import_reason *reason, size_t at, const bl_csv_row *row,
                   const char *why)
{
    job->report->rows_read++;
    return bl_import_job_refuse(reason, BL_FINDING_NUMBER, at, bl_importers_field(row, at), why);
}

static bool put_log(bl_import_job *job, const bl_csv_row *names, const bl_csv_row *row,
                    bl_import_place place, bl_import_reason *reason)
{
    static const char *const times[] = {"timeStamp", "blockTimestamp", "blockNumber"};
    char time_text[BL_IMPORT_NUMBER_TEXT];
    char amount[BL_IMPORT_NUMBER_TEXT];
    char owner[ADDRESS + 2];
    bl_csv_field words[WORDS_MAX] = {{0}};
    bl_import_field fields[BL_IMPORT_ROLES_MAX + 1] = {{0}};
    bl_csv_field time = {NULL, 0};
    size_t at = 0;
    const size_t words_len = split_topics(find(names, row, "topics", &at), words);
    const bool in = words_len > 0 && is_topic(words[0], DEPOSIT);
    if (!in && !(words_len > 0 && is_topic(words[0], WITHDRAW))) {
        job->report->rows_read++;
        job->report->findings[BL_FINDING_OTHER_EVENT].count++;
        return true;
    }
    if (!name_owner(words, words_len, owner)) {
        return refuse(job, reason, at, row, "expected three or four topics of 32 bytes");
    }
    const bl_csv_field data = find(names, row, "data", &at);
    if (data.len < 2 + 2 * WORD ||
        !print_hex(data.text + 2, WORD, amount, &fields[BL_ROLE_AMOUNT].len)) {
        return refuse(job, reason, at, row, "expected two words of 32 bytes, below 10^38");
    }
    for (size_t i = 0; i < sizeof times / sizeof times[0] && !time.text; i++) {
        time = find(names, row, times[i], &at);
    }
    if (time.len < 3 || !print_hex(time.text + 2, time.len - 2, time_text, &fields[0].len)) {
        return refuse(job, reason, at, row, "expected a time or block in hex, such as 0x60f9ce56");
    }
    fields[BL_ROLE_TIME].text = time_text;
    fields[BL_ROLE_AMOUNT].text = amount;
    fields[BL_ROLE_LP] = (bl_import_field){owner, sizeof owner};
    fields[BL_ROLE_EVENT] = in ? (bl_import_field){"deposit", 7} : (bl_import_field){"withdraw", 8};
    if (bl_import_job_put_row(job, fields, place, reason)) {
        return true;
    }
    reason->role = at;
    return false;
}

static const bl_import_layout layouts[] = {
    {.kind = BL_IMPORT_FLOWS,
     .header = "block_timestamp,event,owner,assets,shares",
     .columns = "time=block_timestamp,lp=owner,event=event,amount=assets",
     .time_unit = "iso|auto",
     .tz = "UTC"},
    {.kind = BL_IMPORT_FLOWS,
     .header = "timestamp,event,owner,assets,shares",
     .columns = "time=timestamp,lp=owner,event=event,amount=assets",
     .time_unit = "iso|auto",
     .tz = "UTC"},
    {.kind = BL_IMPORT_FLOWS,
     .header = "evt_block_time,evt_tx_hash,owner,assets,shares",
     .columns = "time=evt_block_time,lp=owner,amount=assets",
     .time_unit = "%Y-%m-%d %H:%M:%S.000 UTC|%Y-%m-%d %H:%M:%S UTC|iso",
     .tz = "UTC"},
    {.kind = BL_IMPORT_FLOWS,
     .json = true,
     .header = "timestamp,event,owner,assets,shares",
     .columns = "time=timestamp,lp=owner,event=event,amount=assets",
     .time_unit = "auto|iso",
     .tz = "UTC"},
    {.kind = BL_IMPORT_FLOWS,
     .json = true,
     .header = "topics,data,timeStamp",
     .time_unit = "s",
     .put = put_log},
    {.kind = BL_IMPORT_FLOWS,
     .json = true,
     .header = "topics,data,blockTimestamp",
     .time_unit = "s",
     .put = put_log},
    {.kind = BL_IMPORT_FLOWS,
     .json = true,
     .header = "topics,data,blockNumber",
     .time_unit = "block",
     .put = put_log},
};

const bl_importer bl_import_erc4626_importer = {"erc4626",
                                                "ERC-4626 Deposit and Withdraw, tables or raw logs",
                                                layouts, sizeof layouts / sizeof layouts[0]};
