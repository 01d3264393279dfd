package dev.paxoskv.node.replica;

import dev.paxoskv.node.paxos.Effect;
import dev.paxoskv.node.paxos.message.Envelope;
import dev.paxoskv.node.paxos.model.ChangeOutcome;
import dev.paxoskv.node.paxos.model.MemberId;
import dev.paxoskv.node.paxos.session.SessionEffect;
import dev.paxoskv.node.paxos.session.SessionEffect.WriteOutcome;
import dev.paxoskv.node.paxos.session.SessionInput;
import dev.paxoskv.node.paxos.session.SessionNode;
import dev.paxoskv.node.statemachine.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;

/**
 * The core's thread: feeds the pure node what happened and carries out its effects in order. Messages leave at once;
 * writes, chosen entries and answers to clients are handed over at the end of a round, in this order, so that an entry is
 * on its way to the disk before the applier sees it and no client's callback delays the protocol.
 */
final class CoreLoop implements Worker.Task {
    private static final int CAPACITY = 1 << 17;

    private final SessionNode<Reply> node;
    private final MemberId self;
    private final Mailbox<CoreInput> mailbox = new Mailbox<>(CAPACITY);
    private final Outlets outlets;
    private final LongSupplier nanoTime;
    private final long tickNanos;
    private final int deadlineTicks;
    private final OpenRequests requests = new OpenRequests();
    private final List<Effect.Persist> persists = new ArrayList<>();
    private final List<Effect.ServePage> pages = new ArrayList<>();
    private final List<ChosenQueue.Chosen> chosen = new ArrayList<>();
    private final List<CompletableFuture<Void>> drains = new ArrayList<>();
    private long nextTick;
    private volatile long ownSession;

    /** Where the effects go. */
    interface Outlets {

        /** Sends a message to another member; may drop it. */
        void send(Envelope envelope);

        /** Makes records durable. */
        void persist(List<Effect.Persist> requests);

        /** Applies entries. */
        void apply(List<ChosenQueue.Chosen> entries);

        /** Answers another member's request for a page of the log. */
        void servePage(Effect.ServePage page);

        /** The leadership changed, as this node sees it. */
        void leadershipChanged(Effect.LeadershipChanged change);

        /** Fetches the newest snapshot of a member and installs it. */
        void fetchSnapshot(MemberId from);

        /** Another configuration is the newest one. */
        void configurationChanged(Effect.ConfigurationChanged change);

        /** This member was removed from its cluster. */
        void removed(Effect.Removed removed);

        /** Another member's state differs from this one's. */
        void diverged(Effect.Diverged diverged);

        /** A client's request was refused, and had no effect. */
        void refused(SessionEffect.Failure failure);

        /** A moment to publish the node's status: after a tick, and after a change of leadership or configuration. */
        void statusDue(SessionNode<Reply> node);
    }

    /**
     * A loop around a node.
     *
     * @param node the node; from now on this loop's thread owns it
     * @param self its member id
     * @param outlets where the effects go
     * @param nanoTime a clock that never goes back
     * @param tickNanos the length of a tick
     * @param deadlineTicks a client's request is answered within so many ticks
     */
    CoreLoop(
            SessionNode<Reply> node,
            MemberId self,
            Outlets outlets,
            LongSupplier nanoTime,
            long tickNanos,
            int deadlineTicks) {
        this.node = node;
        this.self = self;
        this.outlets = outlets;
        this.nanoTime = nanoTime;
        this.tickNanos = tickNanos;
        this.deadlineTicks = deadlineTicks;
        this.nextTick = nanoTime.getAsLong();
        this.ownSession = node.session();
    }

    // any thread

    /** Hands over messages that may be lost: they are, when the node does not keep up. */
    void received(List<Envelope> envelopes) {
        mailbox.offer(new CoreInput.Messages(envelopes));
    }

    /** Hands over a message that this node sends to itself, or drops it if it is for another: then it goes out. */
    void release(Envelope envelope) {
        if (envelope.to().equals(self)) {
            mailbox.put(new CoreInput.Messages(List.of(envelope)));
        } else {
            outlets.send(envelope);
        }
    }

    /** Hands over what another thread of the node has done or found. */
    void report(SessionInput<Reply> what) {
        mailbox.put(new CoreInput.Report(what));
    }

    /** Completes when no client's request is open, or the loop has ended. */
    CompletableFuture<Void> drained() {
        CompletableFuture<Void> drained = new CompletableFuture<>();
        if (!mailbox.put(new CoreInput.Drain(drained))) {
            drained.complete(null);
        }
        return drained;
    }

    /** Hands over a client's request; false if too many wait. */
    boolean request(CoreInput input) {
        return mailbox.offer(input);
    }

    /** The session that this node's commands go out under. */
    long ownSession() {
        return ownSession;
    }

    // the core's thread

    @Override
    public void runOnce(long waitNanos) {
        long untilTick = nextTick - nanoTime.getAsLong();
        List<CoreInput> inputs = mailbox.take(Math.clamp(untilTick, 0, waitNanos));
        takeAll(inputs);
        long now = nanoTime.getAsLong();
        if (now >= nextTick) {
            nextTick = now - nextTick > tickNanos ? now + tickNanos : nextTick + tickNanos; // never two at once
            step(new SessionInput.Tick<>());
            outlets.statusDue(node);
        }
        handOver();
    }

