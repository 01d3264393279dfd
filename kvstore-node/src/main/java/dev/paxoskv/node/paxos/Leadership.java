package dev.paxoskv.node.paxos;

import dev.paxoskv.node.paxos.message.Message.Prepare;
import dev.paxoskv.node.paxos.model.Ballot;
import dev.paxoskv.node.paxos.model.Configuration;
import dev.paxoskv.node.paxos.model.Configurations;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What belongs to one ballot of this node, from its Phase 1 to its end; {@link Proposer} and {@link Administration} drive it. */
final class Leadership {
    static final long NO_BARRIER = Long.MAX_VALUE;

    private final Learner learner;
    private final Configurations configurations;
    final PhaseOne phaseOne;
    final Replicator replicator;
    final Followers followers;
    final MembershipRules rules;
    final ReadRounds reads;
    final List<Long> earlyReads = new ArrayList<>();
    Stage stage = Stage.PREPARING;

    /** When this stage began. */
    long since;

    long preparedAt;
    boolean fetching;
    long nextSlot;

    /** The first slot that is this ballot's own: with it, all that was chosen before the ballot is known. */
    long barrier = NO_BARRIER;

    @Nullable PendingChange change;

    @Nullable Handover handover;

    long lastWrite;
    long announced;

    enum Stage {
        PREPARING,
        RECOVERING,
        LEADING
    }

    /** A configuration on its way to be chosen, and who waits for it. */
    static final class PendingChange {
        static final long NOBODY = -1;

        final long request;
        final Configuration configuration;

        /** Where it was proposed; 0 before that. */
        long slot;

        PendingChange(long request, Configuration configuration) {
            this.request = request;
            this.configuration = configuration;
        }
    }

    Leadership(
            Tuning tuning,
            Outbox outbox,
            Acceptor acceptor,
            Learner learner,
            Configurations configurations,
            Ballot ballot,
            long now) {
        this.learner = learner;
        this.configurations = configurations;
        this.phaseOne = new PhaseOne(ballot, learner.chosenUpTo() + 1);
        this.replicator = new Replicator(tuning, outbox, acceptor, learner, configurations, ballot);
        this.followers = new Followers(tuning, outbox, learner, configurations);
        this.rules = new MembershipRules(followers, outbox.self(), outbox.version());
        this.reads = new ReadRounds(outbox, configurations);
        this.since = now;
        this.preparedAt = now;
    }

    Ballot ballot() {
        return phaseOne.ballot();
    }

    Prepare prepare() {
        return new Prepare(phaseOne.ballot(), phaseOne.from());
    }

    /** The windows, and the alpha rule: promises from a majority of the configuration that governs the slot. */
    boolean mayPropose() {
        return replicator.hasRoom()
                && handover == null
                && nextSlot > phaseOne.chosenUpTo()
                && nextSlot <= learner.chosenUpTo() + configurations.alpha()
                && phaseOne.hasMajority(configurations.governing(nextSlot), nextSlot);
    }

    /** Whether some configuration of the window has not promised by a majority yet, or not for the next slot. */
    boolean lacksPromises() {
        if (stage != Stage.LEADING) {
            return false;
        }
        for (Configuration configuration : configurations.inForce(learner.chosenUpTo() + 1)) {
            if (!phaseOne.hasMajority(configuration, nextSlot)) {
                return true;
            }
        }
        return false;
    }

    /** Whether all that was chosen before this ballot is known here: the first slot of its own is chosen. */
    boolean knowsThePast() {
        return stage == Stage.LEADING && learner.chosenUpTo() >= barrier;
    }

    /** Whether nothing stands against a change of the configuration. */
    boolean isFree() {
        return change == null
                && handover == null
                && learner.chosenUpTo() >= phaseOne.lastSlot()
                && settledEpoch() == configurations.latest().epoch();
    }

    /**
     * The last epoch that is settled: it governs, and a majority of its voters durably holds all that the configuration
     * before had to choose, so that a member which was removed is not needed any more.
     */
    long settledEpoch() {
        Configuration latest = configurations.latest();
        long last = configurations.lastOfThePast();
        boolean settled = learner.chosenUpTo() >= last && followers.majorityHolds(latest, last);
        return settled ? latest.epoch() : latest.epoch() - 1;
    }
}
