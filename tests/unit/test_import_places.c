/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_import_places.c - a hundred bad files, each refused at the very character: `@` marks where
 * the complaint must point and is taken out before the file is written.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../support/cases.h"
#include "../support/import_files.h"

enum { TEXT_BYTES = 2048, CASES_LEAST = 100 };

typedef struct {
    const char *format;
    bl_import_kind kind;
    const char *text;
    const char *says; /* part of the complaint */
} bad_file;

#define P "time,open,high,low,close,volume\n"
#define C "time,close\n"
#define R "time,rate\n"
#define F "time,lp,amount\n"
#define I "time,price\n"
#define D "time,side,price,quantity\n"
#define T0 "2024-01-01T00:00:00Z"
#define T1 "2024-01-01T01:00:00Z"
#define K0 "1704067200000,1,2,1,2,5,1704070799999,1,1,1,1,0\n"
#define J0 "[1704067200000,\"1\",\"2\",\"1\",\"2\",\"5\",1,\"1\",1,\"1\",\"1\",\"0\"]"
#define JT "\"2\",\"1\",\"2\",\"5\",1,\"1\",1,\"1\",\"1\",\"0\"]]"
#define CDD "unix,date,symbol,open,high,low,close,Volume BTC,Volume USDT,tradecount\n"
#define PRICES BL_IMPORT_PRICES
#define FLOWS BL_IMPORT_FLOWS
#define FUNDING BL_IMPORT_FUNDING
#define INDEX BL_IMPORT_INDEX
#define DEPTH BL_IMPORT_DEPTH
#define ANY BL_IMPORT_AUTO

