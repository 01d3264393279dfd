package dev.paxoskv.node.replica;

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
        return new RequestException(Kind.NOT_SERVING, state + ", so nothing was done. Try again, or ask another node");
    }
}
