package dev.paxoskv.node.paxos;

import dev.paxoskv.node.paxos.message.Message;
import dev.paxoskv.node.paxos.message.Message.Announce;
import dev.paxoskv.node.paxos.message.Message.Heartbeat;
import dev.paxoskv.node.paxos.message.Message.HeartbeatAck;
import dev.paxoskv.node.paxos.message.Message.Promise;
import dev.paxoskv.node.paxos.message.Message.Refusal;
import dev.paxoskv.node.paxos.message.Message.TakeOver;
import dev.paxoskv.node.paxos.model.AcceptedEntry;
import dev.paxoskv.node.paxos.model.Ballot;
import dev.paxoskv.node.paxos.model.Change;
import dev.paxoskv.node.paxos.model.Command;
import dev.paxoskv.node.paxos.model.Configuration;
import dev.paxoskv.node.paxos.model.Configurations;
import dev.paxoskv.node.paxos.model.Entry;
import dev.paxoskv.node.paxos.model.MemberId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * The proposer of one node: Phase 1 once for a ballot, then Phase 2 slot after slot, pipelined and batched.
 *
 * <p>A leadership goes through these stages, all under one ballot:
 *
 * <ol>
 *   <li><em>preparing</em>: the own promise becomes durable, then everybody is asked for theirs;
 *   <li><em>recovering</em>: a majority promised; what some promiser knows to be chosen is fetched, and nothing is proposed
 *       before it is here;
 *   <li><em>leading</em>: the recovered values are proposed again, gaps as no-ops, then one no-op as the first slot of the
 *       own ballot, then commands.
 * </ol>
 */
final class Proposer {
    private final Tuning tuning;
    private final Outbox outbox;
    private final Acceptor acceptor;
    private final Learner learner;
    private final Configurations configurations;
    private final ArrayDeque<Command> pending = new ArrayDeque<>();
    private long pendingBytes;
    private final Administration administration;
    private @Nullable Leadership leadership;

    Proposer(Tuning tuning, Outbox outbox, Acceptor acceptor, Learner learner, Configurations configurations) {
        this.tuning = tuning;
        this.outbox = outbox;
        this.acceptor = acceptor;
        this.learner = learner;
        this.configurations = configurations;
        this.administration = new Administration(tuning, outbox, learner, configurations, this);
    }

    /** What this node is as a proposer. */
    Effect.Role role() {
        Leadership current = leadership;
        if (current == null) {
            return Effect.Role.FOLLOWER;
        }
        return current.stage == Leadership.Stage.LEADING ? Effect.Role.LEADER : Effect.Role.CANDIDATE;
    }

    /** The ballot that this node prepares or leads under; {@link Ballot#ZERO} if none. */
    Ballot ballot() {
        return leadership == null ? Ballot.ZERO : leadership.phaseOne.ballot();
    }

    int slotsInFlight() {
        return leadership == null ? 0 : leadership.replicator.slotsInFlight();
    }

    long pendingBytes() {
        return pendingBytes;
    }

    /** Starts Phase 1 under a new ballot of this node. Commands that wait for a slot go on waiting. */
    void start(Ballot ballot, long now) {
        abandonLeadership(ballot);
        Leadership started = new Leadership(tuning, outbox, acceptor, learner, configurations, ballot, now);
        leadership = started;
        // Prepare leaves this node only after its own promise is durable: its own Promise, released by that write, says
        // so
        acceptor.onPrepare(outbox.self(), started.prepare());
    }

    /**
     * Gives the leadership up. The nodes that clients wait on will send what is pending to the next leader.
     *
     * @param outbid the ballot that stands against it; its own if none does
     */
    void stop(Ballot outbid) {
        abandonLeadership(outbid);
        pending.clear();
        pendingBytes = 0;
    }

    private void abandonLeadership(Ballot outbid) {
        Leadership current = leadership;
        leadership = null;
        if (current != null) {
            administration.settle(current, outbid);
            current.earlyReads.forEach(request -> outbox.add(new Effect.ReadRefused(request, Refusal.NOT_LEADER)));
            current.reads.refuseAll();
        }
    }

    // Phase 1

    void onPromise(MemberId from, Promise promise, long now) {
        Leadership current = leadership;
        if (current == null || !promise.ballot().equals(ballot())) {
            return;
        }
        boolean first = current.phaseOne.promisers().isEmpty();
        current.phaseOne.onPromise(from, promise);
        learner.noteElsewhere(from, promise.chosenUpTo());
        if (first && current.phaseOne.promisers().contains(outbox.self())) {
            sendPrepare(current);
        }
        recover(now);
    }

    /** Asks for the promises that are missing, of all members whose promises may be needed within the window. */
    private void sendPrepare(Leadership current) {
        for (MemberId member : audience()) {
            if (!current.phaseOne.hasWholePromise(member) && !member.equals(outbox.self())) {
                outbox.send(member, current.prepare());
            }
        }
    }

