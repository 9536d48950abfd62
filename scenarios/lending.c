/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * lending.c - the bounds are the program's own: kinks inside 0 and 10 000 and ascending, a last
 * segment that does not fall, an expansion in whole seconds.
 */
#include "lending.h"

#include <string.h>

#include "value.h"

enum { WHOLE_BP = 10000 };

/* One layer under check: where it stands. */
typedef struct {
    bl_reading *reading;
    size_t place;
    const bl_yaml_node *node;
    bl_draft_layer *layer;
} checking;

static const bl_yaml_node *key_of(const checking *c, const char *name)
{
    return bl_yaml_child(c->node, name, strlen(name));
}

static void complain(const checking *c, const char *name, const char *what)
{
    const bl_yaml_node *node = key_of(c, name);
    bl_yaml_complain(node != NULL ? node : c->node, c->reading->diags,
                     "strategies[%zu].layer.%s: %s", c->place, name, what);
}

static void check_curve(const checking *c)
{
    const bl_draft_layer *it = c->layer;
    const bool two = key_of(c, "kink2") != NULL;
    if (two != (key_of(c, "rate_kink2") != NULL)) {
        complain(c, two ? "rate_kink2" : "kink2", "kink2 and rate_kink2 come together");
    } else if (two && it->kink2 <= it->kink) {
        complain(c, "kink2", "must be above kink");
    } else if (it->rate_max < (two ? it->rate_kink2 : it->rate_kink)) {
        complain(c, "rate_max", "must not be below the rate at the last kink");
    }
}

static void check_rewards(const checking *c)
{
    static const char *const names[] = {"rewards", "rewards_from", "rewards_until"};
    size_t given = 0;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        given += key_of(c, names[i]) != NULL ? 1 : 0;
    }
    if (given != 0 && given != sizeof names / sizeof names[0]) {
        complain(c, "rewards", "rewards, rewards_from and rewards_until come together");
    } else if (given != 0 && c->layer->rewards_until_ns <= c->layer->rewards_from_ns) {
        complain(c, "rewards_until", "must be after rewards_from");
    }
}

/* `80%` is kept by the borrowers at all times; anything that is no number is a feed. */
static void read_utilisation(const checking *c)
{
    static const bl_value_rule rule = {.kind = BL_VALUE_RATIO, .low = 0, .high = BL_PPB};
    bl_draft_layer *it = c->layer;
    char why[BL_VALUE_WHY];
    bool rounded = false;
    it->kept_ppb = -1;
    if (it->utilisation == NULL ||
        it->utilisation->text[strspn(it->utilisation->text, "+-.0123456789eE%bp ")] != '\0') {
        return;
    }
    if (!bl_value_read(&rule, it->utilisation->text, &it->kept_ppb, &rounded, why)) {
        complain(c, "utilisation", why);
    }
    c->reading->draft->rounded += rounded ? 1 : 0;
    it->utilisation = NULL;
}

void bl_lending_check(bl_reading *reading, size_t place, const bl_yaml_node *node)
{
    bl_draft_strategy *it = &reading->draft->strategies[place];
    const checking c = {reading, place, bl_yaml_child(node, "layer", 5), &it->layer};
    const bool wanted = it->handler == BL_HANDLER_JUP_LAYER;
    if (wanted && c.node == NULL) {
        bl_yaml_complain(node, reading->diags, "strategies[%zu].layer: is required by jup_layer",
                         place);
    } else if (!wanted && c.node != NULL) {
        bl_yaml_complain(c.node, reading->diags, "strategies[%zu].layer: only jup_layer has one",
                         place);
    } else if (wanted && c.node->kind == BL_YAML_MAPPING) {
        if (reading->diags->errors == 0) { /* what could not be read compares with nothing */
            check_curve(&c);
            check_rewards(&c);
        }
        read_utilisation(&c);
        if (it->layer.expand_duration_ns % BL_NS_PER_S != 0) {
            complain(&c, "expand_duration", "must be whole seconds");
        }
    }
}

static bl_layer_curve curve_of(const bl_draft_layer *it)
{
    if (it->kink2 == 0) {
        return (bl_layer_curve){
            3, {0, it->kink, WHOLE_BP}, {it->rate0, it->rate_kink, it->rate_max}};
    }
    return (bl_layer_curve){4,
                            {0, it->kink, it->kink2, WHOLE_BP},
                            {it->rate0, it->rate_kink, it->rate_kink2, it->rate_max}};
}

bl_layer_terms bl_lending_terms(const bl_draft_layer *it)
{
    return (bl_layer_terms){
        .curve = curve_of(it),
        .fee_bps = it->fee,
        .limit = {it->expand, it->expand_duration_ns / BL_NS_PER_S, it->base_limit},
        .rewards = {it->rewards_from_ns / BL_NS_PER_S, it->rewards_until_ns / BL_NS_PER_S,
                    it->rewards, it->rewards_min},
        .supply = it->supply,
        .kept_ppb = it->kept_ppb,
    };
}
