package dev.paxoskv.operator.admin;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the operator asks nodes for. Every call ends within the time-out of a request; a node that does not answer is an
 * empty result or a {@link Reply} that says so, never an exception. For any number of threads.
 */
public interface NodeAdmin {

    /** What nodes say of themselves, asked all at once; without those that do not answer. */
    Map<String, NodeStatus> statuses(List<String> hosts);

    /** The configuration, confirmed by a quorum after the call began. */
    Optional<ClusterReport> confirmed(String host);

    /** Makes an empty node the first member of a new cluster. */
    Reply bootstrap(String host, String clusterId, String memberId);

    Reply addLearner(String host, long expectedEpoch, NewMember member);

    Reply promote(String host, long expectedEpoch, String memberId);

    Reply remove(String host, long expectedEpoch, String memberId);

    Reply transferLeader(String host, String memberId);

    /** A member to be, with the addresses that the others reach it by. */
    record NewMember(String memberId, String name, String peer, String http, String grpc) {}

    /**
     * The answer to a change.
     *
     * @param done it was made
     * @param text what the node says against it; empty if it was made
     */
    record Reply(boolean done, String text) {

        public static final Reply DONE = new Reply(true, "");

        public static Reply refused(String text) {
            return new Reply(false, text);
        }
    }
}
