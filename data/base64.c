/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * base64.c - see base64.h.
 */
#include "base64.h"

#include <nettle/base64.h>
#include <nettle/sha2.h>

void bl_base64_print_sum(const char *bytes, size_t len, char out[BL_BASE64_SUM])
{
    struct sha256_ctx hash;
    uint8_t sum[SHA256_DIGEST_SIZE];
    sha256_init(&hash);
    sha256_update(&hash, len, (const uint8_t *)bytes);
    sha256_digest(&hash, sizeof sum, sum);
    base64_encode_raw(out, sizeof sum, sum);
    out[BASE64_ENCODE_RAW_LENGTH(sizeof sum)] = '\0';
}