    private void recover(long now) {
        Leadership current = leadership;
        if (current == null) {
            return;
        }
        // who has to promise may change meanwhile, with what is learned
        if (current.stage == Leadership.Stage.PREPARING && governing().isMajority(current.phaseOne.promisers())) {
            current.stage = Leadership.Stage.RECOVERING;
            current.since = now;
        }
        if (current.stage != Leadership.Stage.RECOVERING) {
            return;
        }
        PhaseOne phaseOne = current.phaseOne;
        MemberId source = phaseOne.mostAdvanced();
        if (phaseOne.chosenUpTo() > learner.chosenUpTo()) {
            boolean truncated = phaseOne.truncatedUpTo() > learner.chosenUpTo();
            if (source != null && truncated && governing().isVoter(source) && !source.equals(outbox.self())) {
                leaveTo(current, source);
            } else if (source != null && !current.fetching) {
                current.fetching = true;
                learner.fetchFrom(source, now); // the learner goes on by itself, page after page
            }
            return;
        }
        current.nextSlot = learner.chosenUpTo() + 1;
        current.stage = Leadership.Stage.LEADING;
        current.since = now;
        proposeMore(now);
    }

    /** Only a snapshot could bring this node up, and meanwhile nobody would be served: whoever has it all leads instead. */
    private void leaveTo(Leadership current, MemberId successor) {
        outbox.send(successor, new TakeOver(current.phaseOne.ballot()));
        stop(current.phaseOne.ballot());
    }

    // Phase 2

    void propose(List<Command> commands, long now) {
        long bytes = 0;
        for (Command command : commands) {
            bytes += command.encodedSize();
        }
        if (leadership == null) {
            outbox.add(new Effect.Rejected(commands, Refusal.NOT_LEADER));
        } else if (pendingBytes + bytes > tuning.pendingBytes()) {
            outbox.add(new Effect.Rejected(commands, Refusal.OVERLOADED));
        } else {
            pending.addAll(commands);
            pendingBytes += bytes;
            proposeMore(now);
        }
    }

    /** Proposes what there is to propose, as far as the windows and the disk let it. */
    void proposeMore(long now) {
        Leadership current = leadership;
        if (current == null || current.stage != Leadership.Stage.LEADING) {
            return;
        }
        while (current.mayPropose()) {
            Entry entry = nextEntry(current);
            if (entry == null) {
                return;
            }
            current.replicator.propose(current.nextSlot++, entry, now);
            current.announced = learner.chosenUpTo();
        }
    }

    /** The value for the next slot: recovered, no-op, or the commands that came while the disk was busy. */
    private @Nullable Entry nextEntry(Leadership current) {
        AcceptedEntry recovered = current.phaseOne.accepted(current.nextSlot);
        if (recovered != null) {
            return recovered.entry();
        }
        if (current.nextSlot <= current.phaseOne.lastSlot()) {
            return Entry.NoOp.NO_OP;
        }
        if (current.barrier == Leadership.NO_BARRIER) {
            current.barrier = current.nextSlot;
            return Entry.NoOp.NO_OP;
        }
        if (current.change != null && current.change.slot == 0) {
            current.change.slot = current.nextSlot;
            return new Entry.Reconfiguration(current.change.configuration);
        }
        boolean diskIsBusy = !outbox.isDurable(current.lastWrite);
        if (!pending.isEmpty() && !diskIsBusy) {
            return nextBatch(current);
        }
        boolean changing = current.nextSlot <= configurations.lastOfThePast();
        return changing ? Entry.NoOp.NO_OP : null; // so that the new configuration governs at once
    }

    private Entry nextBatch(Leadership current) {
        List<Command> batch = new ArrayList<>();
        long bytes = 0;
        do {
            Command command = pending.removeFirst();
            batch.add(command);
            bytes += command.encodedSize();
        } while (!pending.isEmpty() && bytes + pending.getFirst().encodedSize() <= tuning.maxEntryBytes());
        pendingBytes -= bytes;
        current.lastWrite = outbox.nextPersist();
        return Entry.Batch.of(batch);
    }

    void onAccepted(MemberId from, Ballot ballot, long slot) {
        if (leadership != null && ballot.equals(ballot())) {
            leadership.replicator.onAccepted(from, slot);
        }
    }

    /**
     * Chosen values came from elsewhere. Where one is not what this leader has proposed, another leader has been before it,
     * and this one steps back at once: were it to say under its own ballot what is chosen, then whoever accepted its value
     * under that ballot would take the value for the chosen one.
     */
    void onLearned(List<AcceptedEntry> chosen) {
        if (leadership != null && chosen.stream().anyMatch(leadership.replicator::isContradicted)) {
            stop(ballot());
        }
    }

    /** The same for a snapshot, which does not tell the values that it covers. */
    void onInstalled(long slot) {
        if (leadership != null && leadership.replicator.hasProposedUpTo(slot)) {
            stop(ballot());
        }
    }

