package dev.paxoskv.node.replica;

import dev.paxoskv.node.paxos.model.MemberId;
import dev.paxoskv.node.paxos.session.SessionEffect.Failure;
import dev.paxoskv.node.replica.RequestException.Kind;

/** The texts of failed requests. */
final class Failures {
    private Failures() {}

    static RequestException notDone(Failure failure) {
        return switch (failure) {
            case NO_LEADER ->
                new RequestException(
                        Kind.NO_LEADER,
                        "no leader was reached in time, so nothing was done; a majority of the members has to be up and"
                                + " connected. Try again, here or at another node");
            case OVERLOADED -> overloaded();
        };
    }

    static RequestException overloaded() {
        return new RequestException(
                Kind.OVERLOADED, "too many requests wait already, so nothing was done. Try again later, with a pause");
    }

    static RequestException unknown() {
        return new RequestException(
                Kind.UNKNOWN,
                "no answer in time: the write may have taken effect, or may still. Read before you try it again");
    }

    static RequestException notServing(String state) {
        return new RequestException(
                Kind.NOT_SERVING, "nothing was done, because " + state + ". Try again, or ask another node");
    }

    /** What a node says of itself that was removed. */
    static String removed(MemberId member, long epoch) {
        return "this node, member " + member + ", was removed from its cluster by configuration " + epoch
                + " or before, and takes part in nothing any more; its data is kept. To use this machine again, start the"
                + " node with an empty data directory and add it as a new member";
    }
}
