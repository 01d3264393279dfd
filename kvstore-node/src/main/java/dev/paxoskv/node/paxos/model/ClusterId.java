package dev.paxoskv.node.paxos.model;

/**
 * The identity of a cluster: a random 64-bit number made once, when the cluster is formed. Every message carries it, so
 * that members of two clusters never count each other's votes.
 *
 * @param value the number; {@code 0} is never a cluster
 */
public record ClusterId(long value) {

    /** The number as 16 hexadecimal digits, as every interface of PaxosKV shows it. */
    @Override
    public String toString() {
        return String.format("%016x", value);
    }
}
