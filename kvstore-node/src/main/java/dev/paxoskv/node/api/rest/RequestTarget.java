package dev.paxoskv.node.api.rest;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a request asks for, from the request line as it came: nothing is normalised, percent-escapes are decoded once, and
 * {@code +} is a plus. So {@code //}, {@code ..} and every byte can be part of a key.
 */
final class RequestTarget {

    private final String path;
    private final Map<String, byte[]> parameters;

    private RequestTarget(String path, Map<String, byte[]> parameters) {
        this.path = path;
        this.parameters = parameters;
    }

    /**
     * Takes a request's URI apart.
     *
     * @throws ProblemException if the query has a broken percent-escape
     */
    static RequestTarget of(String uri) {
        String target = withoutOrigin(uri);
        int query = target.indexOf('?');
        return query < 0
                ? new RequestTarget(target, Map.of())
                : new RequestTarget(target.substring(0, query), parametersOf(target.substring(query + 1)));
    }

    /** The path of a request's URI, still escaped. */
    static String pathOf(String uri) {
        String target = withoutOrigin(uri);
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }

    /** Proxies are sent whole URIs, so a server has to take them too. */
    private static String withoutOrigin(String uri) {
        if (uri.startsWith("/")) {
            return uri;
        }
        int scheme = uri.indexOf("://");
        int path = scheme < 0 ? -1 : uri.indexOf('/', scheme + 3);
        return path < 0 ? "/" : uri.substring(path);
    }

    /** The first of several parameters of the same name counts. */
    private static Map<String, byte[]> parametersOf(String query) {
        Map<String, byte[]> parameters = new LinkedHashMap<>();
        for (String part : query.split("&", -1)) {
            if (!part.isEmpty()) {
                int equals = part.indexOf('=');
                String name = equals < 0 ? part : part.substring(0, equals);
                String value = equals < 0 ? "" : part.substring(equals + 1);
                parameters.putIfAbsent(new String(unescape(name), UTF_8), unescape(value));
            }
        }
        return parameters;
    }

    /** The bytes of the path behind a prefix of it. */
    byte[] pathAfter(String prefix) {
        return unescape(path.substring(prefix.length()));
    }

    String path() {
        return path;
    }

    /** A parameter's bytes; null where there is none of the name. */
    byte @Nullable [] bytes(String name) {
        return parameters.get(name);
    }

    /** A parameter as text; null where there is none of the name. */
    @Nullable String text(String name) {
        byte[] value = parameters.get(name);
        return value == null ? null : new String(value, UTF_8);
    }

    /**
     * Refuses parameters that the resource does not know, which are mostly misspelled ones.
     *
     * @throws ProblemException for the first of them
     */
    void requireOnly(Set<String> known) {
        for (String name : parameters.keySet()) {
            if (!known.contains(name)) {
                throw new ProblemException(Problem.badRequest("there is no parameter '" + name + "' here; there are: "
                        + String.join(", ", known.stream().sorted().toList())));
            }
        }
    }

    private static byte[] unescape(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%') {
                bytes.write(escaped(text, i));
                i += 2;
            } else if (c <= 0xff) {
                bytes.write(c);
            } else {
                bytes.writeBytes(String.valueOf(c).getBytes(UTF_8));
            }
        }
        return bytes.toByteArray();
    }

    private static int escaped(String text, int percent) {
        int high = percent + 2 < text.length() ? Character.digit(text.charAt(percent + 1), 16) : -1;
        int low = high < 0 ? -1 : Character.digit(text.charAt(percent + 2), 16);
        if (low < 0) {
            String broken = text.substring(percent, Math.min(text.length(), percent + 3));
            throw new ProblemException(Problem.badRequest("bad percent-encoding '" + broken
                    + "': write each byte as % and two hexadecimal digits, and a percent sign as %25"));
        }
        return high << 4 | low;
    }
}
