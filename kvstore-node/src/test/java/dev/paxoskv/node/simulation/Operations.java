package dev.paxoskv.node.simulation;

import dev.paxoskv.node.statemachine.Compare;
import dev.paxoskv.node.statemachine.Operation;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What clients have asked for. A payload in the log is no more than the number of an operation that is looked up here, so
 * that the simulator needs no encoding, and a payload that nobody asked for shows at once.
 */
final class Operations {
    private static final byte WRITE = 1;
    private static final byte OPEN_SESSION = 2;

    private final TreeMap<Long, ClientWrite> writes = new TreeMap<>();

    /** What one client wants to write. Every value is unique in its run. */
    sealed interface ClientWrite {

        String key();

        /** The value that is there afterwards if the write succeeds; null if the key is gone. */
        @Nullable String value();
    }

    record Put(String key, String value) implements ClientWrite {}

    record Delete(String key) implements ClientWrite {
        @Override
        public @Nullable String value() {
            return null;
        }
    }

    record TokenWrite(String key, String value, long token) implements ClientWrite {}

    /** Writes the value if the key holds the expected one (null: if the key does not exist). */
    record CompareAndSet(String key, @Nullable String expected, String value) implements ClientWrite {}

    /** Notes a write and makes its payload, filled up to a size. */
    byte[] payload(long number, ClientWrite write, int padding) {
        writes.put(number, write);
        return ByteBuffer.allocate(1 + Long.BYTES + padding)
                .put(WRITE)
                .putLong(number)
                .array();
    }

    /** The payload that opens a member's session. */
    static byte[] openSession(long member, long incarnation) {
        return ByteBuffer.allocate(1 + 2 * Long.BYTES)
                .put(OPEN_SESSION)
                .putLong(member)
                .putLong(incarnation)
                .array();
    }

    /** Whether somebody asked for this. */
    boolean isKnown(byte[] payload) {
        return payload.length > 0
                && (payload[0] == OPEN_SESSION || (payload[0] == WRITE && writes.containsKey(number(payload))));
    }

    static boolean isWrite(byte[] payload) {
        return payload[0] == WRITE;
    }

    /** The number of the write. */
    static long number(byte[] payload) {
        return ByteBuffer.wrap(payload).getLong(1);
    }

    /** The member whose session this payload opens. */
    static long openingMember(byte[] payload) {
        return ByteBuffer.wrap(payload).getLong(1);
    }

    private ClientWrite write(byte[] payload) {
        return write(number(payload));
    }

    /** The write of this number; somebody must have asked for it. */
    ClientWrite write(long number) {
        return Objects.requireNonNull(writes.get(number));
    }

    /** The payload as the state machine knows it. */
    Operation operation(byte[] payload) {
        if (!isWrite(payload)) {
            ByteBuffer in = ByteBuffer.wrap(payload);
            return new Operation.OpenSession(in.getLong(1), in.getLong(1 + Long.BYTES));
        }
        return switch (write(payload)) {
            case Put(String key, String value) -> Operation.Put.of(bytes(key), bytes(value));
            case Delete(String key) -> Operation.DeleteRange.of(bytes(key));
            case TokenWrite(String key, String value, long token) ->
                new Operation.TokenWrite(bytes(key), bytes(value), token);
            case CompareAndSet(String key, String expected, String value) ->
                new Operation.Txn(
                        List.of(holds(key, expected)),
                        List.of(Operation.Put.of(bytes(key), bytes(value))),
                        List.of(Operation.Range.of(bytes(key))));
        };
    }

    private static Compare holds(String key, @Nullable String expected) {
        return expected == null
                ? Compare.number(bytes(key), Compare.Target.VERSION, Compare.Result.EQUAL, 0)
                : Compare.value(bytes(key), Compare.Result.EQUAL, bytes(expected));
    }

    String describe(byte[] payload) {
        if (payload.length == 0) {
            return "?";
        }
        return isWrite(payload) ? "w" + number(payload) : "open";
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
