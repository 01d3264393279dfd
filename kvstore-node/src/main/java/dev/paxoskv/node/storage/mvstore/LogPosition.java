package dev.paxoskv.node.storage.mvstore;

import dev.paxoskv.node.paxos.model.Ballot;
import dev.paxoskv.node.paxos.model.MemberId;
import java.nio.ByteBuffer;

/**
 * What a checkpoint keeps of the Paxos state beside the entries.
 *
 * @param journal the journal position that replay starts from
 * @param promised the promise
 * @param chosenUpTo the last slot of the prefix that the log proves to be chosen
 * @param truncatedUpTo the last slot that the log no longer holds
 */
record LogPosition(long journal, Ballot promised, long chosenUpTo, long truncatedUpTo) {
    static final LogPosition START = new LogPosition(0, Ballot.ZERO, 0, 0);

    /** The same with a promise that is at least this one. */
    LogPosition promised(Ballot ballot) {
        return new LogPosition(journal, Ballot.max(promised, ballot), chosenUpTo, truncatedUpTo);
    }

    /** The same with a chosen prefix that ends at this slot, if it does not reach further. */
    LogPosition chosen(long slot) {
        return new LogPosition(journal, promised, Math.max(chosenUpTo, slot), truncatedUpTo);
    }

    /** The same further on in the journal. */
    LogPosition reached(long position) {
        return new LogPosition(position, promised, chosenUpTo, truncatedUpTo);
    }

    /** The same without the slots up to this one, which are known to be chosen. */
    LogPosition truncated(long slot) {
        return new LogPosition(journal, promised, Math.max(chosenUpTo, slot), Math.max(truncatedUpTo, slot));
    }

    byte[] encoded() {
        return ByteBuffer.allocate(5 * Long.BYTES)
                .putLong(journal)
                .putLong(promised.round())
                .putLong(promised.member().value())
                .putLong(chosenUpTo)
                .putLong(truncatedUpTo)
                .array();
    }

    static LogPosition decode(byte[] encoded) {
        ByteBuffer in = ByteBuffer.wrap(encoded);
        return new LogPosition(
                in.getLong(), new Ballot(in.getLong(), new MemberId(in.getLong())), in.getLong(), in.getLong());
    }
}
