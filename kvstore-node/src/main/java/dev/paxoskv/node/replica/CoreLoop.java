package dev.paxoskv.node.replica;

import dev.paxoskv.node.paxos.Effect;
import dev.paxoskv.node.paxos.message.Envelope;
import dev.paxoskv.node.paxos.model.MemberId;
import dev.paxoskv.node.paxos.session.SessionEffect;
import dev.paxoskv.node.paxos.session.SessionEffect.WriteOutcome;
import dev.paxoskv.node.paxos.session.SessionInput;
import dev.paxoskv.node.paxos.session.SessionNode;
import dev.paxoskv.node.statemachine.Reply;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
    private final Map<Long, CompletableFuture<Reply>> writes = new HashMap<>();
    private final Map<Long, CompletableFuture<Void>> reads = new HashMap<>();
    private final List<Effect.Persist> persists = new ArrayList<>();
    private final List<Effect.ServePage> pages = new ArrayList<>();
    private final List<ChosenQueue.Chosen> chosen = new ArrayList<>();
    private final List<Runnable> answers = new ArrayList<>();
    private final List<CompletableFuture<Void>> drains = new ArrayList<>();
    private long nextRequest;
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

        /** A client's request was refused, and had no effect. */
        void refused(SessionEffect.Failure failure);

        /** A moment to publish the node's status: after a tick, and after a change of leadership. */
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

    /** Hands over what the disk thread or the applier have done. */
    void done(CoreInput input) {
        mailbox.put(input);
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
                case CoreInput.Write(byte[] payload, CompletableFuture<Reply> reply) -> {
                    writes.put(++nextRequest, reply);
                    clientWrites.add(new SessionInput.Write(nextRequest, payload, deadlineTicks));
                }
                case CoreInput.Read(CompletableFuture<Void> ready) -> {
                    reads.put(++nextRequest, ready);
                    step(new SessionInput.Read<>(nextRequest, deadlineTicks));
                }
                case CoreInput.Persisted(long id) -> step(new SessionInput.Persisted<>(id));
                case CoreInput.Applied(long slot, var results) -> step(new SessionInput.Applied<>(slot, results));
                case CoreInput.Drain(CompletableFuture<Void> drained) -> drains.add(drained);
                case CoreInput.InstallFailed() -> step(new SessionInput.InstallFailed<>());
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
            case SessionEffect.WriteSettled<Reply>(long request, WriteOutcome<Reply> outcome) ->
                answerWrite(taken(writes, request), outcome);
            case SessionEffect.ReadReady<Reply>(long request) -> {
                CompletableFuture<Void> ready = taken(reads, request);
                answers.add(() -> ready.complete(null));
            }
            case SessionEffect.Changed<Reply> changed -> {}
            case SessionEffect.ReadFailed<Reply>(long request, SessionEffect.Failure failure) -> {
                CompletableFuture<Void> ready = taken(reads, request);
                outlets.refused(failure);
                answers.add(() -> ready.completeExceptionally(Failures.notDone(failure)));
            }
        }
    }

    private void answerWrite(CompletableFuture<Reply> reply, WriteOutcome<Reply> outcome) {
        if (outcome instanceof WriteOutcome.NotDone<Reply>(SessionEffect.Failure failure)) {
            outlets.refused(failure);
        }
        answers.add(
                switch (outcome) {
                    case WriteOutcome.Done<Reply>(Reply done) -> () -> reply.complete(done);
                    case WriteOutcome.NotDone<Reply>(SessionEffect.Failure failure) ->
                        () -> reply.completeExceptionally(Failures.notDone(failure));
                    case WriteOutcome.Unknown<Reply> unknown -> () -> reply.completeExceptionally(Failures.unknown());
                });
    }

    private static <F> CompletableFuture<F> taken(Map<Long, CompletableFuture<F>> requests, long request) {
        CompletableFuture<F> future = requests.remove(request);
        if (future == null) {
            throw new IllegalStateException("request " + request + " was settled twice");
        }
        return future;
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
            case Effect.FetchSnapshot fetch -> mailbox.put(new CoreInput.InstallFailed());
            case Effect.ConfigurationChanged change -> {}
            case Effect.Removed removed -> {}
            case Effect.Diverged diverged -> {}
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
        answers.forEach(Runnable::run);
        answers.clear();
        if (!drains.isEmpty() && writes.isEmpty() && reads.isEmpty()) {
            drains.forEach(drained -> drained.complete(null));
            drains.clear();
        }
    }

    /** Ends every open request: what becomes of it is not known here any more. */
    @Override
    public void ended() {
        for (CoreInput input : mailbox.close()) {
            switch (input) {
                case CoreInput.Write(byte[] payload, CompletableFuture<Reply> reply) ->
                    reply.completeExceptionally(Failures.unknown());
                case CoreInput.Read(CompletableFuture<Void> ready) -> ready.completeExceptionally(Failures.unknown());
                case CoreInput.Drain(CompletableFuture<Void> drained) -> drained.complete(null);
                case CoreInput.Messages messages -> {}
                case CoreInput.Persisted persisted -> {}
                case CoreInput.Applied applied -> {}
                case CoreInput.InstallFailed failed -> {}
            }
        }
        writes.values().forEach(reply -> reply.completeExceptionally(Failures.unknown()));
        reads.values().forEach(ready -> ready.completeExceptionally(Failures.unknown()));
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
