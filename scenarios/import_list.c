/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * import_list.c - see import_list.h. Paths begin at `from`, which begins at the list's folder.
 */
#include "import_list.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "../data/import_options.h"
#include "suggest.h"
#include "yaml.h"

enum { PATH_BYTES = 4096, SHOWN_BYTES = 96, NAMES_BYTES = 400 };

static const char feed_name_bytes[] =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.";

/* What is read. */
typedef struct {
    bl_import_list *list;
    const char *from; /* "" or ending with a slash */
    bl_diags *diags;
} reading;

/* ---- keys */

/* Keys of a feed that are no option of data/import_options.def. */
static const char *const own_keys[] = {"file", "files", "format", "kind"};
static const char *const root_keys[] = {"from", "feeds"};

enum { OWN_KEYS = sizeof own_keys / sizeof *own_keys };

static const char *feed_key(size_t i)
{
    return i < OWN_KEYS ? own_keys[i] : bl_import_options_name((bl_import_option)(i - OWN_KEYS));
}

static void refuse_key(const reading *in, const bl_yaml_node *node, bool root)
{
    const size_t len = root ? sizeof root_keys / sizeof *root_keys : OWN_KEYS + BL_IMPORT_OPTIONS;
    char names[NAMES_BYTES] = "";
    bl_suggest_nearest meant = {.word = node->key};
    for (size_t i = 0; i < len; i++) {
        const char *const name = root ? root_keys[i] : feed_key(i);
        bl_suggest_offer(&meant, name);
        bl_suggest_list(names, sizeof names, name);
    }
    if (meant.name) {
        bl_yaml_complain_key(node, in->diags, "unknown key '%s' (did you mean '%s'?)", node->key,
                             meant.name);
    } else {
        bl_diag *const diag = bl_yaml_complain_key(node, in->diags, "unknown key '%s'", node->key);
        bl_diag_set_hint(diag, "allowed here: %s", names);
    }
}

static bool want_scalar(const reading *in, const bl_yaml_node *node)
{
    const bool good = node->kind == BL_YAML_SCALAR && node->text_len > 0;
    if (!good) {
        bl_yaml_complain(node, in->diags, "%s: expected one value, got %s", node->key,
                         node->kind == BL_YAML_LIST      ? "a list"
                         : node->kind == BL_YAML_MAPPING ? "a mapping"
                                                         : "nothing");
    }
    return good;
}

/* ---- files */

/* NULL: no memory, or nothing can be read there. */
static const char *find_file(const reading *in, const bl_yaml_node *node, const char *key,
                             const char *hint)
{
    char path[PATH_BYTES];
    const bool absolute = node->text[0] == '/';
    const int len = snprintf(path, sizeof path, "%s%s", absolute ? "" : in->from, node->text);
    if (node->kind != BL_YAML_SCALAR || node->text_len == 0 || len >= PATH_BYTES) {
        bl_yaml_complain(node, in->diags, "%s: expected the path of a file", key);
        return NULL;
    }
    if (access(path, R_OK) != 0) {
        bl_diag *const diag =
            bl_yaml_complain(node, in->diags, "%s: '%.300s' cannot be read", key, path);
        bl_diag_set_hint(diag, "%s", hint);
        return NULL;
    }
    return bl_pool_copy(&in->list->pool, path, (size_t)len);
}

static void read_files(const reading *in, const bl_yaml_node *node, bl_import_options *options)
{
    const bool many = node->kind == BL_YAML_LIST;
    const size_t len = many ? node->len : 1;
    const char **const files = bl_pool_take(&in->list->pool, (len + 1) * sizeof *files);
    if (len == 0 || len > BL_IMPORT_FILES_MAX) {
        bl_yaml_complain(node, in->diags, "%s: expected 1 to %d paths", node->key,
                         BL_IMPORT_FILES_MAX);
        return;
    }
    for (size_t i = 0; files && i < len; i++) {
        files[i] = find_file(in, many ? bl_yaml_at(node, i) : node, node->key,
                             "paths begin at 'from', which --from replaces");
        if (!files[i]) {
            return;
        }
    }
    options->files = files;
    options->files_len = files ? len : 0;
}

/* ---- one feed */

static void read_option(const reading *in, const bl_yaml_node *node, bl_import_list_feed *feed)
{
    const bl_import_option option = bl_import_options_find(node->key);
    const char *why;
    if (option == BL_IMPORT_OPTIONS) {
        refuse_key(in, node, false);
        return;
    }
    if (!want_scalar(in, node)) {
        return;
    }
    for (size_t i = 0; option == BL_IMPORT_OPTION_base_prices && i < in->list->len; i++) {
        if (strcmp(in->list->feeds[i].name, node->text) == 0) {
            feed->base = &in->list->feeds[i];
            feed->options.base_prices = feed->base->name;
            return;
        }
    }
    const char *const text = option == BL_IMPORT_OPTION_base_prices
                                 ? find_file(in, node, node->key, "it names a feed above or a file")
                                 : node->text;
    if (text && !bl_import_options_set(&feed->options, option, text, &why)) {
        bl_yaml_complain(node, in->diags, "%s: '%s': %s", node->key, node->text, why);
    }
}

static void read_kind(const reading *in, const bl_yaml_node *node, bl_import_options *options)
{
    if (want_scalar(in, node) && !bl_import_find_kind(node->text, &options->kind)) {
        bl_yaml_complain(node, in->diags,
                         "kind: '%s': allowed are auto, prices, flows, funding, index and depth",
                         node->text);
    }
}

