package dev.paxoskv.node.paxos;

import dev.paxoskv.node.paxos.Leadership.PendingChange;
import dev.paxoskv.node.paxos.MembershipRules.Decision;
import dev.paxoskv.node.paxos.model.Ballot;
import dev.paxoskv.node.paxos.model.Change;
import dev.paxoskv.node.paxos.model.ChangeOutcome;
import dev.paxoskv.node.paxos.model.ChangeOutcome.Reason;
import dev.paxoskv.node.paxos.model.ChangeOutcome.Refused;
import dev.paxoskv.node.paxos.model.Configuration;
import dev.paxoskv.node.paxos.model.Configurations;
import dev.paxoskv.node.paxos.model.MemberId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What administrators ask of a leader: other members, another leader. Every request is answered once. */
final class Administration {
    private final Tuning tuning;
    private final Outbox outbox;
    private final Learner learner;
    private final Configurations configurations;
    private final Proposer proposer;

    Administration(Tuning tuning, Outbox outbox, Learner learner, Configurations configurations, Proposer proposer) {
        this.tuning = tuning;
        this.outbox = outbox;
        this.learner = learner;
        this.configurations = configurations;
        this.proposer = proposer;
    }

    // membership

    /** Changes the configuration, or says why not. */
    void change(@Nullable Leadership current, long request, long expectedEpoch, Change change, long now) {
        Refused refusal = current == null ? notLeader() : refusal(current, expectedEpoch);
        if (current == null || refusal != null) {
            outbox.add(new Effect.Changed(request, refusal == null ? notLeader() : refusal));
            return;
        }
        switch (current.rules.decide(configurations.latest(), change, now)) {
            case Decision.No(Refused no) -> outbox.add(new Effect.Changed(request, no));
            case Decision.Next(Configuration next) -> begin(current, request, next, now);
        }
    }

    private void begin(Leadership current, long request, Configuration next, long now) {
        current.change = new PendingChange(request, next);
        proposer.proposeMore(now);
    }

    private @Nullable Refused refusal(Leadership current, long expectedEpoch) {
        if (!current.knowsThePast()) {
            return notLeader();
        }
        long epoch = configurations.latest().epoch();
        if (expectedEpoch != epoch) {
            return new Refused(
                    Reason.EPOCH_MOVED,
                    "the configuration is at epoch " + epoch + ", not " + expectedEpoch
                            + ": read it again, and ask again if the change is still wanted");
        }
        return current.isFree() ? null : busy();
    }

    private static Refused notLeader() {
        return new Refused(Reason.NOT_LEADER, "this node does not lead, or not yet: ask again");
    }

    private static Refused busy() {
        return new Refused(
                Reason.BUSY,
                "another change of the membership or of the leadership is under way: ask again when it is settled");
    }

    /** The chosen prefix may have grown, or somebody answered. */
    void onProgress(Leadership current, long now) {
        answerChange(current);
        if (current.handover != null) {
            handOver(current, current.handover, now);
        }
    }

    private void answerChange(Leadership current) {
        PendingChange change = current.change;
        if (change != null && change.slot > 0 && learner.chosenUpTo() >= change.slot) {
            current.change = null;
            boolean mine = configurations.latest().equals(change.configuration);
            answer(
                    change.request,
                    mine
                            ? new ChangeOutcome.Done(change.configuration.epoch(), change.slot)
                            : new ChangeOutcome.Unknown());
        }
    }

    private void answer(long request, ChangeOutcome outcome) {
        if (request != PendingChange.NOBODY) {
            outbox.add(new Effect.Changed(request, outcome));
        }
    }

    /** Once all members' builds support the next level, what they may write to the log grows. */
    void raiseFeatures(Leadership current, long now) {
        Configuration latest = configurations.latest();
        int next = latest.featureLevel() + 1;
        if (next <= outbox.version()
                && current.knowsThePast()
                && current.isFree()
                && current.rules.allSupport(latest, next, now)) {
            Configuration raised = new Configuration(latest.epoch() + 1, latest.members(), latest.removed(), next);
            begin(current, PendingChange.NOBODY, raised, now);
        }
    }

    // leadership transfer

