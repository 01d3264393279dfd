package dev.paxoskv.node.paxos.model;

/**
 * The identity of one data directory: a random 64-bit number made when the directory is formatted and never used again.
 *
 * <p>Ballots and votes belong to member ids. A node's name, ordinal or address is only a label: a label that comes back
 * with an empty disk is another member.
 *
 * @param value the number; {@code 0} is never a member
 */
public record MemberId(long value) implements Comparable<MemberId> {

    /** Nobody: the member of {@link Ballot#ZERO}. */
    public static final MemberId NONE = new MemberId(0);

    /** Orders by the unsigned number. */
    @Override
    public int compareTo(MemberId other) {
        return Long.compareUnsigned(value, other.value);
    }

    /** The number as 16 hexadecimal digits, as every interface of PaxosKV shows it. */
    @Override
    public String toString() {
        return String.format("%016x", value);
    }

    /**
     * Reads what {@link #toString()} writes.
     *
     * @throws NumberFormatException if the text is no hexadecimal 64-bit number
     */
    public static MemberId parse(String text) {
        return new MemberId(Long.parseUnsignedLong(text, 16));
    }
}