    /** The chosen prefix may have grown: go on, and let the others know. Called at the end of every step. */
    void onProgress(long now) {
        Leadership current = leadership;
        if (current == null) {
            return;
        }
        recover(now);
        if (current.stage != Leadership.Stage.LEADING) {
            return;
        }
        current.replicator.forgetChosen();
        current.nextSlot = Math.max(current.nextSlot, learner.chosenUpTo() + 1);
        proposeMore(now);
        if (learner.chosenUpTo() > current.announced) {
            current.announced = learner.chosenUpTo();
            tellOthers(new Announce(ballot(), learner.chosenUpTo()));
        }
        confirmReads(current);
        administration.onProgress(current, now);
        MemberId successor = governing().isVoter(outbox.self())
                ? null
                : current.followers.best(governing().voters(), now);
        if (successor != null) {
            leaveTo(current, successor); // a change made before its time has removed this leader
        }
    }

    // heartbeats and reads

    void read(long request) {
        Leadership current = leadership;
        if (current == null) {
            outbox.add(new Effect.ReadRefused(request, Refusal.NOT_LEADER));
        } else if (current.reads.size() + current.earlyReads.size() >= tuning.pendingReads()) {
            outbox.add(new Effect.ReadRefused(request, Refusal.OVERLOADED));
        } else {
            current.earlyReads.add(request); // confirmReads(), at the end of this step, gives it its index
        }
    }

    /**
     * Gives waiting reads their index once this leader knows all that was chosen before its ballot, and runs the rounds
     * that confirm them.
     */
    private void confirmReads(Leadership current) {
        if (learner.chosenUpTo() < current.barrier) {
            return;
        }
        for (long request : current.earlyReads) {
            current.reads.add(request, learner.chosenUpTo());
        }
        current.earlyReads.clear();
        if (current.reads.wantsRound(learner.chosenUpTo())) {
            heartbeat(current);
        }
        current.reads.answer(learner.chosenUpTo());
    }

    void onHeartbeatAck(MemberId from, HeartbeatAck ack, int version, long now) {
        learner.noteElsewhere(from, ack.chosenUpTo());
        if (leadership != null && ack.ballot().equals(ballot())) {
            leadership.reads.onAck(from, ack.round());
            leadership.followers.onAck(from, ack, version, now);
            leadership.replicator.onPeerChosen(from, ack.chosenUpTo());
        }
    }

    /** Starts a round of heartbeats now. */
    void heartbeat(Leadership current) {
        current.announced = learner.chosenUpTo();
        long round = current.reads.start();
        current.followers.started(round);
        tellOthers(new Heartbeat(ballot(), round, learner.chosenUpTo(), current.settledEpoch()));
    }

    private void tellOthers(Message message) {
        for (MemberId member : audience()) {
            if (!member.equals(outbox.self())) {
                outbox.send(member, message);
            }
        }
    }

    void tick(long now) {
        Leadership current = leadership;
        if (current == null) {
            return;
        }
        boolean wantsPromises = current.stage == Leadership.Stage.PREPARING || current.lacksPromises();
        if (wantsPromises
                && now - current.preparedAt >= tuning.resendTicks()
                && current.phaseOne.promisers().contains(outbox.self())) {
            current.preparedAt = now;
            sendPrepare(current);
        }
        if (current.stage == Leadership.Stage.LEADING) {
            current.replicator.tick(now);
            if (now % tuning.heartbeatTicks() == 0) {
                heartbeat(current);
                administration.raiseFeatures(current, now);
            }
            administration.tick(current, now);
        }
    }

    // membership and leadership transfer

    /** Changes the configuration, or says why not. */
    void change(long request, long expectedEpoch, Change change, long now) {
        administration.change(leadership, request, expectedEpoch, change, now);
    }

    /** Whether another member has been asked to take over, or is about to be. */
    boolean handsOver() {
        return leadership != null && leadership.handover != null;
    }

    /** Hands the leadership over, or says why not. */
    void transfer(long request, MemberId wanted, long now) {
        administration.transfer(leadership, request, wanted, now);
    }

    /** What a leader knows of the others; empty on any other node. */
    Map<MemberId, PaxosNode.Progress> progress(long now) {
        return leadership == null ? Collections.emptyMap() : leadership.followers.progress(now);
    }

    /** The last epoch that this leader knows to be settled; 0 if it does not lead. */
    long settledEpoch() {
        return leadership == null || !leadership.knowsThePast() ? 0 : leadership.settledEpoch();
    }

    /** Whether recovery waits, for longer than an election takes, for values that nobody delivers. */
    boolean isStuck(long now) {
        return leadership != null
                && leadership.stage == Leadership.Stage.RECOVERING
                && now - leadership.since > 4L * tuning.heartbeatTicks() * tuning.missedRounds()
                && learner.isStalled(now);
    }

    private Configuration governing() {
        return configurations.governing(learner.chosenUpTo() + 1);
    }

    private SortedSet<MemberId> audience() {
        return configurations.audience(learner.chosenUpTo() + 1);
    }

    void assertInvariants() {
        assert pendingBytes >= 0 && pendingBytes <= tuning.pendingBytes() : "pending bytes: " + pendingBytes;
        if (leadership != null) {
            assert !acceptor.promised().isAbove(ballot())
                    : "leads under " + ballot() + ", promised " + acceptor.promised();
            leadership.replicator.assertInvariants();
        }
    }
}
