package dev.paxoskv.node.paxos.model;

/**
 * A change of a cluster's configuration, as an administrator asks for it. The leader turns it into the next {@link
 * Configuration}, or says in a {@link ChangeOutcome} why it does not.
 */
public sealed interface Change {

    /**
     * Adds a member that receives the log and does not vote yet.
     *
     * @param member the member; whatever its role says, it becomes a learner
     */
    record AddLearner(Member member) implements Change {}

    /**
     * Makes a learner that has caught up a voter.
     *
     * @param member the learner
     */
    record Promote(MemberId member) implements Change {}

    /**
     * Removes a member for good: its id never comes back.
     *
     * @param member the member
     */
    record Remove(MemberId member) implements Change {}

    /**
     * Gives a member another name or other addresses.
     *
     * @param member the member as it is to be; its role stays what it is
     */
    record Update(Member member) implements Change {}

    /**
     * Raises the cluster's feature level, once every member's build supports it.
     *
     * @param level the new level
     */
    record RaiseFeatures(int level) implements Change {}
}
