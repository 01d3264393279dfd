package dev.paxoskv.node.statemachine;

import dev.paxoskv.node.statemachine.Reply.CompactReply;
import dev.paxoskv.node.statemachine.Reply.DeleteReply;
import dev.paxoskv.node.statemachine.Reply.Failure;
import dev.paxoskv.node.statemachine.Reply.PutReply;
import dev.paxoskv.node.statemachine.Reply.RangeReply;
import dev.paxoskv.node.statemachine.Reply.SessionReply;
import dev.paxoskv.node.statemachine.Reply.TokenReply;
import dev.paxoskv.node.statemachine.Reply.TxnReply;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Kept replies in bytes: a kind, the revision, then what the kind has. Error codes are stored by name, so that the order
 * of the enum means nothing.
 */
final class ReplyCodec {

    private static final int PUT = 1;
    private static final int DELETE = 2;
    private static final int RANGE = 3;
    private static final int TXN = 4;
    private static final int COMPACT = 5;
    private static final int TOKEN = 6;
    private static final int SESSION = 7;
    private static final int FAILURE = 8;

    private ReplyCodec() {}

    static void write(BinaryWriter out, Reply reply) {
        switch (reply) {
            case PutReply(long revision, KeyValue previous) -> {
                out.putByte(PUT).putVarint(revision);
                writeEntries(out, previous == null ? List.of() : List.of(previous));
            }
            case DeleteReply(long revision, long deleted, List<KeyValue> previous) -> {
                out.putByte(DELETE).putVarint(revision).putVarint(deleted);
                writeEntries(out, previous);
            }
            case RangeReply(long revision, List<KeyValue> kvs, long count, boolean more) -> {
                out.putByte(RANGE).putVarint(revision).putVarint(count).putByte(more ? 1 : 0);
                writeEntries(out, kvs);
            }
            case TxnReply(long revision, boolean succeeded, List<Reply> responses) -> {
                out.putByte(TXN).putVarint(revision).putByte(succeeded ? 1 : 0).putVarint(responses.size());
                responses.forEach(response -> write(out, response));
            }
            case CompactReply(long revision) -> out.putByte(COMPACT).putVarint(revision);
            case TokenReply(long revision) -> out.putByte(TOKEN).putVarint(revision);
            case SessionReply(long revision, long session, long memberId, long incarnation) ->
                out.putByte(SESSION)
                        .putVarint(revision)
                        .putFixed(session)
                        .putFixed(memberId)
                        .putFixed(incarnation);
            case Failure(ErrorCode code, long revision) ->
                out.putByte(FAILURE).putVarint(revision).putBytes(nameOf(code));
        }
    }

    static Reply read(BinaryReader in) {
        int kind = in.getByte();
        long revision = in.getVarint();
        return switch (kind) {
            case PUT -> new PutReply(revision, firstOf(readEntries(in)));
            case DELETE -> new DeleteReply(revision, in.getVarint(), readEntries(in));
            case RANGE -> readRange(in, revision);
            case TXN -> readTxn(in, revision);
            case COMPACT -> new CompactReply(revision);
            case TOKEN -> new TokenReply(revision);
            case SESSION -> new SessionReply(revision, in.getFixed(), in.getFixed(), in.getFixed());
            case FAILURE -> new Failure(readCode(in), revision);
            default -> throw in.damaged("a reply of the unknown kind " + kind);
        };
    }

    private static Reply readRange(BinaryReader in, long revision) {
        long count = in.getVarint();
        boolean more = in.getByte() == 1;
        return new RangeReply(revision, readEntries(in), count, more);
    }

    private static Reply readTxn(BinaryReader in, long revision) {
        boolean succeeded = in.getByte() == 1;
        int size = in.getCount();
        List<Reply> responses = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            responses.add(read(in));
        }
        return new TxnReply(revision, succeeded, responses);
    }

    private static void writeEntries(BinaryWriter out, List<KeyValue> entries) {
        out.putVarint(entries.size());
        for (KeyValue entry : entries) {
            out.putBytes(entry.key())
                    .putBytes(entry.value())
                    .putVarint(entry.createRevision())
                    .putVarint(entry.modRevision())
                    .putVarint(entry.version())
                    .putFixed(entry.lease());
        }
    }

    private static List<KeyValue> readEntries(BinaryReader in) {
        int size = in.getCount();
        List<KeyValue> entries = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            entries.add(new KeyValue(
                    in.getBytes(), in.getBytes(), in.getVarint(), in.getVarint(), in.getVarint(), in.getFixed()));
        }
        return entries;
    }

    private static @Nullable KeyValue firstOf(List<KeyValue> entries) {
        return entries.isEmpty() ? null : entries.getFirst();
    }

    private static byte[] nameOf(ErrorCode code) {
        return code.name().getBytes(StandardCharsets.US_ASCII);
    }

    private static ErrorCode readCode(BinaryReader in) {
        String name = new String(in.getBytes(), StandardCharsets.US_ASCII);
        for (ErrorCode code : ErrorCode.values()) {
            if (code.name().equals(name)) {
                return code;
            }
        }
        throw in.damaged("the unknown error " + name);
    }
}
