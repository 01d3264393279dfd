package dev.paxoskv.node.api.rest;

import dev.paxoskv.node.statemachine.Compare;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.MultiMap;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The conditions of a request, {@code If-Match} and {@code If-None-Match}, over entity tags that are revisions in quotes:
 * {@code "42"}.
 */
final class Conditions {

    private static final Pattern TAG = Pattern.compile("(?:W/)?\"([0-9]{1,18})\"");

    private Conditions() {}

    /** The entity tag of a key that was last written in a revision. */
    static String tag(long modRevision) {
        return '"' + Long.toString(modRevision) + '"';
    }

    /** Whether a reader has the version of a key already: {@code If-None-Match} names it, or any. */
    static boolean isKnown(MultiMap headers, long modRevision) {
        for (String value : headers.getAll(HttpHeaderNames.IF_NONE_MATCH)) {
            for (String tag : value.split(",", -1)) {
                if (tag.strip().equals("*") || revisionOf(tag, "If-None-Match") == modRevision) {
                    return true;
                }
            }
        }
        return false;
    }

    /** What the state must be for a write of a key. None for a write without conditions. */
    static List<Compare> forWrite(MultiMap headers, byte[] key) {
        List<Compare> conditions = new ArrayList<>();
        for (String value : headers.getAll(HttpHeaderNames.IF_MATCH)) {
            conditions.add(
                    value.strip().equals("*")
                            ? Compare.number(key, Compare.Target.VERSION, Compare.Result.GREATER, 0)
                            : Compare.number(
                                    key,
                                    Compare.Target.MOD_REVISION,
                                    Compare.Result.EQUAL,
                                    revisionOf(value, "If-Match")));
        }
        for (String value : headers.getAll(HttpHeaderNames.IF_NONE_MATCH)) {
            conditions.add(
                    value.strip().equals("*")
                            ? Compare.number(key, Compare.Target.VERSION, Compare.Result.EQUAL, 0)
                            : Compare.number(
                                    key,
                                    Compare.Target.MOD_REVISION,
                                    Compare.Result.NOT_EQUAL,
                                    revisionOf(value, "If-None-Match")));
        }
        return conditions;
    }

    private static long revisionOf(String tag, String header) {
        Matcher matcher = TAG.matcher(tag.strip());
        if (!matcher.matches()) {
            throw new ProblemException(
                    Problem.badRequest(header + " takes one entity tag, a revision in quotes like \"42\""
                            + " (the ETag of an answer), or *; not " + tag.strip()));
        }
        return Long.parseLong(matcher.group(1));
    }
}
