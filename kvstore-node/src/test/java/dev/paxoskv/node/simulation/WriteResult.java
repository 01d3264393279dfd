package dev.paxoskv.node.simulation;

import dev.paxoskv.node.statemachine.ErrorCode;
import dev.paxoskv.node.statemachine.Reply;

/**
 * What a client learns of its write.
 *
 * @param revision the store's revision behind it
 * @param succeeded whether its condition held
 */
record WriteResult(long revision, boolean succeeded) {

    static WriteResult of(Reply reply) {
        return switch (reply) {
            case Reply.Failure(ErrorCode code, long revision) -> new WriteResult(revision, false);
            case Reply.TxnReply txn -> new WriteResult(txn.revision(), txn.succeeded());
            case Reply.PutReply put -> new WriteResult(put.revision(), true);
            case Reply.DeleteReply delete -> new WriteResult(delete.revision(), true);
            case Reply.TokenReply token -> new WriteResult(token.revision(), true);
            case Reply.RangeReply range -> new WriteResult(range.revision(), true);
            case Reply.CompactReply compact -> new WriteResult(compact.revision(), true);
            case Reply.SessionReply session -> new WriteResult(session.revision(), true);
        };
    }
}
