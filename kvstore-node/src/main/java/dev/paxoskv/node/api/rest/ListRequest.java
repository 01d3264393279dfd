package dev.paxoskv.node.api.rest;

import dev.paxoskv.node.statemachine.Keys;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which keys a list or a deletion is about, in the store's terms of a key and a {@code range_end}.
 *
 * @param from the first key
 * @param rangeEnd the end, exclusive; one zero byte for none
 * @param revision the revision to read at; 0 for the current one
 * @param limit how many keys a page holds at most
 */
record ListRequest(byte[] from, byte[] rangeEnd, long revision, int limit, boolean keysOnly, boolean countOnly) {

    static final int DEFAULT_LIMIT = 1000;
    static final int MAX_LIMIT = 10_000;

    private static final Set<String> READ_PARAMETERS =
            Set.of("prefix", "start", "end", "limit", "cursor", "revision", "keys_only", "count_only", "consistency");
    private static final Set<String> DELETE_PARAMETERS = Set.of("prefix", "start", "end");

    /** {@code from} of every key: no key is before a single zero byte. */
    private static final byte[] FIRST = {0};

    private static final byte[] ENDLESS = {0};

    /** What a list asks for. A cursor holds the range and the revision, so those given beside it do not count. */
    static ListRequest read(RequestTarget target) {
        target.requireOnly(READ_PARAMETERS);
        long limit = Parameters.positive("limit", target.text("limit"), DEFAULT_LIMIT);
        if (limit > MAX_LIMIT) {
            throw new ProblemException(Problem.badRequest(
                    "limit is at most " + MAX_LIMIT + "; the cursor of an answer leads to the next page"));
        }
        boolean keysOnly = Parameters.flag("keys_only", target.text("keys_only"));
        boolean countOnly = Parameters.flag("count_only", target.text("count_only"));
        String cursor = target.text("cursor");
        if (cursor != null) {
            Cursor page = Cursor.decode(cursor);
            return new ListRequest(page.from(), page.to(), page.revision(), (int) limit, keysOnly, countOnly);
        }
        long revision = Parameters.positive("revision", target.text("revision"), 0);
        return new ListRequest(from(target), end(target), revision, (int) limit, keysOnly, countOnly);
    }

    /** What a deletion is about. It has to name its range: no mistake in a parameter shall delete everything. */
    static ListRequest delete(RequestTarget target) {
        target.requireOnly(DELETE_PARAMETERS);
        boolean prefixed = isGiven(target.bytes("prefix"));
        boolean bounded = isGiven(target.bytes("start")) && isGiven(target.bytes("end"));
        if (!prefixed && !bounded) {
            throw new ProblemException(Problem.badRequest("give a prefix, or both start and end: what to delete"));
        }
        return new ListRequest(from(target), end(target), 0, MAX_LIMIT, true, false);
    }

    private static boolean isGiven(byte @Nullable [] value) {
        return value != null && value.length > 0;
    }

    /** The greater of the prefix and the start. */
    private static byte[] from(RequestTarget target) {
        byte[] prefix = parameter(target, "prefix");
        byte[] start = parameter(target, "start");
        byte[] from = Keys.compare(prefix, start) > 0 ? prefix : start;
        return from.length == 0 ? FIRST : from;
    }

    /** The lesser of the prefix's end and the end. */
    private static byte[] end(RequestTarget target) {
        byte[] prefix = parameter(target, "prefix");
        byte[] prefixEnd = prefix.length == 0 ? ENDLESS : Keys.prefixEnd(prefix);
        byte[] end = parameter(target, "end");
        if (end.length == 0) {
            return prefixEnd;
        }
        boolean prefixEndless = prefixEnd.length == 1 && prefixEnd[0] == 0;
        return prefixEndless || Keys.compare(end, prefixEnd) < 0 ? end : prefixEnd;
    }

    private static byte[] parameter(RequestTarget target, String name) {
        byte[] value = target.bytes(name);
        return value == null ? new byte[0] : Parameters.key(name, value);
    }
}