static const bad_file bad[] = {
    /* times */
    {"csv", PRICES, C "@x,1\n", "not a time"},
    {"csv", PRICES, C "@,1\n", "missing"},
    {"csv", PRICES, C T0 ",1\n@2024-13-01,1\n", "not a time"},
    {"csv", PRICES, C "@2024-01-32T00:00:00Z,1\n", "not a time"},
    {"csv", PRICES, C "@2024-02-30T00:00:00Z,1\n", "not a time"},
    {"csv", PRICES, C "@2023-02-29T00:00:00Z,1\n", "not a time"},
    {"csv", PRICES, C "@2024-01-01T24:00:01Z,1\n", "not a time"},
    {"csv", PRICES, C "@2024-01-01T00:60:00Z,1\n", "not a time"},
    {"csv", PRICES, C "@2024-01-01T00:00:00,1\n", "--tz"},
    {"csv", PRICES, C "@2024-01-01,1\n", "--tz"},
    {"csv", PRICES, C "@1969-12-31T00:00:00Z,1\n", "not a time"},
    {"csv", PRICES, C "@2263-01-01T00:00:00Z,1\n", "not a time"},
    {"csv", PRICES, C "@1704067200,1\n", "not a time"},
    {"csv", PRICES, C "@01/02/2024,1\n", "not a time"},
    {"csv", PRICES, C "  @nope,1\n", "not a time"},
    {"csv", PRICES, "close,time\n1,@nope\n", "not a time"},
    {"csv", PRICES, C T1 ",1\n@" T0 ",1\n", "--sort"},
    {"csv", PRICES, C T0 ",1\n@" T0 ",1\n", "--dedupe"},
    {"csv", FUNDING, R T1 ",1\n@" T0 ",1\n", "backwards"},
    {"csv", FUNDING, R T0 ",1\n" T1 ",1\n@" T1 ",2\n", "the same time"},
    {"csv", INDEX, I T1 ",1\n@" T0 ",1\n", "backwards"},
    {"csv", FLOWS, F T1 ",a,1\n@" T0 ",a,1\n", "backwards"},
    {"csv", DEPTH, D T1 ",bid,1,1\n@" T0 ",bid,1,1\n", "backwards"},
    /* prices and volumes */
    {"csv", PRICES, C T0 ",@NaN\n", "not a number"},
    {"csv", PRICES, C T0 ",@inf\n", "not a number"},
    {"csv", PRICES, C T0 ",@NULL\n", "not a number"},
    {"csv", PRICES, C T0 ",@\n", "not a number"},
    {"csv", PRICES, C T0 ",@1.2.3\n", "not a number"},
    {"csv", PRICES, C T0 ",@1e\n", "not a number"},
    {"csv", PRICES, C T0 ",@.5\n", "not a number"},
    {"csv", PRICES, C T0 ",@5.\n", "not a number"},
    {"csv", PRICES, C T0 ",@0x10\n", "not a number"},
    {"csv", PRICES, C T0 ",@1 000\n", "not a number"},
    {"csv", PRICES, C T0 ",@$5\n", "not a number"},
    {"csv", PRICES, C T0 ",@0\n", "above 0"},
    {"csv", PRICES, C T0 ",@0.000\n", "above 0"},
    {"csv", PRICES, C T0 ",@-1\n", "above 0"},
    {"csv", PRICES, C T0 ",@123456789012345678901234567890123456789\n", "38 digits"},
    {"csv", PRICES, C T0 ",@1e99\n", "38 digits"},
    {"csv", PRICES, P T0 ",@a,2,1,2,5\n", "not a number"},
    {"csv", PRICES, P T0 ",1,@a,1,2,5\n", "not a number"},
    {"csv", PRICES, P T0 ",1,2,@a,2,5\n", "not a number"},
    {"csv", PRICES, P T0 ",1,2,1,@a,5\n", "not a number"},
    {"csv", PRICES, P T0 ",1,2,1,2,@a\n", "not a number"},
    {"csv", PRICES, P T0 ",1,2,1,2,@NULL\n", "not a number"},
    {"csv", PRICES, P T0 ",1,2,1,2,@-0.1\n", "below 0"},
    {"csv", PRICES, P T0 ",@3,2,1,2,5\n", "above the high"},
    {"csv", PRICES, P T0 ",@1,5,2,3,5\n", "below the low"},
    {"csv", PRICES, P T0 ",2,3,1,@4,5\n", "above the high"},
    {"csv", PRICES, P T0 ",2,3,1,@0.99,5\n", "below the low"},
    {"csv", PRICES, P T0 ",1,2,1,2,5\n" T1 ",@2,1,2,2,5\n", "above the high"},
    /* rows and columns */
    {"csv", PRICES, C T0 ",1,@2\n", "expected 2"},
    {"csv", PRICES, P T0 ",1,2,1,2@\n", "expected 6"},
    {"csv", PRICES, "time,price@\n" T0 ",1\n", "no column 'close'"},
    {"csv", PRICES, "close,open@\n1,1\n", "no column 'time'"},
    {"csv", FUNDING, "time,close@\n", "no column 'rate'"},
    {"csv", INDEX, "time,close@\n", "no column 'price'"},
    {"csv", FLOWS, "time,lp,close@\n", "no column 'amount'"},
    {"csv", FLOWS, "time,amount@\n" T0 ",1\n", "--lp"},
    {"csv", DEPTH, "time,side,price@\n" T0 ",bid,1\n", "no column 'quantity'"},
    {"csv", PRICES, "time;close@\n" T0 ";1\n", "no column"},
    {"csv", PRICES, C T0 ",@\"1\n", "never closed"},
    {"csv", PRICES, C T0 ",1@\"2\n", "quote inside"},
    {"csv", PRICES, C T0 ",\"1\"@2\n", "after a closing quote"},
    {"csv", PRICES, C T0 ",1@\r2\n", "carriage return"},
    /* flows, rates, indices, books */
    {"csv", FLOWS, F T0 ",@,1\n", "needs a name"},
    {"csv", FLOWS, F T0 ",@fee:x,1\n", "fee:"},
    {"csv", FLOWS, F T0 ",a,@x\n", "not a number"},
    {"csv", FLOWS, F T0 ",\"a,b\",@x\n", "not a number"},
    {"csv", FUNDING, R T0 ",@x\n", "not a number"},
    {"csv", FUNDING, R T0 ",@1%\n", "not a number"},
    {"csv", FUNDING, R T0 ",@--1\n", "not a number"},
    {"csv", INDEX, I T0 ",@0\n", "above 0"},
    {"csv", INDEX, I T0 ",@-1\n", "above 0"},
    {"csv", INDEX, I T0 ",@1e-13\n", "rounds to 0"},
    {"csv", INDEX, I T0 ",@9223373\n", "--scale"},
    {"csv", INDEX, I T0 ",2\n" T1 ",@1\n", "falls"},
    {"csv", INDEX, I T0 ",1.0000000000000002\n" T1 ",@1.0000000000000001\n", "falls"},
    {"csv", DEPTH, D T0 ",@middle,1,1\n", "bid and ask"},
    {"csv", DEPTH, D T0 ",bid,@0,1\n", "above 0"},
    {"csv", DEPTH, D T0 ",ask,1,@-1\n", "below 0"},
    {"csv", DEPTH, D T0 ",ask,1,@x\n", "not a number"},
    /* formats, told by their header */
    {"auto", ANY, "@what,is,this\n1,2,3\n", "no format known"},
    {"auto", ANY, "@[1,2,3]", "no list of rows"},
    {"kraken", ANY, "@" K0, "no file of kraken"},
    {"binance", ANY, K0 "1704070800000,1,2,1,@x,5,1704074399999,1,1,1,1,0\n", "not a number"},
    {"binance", ANY, K0 "@" K0, "the same time"},
    {"binance", ANY, K0 "@yesterday,1,2,1,2,5,1704074399999,1,1,1,1,0\n", "not a number of s"},
    {"binance", ANY, K0 "1704070800000,1,2,1,2,5@\n", "expected 12"},
    {"binance", ANY,
     "[" J0 ",\n@"
     "[1]]",
     "expected 12"},
    {"binance", ANY, "[" J0 ",\n@1]", "a list or an object"},
    {"binance", ANY, "[" J0 ",\n[1704070800000,\"@x\"," JT, "not a number"},
    {"binance", ANY, "[" J0 ",\n[@null,\"1\"," JT, "missing"},
    {"binance", ANY, "[" J0 ",\n[\"@later\",\"1\"," JT, "not a number of s"},
    {"binance", ANY, "[" J0 ",\n[1704070800000,@{\"a\":[1]}," JT, "not a number"},
    {"binance", ANY, "[" J0 "@", "expected ',' or ']'"},
    {"binance", ANY, "[" J0 "] @x", "text after"},
    {"binance", ANY, "[" J0 ",\n[17@x", "expected ','"},
    {"binance", ANY, "[" J0 ",\n[\"ab\\@q\"]]", "escape"},
    {"binance", ANY, "[" J0 ",\n[\"ab@", "inside a string"},
    {"binance", ANY, "[" J0 ",\n[@nul]]", "expected a value"},
    {"cryptodatadownload", ANY, CDD "1596585600000,@2020-08-05 01:00:00,X,2,3,1,2,10,20,30\n",
     "--columns time="},
    {"cryptodatadownload", ANY, CDD "1596585600000,@05.08.2020,X,2,3,1,2,10,20,30\n", "time"},
    {"cryptodatadownload", ANY,
     CDD "1596582000.0,2020-08-04 11-PM,X,2,3,1,2,10,20,NULL\n"
         "@1596585600000,2020-08-05 00:00:00,X,2,3,1,2,10,20,30\n",
     "newest first"},
    {"cryptodatadownload", ANY, CDD "1596582000.0,2020-08-04 11-PM,X,2,3,1,2,@NULL,20,NULL\n",
     "not a number"},
    {"kraken", ANY, "1381095240,1,2,1,2,0.1,1\n1381098840,1,@,1,2,0.1,1\n", "not a number"},
    {"lean", FUNDING, "20201229 00:00:00,0.1\n@2020-12-29,0.1\n", "does not follow"},
    {"bybit", ANY,
     "{\"result\":{\"list\":[[\"1670605200000\",\"5\",\"6\",\"4\",\"5\",\"1\",\"1\"],\n"
     "[\"@1670608800000\",\"5\",\"6\",\"4\",\"5\",\"1\",\"1\"]]}}",
     "newest first"},
    {"tradingview", ANY, "time;open;high;low;close\n" T0 ";1;2;1;@2,5\n", "not a number"},
    {"netflow", ANY, "Date,Total@\n\"20240111T\",1\n", "--lp"},
    {"erc4626", ANY, "timestamp,event,owner,assets,shares\n1704067200,@Transfer,a,1,1\n",
     "neither a deposit"},
    {"erc4626", ANY, "timestamp,event,owner,assets,shares\n1704067200,Deposit,a,@-1,1\n",
     "which way"},
    {"solana", ANY, "block_time,signature,event,user,token_amount\n1704067200,s,@Swap,a,1\n",
     "neither a deposit"},
    {"book", ANY,
     "exchange,symbol,timestamp,local_timestamp,asks[0].price,asks[0].amount,bids[0].price,"
     "bids[0].amount\nx,y,1704067200000000,1,5,1,@0,1\n",
     "above 0"}};

