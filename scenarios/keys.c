/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * keys.c - the table of keys. Defaults and presets are written as a scenario would write them, so
 * there is one way to read a value.
 */
#include "keys.h"

#include <string.h>

#include "draft.h"
#include "severity.h"

#define AT(member) .offset = offsetof(bl_draft, member), .bytes = sizeof((bl_draft *)0)->member
#define IN_INSTRUMENT(member)                                                                      \
    .offset = offsetof(bl_draft_instrument, member),                                               \
    .bytes = sizeof((bl_draft_instrument *)0)->member
#define IN_STRATEGY(member)                                                                        \
    .offset = offsetof(bl_draft_strategy, member), .bytes = sizeof((bl_draft_strategy *)0)->member

#define VALUE(value_kind, lowest, highest)                                                         \
    .kind = BL_KEY_VALUE, .rule = {.kind = value_kind, .low = lowest, .high = highest}
#define INT(lowest, highest) VALUE(BL_VALUE_INT, lowest, highest)
#define RATIO(lowest, highest) VALUE(BL_VALUE_RATIO, lowest, highest)
#define DURATION(lowest) VALUE(BL_VALUE_DURATION, lowest, INT64_MAX)
#define TIME VALUE(BL_VALUE_TIME, 0, INT64_MAX)
#define CHOICE(words) .kind = BL_KEY_VALUE, .rule = {.kind = BL_VALUE_CHOICE, .choices = words}
#define DECIMAL(decimal_kind, lowest)                                                              \
    .kind = decimal_kind, .rule = {.kind = BL_VALUE_DECIMAL, .low = lowest, .high = INT64_MAX}
#define LEVERAGE(lowest)                                                                           \
    .kind = BL_KEY_VALUE,                                                                          \
    .rule = {.kind = BL_VALUE_DECIMAL, .places = 9, .low = lowest, .high = LEVERAGE_MAX}
#define WORDS(words) .kind = BL_KEY_WORDS, .rule = {.kind = BL_VALUE_CHOICE, .choices = words}
#define RATE INT(0, RATE_MAX)
#define SLOT(model_kind) .kind = BL_KEY_SLOT, .rule = {.choices = model_kind}

/* A million times equity: far beyond any venue, far below what 64 bits of ppb hold. */
#define LEVERAGE_MAX (1000000 * BL_PPB)

/* Of a liquidity layer: a rate and a duration as its program holds them. */
enum { RATE_MAX = 65535, EXPAND_S_MAX = 16777215 };

enum { BP_ONE = 10000, SLICES_MAX = 10000 };

