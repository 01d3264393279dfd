package dev.paxoskv.node.replica;

import dev.paxoskv.node.paxos.Effect;
import dev.paxoskv.node.paxos.PaxosNode;
import dev.paxoskv.node.paxos.model.Configuration;
import dev.paxoskv.node.paxos.model.Member;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** Tells what happens to a node as a member of its cluster: a line of the log each, and the listener. The core's thread. */
final class Announcer {
    private static final Logger LOG = Logger.getLogger(Replica.class);

    private final String name;
    private final ReplicaListener listener;
    private long toldSettled;
    private long toldLatest;

    Announcer(String name, ReplicaListener listener) {
        this.name = name;
        this.listener = listener;
    }

    void leadershipChanged(Effect.LeadershipChanged change) {
        LOG.infof("%s: %s", name, describe(change));
        listener.leadershipChanged(change.role(), change.leader());
    }

    private static String describe(Effect.LeadershipChanged change) {
        return switch (change.role()) {
            case LEADER -> "leads under ballot " + change.leader();
            case CANDIDATE -> "prepares ballot " + change.leader();
            case FOLLOWER -> "follows ballot " + change.leader();
        };
    }

    void configurationChanged(Effect.ConfigurationChanged change) {
        Configuration latest = change.latest();
        String members = latest.members().stream().map(Announcer::describe).collect(Collectors.joining(", "));
        LOG.infof("%s: configuration %d, of slot %d: %s", name, latest.epoch(), change.slot(), members);
    }

    private static String describe(Member member) {
        return member.name() + " (" + member.id() + ") " + member.role().name().toLowerCase(Locale.ROOT);
    }

    /** The configurations may have changed: the newest one, or the one before it may be needed no more. */
    void status(PaxosNode.Status status) {
        Configuration lastSettled = status.lastSettled();
        Configuration latest = status.latest();
        if (lastSettled.epoch() != toldSettled || latest.epoch() != toldLatest) {
            toldSettled = lastSettled.epoch();
            toldLatest = latest.epoch();
            listener.configurationChanged(lastSettled, latest);
        }
    }

    void removed(String text) {
        LOG.warnf("%s: %s", name, text);
    }

    void diverged(Effect.Diverged diverged) {
        LOG.errorf(
                "%s: the state of member %s differs from this one's after slot %d, and no majority says who is right. Compare"
                        + " the members' hashes, and replace the one that stands alone",
                name, diverged.member(), diverged.slot());
        listener.diverged(diverged.member(), diverged.slot());
    }
}