enum { CASES = sizeof bad / sizeof bad[0] };

/* The text without its mark, and where the mark stood. */
static void take_mark(const char *marked, char *text, char *place, size_t place_bytes)
{
    const char *const mark = strchr(marked, '@');
    size_t line = 1;
    size_t column = 1;
    ck_assert_ptr_nonnull(mark);
    for (const char *at = marked; at < mark; at++) {
        column = *at == '\n' ? 1 : column + 1;
        line += *at == '\n';
    }
    snprintf(text, TEXT_BYTES, "%.*s%s", (int)(mark - marked), marked, mark + 1);
    snprintf(place, place_bytes, "%zu:%zu", line, column);
}

START_TEST(a_bad_file_is_refused_at_the_very_character)
{
    char text[TEXT_BYTES];
    char place[32];
    const bl_import_options options = {.format = bad[_i].format, .kind = bad[_i].kind};
    take_mark(bad[_i].text, text, place, sizeof place);
    const char *const found = import_place(options, text);
    const import_result *const result = import_text(options, text);
    ck_assert_msg(strcmp(found, place) == 0, "%s instead of %s: %s\n%s", found, place,
                  result->diags.items[0].message, text);
    ck_assert_msg(strstr(result->diags.items[0].message, bad[_i].says) != NULL, "'%s' lacks '%s'",
                  result->diags.items[0].message, bad[_i].says);
}
END_TEST

START_TEST(there_are_a_hundred_of_them)
{
    ck_assert_int_ge(CASES, CASES_LEAST);
}
END_TEST

int main(void)
{
    TCase *const all = tcase_create("import_places");
    tcase_add_loop_test(all, a_bad_file_is_refused_at_the_very_character, 0, CASES);
    tcase_add_test(all, there_are_a_hundred_of_them);
    return cases_run("import_places", all);
}