static const bl_key keys[] = {
    {"name", .kind = BL_KEY_TEXT, AT(name), .help = "what reports call the scenario"},
    {"seed", INT(0, INT64_MAX), AT(setup.seed), .fallback = "0", .help = "of random draws"},
    {"start", TIME, AT(setup.start_ns), .help = "default: the latest first visible bar"},
    {"end", TIME, AT(setup.end_ns), .help = "default: the latest last visible bar"},
    {"record", DURATION(1), AT(setup.record_ns), .help = "between samples; none when left out"},

    {"vault", .kind = BL_KEY_SECTION, .required = true, .help = "the vault's terms"},
    {"vault.preset", CHOICE("none|hyro|meteora"), AT(preset), .fallback = "none",
     .help = "sets other keys of the vault, each of which overrides it"},
    {"vault.accounting", CHOICE("nav|reported"), AT(reported), .fallback = "nav",
     .help = "how the vault knows what it is worth"},
    {"vault.decimals", INT(0, 9), AT(setup.vault.decimals), .fallback = "6",
     .help = "of the asset and the shares"},
    {"vault.capital", DECIMAL(BL_KEY_AMOUNT, 1), AT(setup.vault.capital), .required = true,
     .help = "what LP `seed` deposits at start"},
    {"vault.open", CHOICE("free|traded"), AT(setup.vault.open_traded), .fallback = "free",
     .help = "how positions open at start"},
    {"vault.entry", CHOICE("arrival|tick"), AT(setup.vault.entry_tick), .fallback = "arrival",
     .help = "when a deposit is processed"},
    {"vault.costs", CHOICE("pool|flow"), AT(setup.vault.costs_flow), .fallback = "pool",
     .help = "who bears the cost of a flow's rescale"},
    {"vault.min_deposit", DECIMAL(BL_KEY_AMOUNT, 0), AT(setup.vault.min_deposit), .fallback = "0",
     .help = "smaller deposits are refused"},
    {"vault.delay", DURATION(0), AT(setup.vault.delay_ns), .fallback = "0s",
     .help = "from a withdrawal's request to its maturity"},
    {"vault.lockup", DURATION(0), AT(setup.vault.lockup_ns), .fallback = "0s",
     .help = "from a deposit to the first maturity"},
    {"vault.lockup_basis", CHOICE("lot|first"), AT(setup.vault.lockup_first), .fallback = "lot",
     .help = "what the lockup is counted from"},
    {"vault.rail", .kind = BL_KEY_FEED, AT(rail),
     .help = "begin,end[,kind]: while closed, nothing is paid out"},
    {"vault.fees", SLOT("fees"), AT(fees), .fallback = "none", .help = "performance fees"},
    {"vault.kind", CHOICE("rebalance|idle"), AT(idle), .reported_only = true,
     .fallback = "rebalance", .help = "an idle vault has no strategies and no admin"},
    {"vault.buffer", INT(0, BP_ONE), AT(buffer_bp), .reported_only = true, .fallback = "0",
     .help = "reserve target, whole basis points"},
    {"vault.min_move", INT(0, BP_ONE), AT(min_move_bp), .reported_only = true, .fallback = "0",
     .help = "smallest move of an allocation pass, whole basis points"},
    {"vault.unlock", CHOICE("none|meteora|meteora_legacy|yearn_v2|yearn_v3"), AT(unlock),
     .reported_only = true, .fallback = "none", .help = "how locked profit is released"},
    {"vault.allocation", SLOT("allocation"), AT(allocation), .reported_only = true,
     .fallback = "weights", .help = "how what is invested is split over the strategies"},
    {"vault.degradation", INT(0, INT64_MAX), AT(degradation), .reported_only = true,
     .help = "of locked profit a second; the scheme's own when left out"},

    {"modes", .kind = BL_KEY_MODES, AT(modes), .required = true,
     .help = "when the vault rebalances"},

    {"rebalance", .kind = BL_KEY_SECTION, .help = "how a rebalance trades"},
    {"rebalance.sizing", CHOICE("proportional|target"), AT(setup.rebalance.sizing),
     .fallback = "proportional", .help = "what positions are scaled to"},
    {"rebalance.atomicity", CHOICE("all_or_none|unwind|keep"), AT(setup.rebalance.atomicity),
     .fallback = "all_or_none", .help = "what stands when a leg does not fill"},
    {"rebalance.on_failure", CHOICE("revert|keep"), AT(setup.rebalance.on_failure),
     .fallback = "revert", .help = "what becomes of the flow whose rescale failed"},

    {"rebalance.carry", CHOICE("none|next_bar|deadline"), AT(setup.rebalance.carry),
     .fallback = "none", .help = "what an order that falls short does"},
    {"rebalance.slices", INT(1, SLICES_MAX), AT(setup.rebalance.slices), .fallback = "1",
     .help = "orders of a rebalance, spread evenly over the window"},
    {"rebalance.window", DURATION(0), AT(setup.rebalance.window_ns), .fallback = "0s",
     .help = "over which slices go out"},
    {"rebalance.deadline", DURATION(1), AT(setup.rebalance.deadline_ns),
     .help = "from the decision; a rebalance that is not whole by then has failed"},

    {"failsafe", .kind = BL_KEY_SECTION, .help = "what a failed rebalance leads to"},
    {"failsafe.paused_deposits", CHOICE("refuse|queue"), AT(setup.failsafe.queue_deposits),
     .fallback = "refuse", .help = "requests while deposits are shut"},
    {"failsafe.retry", CHOICE("on_review|next_tick"), AT(setup.failsafe.retry_next_tick),
     .fallback = "on_review", .help = "when a rebalance is tried again"},
    {"failsafe.withdrawals", CHOICE("free_balance|wait"), AT(setup.failsafe.withdrawals_wait),
     .fallback = "free_balance", .help = "matured withdrawals under review"},
    {"failsafe.review_delay", DURATION(1), AT(setup.failsafe.review_delay_ns), .fallback = "6h",
     .help = "from a trip to its review"},
    {"failsafe.reviews", .kind = BL_KEY_TIMES, .help = "scripted review times"},
    {"failsafe.without", WORDS(BL_RULE_WORDS), AT(setup.failsafe.without),
     .help = "rules switched off, to see what each is for"},

    {"oracle", .kind = BL_KEY_SECTION, .help = "dealing at a reported NAV"},
    {"oracle.report_every", DURATION(1), AT(setup.oracle.report_every_ns), .fallback = "60s",
     .help = "between two reports"},
    {"oracle.faults", .kind = BL_KEY_FEED, AT(faults), .help = "begin,end,kind,value"},

    {"limits", .kind = BL_KEY_SECTION, .help = "risk limits"},
    {"limits.max_drawdown", RATIO(1, BL_PPB), AT(setup.limits.max_drawdown_ppb),
     .help = "of the share price below its peak"},
    {"limits.daily_loss", RATIO(1, BL_PPB), AT(setup.limits.daily_loss_ppb),
     .help = "of the share price since 00:00 UTC"},
    {"limits.max_leverage", LEVERAGE(0), AT(setup.limits.max_leverage_ppb),
     .help = "gross leverage"},

    {"instruments", .kind = BL_KEY_LIST, AT(instruments), .help = "what the vault trades"},
    {"instruments[].name", .kind = BL_KEY_TEXT, IN_INSTRUMENT(core.name), .required = true,
     .help = "unique"},
    {"instruments[].prices", .kind = BL_KEY_FEED, IN_INSTRUMENT(prices), .required = true,
     .help = "time,open,high,low,close,volume"},
    {"instruments[].bar", DURATION(1), IN_INSTRUMENT(core.bar_ns), .required = true,
     .help = "length of a bar"},
    {"instruments[].stamp", CHOICE("open|close"), IN_INSTRUMENT(stamp_close), .fallback = "open",
     .help = "what a bar's time is the time of"},
    {"instruments[].gap", CHOICE("no_trade|hold|outage|fail"), IN_INSTRUMENT(core.gap),
     .fallback = "no_trade", .help = "what missing bars mean"},
    {"instruments[].price_decimals", INT(0, 18), IN_INSTRUMENT(core.price_decimals),
     .fallback = "8", .help = "places of prices"},
    {"instruments[].quantity_decimals", INT(0, 18), IN_INSTRUMENT(core.quantity_decimals),
     .fallback = "8", .help = "places of quantities"},
    {"instruments[].step", DECIMAL(BL_KEY_QUANTITY, 1), IN_INSTRUMENT(core.step),
     .help = "quantities are multiples of it; default: one unit"},
    {"instruments[].tick", DECIMAL(BL_KEY_PRICE, 1), IN_INSTRUMENT(core.tick),
     .help = "fills are priced at multiples of it; default: one unit"},
    {"instruments[].min_qty", DECIMAL(BL_KEY_QUANTITY, 0), IN_INSTRUMENT(core.min_qty),
     .fallback = "0", .help = "smaller legs are dust"},
    {"instruments[].min_notional", DECIMAL(BL_KEY_AMOUNT, 0), IN_INSTRUMENT(core.min_notional),
     .fallback = "0", .help = "legs of a smaller value are dust"},
    {"instruments[].target", LEVERAGE(-LEVERAGE_MAX), IN_INSTRUMENT(core.target_ppb),
     .fallback = "0", .help = "signed leverage"},
    {"instruments[].funding", .kind = BL_KEY_FEED, IN_INSTRUMENT(funding), .help = "time,rate"},
    {"instruments[].depth", .kind = BL_KEY_FEED, IN_INSTRUMENT(depth),
     .help = "time,side,price,quantity"},

    {"venue", .kind = BL_KEY_SECTION, .help = "what an order meets"},
    {"venue.latency", SLOT("latency"), AT(latency), .fallback = "none",
     .help = "how long an order is on its way"},
    {"venue.availability", SLOT("availability"), AT(availability), .fallback = "always",
     .help = "when orders are taken"},
    {"venue.feed", CHOICE("live|frozen"), AT(feed_frozen), .fallback = "live",
     .help = "whether outages of kind stale hold prices back"},
    {"venue.capacity", SLOT("capacity"), AT(capacity), .fallback = "unlimited",
     .help = "how much fills"},
    {"venue.price", SLOT("price"), AT(price), .fallback = "fixed",
     .help = "what a fill costs beside the mark"},
    {"venue.allow_manipulation", CHOICE("false|true"), AT(allow_manipulation),
     .fallback = "false", .help = "take a price model under which a round trip can gain"},
    {"venue.fee", .kind = BL_KEY_SECTION, .help = "the venue's own fees"},
    {"venue.fee.taker", RATIO(0, BL_PPB), AT(setup.venue.taker_ppb), .fallback = "5.5bp",
     .help = "of every order that trades at once"},
    {"venue.fee.maker", RATIO(0, BL_PPB), AT(setup.venue.maker_ppb), .fallback = "2bp",
     .help = "of resting orders"},
    {"venue.max_slippage", RATIO(0, BL_PPB), AT(setup.venue.max_slippage_ppb),
     .help = "price adjustments beyond it fill nothing; none when left out"},
    {"venue.im", RATIO(0, BL_PPB), AT(setup.venue.im_ppb), .fallback = "10%",
     .help = "initial margin"},
    {"venue.mm", RATIO(0, BL_PPB), AT(setup.venue.mm_ppb), .fallback = "0.5%",
     .help = "maintenance margin"},
    {"venue.tiers", .kind = BL_KEY_FEED, AT(tiers),
     .help = "above,mm: maintenance margin by position value, in place of mm"},
    {"venue.liq_fee", RATIO(0, BL_PPB), AT(setup.venue.liq_fee_ppb), .fallback = "0.5%",
     .help = "fee of a liquidation"},

    {"flows", .kind = BL_KEY_FEED, AT(flows), .help = "time,lp,kind,amount"},
    {"targets", .kind = BL_KEY_FEED, AT(targets), .help = "time,instrument,leverage"},
    {"cranks", .kind = BL_KEY_FEED, AT(cranks), .reported_only = true,
     .help = "time,signer,action,strategy,amount"},
    {"admin", .kind = BL_KEY_FEED, AT(admin), .reported_only = true,
     .help = "time,signer,action,strategy,value[,min_out]"},

    {"stress", .kind = BL_KEY_SECTION, .help = "how hard the world strikes"},
    {"stress.severity", RATIO(0, 10 * BL_PPB), AT(severity_ppb), .fallback = "100%",
     .help = "of every distance from no shock"},
    {"stress.scales", WORDS(BL_SEVERITY_WORDS), AT(severity_scales),
     .help = "the tapes it changes; all when left out"},

    {"stands_for", .kind = BL_KEY_TEXT, AT(stands_for),
     .help = "what it is an example of, one sentence for the table of a suite"},
    {"expect", .kind = BL_KEY_EXPECTS, .help = "what must be true of its runs"},

    {"strategies", .kind = BL_KEY_LIST, AT(strategies), .reported_only = true,
     .help = "where a reserve's money works"},
    {"strategies[].name", .kind = BL_KEY_TEXT, IN_STRATEGY(name), .required = true,
     .help = "unique"},
    {"strategies[].handler", CHOICE("jup_lend|perp_book|idle|jup_layer"), IN_STRATEGY(handler),
     .required = true, .help = "what the strategy is"},
    {"strategies[].index", .kind = BL_KEY_FEED, IN_STRATEGY(index),
     .help = "time,exchange_price,available"},
    {"strategies[].weight", INT(0, BP_ONE), IN_STRATEGY(weight_bp), .fallback = "0",
     .help = "whole basis points"},

    {"strategies[].layer", .kind = BL_KEY_SECTION, .help = "the terms of jup_layer"},
    {"strategies[].layer.kink", INT(1, BP_ONE - 1), IN_STRATEGY(layer.kink), .required = true,
     .help = "utilisation at which the borrow rate bends, whole basis points"},
    {"strategies[].layer.kink2", INT(1, BP_ONE - 1), IN_STRATEGY(layer.kink2),
     .help = "where it bends again; one kink when left out"},
    {"strategies[].layer.rate0", RATE, IN_STRATEGY(layer.rate0), .fallback = "0",
     .help = "a year with nothing borrowed, whole basis points"},
    {"strategies[].layer.rate_kink", RATE, IN_STRATEGY(layer.rate_kink), .required = true,
     .help = "a year at the kink, whole basis points"},
    {"strategies[].layer.rate_kink2", RATE, IN_STRATEGY(layer.rate_kink2),
     .help = "a year at kink2, whole basis points"},
    {"strategies[].layer.rate_max", RATE, IN_STRATEGY(layer.rate_max), .required = true,
     .help = "a year with all borrowed, whole basis points"},
    {"strategies[].layer.fee", INT(0, BP_ONE), IN_STRATEGY(layer.fee), .fallback = "0",
     .help = "of the interest, whole basis points"},
    {"strategies[].layer.expand_pct", INT(0, BP_ONE), IN_STRATEGY(layer.expand), .fallback = "2000",
     .help = "of the supply that may leave, whole basis points"},
    {"strategies[].layer.expand_duration",
     VALUE(BL_VALUE_DURATION, BL_NS_PER_S, EXPAND_S_MAX *BL_NS_PER_S),
     IN_STRATEGY(layer.expand_duration_ns), .fallback = "2d",
     .help = "until it may, after an operation"},
    {"strategies[].layer.base_limit", DECIMAL(BL_KEY_AMOUNT, 1), IN_STRATEGY(layer.base_limit),
     .required = true, .help = "a supply below it may leave whole"},
    {"strategies[].layer.supply", DECIMAL(BL_KEY_AMOUNT, 0), IN_STRATEGY(layer.supply),
     .fallback = "0", .help = "of others at start"},
    {"strategies[].layer.utilisation", .kind = BL_KEY_FEED, IN_STRATEGY(layer.utilisation),
     .required = true, .help = "a ratio such as 80%, or a feed time,utilisation"},
    {"strategies[].layer.rewards", DECIMAL(BL_KEY_AMOUNT, 0), IN_STRATEGY(layer.rewards),
     .help = "a year, on top of interest"},
    {"strategies[].layer.rewards_min", DECIMAL(BL_KEY_AMOUNT, 0), IN_STRATEGY(layer.rewards_min),
     .fallback = "0", .help = "with less than this lent there are none"},
    {"strategies[].layer.rewards_from", TIME, IN_STRATEGY(layer.rewards_from_ns),
     .help = "their first second"},
    {"strategies[].layer.rewards_until", TIME, IN_STRATEGY(layer.rewards_until_ns),
     .help = "the second after their last"},
};

