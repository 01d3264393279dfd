package dev.paxoskv.node.statemachine;

/** Counts down the bytes that the reply of one command or read may still take. */
final class ReplyBudget {

    private long left;

    ReplyBudget(long bytes) {
        left = bytes;
    }

    /** Takes what an entry costs; false when that is more than is left. */
    boolean take(KeyValue entry) {
        left -= ReplySize.of(entry);
        return left >= 0;
    }
}
