/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * import_samples.c - hand-made files in the forms of their publishers.
 */
#include "import_samples.h"

#define BARS "time,open,high,low,close,volume\n"
#define FLOWS "time,lp,kind,amount\n"
#define DEPTH "time,side,price,quantity\n"
#define WORD0 "00000000000000000000000000000000000000000000000000000000"
#define LOG(topic, owner, assets, time)                                                            \
    "{\"address\":\"0xa\",\"topics\":[\"" topic "\",\"0x" WORD0 "00000001\",\"0x" WORD0 owner      \
    "\"],\"data\":\"0x" WORD0 assets WORD0 "00000064\",\"timeStamp\":\"" time "\"}"
#define DEPOSIT "0xdcbc1c05240f31ff3ad067ef1ee35ce4997762752e3a095284754544f4c709d7"
#define WITHDRAW "0xfbde797d201c681b91056529119e0b02407c7bb96a4a2c75c01fc9667232c8db"

const import_sample import_samples[] = {
    {"csv",
     "any.csv",
     {.tz = "UTC", .columns = "time=Day,close=Last"},
     false,
     "Day,Last\n2024-01-01,1.5\n2024-01-02,1.6\n",
     BARS "2024-01-01T00:00:00Z,1.5,1.5,1.5,1.5,0\n2024-01-02T00:00:00Z,1.6,1.6,1.6,1.6,0\n"},
    {"json",
     "any.json",
     {.kind = BL_IMPORT_FUNDING, .time_unit = "s", .columns = "time=t,rate=r"},
     false,
     "{\"x\": [1, 2], \"rows\": [{\"r\": 0.0001, \"t\": 0}, {\"t\": 60, \"r\": -1e-5}]}",
     "time,rate\n1970-01-01T00:00:00Z,0.0001\n1970-01-01T00:01:00Z,-1e-5\n"},
    {"binance",
     "BTCUSDT-1h.json",
     {0},
     true,
     "[[1651363200000,\"1.5\",\"2\",\"1\",\"1.75\",\"10\",1651366799999,\"8\",5,\"1\",\"3\",\"0\"]"
     ",\n[1651366800000,\"1.75\",\"2\",\"1\",\"1.75\",\"0.0\",1651370399999,\"8\",5,\"1\",\"3\","
     "\"0\"]]\n",
     BARS "2022-05-01T00:00:00Z,1.5,2,1,1.75,10\n2022-05-01T01:00:00Z,1.75,2,1,1.75,0.0\n"},
    {"binance",
     "BTCUSDT-1h.csv",
     {0},
     true,
     "1651363200000000,1.5,2,1,1.75,10,1651366799999999,8,5,1,3,0\n"
     "1651366800000000,1.75,2,1,1.75,11,1651370399999999,8,5,1,3,0\n",
     BARS "2022-05-01T00:00:00Z,1.5,2,1,1.75,10\n2022-05-01T01:00:00Z,1.75,2,1,1.75,11\n"},
    {"binance",
     "BTCUSDT-fundingRate.csv",
     {0},
     true,
     "calc_time,funding_interval_hours,last_funding_rate\n1651363200000,8,0.00010000\n"
     "1651392000000,8,-0.00002500\n",
     "time,rate\n2022-05-01T00:00:00Z,0.00010000\n2022-05-01T08:00:00Z,-0.00002500\n"},
    {"bybit",
     "kline.json",
     {0},
     true,
     "{\"retCode\":0,\"result\":{\"category\":\"inverse\",\"list\":[[\"1670608800000\",\"17071\","
     "\"17073\",\"17027\",\"17055.5\",\"268611\",\"15.74\"],[\"1670605200000\",\"17071.5\","
     "\"17071.5\",\"17061\",\"17071\",\"4177\",\"0.24\"]]},\"time\":1672025956592}",
     BARS "2022-12-09T17:00:00Z,17071.5,17071.5,17061,17071,4177\n"
          "2022-12-09T18:00:00Z,17071,17073,17027,17055.5,268611\n"},
    {"bybit",
     "BTCUSDT_15.csv",
     {0},
     true,
     "2022.01.01 00:00,46217.5,46254.5,46109,46207,1012.75\n"
     "2022.01.01 00:15,46207,46300,46207,46290,900\n",
     BARS "2022-01-01T00:00:00Z,46217.5,46254.5,46109,46207,1012.75\n"
          "2022-01-01T00:15:00Z,46207,46300,46207,46290,900\n"},
    {"bybit",
     "funding.json",
     {0},
     true,
     "{\"result\":{\"category\":\"linear\",\"list\":[{\"symbol\":\"ETHPERP\",\"fundingRate\":"
     "\"0.0001\",\"fundingRateTimestamp\":\"1672041600000\"},{\"symbol\":\"ETHPERP\","
     "\"fundingRate\":\"-0.0002\",\"fundingRateTimestamp\":\"1672012800000\"}]}}",
     "time,rate\n2022-12-26T00:00:00Z,-0.0002\n2022-12-26T08:00:00Z,0.0001\n"},
    {"coinbase",
     "candles.json",
     {0},
     true,
     "[[1415398800,0.32,4.2,0.35,4.2,12.3],[1415398740,0.3,0.4,0.31,0.35,1]]",
     BARS
     "2014-11-07T22:19:00Z,0.31,0.4,0.3,0.35,1\n2014-11-07T22:20:00Z,0.35,4.2,0.32,4.2,12.3\n"},
    {"coingecko",
     "bitcoin.json",
     {0},
     true,
     "{\"prices\":[[1711843200000,69702.3087473573],[1711929600000,71246.951440600]],"
     "\"market_caps\":[[1711843200000,1370247487960.09]]}",
     BARS "2024-03-31T00:00:00Z,69702.3087473573,69702.3087473573,69702.3087473573,"
          "69702.3087473573,0\n2024-04-01T00:00:00Z,71246.951440600,71246.951440600,"
          "71246.951440600,71246.951440600,0\n"},
    {"coingecko",
     "btc-usd-max.csv",
     {0},
     true,
     "snapped_at,price,market_cap,total_volume\n2013-04-28 00:00:00 UTC,135.3,1500517590,0.0\n"
     "2013-04-29 00:00:00 UTC,141.96,1575032004,0.0\n",
     BARS "2013-04-28T00:00:00Z,135.3,135.3,135.3,135.3,0\n"
          "2013-04-29T00:00:00Z,141.96,141.96,141.96,141.96,0\n"},
    {"cryptodatadownload",
     "Binance_BTCUSDT_1h.csv",
     {0},
     true,
     "unix,date,symbol,open,high,low,close,Volume BTC,Volume USDT,tradecount\n"
     "1596585600000,2020-08-05 00:00:00,BTC/USDT,2,3,1,2,10,20,30\n"
     "1596582000.0,2020-08-04 11-PM,BTC/USDT,2,3,1,2,11,20,NULL\n",
     BARS "2020-08-04T23:00:00Z,2,3,1,2,11\n2020-08-05T00:00:00Z,2,3,1,2,10\n"},
    {"kraken",
     "XBTUSD_60.csv",
     {0},
     true,
     "1381095240,122.0,123.5,121.0,122.5,0.1,1\n1381098840,122.5,123.0,122.0,123.0,0.2,3\n",
     BARS "2013-10-06T21:34:00Z,122.0,123.5,121.0,122.5,0.1\n"
          "2013-10-06T22:34:00Z,122.5,123.0,122.0,123.0,0.2\n"},
    {"kraken",
     "ohlc.json",
     {0},
     true,
     "{\"error\":[],\"result\":{\"XXBTZUSD\":[[1688671200,\"30306.1\",\"30306.2\",\"30305.7\","
     "\"30305.7\",\"30306.1\",\"3.39243896\",23]],\"last\":1688672160}}",
     BARS "2023-07-06T19:20:00Z,30306.1,30306.2,30305.7,30305.7,3.39243896\n"},
    {"lean",
     "20171217_btcusd_minute_trade.csv",
     {0},
     true,
     "0,19650.02,19650.02,19505,19516.96,61.34\n60000,19516.93,19597.16,19516.91,19567.63,48.27\n",
     BARS "2017-12-17T00:00:00Z,19650.02,19650.02,19505,19516.96,61.34\n"
          "2017-12-17T00:01:00Z,19516.93,19597.16,19516.91,19567.63,48.27\n"},
    {"lean",
     "20171217_btcusd_minute_quote.csv",
     {0},
     true,
     "0,100,102,99,101,5,101,103,100,102,6\n60000,101,101,101,101,1,101.5,101.5,101.5,101.5,2\n",
     BARS "2017-12-17T00:00:00Z,100.5,102.5,99.5,101.5,0\n"
          "2017-12-17T00:01:00Z,101.25,101.25,101.25,101.25,0\n"},
    {"lean",
     "20171217_btcusd_minute_quote.csv",
     {.kind = BL_IMPORT_DEPTH, .shift = "1m"},
     true,
     "0,100,102,99,101,5,101,103,100,102,6\n",
     DEPTH "2017-12-17T00:01:00Z,bid,101,5\n2017-12-17T00:01:00Z,ask,102,6\n"},
    {"lean",
     "funding.csv",
     {0},
     true,
     "20201229 00:00:00,0.00020030\n20201229 08:00:00,-0.0001\n",
     "time,rate\n2020-12-29T00:00:00Z,0.00020030\n2020-12-29T08:00:00Z,-0.0001\n"},
    {"tradingview",
     "COINBASE_WETHUSD.csv",
     {0},
     true,
     "time;open;high;low;close;Volume;Volume MA\n2020-12-07T13:30:00Z;5;6;4;5.5;108.5;253.7\n"
     "2020-12-07T13:35:00Z;5.5;6;5;5.5;1;2\n",
     BARS "2020-12-07T13:30:00Z,5,6,4,5.5,108.5\n2020-12-07T13:35:00Z,5.5,6,5,5.5,1\n"},
    {"tradingview",
     "BINANCE_BTCUSDT.csv",
     {0},
     true,
     "time,open,high,low,close,Volume\n1607347800,5,6,4,5.5,108.5\n1607348100,5.5,6,5,5.5,1\n",
     BARS "2020-12-07T13:30:00Z,5,6,4,5.5,108.5\n2020-12-07T13:35:00Z,5.5,6,5,5.5,1\n"},
    {"yahoo",
     "QLD.csv",
     {.columns = "close=Close"},
     true,
     "Date,Adj Close,Close,High,Low,Open,Volume\n2006-06-21,1.9,2.25,2.3,2.2,2.28,761600\n",
     BARS "2006-06-21T00:00:00Z,2.28,2.3,2.2,2.25,761600\n"},
    {"yahoo",
     "qqq.csv",
     {0},
     true,
     "Price,Adj Close,Close,High,Low,Open,Volume\nTicker,QQQ,QQQ,QQQ,QQQ,QQQ,QQQ\nDate,,,,,,\n"
     "1999-03-10,43.2,51.0625,51.15625,50.28125,51.125,5232000\n",
     BARS "1999-03-10T00:00:00Z,51.125,51.15625,50.28125,51.0625,5232000\n"},
    {"hyperliquid",
     "funding.json",
     {0},
     true,
     "[{\"coin\":\"BTC\",\"fundingRate\":\"-0.00022196\",\"premium\":\"-0.00052196\",\"time\":"
     "1683849600076},{\"coin\":\"BTC\",\"fundingRate\":\"0.0000125\",\"premium\":\"0\",\"time\":"
     "1683853200000}]",
     "time,rate\n2023-05-12T00:00:00.076000000Z,-0.00022196\n2023-05-12T01:00:00Z,0.0000125\n"},
    {"erc4626",
     "vault.csv",
     {.scale = "1e-6"},
     true,
     "block_timestamp,event,owner,assets,shares\n2024-01-01 00:00:00,Deposit,0xa,2500000,2\n"
     "2024-01-01 00:00:12,Withdraw,0xb,1,1\n",
     FLOWS "2024-01-01T00:00:00Z,0xa,deposit,2.5\n2024-01-01T00:00:12Z,0xb,withdraw,0.000001\n"},
    {"erc4626",
     "deposits.csv",
     {.event = "deposit"},
     true,
     "contract_address,evt_block_time,evt_tx_hash,owner,sender,assets,shares\n"
     "0x1,2024-01-01 00:00:11.000 UTC,0x2,0xa,0xa,123456789012345678901234567890,5\n",
     FLOWS "2024-01-01T00:00:11Z,0xa,deposit,123456789012345678901234567890\n"},
    {"erc4626",
     "logs.json",
     {.scale = "1e-6"},
     true,
     "{\"result\":[" LOG(DEPOSIT, "0000beef", "000f4240", "0x60f9ce56") ",\n" LOG(
         WITHDRAW, "0000beef", "0007a120", "0x60f9ce57") ",\n" LOG("0xffff", "0000beef", "0007a120",
                                                                   "0x60f9ce58") "]}",
     FLOWS "2021-07-22T20:00:22Z,0x000000000000000000000000000000000000beef,deposit,1\n"
           "2021-07-22T20:00:23Z,0x000000000000000000000000000000000000beef,withdraw,0.5\n"},
    {"uniswap",
     "subgraph.json",
     {0},
     true,
     "{\"data\":{\"mints\":[{\"timestamp\":\"1620157956\",\"owner\":\"0xa\",\"amountUSD\":"
     "\"153.5\"}],\"burns\":[{\"timestamp\":\"1620157990\",\"owner\":\"0xa\",\"amountUSD\":"
     "\"100.25\"}]}}",
     FLOWS "2021-05-04T19:52:36Z,0xa,deposit,153.5\n2021-05-04T19:53:10Z,0xa,withdraw,100.25\n"},
    {"uniswap",
     "price_series.csv",
     {.blocks = "100=2024-01-01,12s"},
     true,
     "block,sqrtPriceX96,tick,price\n100,,67649,86658.90\n105,,67652,86689.93\n",
     BARS "2024-01-01T00:00:00Z,86658.90,86658.90,86658.90,86658.90,0\n"
          "2024-01-01T00:01:00Z,86689.93,86689.93,86689.93,86689.93,0\n"},
    {"balances",
     "vault1-dense.csv",
     {.lp = "vault", .blocks = "1=2024-01-01,1s"},
     true,
     "block,timestamp,amount0,amount1,total_supply,price,tick\n1,0,1,0,100,50.0,1\n"
     "11,0,2,100,200,50.0,1\n21,0,1,50,50,50.0,1\n",
     FLOWS "2024-01-01T00:00:10Z,vault,deposit,100.000000\n2024-01-01T00:00:20Z,vault,withdraw,300."
           "000000\n"},
    {"balances",
     "balance.csv",
     {.lp = "pool"},
     true,
     "timestamp,balance\n1704067200,1000.5\n1704153600,900\n1704240000,900\n1704326400,900.25\n",
     FLOWS "2024-01-02T00:00:00Z,pool,withdraw,100.5\n2024-01-04T00:00:00Z,pool,deposit,0.25\n"},
    {"netflow",
     "etf.csv",
     {.lp = "etf"},
     true,
     "Date,Total\n\n\"20240111T\",655.3\n\"20240112T\",-203\n",
     FLOWS "2024-01-11T00:00:00Z,etf,deposit,655300000\n"
           "2024-01-12T00:00:00Z,etf,withdraw,203000000\n"},
    {"solana",
     "events.csv",
     {.scale = "1e-6"},
     true,
     "block_time,signature,event,user,token_amount,lp_amount\n1704067200,5x,AddLiquidity,8k,"
     "1500000,1\n1704067201,5y,StrategyDeposit,8k,1500000,0\n1704067202,5z,RemoveLiquidity,8k,"
     "500000,1\n",
     FLOWS "2024-01-01T00:00:00Z,8k,deposit,1.5\n2024-01-01T00:00:02Z,8k,withdraw,0.5\n"},
    {"aave",
     "reserve.csv",
     {0},
     true,
     "timestamp,liquidityIndex\n1704067200,1023969313696843928663736399\n"
     "1704067260,1023969313697000000000000000\n",
     "time,exchange_price\n2024-01-01T00:00:00Z,1.023969313697\n"
     "2024-01-01T00:01:00Z,1.023969313697\n"},
    {"compound",
     "ctoken.csv",
     {.scale = "1e-28"},
     true,
     "timestamp,exchangeRate\n1704067200,200000000000000000000000000\n"
     "1704067215,200000000100000000000000000\n",
     "time,exchange_price\n2024-01-01T00:00:00Z,0.020000000000\n"
     "2024-01-01T00:00:15Z,0.020000000010\n"},
    {"pershare",
     "vault.csv",
     {0},
     true,
     "timestamp,price_per_share\n2024-01-01,1.0000000000001\n2024-01-02,1.1\n",
     "time,exchange_price\n2024-01-01T00:00:00Z,1.000000000000\n"
     "2024-01-02T00:00:00Z,1.100000000000\n"},
    {"book",
     "depth.csv",
     {0},
     true,
     "timestamp,side,price,amount\n1704067200000000,bid,100.5,2\n1704067200000000,ask,100.6,0.5\n",
     DEPTH "2024-01-01T00:00:00Z,bid,100.5,2\n2024-01-01T00:00:00Z,ask,100.6,0.5\n"},
    {"book",
     "depth.json",
     {.at = "2024-01-01T00:00:00Z"},
     true,
     "{\"lastUpdateId\":1027024,\"bids\":[[\"4.00000000\",\"431.00000000\"]],"
     "\"asks\":[[\"4.00000200\",\"12.00000000\"]]}",
     DEPTH "2024-01-01T00:00:00Z,bid,4.00000000,431.00000000\n"
           "2024-01-01T00:00:00Z,ask,4.00000200,12.00000000\n"},
    {"book",
     "book_snapshot_2.csv",
     {0},
     true,
     "exchange,symbol,timestamp,local_timestamp,asks[0].price,asks[0].amount,bids[0].price,"
     "bids[0].amount,asks[1].price,asks[1].amount,bids[1].price,bids[1].amount\n"
     "bitmex,XBTUSD,1704067200000000,1704067200000001,101,5,100,6,102,7,,\n",
     DEPTH "2024-01-01T00:00:00Z,ask,101,5\n2024-01-01T00:00:00Z,bid,100,6\n"
           "2024-01-01T00:00:00Z,ask,102,7\n"}};

const size_t import_samples_len = sizeof import_samples / sizeof import_samples[0];