    private void takeAll(List<CoreInput> inputs) {
        List<SessionInput.Write> clientWrites = new ArrayList<>();
        for (CoreInput input : inputs) {
            switch (input) {
                case CoreInput.Messages(List<Envelope> envelopes) ->
                    envelopes.forEach(envelope -> step(new SessionInput.Received<>(envelope)));
                case CoreInput.Write(byte[] payload, CompletableFuture<Reply> reply) ->
                    clientWrites.add(new SessionInput.Write(requests.addWrite(reply), payload, deadlineTicks));
                case CoreInput.Read(CompletableFuture<Void> ready) ->
                    step(new SessionInput.Read<>(requests.addRead(ready), deadlineTicks));
                case CoreInput.Change(long epoch, var change, CompletableFuture<ChangeOutcome> outcome) ->
                    step(new SessionInput.Change<>(requests.addChange(outcome), epoch, change, deadlineTicks));
                case CoreInput.Transfer(MemberId target, CompletableFuture<ChangeOutcome> outcome) ->
                    step(new SessionInput.Transfer<>(requests.addChange(outcome), target, deadlineTicks));
                case CoreInput.Report(SessionInput<Reply> what) -> step(what);
                case CoreInput.Drain(CompletableFuture<Void> drained) -> drains.add(drained);
            }
        }
        if (!clientWrites.isEmpty()) {
            step(new SessionInput.Writes<>(clientWrites));
        }
    }

    private void step(SessionInput<Reply> input) {
        List<SessionEffect<Reply>> effects = node.step(input);
        ownSession = node.session(); // before any command of it can be chosen
        effects.forEach(this::carryOut);
    }

    private void carryOut(SessionEffect<Reply> effect) {
        switch (effect) {
            case SessionEffect.Protocol<Reply>(Effect protocol) -> carryOut(protocol);
            case SessionEffect.WriteSettled<Reply>(long request, WriteOutcome<Reply> outcome) -> {
                if (outcome instanceof WriteOutcome.NotDone<Reply>(SessionEffect.Failure failure)) {
                    outlets.refused(failure);
                }
                requests.writeSettled(request, outcome);
            }
            case SessionEffect.ReadReady<Reply>(long request) -> requests.readReady(request);
            case SessionEffect.ReadFailed<Reply>(long request, SessionEffect.Failure failure) -> {
                outlets.refused(failure);
                requests.readFailed(request, failure);
            }
            case SessionEffect.Changed<Reply>(long request, ChangeOutcome outcome) ->
                requests.changed(request, outcome);
        }
    }

    private void carryOut(Effect effect) {
        switch (effect) {
            case Effect.Send(Envelope envelope) -> release(envelope);
            case Effect.Persist persist -> persists.add(persist);
            case Effect.Chosen(long slot, var entry) -> chosen.add(new ChosenQueue.Chosen(slot, entry));
            case Effect.ServePage page -> pages.add(page);
            case Effect.LeadershipChanged change -> {
                outlets.leadershipChanged(change);
                outlets.statusDue(node);
            }
            case Effect.FetchSnapshot(MemberId from) -> outlets.fetchSnapshot(from);
            case Effect.ConfigurationChanged change -> {
                outlets.configurationChanged(change);
                outlets.statusDue(node);
            }
            case Effect.Removed removed -> {
                outlets.removed(removed);
                outlets.statusDue(node);
            }
            case Effect.Diverged diverged -> outlets.diverged(diverged);
            case Effect.Halt(String reason) -> throw new NodeHaltedException(reason);
            case Effect.Changed changed -> throw unexpected(effect);
            case Effect.ReadReady ready -> throw unexpected(effect);
            case Effect.ReadRefused refused -> throw unexpected(effect);
            case Effect.Rejected rejected -> throw unexpected(effect);
        }
    }

    private static IllegalStateException unexpected(Effect effect) {
        return new IllegalStateException("the session layer lets no such effect out: " + effect);
    }

    private void handOver() {
        if (!persists.isEmpty()) {
            outlets.persist(List.copyOf(persists));
            persists.clear();
        }
        pages.forEach(outlets::servePage); // behind the writes: a page shows what they leave in the log
        pages.clear();
        if (!chosen.isEmpty()) {
            outlets.apply(List.copyOf(chosen));
            chosen.clear();
        }
        requests.answer();
        if (!drains.isEmpty() && requests.noClientWaits()) {
            drains.forEach(drained -> drained.complete(null));
            drains.clear();
        }
    }

    /** Ends every open request: what becomes of it is not known here any more. */
    @Override
    public void ended() {
        for (CoreInput input : mailbox.close()) {
            switch (input) {
                case CoreInput.Write(byte[] payload, CompletableFuture<Reply> reply) -> OpenRequests.end(reply);
                case CoreInput.Read(CompletableFuture<Void> ready) -> OpenRequests.end(ready);
                case CoreInput.Change(long epoch, var change, CompletableFuture<ChangeOutcome> outcome) ->
                    OpenRequests.endChange(outcome);
                case CoreInput.Transfer(MemberId target, CompletableFuture<ChangeOutcome> outcome) ->
                    OpenRequests.endChange(outcome);
                case CoreInput.Drain(CompletableFuture<Void> drained) -> drained.complete(null);
                case CoreInput.Messages messages -> {}
                case CoreInput.Report report -> {}
            }
        }
        requests.endAll();
        drains.forEach(drained -> drained.complete(null));
    }

    /** Thrown out of the loop when the core says that the node cannot go on. */
    static final class NodeHaltedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NodeHaltedException(String reason) {
            super(reason);
        }
    }
}
