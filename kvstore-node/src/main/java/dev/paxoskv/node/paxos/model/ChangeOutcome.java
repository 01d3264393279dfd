package dev.paxoskv.node.paxos.model;

/** What became of a {@link Change}, or of a request to hand the leadership over. */
public sealed interface ChangeOutcome {

    /**
     * It is done: the configuration is chosen, or the leadership has moved.
     *
     * @param epoch the epoch of the cluster's configuration now
     * @param slot the slot of that configuration; 0 for the genesis
     */
    record Done(long epoch, long slot) implements ChangeOutcome {}

    /**
     * It had no effect.
     *
     * @param reason why
     * @param text the same for people, with what to do about it
     */
    record Refused(Reason reason, String text) implements ChangeOutcome {}

    /** It may have had an effect, or may still: the configuration's epoch tells. */
    record Unknown() implements ChangeOutcome {}

    /** Why a change is refused. */
    enum Reason {
        /** No leader was reached, or it does not know yet what was chosen before its time. */
        NOT_LEADER,
        /** The configuration has moved on since the caller looked at it. */
        EPOCH_MOVED,
        /** The change before is not settled, or the leadership is being handed over. */
        BUSY,
        /** There is no such member. */
        NO_SUCH_MEMBER,
        /** There is such a member, or one of that name. */
        ALREADY_MEMBER,
        /** This id was removed: it never comes back. */
        REMOVED_MEMBER,
        /** Only learners are promoted. */
        NOT_A_LEARNER,
        /** The learner does not hold enough of the log yet, or is not heard. */
        NOT_CAUGHT_UP,
        /** A cluster has at least one voter. */
        LAST_VOTER,
        /** Too few of the voters that would remain are reachable and have caught up. */
        UNSAFE,
        /** The leader is not removed: it hands over first. */
        IS_LEADER,
        /** A member runs a build that does not support this yet. */
        FEATURE_LEVEL,
        /** The member cannot take the leadership over. */
        BAD_TARGET,
        /** The member that was to take over did not do so in time. */
        TIMED_OUT,
        /** A limit is reached. */
        TOO_MANY_MEMBERS
    }
}
