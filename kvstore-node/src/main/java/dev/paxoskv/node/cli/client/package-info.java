/**
 * The commands that speak to a cluster over REST v1: put, get, del, keys, status.
 *
 * <p>What they rely on, beyond status codes and problem details: the headers {@code ETag} (the revision of the key's
 * last write) and {@code X-KV-Create-Revision}, {@code X-KV-Version}, {@code X-KV-Lease}, {@code X-KV-Revision} (the
 * store's revision) of one key; in a list {@code {"revision": "7", "items": [{"key": "a"}, {"key_base64": "/w=="}],
 * "cursor": "..."}}, where the cursor is missing or empty on the last page and stands for prefix and revision too; of
 * {@code /cluster} the fields that {@code StatusCommand} names.
 */
@NullMarked
package dev.paxoskv.node.cli.client;

import org.jspecify.annotations.NullMarked;
