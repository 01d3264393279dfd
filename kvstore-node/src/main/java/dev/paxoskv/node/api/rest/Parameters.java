package dev.paxoskv.node.api.rest;

import dev.paxoskv.node.paxos.model.ClusterId;
import dev.paxoskv.node.paxos.model.MemberId;
import java.util.Base64;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The forms of parameters, and what is said about those that do not have it. */
final class Parameters {

    /** Keys in a URI have at most so many bytes; longer ones go over gRPC. */
    static final int MAX_KEY_BYTES = 4096;

    private static final Pattern DIGITS = Pattern.compile("[0-9]{1,18}");

    private static final Pattern HEXADECIMAL = Pattern.compile("[0-9A-Fa-f]{1,16}");

    private Parameters() {}

    /** A whole number from 1 on. */
    static long positive(String name, @Nullable String text, long otherwise) {
        if (text == null) {
            return otherwise;
        }
        long number = DIGITS.matcher(text).matches() ? Long.parseLong(text) : 0;
        if (number < 1) {
            throw new ProblemException(Problem.badRequest(name + " is a whole number from 1 on, not '" + text + "'"));
        }
        return number;
    }

    /** The epoch that a change is made for: nobody changes a configuration without having seen it. */
    static long expectedEpoch(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            throw new ProblemException(
                    Problem.badRequest("say which configuration the change is made for: expected_epoch, as"
                            + " GET /api/v1/cluster?confirmed=true shows it under config_epoch"));
        }
        return positive("expected_epoch", text, 0);
    }

    static MemberId memberId(String name, String text) {
        return new MemberId(id(name, text));
    }

    static ClusterId clusterId(String name, String text) {
        return new ClusterId(id(name, text));
    }

    private static long id(String name, String text) {
        long id = HEXADECIMAL.matcher(text).matches() ? Long.parseUnsignedLong(text, 16) : 0;
        if (id == 0) {
            throw new ProblemException(Problem.badRequest(
                    name + " is an id of up to 16 hexadecimal digits and not 0, not '" + text + "'"));
        }
        return id;
    }

    /** True also for a name without a value. */
    static boolean flag(String name, @Nullable String text) {
        return switch (text) {
            case null -> false;
            case "", "true" -> true;
            case "false" -> false;
            default ->
                throw new ProblemException(Problem.badRequest(name + " is 'true' or 'false', not '" + text + "'"));
        };
    }

    /** Base64 in either alphabet, with or without padding. */
    static byte[] base64(String name, String text) {
        try {
            return Base64.getUrlDecoder().decode(text.replace('+', '-').replace('/', '_'));
        } catch (IllegalArgumentException _) {
            throw new ProblemException(Problem.badRequest(name + " is not base64"));
        }
    }

    static byte[] key(String name, byte[] key) {
        if (key.length > MAX_KEY_BYTES) {
            throw new ProblemException(Problem.uriTooLong(name + " has " + key.length
                    + " bytes; in a URI a key has at most " + MAX_KEY_BYTES + ", longer ones go over gRPC"));
        }
        return key;
    }
}
