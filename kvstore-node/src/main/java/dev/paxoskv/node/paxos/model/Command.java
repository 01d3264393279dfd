package dev.paxoskv.node.paxos.model;

import java.util.Arrays;

/**
 * One command of a client, as the log carries it. The protocol does not look into the payload; the state machine uses
 * (session, sequence) to let the command take effect once, however often it is chosen.
 *
 * <p>The payload is not copied: nobody may change it after it was handed over.
 *
 * @param session the session of the node that took the command from its client
 * @param sequence the command's number in that session, from 1 upward; 0 opens the session
 * @param mark the session's low-water mark: every sequence below it is settled and will not be asked for again
 * @param payload the encoded operation
 */
public record Command(long session, long sequence, long mark, byte[] payload) {

    /** Bytes that a command takes in an encoded entry beside its payload. */
    static final int HEADER_BYTES = 3 * Long.BYTES + Integer.BYTES;

    /** Bytes that this command takes in an encoded entry. */
    public int encodedSize() {
        return HEADER_BYTES + payload.length;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Command that
                && session == that.session
                && sequence == that.sequence
                && mark == that.mark
                && Arrays.equals(payload, that.payload);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(session) * 31 + Long.hashCode(sequence);
    }

    @Override
    public String toString() {
        return "Command[" + Long.toHexString(session) + "/" + sequence + ", mark " + mark + ", " + payload.length
                + " bytes]";
    }
}
