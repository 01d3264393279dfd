package dev.paxoskv.node.paxos;

import dev.paxoskv.node.paxos.message.Message;
import dev.paxoskv.node.paxos.message.Message.Announce;
import dev.paxoskv.node.paxos.message.Message.Heartbeat;
import dev.paxoskv.node.paxos.message.Message.HeartbeatAck;
import dev.paxoskv.node.paxos.message.Message.Prepare;
import dev.paxoskv.node.paxos.message.Message.Promise;
import dev.paxoskv.node.paxos.message.Message.Refusal;
import dev.paxoskv.node.paxos.model.AcceptedEntry;
import dev.paxoskv.node.paxos.model.Ballot;
import dev.paxoskv.node.paxos.model.Command;
import dev.paxoskv.node.paxos.model.Configuration;
import dev.paxoskv.node.paxos.model.Configurations;
import dev.paxoskv.node.paxos.model.Entry;
import dev.paxoskv.node.paxos.model.Member;
import dev.paxoskv.node.paxos.model.MemberId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
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
    private @Nullable Leadership leadership;

    Proposer(Tuning tuning, Outbox outbox, Acceptor acceptor, Learner learner, Configurations configurations) {
        this.tuning = tuning;
        this.outbox = outbox;
        this.acceptor = acceptor;
        this.learner = learner;
        this.configurations = configurations;
    }

    /** What this node is as a proposer. */
    Effect.Role role() {
        Leadership current = leadership;
        if (current == null) {
            return Effect.Role.FOLLOWER;
        }
        return current.stage == Stage.LEADING ? Effect.Role.LEADER : Effect.Role.CANDIDATE;
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
        abandonLeadership();
        Leadership started = new Leadership(ballot, now);
        leadership = started;
        // Prepare leaves this node only after its own promise is durable: its own Promise, released by that write, says
        // so
        acceptor.onPrepare(outbox.self(), started.prepare());
    }

    /** Gives the leadership up. The nodes that clients wait on will send what is pending to the next leader. */
    void stop() {
        abandonLeadership();
        pending.clear();
        pendingBytes = 0;
    }

    private void abandonLeadership() {
        Leadership current = leadership;
        leadership = null;
        if (current != null) {
            current.earlyReads.forEach(request -> outbox.add(new Effect.ReadRefused(request, Refusal.NOT_LEADER)));
            current.reads.refuseAll();
        }
    }

    // Phase 1

    void onPromise(MemberId from, Promise promise, long now) {
        Leadership current = leadership;
        if (current == null
                || current.stage != Stage.PREPARING
                || !promise.ballot().equals(ballot())) {
            return;
        }
        boolean first = current.phaseOne.promisers().isEmpty();
        current.phaseOne.onPromise(from, promise);
        learner.noteElsewhere(from, promise.chosenUpTo());
        if (first && current.phaseOne.promisers().contains(outbox.self())) {
            sendPrepare(current);
        }
        if (governing().isMajority(current.phaseOne.promisers())) {
            current.stage = Stage.RECOVERING;
            current.since = now;
            recover(now);
        }
    }

    private void sendPrepare(Leadership current) {
        for (Member member : governing().members()) {
            if (!current.phaseOne.promisers().contains(member.id())) {
                outbox.send(member.id(), current.prepare());
            }
        }
    }

    private void recover(long now) {
        Leadership current = leadership;
        if (current == null || current.stage != Stage.RECOVERING) {
            return;
        }
        PhaseOne phaseOne = current.phaseOne;
        MemberId source = phaseOne.mostAdvanced();
        if (phaseOne.chosenUpTo() > learner.chosenUpTo()) {
            if (source != null && !current.fetching) {
                current.fetching = true;
                learner.fetchFrom(source, now); // the learner goes on by itself, page after page
            }
            return;
        }
        current.nextSlot = learner.chosenUpTo() + 1;
        current.barrier = Math.max(phaseOne.lastSlot(), learner.chosenUpTo()) + 1;
        current.stage = Stage.LEADING;
        proposeMore(now);
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
        if (current == null || current.stage != Stage.LEADING) {
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
        if (current.nextSlot < current.barrier) {
            AcceptedEntry recovered = current.phaseOne.accepted(current.nextSlot);
            return recovered == null ? Entry.NoOp.NO_OP : recovered.entry();
        }
        if (current.nextSlot == current.barrier) {
            return Entry.NoOp.NO_OP;
        }
        boolean diskIsBusy = !outbox.isDurable(current.lastWrite);
        return pending.isEmpty() || diskIsBusy ? null : nextBatch(current);
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

    /** The chosen prefix may have grown: go on, and let the others know. Called at the end of every step. */
    void onProgress(long now) {
        Leadership current = leadership;
        if (current == null) {
            return;
        }
        recover(now);
        if (current.stage != Stage.LEADING) {
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
        Configuration configuration = governing();
        if (current.reads.wantsRound(configuration)) {
            heartbeat(current);
        }
        current.reads.answer(configuration);
    }

    void onHeartbeatAck(MemberId from, HeartbeatAck ack) {
        learner.noteElsewhere(from, ack.chosenUpTo());
        if (leadership != null && ack.ballot().equals(ballot())) {
            leadership.reads.onAck(from, ack.round());
            leadership.replicator.onPeerChosen(from, ack.chosenUpTo());
        }
    }

    private void heartbeat(Leadership current) {
        current.announced = learner.chosenUpTo();
        tellOthers(new Heartbeat(ballot(), current.reads.start(), learner.chosenUpTo()));
    }

    private void tellOthers(Message message) {
        for (Member member : governing().members()) {
            if (!member.id().equals(outbox.self())) {
                outbox.send(member.id(), message);
            }
        }
    }

    void tick(long now) {
        Leadership current = leadership;
        if (current == null) {
            return;
        }
        if (current.stage == Stage.PREPARING
                && now - current.since >= tuning.resendTicks()
                && current.phaseOne.promisers().contains(outbox.self())) {
            current.since = now;
            sendPrepare(current);
        }
        if (current.stage == Stage.LEADING) {
            current.replicator.tick(now);
            if (now % tuning.heartbeatTicks() == 0) {
                heartbeat(current);
            }
        }
    }

    /** Whether recovery waits, for longer than an election takes, for values that nobody delivers. */
    boolean isStuck(long now) {
        return leadership != null
                && leadership.stage == Stage.RECOVERING
                && now - leadership.since > 4L * tuning.heartbeatTicks() * tuning.missedRounds()
                && learner.isStalled(now);
    }

    private Configuration governing() {
        return configurations.governing(learner.chosenUpTo() + 1);
    }

    void assertInvariants() {
        assert pendingBytes >= 0 && pendingBytes <= tuning.pendingBytes() : "pending bytes: " + pendingBytes;
        if (leadership != null) {
            assert !acceptor.promised().isAbove(ballot())
                    : "leads under " + ballot() + ", promised " + acceptor.promised();
            leadership.replicator.assertInvariants();
        }
    }

    private enum Stage {
        PREPARING,
        RECOVERING,
        LEADING
    }

    /** What belongs to one ballot of this node. */
    private final class Leadership {
        private final PhaseOne phaseOne;
        private final Replicator replicator;
        private final ReadRounds reads = new ReadRounds(outbox);
        private final List<Long> earlyReads = new ArrayList<>();
        private Stage stage = Stage.PREPARING;
        private long since;
        private boolean fetching;
        private long nextSlot;
        private long barrier = Long.MAX_VALUE;
        private long lastWrite;
        private long announced;

        Leadership(Ballot ballot, long now) {
            this.phaseOne = new PhaseOne(ballot, learner.chosenUpTo() + 1);
            this.replicator = new Replicator(tuning, outbox, acceptor, learner, configurations, ballot);
            this.since = now;
        }

        Prepare prepare() {
            return new Prepare(phaseOne.ballot(), phaseOne.from());
        }

        /** The windows, and the alpha rule: promises from a majority of the configuration that governs the slot. */
        boolean mayPropose() {
            return replicator.hasRoom()
                    && nextSlot <= learner.chosenUpTo() + configurations.alpha()
                    && configurations.governing(nextSlot).isMajority(phaseOne.promisers());
        }
    }
}
