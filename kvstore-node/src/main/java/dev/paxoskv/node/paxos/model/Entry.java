package dev.paxoskv.node.paxos.model;

import java.util.Arrays;
import java.util.List;

/**
 * The value of one log slot.
 *
 * <p>An entry has one binary form, made once and used by the journal, the log map and the wire alike: a kind byte, then
 * the kind's own fields, big-endian. A kind that this build does not know is kept as {@link Unknown}: it can be stored
 * and passed on, but a node that would have to apply it stops instead.
 *
 * <p>Entries are immutable; {@link #encoded()} is not copied and must not be changed.
 */
public sealed interface Entry {

    /** The binary form. */
    byte[] encoded();

    /** The length of the binary form in bytes, for limits and flow control. */
    int size();

    /**
     * Reads the binary form.
     *
     * @throws IllegalArgumentException if the bytes are not an entry of the kind that they say they are
     */
    static Entry decode(byte[] encoded) {
        return EntryEncoding.decode(encoded);
    }

    /** Whether these bytes say that they are a {@link Reconfiguration}; told without decoding the rest. */
    static boolean isReconfiguration(byte[] encoded) {
        return encoded.length > 0 && encoded[0] == EntryEncoding.KIND_RECONFIGURATION;
    }

    /** Does nothing: fills a gap, or gives a new leader a slot of its own ballot. */
    enum NoOp implements Entry {
        /** The only one. */
        NO_OP;

        private static final byte[] ENCODED = {EntryEncoding.KIND_NO_OP};

        @Override
        public byte[] encoded() {
            return ENCODED;
        }

        @Override
        public int size() {
            return ENCODED.length;
        }
    }

    /** Commands that became one slot: all that arrived while the write before was on its way to the disk. */
    final class Batch implements Entry {
        private final List<Command> commands;
        private final byte[] encoded;

        private Batch(List<Command> commands, byte[] encoded) {
            this.commands = commands;
            this.encoded = encoded;
        }

        /**
         * A batch of these commands, in this order.
         *
         * @throws IllegalArgumentException if there are none
         */
        public static Batch of(List<Command> commands) {
            if (commands.isEmpty()) {
                throw new IllegalArgumentException("a batch has at least one command");
            }
            List<Command> copy = List.copyOf(commands);
            return new Batch(copy, EntryEncoding.encodeBatch(copy));
        }

        static Batch decoded(List<Command> commands, byte[] encoded) {
            return new Batch(commands, encoded);
        }

        /** The commands, in the order in which they are applied. */
        public List<Command> commands() {
            return commands;
        }

        @Override
        public byte[] encoded() {
            return encoded;
        }

        @Override
        public int size() {
            return encoded.length;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Batch that && Arrays.equals(encoded, that.encoded);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(encoded);
        }

        @Override
        public String toString() {
            return "Batch" + commands;
        }
    }

    /**
     * Changes the members. Chosen at slot s it governs the slots from s + alpha on: {@link Configurations}.
     *
     * @param configuration the members from then on
     */
    record Reconfiguration(Configuration configuration) implements Entry {
        @Override
        public byte[] encoded() {
            return EntryEncoding.encodeReconfiguration(configuration);
        }

        @Override
        public int size() {
            return encoded().length;
        }
    }

    /** An entry of a kind that a later build writes and this one does not know. */
    final class Unknown implements Entry {
        private final byte[] encoded;

        Unknown(byte[] encoded) {
            this.encoded = encoded;
        }

        /** The kind byte. */
        public int kind() {
            return encoded[0];
        }

        @Override
        public byte[] encoded() {
            return encoded;
        }

        @Override
        public int size() {
            return encoded.length;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Unknown that && Arrays.equals(encoded, that.encoded);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(encoded);
        }

        @Override
        public String toString() {
            return "Unknown[kind " + kind() + ", " + encoded.length + " bytes]";
        }
    }
}