    /** Hands the leadership over, or says why not. */
    void transfer(@Nullable Leadership current, long request, MemberId wanted, long now) {
        if (current == null || !current.knowsThePast()) {
            outbox.add(new Effect.Changed(request, notLeader()));
        } else if (wanted.equals(outbox.self())) {
            outbox.add(new Effect.Changed(request, epochNow()));
        } else if (current.handover != null || current.change != null) {
            outbox.add(new Effect.Changed(request, busy()));
        } else {
            begin(current, request, wanted, now);
        }
    }

    private void begin(Leadership current, long request, MemberId wanted, long now) {
        List<MemberId> voters = possibleSuccessors();
        MemberId best = wanted.equals(MemberId.NONE) ? current.followers.best(voters, now) : wanted;
        MemberId target = best == null ? MemberId.NONE : best;
        Refused refusal = target.equals(MemberId.NONE)
                ? nobodyLeads(current, voters, now)
                : cannotLead(current, target, voters, now);
        if (refusal != null) {
            outbox.add(new Effect.Changed(request, refusal));
            return;
        }
        current.handover = new Handover(tuning, outbox, request, target, now);
        handOver(current, current.handover, now);
    }

    /** The other voters of now that go on voting. */
    private List<MemberId> possibleSuccessors() {
        Configuration governing = configurations.governing(learner.chosenUpTo() + 1);
        List<MemberId> voters = new ArrayList<>(configurations.latest().voters());
        voters.removeIf(voter -> !governing.isVoter(voter) || voter.equals(outbox.self()));
        return voters;
    }

    /** None of those who may take over is there. */
    private Refused nobodyLeads(Leadership current, List<MemberId> voters, long now) {
        if (voters.isEmpty() && configurations.latest().voters().size() > 1) {
            return busy(); // the other one's promotion does not govern yet
        }
        return voters.isEmpty() || current.followers.isMissed(MemberId.NONE, current.since, now)
                ? new Refused(Reason.BAD_TARGET, "no other voter is reachable")
                : new Refused(Reason.NOT_CAUGHT_UP, "no other voter has answered this leader yet: ask again");
    }

    /**
     * Why a member cannot take over, or not yet; null if it can. The leader proposes nothing while it hands over, so it does not
     * begin before the member can follow at once.
     */
    private @Nullable Refused cannotLead(Leadership current, MemberId target, List<MemberId> voters, long now) {
        if (!configurations.latest().isVoter(target)) {
            return new Refused(Reason.BAD_TARGET, "member " + target + " is no voter: promote it first");
        }
        if (!voters.contains(target)) {
            return busy(); // its promotion does not govern yet
        }
        if (current.followers.isMissed(target, current.since, now)) {
            return new Refused(Reason.BAD_TARGET, "member " + target + " is not reachable");
        }
        return current.followers.isCaughtUp(target, now)
                ? null
                : new Refused(
                        Reason.NOT_CAUGHT_UP,
                        "member " + target + " has not caught up yet: ask again when it is level");
    }

    private void handOver(Leadership current, Handover handover, long now) {
        if (handover.drainsNow(current.replicator.slotsInFlight())) {
            proposer.heartbeat(current);
        }
        handover.tell(current.ballot(), current.followers.chosenUpTo(handover.target()), learner.chosenUpTo(), now);
    }

    void tick(Leadership current, long now) {
        Handover handover = current.handover;
        if (handover != null && handover.isOver(now)) {
            current.handover = null;
            outbox.add(new Effect.Changed(
                    handover.request(),
                    new Refused(
                            Reason.TIMED_OUT,
                            "member " + handover.target()
                                    + " did not take over in time. The leader goes on, unless that"
                                    + " member still does: ask again")));
            proposer.proposeMore(now);
        }
    }

    /** The leadership ends with administrators waiting. */
    void settle(Leadership current, Ballot outbid) {
        if (current.change != null) {
            answer(current.change.request, current.change.slot == 0 ? notLeader() : new ChangeOutcome.Unknown());
        }
        Handover handover = current.handover;
        if (handover != null) {
            boolean done = outbid.member().equals(handover.target());
            outbox.add(new Effect.Changed(handover.request(), done ? epochNow() : new ChangeOutcome.Unknown()));
        }
    }

    private ChangeOutcome epochNow() {
        return new ChangeOutcome.Done(configurations.latest().epoch(), configurations.latestSlot());
    }
}
