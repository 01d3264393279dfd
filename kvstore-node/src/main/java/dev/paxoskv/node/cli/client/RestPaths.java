package dev.paxoskv.node.cli.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.paxoskv.node.cli.console.CommandFailure;
import dev.paxoskv.node.cli.console.ExitCode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Paths and queries of REST v1. */
final class RestPaths {
    static final String CLUSTER = "/api/v1/cluster";
    static final String LEADER = CLUSTER + "/leader";
    static final String MEMBERS = CLUSTER + "/members";
    static final String ADMIN_STATUS = "/api/v1/admin/status";
    private static final String KV = "/api/v1/kv";
    private static final String UNRESERVED = "-._~";
    private static final String HEX = "0123456789ABCDEF";

    private RestPaths() {}

    /** The path of one key. Slashes are escaped too, so that nothing on the way can normalise the path. */
    static String ofKey(String key) {
        if (key.isEmpty()) {
            throw new CommandFailure(ExitCode.USAGE, "a key has at least one character");
        }
        return KV + "/" + escape(key);
    }

    /** The query of a change that is made for one configuration. */
    static String expectedEpoch(String epoch) {
        return new Query().with("expected_epoch", epoch).toString();
    }

    static String ofRange() {
        return KV;
    }

    /** Every byte but the unreserved characters of RFC 3986 as {@code %XX}, of the text in UTF-8. */
    static String escape(String text) {
        StringBuilder escaped = new StringBuilder();
        for (byte b : text.getBytes(UTF_8)) {
            char c = (char) (b & 0xff);
            if (isUnreserved(c)) {
                escaped.append(c);
            } else {
                escaped.append('%').append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
            }
        }
        return escaped.toString();
    }

    private static boolean isUnreserved(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || UNRESERVED.indexOf(c) >= 0;
    }

    /** A query string made of the parameters that have a value. */
    static final class Query {
        private final List<String> parts = new ArrayList<>();

        Query with(String name, @Nullable Object value) {
            if (value != null) {
                parts.add(name + "=" + escape(value.toString()));
            }
            return this;
        }

        @Override
        public String toString() {
            return parts.isEmpty() ? "" : "?" + String.join("&", parts);
        }
    }
}
