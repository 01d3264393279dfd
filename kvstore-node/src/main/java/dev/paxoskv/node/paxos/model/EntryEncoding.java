package dev.paxoskv.node.paxos.model;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** The binary form of {@link Entry} and {@link Configuration}: big-endian, a kind byte first. */
final class EntryEncoding {
    static final byte KIND_NO_OP = 1;
    static final byte KIND_BATCH = 2;
    static final byte KIND_RECONFIGURATION = 3;

    private EntryEncoding() {}

    static Entry decode(byte[] encoded) {
        if (encoded.length == 0) {
            throw new IllegalArgumentException("an entry has at least its kind byte");
        }
        return switch (encoded[0]) {
            case KIND_NO_OP -> Entry.NoOp.NO_OP;
            case KIND_BATCH -> decodeBatch(encoded);
            case KIND_RECONFIGURATION -> decodeReconfiguration(encoded);
            default -> new Entry.Unknown(encoded);
        };
    }

    static byte[] encodeBatch(List<Command> commands) {
        int size = 1 + Integer.BYTES;
        for (Command command : commands) {
            size = Math.addExact(size, command.encodedSize());
        }
        ByteBuffer out = ByteBuffer.allocate(size).put(KIND_BATCH).putInt(commands.size());
        for (Command command : commands) {
            out.putLong(command.session())
                    .putLong(command.sequence())
                    .putLong(command.mark())
                    .putInt(command.payload().length)
                    .put(command.payload());
        }
        return out.array();
    }

    private static Entry.Batch decodeBatch(byte[] encoded) {
        ByteBuffer in = ByteBuffer.wrap(encoded, 1, encoded.length - 1);
        try {
            int count = in.getInt();
            if (count <= 0 || count > in.remaining() / Command.HEADER_BYTES) {
                throw new IllegalArgumentException("a batch cannot hold " + count + " commands");
            }
            List<Command> commands = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                commands.add(new Command(in.getLong(), in.getLong(), in.getLong(), bytes(in)));
            }
            requireEnd(in);
            return Entry.Batch.decoded(List.copyOf(commands), encoded);
        } catch (BufferUnderflowException tooShort) {
            throw new IllegalArgumentException("a batch is cut short", tooShort);
        }
    }

    static byte[] encodeReconfiguration(Configuration configuration) {
        byte[] body = ConfigurationEncoding.encode(configuration);
        return ByteBuffer.allocate(1 + body.length)
                .put(KIND_RECONFIGURATION)
                .put(body)
                .array();
    }

    private static Entry.Reconfiguration decodeReconfiguration(byte[] encoded) {
        ByteBuffer in = ByteBuffer.wrap(encoded, 1, encoded.length - 1);
        try {
            Configuration configuration = ConfigurationEncoding.decode(in);
            requireEnd(in);
            return new Entry.Reconfiguration(configuration);
        } catch (BufferUnderflowException tooShort) {
            throw new IllegalArgumentException("a reconfiguration is cut short", tooShort);
        }
    }

    static byte[] bytes(ByteBuffer in) {
        int length = in.getInt();
        if (length < 0 || length > in.remaining()) {
            throw new IllegalArgumentException("a field cannot be " + length + " bytes long here");
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    private static void requireEnd(ByteBuffer in) {
        if (in.hasRemaining()) {
            throw new IllegalArgumentException(in.remaining() + " bytes behind the end of an entry");
        }
    }
}