static const struct {
    int preset;
    const char *path, *text;
} presets[] = {
    {1, "vault.min_deposit", "100"},     {1, "vault.delay", "48h"},   {1, "vault.fees", "per_lp"},
    {2, "vault.accounting", "reported"}, {2, "vault.buffer", "1000"}, {2, "vault.min_move", "10"},
    {2, "vault.unlock", "meteora"},
};

size_t bl_keys_count(void)
{
    return sizeof keys / sizeof keys[0];
}

const bl_key *bl_keys_at(size_t index)
{
    return &keys[index];
}

const char *bl_keys_find_preset(int preset, const char *path)
{
    for (size_t i = 0; i < sizeof presets / sizeof presets[0]; i++) {
        if (presets[i].preset == preset && strcmp(presets[i].path, path) == 0) {
            return presets[i].text;
        }
    }
    return NULL;
}

const char *bl_keys_name(const bl_key *key)
{
    const char *dot = strrchr(key->path, '.');
    return dot == NULL ? key->path : dot + 1;
}

bool bl_keys_in_section(const bl_key *key, const char *section)
{
    const char *dot = strrchr(key->path, '.');
    const size_t len = dot == NULL ? 0 : (size_t)(dot - key->path);
    return strlen(section) == len && memcmp(key->path, section, len) == 0;
}

const bl_key *bl_keys_find(const char *section, const char *name)
{
    for (size_t i = 0; i < bl_keys_count(); i++) {
        if (bl_keys_in_section(&keys[i], section) && strcmp(bl_keys_name(&keys[i]), name) == 0) {
            return &keys[i];
        }
    }
    return NULL;
}