static void read_key(const reading *in, const bl_yaml_node *node, bl_import_list_feed *feed)
{
    if (strcmp(node->key, "file") == 0 || strcmp(node->key, "files") == 0) {
        if (feed->options.files) {
            bl_yaml_complain_key(node, in->diags, "either 'file' or 'files'");
        }
        read_files(in, node, &feed->options);
    } else if (strcmp(node->key, "kind") == 0) {
        read_kind(in, node, &feed->options);
    } else if (strcmp(node->key, "format") == 0) {
        feed->options.format = want_scalar(in, node) ? node->text : "auto";
    } else {
        read_option(in, node, feed);
    }
}

/* The key that a problem of the options is about, "--clip: allowed is ..."; the feed's own place
 * where it names none that stands there. */
static const bl_yaml_node *find_culprit(const bl_yaml_node *node, const char *problem)
{
    char option[SHOWN_BYTES];
    for (const bl_yaml_node *child = node->first; child; child = child->next) {
        snprintf(option, sizeof option, "--%s", child->key);
        if (strstr(problem, option)) {
            return child;
        }
    }
    const bl_yaml_node *const format = bl_yaml_child(node, "format", strlen("format"));
    return format ? format : node;
}

/* What only shows when all keys are known. */
static void check_feed(const reading *in, const bl_yaml_node *node, const bl_import_list_feed *feed)
{
    const char *const problem = bl_import_problem(&feed->options);
    if (!problem) {
        return;
    }
    const bl_yaml_node *const culprit = find_culprit(node, problem);
    const char *const colon = strncmp(problem, "--", 2) == 0 ? strchr(problem, ':') : NULL;
    bl_yaml_complain(culprit, in->diags, "%s: %s", culprit->key, colon ? colon + 2 : problem);
}

static bool is_name(const char *name)
{
    return name[0] != '.' && name[0] != '\0' && strlen(name) < SHOWN_BYTES &&
           name[strspn(name, feed_name_bytes)] == '\0';
}

static void read_feed(const reading *in, const bl_yaml_node *node)
{
    bl_import_list_feed *const feed = &in->list->feeds[in->list->len];
    const size_t errors = in->diags->errors;
    *feed = (bl_import_list_feed){.name = node->key, .options = {.format = "auto"}};
    if (!is_name(node->key)) {
        bl_yaml_complain_key(node, in->diags,
                             "a feed's name, which becomes NAME.csv, has letters, digits, '-', '_' "
                             "and '.' and does not begin with a dot");
    }
    if (node->kind != BL_YAML_MAPPING) {
        bl_yaml_complain(node, in->diags, "%s: expected a mapping such as {file: btc.json}",
                         node->key);
        return;
    }
    for (const bl_yaml_node *child = node->first; child; child = child->next) {
        read_key(in, child, feed);
    }
    if (in->diags->errors == errors && feed->options.files_len == 0) {
        bl_yaml_complain_key(node, in->diags, "%s: 'file' or 'files' is missing", node->key);
    }
    if (in->diags->errors == errors) {
        check_feed(in, node, feed);
    }
    in->list->len++;
}

/* ---- the list */

static void read_feeds(const reading *in, const bl_yaml_node *node)
{
    if (node->kind != BL_YAML_MAPPING || node->len > BL_IMPORT_LIST_MAX) {
        bl_yaml_complain(node, in->diags,
                         "feeds: expected a mapping of up to %d feeds, name: {file: ...}",
                         BL_IMPORT_LIST_MAX);
        return;
    }
    for (const bl_yaml_node *child = node->first; child; child = child->next) {
        read_feed(in, child);
    }
}

/* Where the paths begin: --from as it stands, `from` at the list's folder. NULL: too long. */
static const char *find_from(bl_import_list *list, const char *path, const char *given,
                             const bl_yaml_node *said)
{
    char folder[PATH_BYTES];
    const char *const slash = strrchr(path, '/');
    const int own = given || (said && said->text[0] == '/') || !slash ? 0 : (int)(slash - path) + 1;
    const char *const text = given ? given : said ? said->text : "";
    const size_t len = strlen(text);
    const int all = snprintf(folder, sizeof folder, "%.*s%s%s", own, path, text,
                             len > 0 && text[len - 1] != '/' ? "/" : "");
    return all < PATH_BYTES ? bl_pool_copy(&list->pool, folder, (size_t)all) : NULL;
}

static void read_root(bl_import_list *list, const char *path, const char *from,
                      const bl_yaml_node *root, bl_diags *diags)
{
    const bl_yaml_node *const said = bl_yaml_child(root, "from", strlen("from"));
    const bl_yaml_node *const feeds = bl_yaml_child(root, "feeds", strlen("feeds"));
    reading in = {list, NULL, diags};
    if (root->kind != BL_YAML_MAPPING || !feeds) {
        bl_yaml_complain(root, diags, "expected 'from: FOLDER' and 'feeds:'; feeds is missing");
        return;
    }
    for (const bl_yaml_node *child = root->first; child; child = child->next) {
        if (child != said && child != feeds) {
            refuse_key(&in, child, true);
        }
    }
    if (said && !want_scalar(&in, said)) {
        return;
    }
    in.from = find_from(list, path, from, said);
    if (!in.from) {
        bl_yaml_complain(root, diags, "from: the path is too long");
        return;
    }
    read_feeds(&in, feeds);
}

bool bl_import_list_open(bl_import_list *list, const char *path, const char *from, bl_diags *diags)
{
    const size_t errors = diags->errors;
    memset(list, 0, sizeof *list);
    const bl_yaml_node *const root = bl_yaml_read(&list->pool, path, list->sha256, diags);
    if (root) {
        read_root(list, path, from, root, diags);
    }
    if (diags->errors > errors) {
        bl_import_list_close(list);
    }
    return diags->errors == errors;
}

void bl_import_list_close(bl_import_list *list)
{
    bl_pool_free(&list->pool);
    list->len = 0;
}
