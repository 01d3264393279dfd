package dev.paxoskv.node.statemachine;

import dev.paxoskv.node.statemachine.Reply.CompactReply;
import dev.paxoskv.node.statemachine.Reply.DeleteReply;
import dev.paxoskv.node.statemachine.Reply.Failure;
import dev.paxoskv.node.statemachine.Reply.PutReply;
import dev.paxoskv.node.statemachine.Reply.RangeReply;
import dev.paxoskv.node.statemachine.Reply.SessionReply;
import dev.paxoskv.node.statemachine.Reply.TokenReply;
import dev.paxoskv.node.statemachine.Reply.TxnReply;
import java.util.List;

/** What a reply counts for against the limits, in bytes: its keys and values, and a flat rate for the rest. */
final class ReplySize {

    private static final int REPLY_BYTES = 64;
    private static final long ENTRY_BYTES = 64;

    private ReplySize() {}

    static long of(Reply reply) {
        return switch (reply) {
            case PutReply put -> REPLY_BYTES + (put.previous() == null ? 0 : of(put.previous()));
            case DeleteReply delete -> REPLY_BYTES + of(delete.previous());
            case RangeReply range -> REPLY_BYTES + of(range.kvs());
            case TxnReply txn -> REPLY_BYTES + ofAll(txn.responses());
            case CompactReply _, TokenReply _, SessionReply _, Failure _ -> REPLY_BYTES;
        };
    }

    static long of(KeyValue entry) {
        return ENTRY_BYTES + entry.key().length + entry.value().length;
    }

    private static long of(List<KeyValue> entries) {
        long bytes = 0;
        for (KeyValue entry : entries) {
            bytes += of(entry);
        }
        return bytes;
    }

    private static long ofAll(List<Reply> replies) {
        long bytes = 0;
        for (Reply reply : replies) {
            bytes += of(reply);
        }
        return bytes;
    }
}
