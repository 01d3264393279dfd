package dev.paxoskv.node.replica;

import dev.paxoskv.node.paxos.Effect.Role;
import dev.paxoskv.node.paxos.model.Ballot;
import dev.paxoskv.node.paxos.model.Genesis;
import dev.paxoskv.node.paxos.model.Member;
import dev.paxoskv.node.paxos.model.MemberId;
import java.util.List;
import java.util.Optional;

/**
 * What one node is and knows at one moment.
 *
 * @param state how far the node has come
 * @param detail what it waits for or why it stopped, for people; empty while it serves
 * @param member this node's member id
 * @param name its label
 * @param genesis what its cluster was formed with, once it was
 * @param role what it is to the others
 * @param leader the ballot of the leader that it follows; {@link Ballot#ZERO} for none
 * @param promised its promise
 * @param chosenSlot its chosen prefix
 * @param appliedSlot the last slot applied
 * @param revision the store's revision here
 * @param members the members of the configuration in force, by id; none before the cluster is formed
 * @param sessionOpen whether writes of its clients can go out
 * @param pendingWrites writes of its clients that are not settled
 * @param pendingReads reads of its clients that are not confirmed
 * @param storedBytes what its data directory takes on disk
 */
public record NodeStatus(
        State state,
        String detail,
        MemberId member,
        String name,
        Optional<Genesis> genesis,
        Role role,
        Ballot leader,
        Ballot promised,
        long chosenSlot,
        long appliedSlot,
        long revision,
        List<Member> members,
        boolean sessionOpen,
        int pendingWrites,
        int pendingReads,
        long storedBytes) {

    /** Whether linearizable requests can be served here now, as far as this node knows. */
    public boolean isReady() {
        return state == State.SERVING && sessionOpen && !leader.equals(Ballot.ZERO);
    }

    /** The leader, if there is one among the members. */
    public Optional<Member> leaderMember() {
        return members.stream()
                .filter(each -> each.id().equals(leader.member()))
                .findFirst();
    }

    /** How far a node has come. */
    public enum State {
        /** It opens its data. */
        STARTING,
        /** It has no cluster yet, or must not take part in the one it meets. */
        UNFORMED,
        /** It takes part. */
        SERVING,
        /** It was removed from its cluster and takes part in nothing any more; its data is kept. */
        REMOVED,
        /** It was asked to stop. */
        STOPPING,
        /** It met something that it cannot go on after; the process ends. */
        FAILED
    }
}
