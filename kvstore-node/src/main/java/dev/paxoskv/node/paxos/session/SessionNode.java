package dev.paxoskv.node.paxos.session;

import dev.paxoskv.node.paxos.Effect;
import dev.paxoskv.node.paxos.Input;
import dev.paxoskv.node.paxos.PaxosNode;
import dev.paxoskv.node.paxos.Recovered;
import dev.paxoskv.node.paxos.Tuning;
import dev.paxoskv.node.paxos.message.Envelope;
import dev.paxoskv.node.paxos.message.Message;
import dev.paxoskv.node.paxos.message.Message.Answer;
import dev.paxoskv.node.paxos.message.Message.AskChange;
import dev.paxoskv.node.paxos.message.Message.AskTransfer;
import dev.paxoskv.node.paxos.message.Message.Forward;
import dev.paxoskv.node.paxos.message.Message.ForwardRefused;
import dev.paxoskv.node.paxos.message.Message.ReadIndexRefused;
import dev.paxoskv.node.paxos.message.Message.ReadIndexReply;
import dev.paxoskv.node.paxos.message.Message.ReadIndexRequest;
import dev.paxoskv.node.paxos.message.Message.Refusal;
import dev.paxoskv.node.paxos.model.Ballot;
import dev.paxoskv.node.paxos.model.ChangeOutcome;
import dev.paxoskv.node.paxos.model.Command;
import dev.paxoskv.node.paxos.model.Genesis;
import dev.paxoskv.node.paxos.model.MemberId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A {@link PaxosNode} together with the requests of its own clients: it forwards their writes to the leader, sends them
 * again when the leader changes or stays silent, and settles each once its own state machine has applied it. Reads get their
 * index from the leader.
 *
 * <p>A client's write carries the node's session and a sequence number, and the state machine applies each number once
 * (Liskov and Cowling, <em>Viewstamped Replication Revisited</em>, section 4.1, widened to many requests at a time). So a
 * node may send a write as often as it likes.
 *
 * <p>Pure, like the node itself: time comes in as ticks, session ids from the constructor's supplier. One thread owns it.
 *
 * @param <R> what the state machine replies
 */
public final class SessionNode<R> {
    private final PaxosNode node;
    private final MemberId self;
    private final ClientWrites<R> writes;
    private final ClientReads<R> reads;
    private final ClientChanges<R> changes;
    private final int version;
    private final Genesis genesis;
    private Effect.Role role = Effect.Role.FOLLOWER;
    private Ballot leader = Ballot.ZERO;
    private List<SessionEffect<R>> effects = new ArrayList<>();
    private long now;
    private boolean removed;

    /**
     * A node as it comes up.
     *
     * @param tuning the numbers to run by
     * @param genesis what the cluster was formed with
     * @param self this member
     * @param recovered what it found on its disk
     * @param appliedSlot the last slot that its state machine has applied already
     * @param sessionIds gives random 64-bit numbers, never the same twice in any process
     * @param knownIncarnation the highest incarnation of this member's sessions that the state machine knows; 0 for none
     * @param openSessionPayload encodes the command that opens a session of this member under an incarnation
     */
    public SessionNode(
            Tuning tuning,
            Genesis genesis,
            MemberId self,
            Recovered recovered,
            long appliedSlot,
            LongSupplier sessionIds,
            long knownIncarnation,
            LongFunction<byte[]> openSessionPayload) {
        this(
                tuning,
                genesis,
                self,
                Envelope.PROTOCOL_VERSION,
                recovered,
                appliedSlot,
                sessionIds,
                knownIncarnation,
                openSessionPayload);
    }

    /** The same for a build that speaks up to this protocol version. */
    public SessionNode(
            Tuning tuning,
            Genesis genesis,
            MemberId self,
            int version,
            Recovered recovered,
            long appliedSlot,
            LongSupplier sessionIds,
            long knownIncarnation,
            LongFunction<byte[]> openSessionPayload) {
        this.node = new PaxosNode(tuning, genesis, self, version, recovered);
        this.version = version;
        this.self = self;
        this.genesis = genesis;
        this.writes = new ClientWrites<>(tuning, sessionIds, knownIncarnation + 1, openSessionPayload);
        this.reads = new ClientReads<>(tuning, sessionIds.getAsLong(), appliedSlot);
        this.changes = new ClientChanges<>(tuning, sessionIds.getAsLong() >>> 2);
    }

    /**
     * Takes one input and says what is to be done about it, in order.
     *
     * @param input what happened
     */
    public List<SessionEffect<R>> step(SessionInput<R> input) {
        switch (input) {
            case SessionInput.Received<R>(Envelope envelope) -> receive(envelope);
            case SessionInput.Tick<R>() -> tick();
            case SessionInput.Persisted<R>(long id) -> run(new Input.Persisted(id));
            case SessionInput.Writes<R>(var batch) -> writes.add(batch, now, effects);
            case SessionInput.Read<R>(long request, int deadlineTicks) ->
                reads.add(request, now + deadlineTicks, effects);
            case SessionInput.Applied<R>(long slot, var results) -> {
                writes.onApplied(results, effects);
                reads.onApplied(slot, effects);
            }
            case SessionInput.Change<R>(long request, long expectedEpoch, var change, int deadlineTicks) ->
                changes.change(request, expectedEpoch, change, now + deadlineTicks, effects);
            case SessionInput.Transfer<R>(long request, MemberId target, int deadlineTicks) ->
                changes.transfer(request, target, now + deadlineTicks, effects);
            case SessionInput.Installed<R>(long slot, var configurations, var kept) -> {
                run(new Input.Installed(slot, configurations));
                writes.onInstalled(kept, effects);
                reads.onApplied(slot, effects);
            }
            case SessionInput.InstallFailed<R>() -> run(new Input.InstallFailed());
            case SessionInput.Truncated<R>(long upToSlot) -> run(new Input.Truncated(upToSlot));
            case SessionInput.Damaged<R>(long slot) -> run(new Input.Damaged(slot));
            case SessionInput.Digest<R>(long slot, long hash) -> run(new Input.Digest(slot, hash));
        }
        sendWrites();
        sendReads();
        sendChanges();
        List<SessionEffect<R>> taken = effects;
        effects = new ArrayList<>();
        return taken;
    }

    private void receive(Envelope envelope) {
        if (!node.isForThisNode(envelope)) {
            return;
        }
        MemberId from = envelope.from();
        if (node.isRemoved(from)) {
            run(new Input.Received(envelope)); // it is told so
            return;
        }
        switch (envelope.message()) {
            case Forward forward -> onForward(from, forward);
            case ForwardRefused refused -> writes.onRefused(refused, now);
            case ReadIndexRequest request -> run(new Input.Read(reads.remote(from, request.request())));
            case ReadIndexReply reply -> reads.onIndex(reply.request(), reply.index(), effects);
            case ReadIndexRefused refused -> reads.onRefused(refused.request(), now);
            case AskChange(long request, long expectedEpoch, var change) ->
                askHere(from, request, id -> new Input.ChangeMembers(id, expectedEpoch, change));
            case AskTransfer(long request, MemberId target) ->
                askHere(from, request, id -> new Input.Transfer(id, target));
            case Answer(long request, var outcome) -> changes.onAnswer(request, outcome, now, effects);
            default -> run(new Input.Received(envelope));
        }
    }

    private void onForward(MemberId from, Forward forward) {
        Effect.Rejected rejected = propose(forward.commands());
        if (rejected == null) {
            return;
        }
        List<Long> sequences =
                forward.commands().stream().map(Command::sequence).toList();
        long session = forward.commands().getFirst().session();
        send(from, new ForwardRefused(session, sequences, rejected.reason()));
    }

    private void tick() {
        now++;
        run(new Input.Tick());
        writes.tick(now, effects);
        reads.tick(now, effects);
        changes.tick(now, effects);
        if (removed) {
            endRequests();
        }
    }

    /**
     * Nobody listens to this node any more. What its own log shows to have had no effect ends so; a write that was on its way
     * to the leader waits for its deadline: it may have come through.
     */
    private void endRequests() {
        writes.endUnsent(effects);
        reads.tick(Long.MAX_VALUE, effects);
        changes.tick(Long.MAX_VALUE, effects);
    }

    // writes

    /** Sends what is due: to the own proposer if this node leads, else to the leader. */
    private void sendWrites() {
        if (leader.equals(Ballot.ZERO)) {
            return;
        }
        for (List<Command> commands : writes.due(leader, now)) {
            if (leader.member().equals(self)) {
                Effect.Rejected rejected = propose(commands);
                if (rejected != null) {
                    writes.onRejected(commands, rejected.reason(), now, effects);
                }
            } else {
                send(leader.member(), new Forward(commands));
            }
        }
    }

    private Effect.@Nullable Rejected propose(List<Command> commands) {
        Effect.Rejected rejected = null;
        for (Effect effect : node.step(new Input.Propose(commands))) {
            if (effect instanceof Effect.Rejected refusal) {
                rejected = refusal;
            } else {
                absorb(effect);
            }
        }
        return rejected;
    }

    // reads

    private void sendReads() {
        if (leader.equals(Ballot.ZERO)) {
            return;
        }
        if (role != Effect.Role.FOLLOWER) {
            for (long id : reads.dueHere(now)) {
                run(new Input.Read(id));
            }
        } else if (!leader.member().equals(self)) {
            for (long id : reads.dueAt(leader, now)) {
                send(leader.member(), new ReadIndexRequest(id));
            }
        }
    }

    // changes of the configuration and of the leadership

    private void sendChanges() {
        if (leader.equals(Ballot.ZERO)) {
            return;
        }
        if (leader.member().equals(self)) {
            changes.dueHere(leader, now).forEach(this::run);
        } else {
            changes.dueAt(leader, now).forEach(message -> send(leader.member(), message));
        }
    }

    private void askHere(MemberId from, long request, LongFunction<Input> input) {
        Long id = changes.remote(from, request);
        if (id == null) {
            send(from, ClientChanges.tooMany(request));
        } else {
            run(input.apply(id));
        }
    }

    private void onChanged(long id, ChangeOutcome outcome) {
        ClientChanges.Remote remote = changes.takeRemote(id);
        if (remote == null) {
            changes.onAnswer(id, outcome, now, effects);
        } else {
            send(remote.member(), new Answer(remote.request(), outcome));
        }
    }

    // the protocol's effects

    private void run(Input input) {
        for (Effect effect : node.step(input)) {
            absorb(effect);
        }
    }

    private void absorb(Effect effect) {
        switch (effect) {
            case Effect.ReadReady(long request, long index) -> onReadReady(request, index);
            case Effect.ReadRefused(long request, Refusal reason) -> onReadRefused(request, reason);
            case Effect.Changed(long request, ChangeOutcome outcome) -> onChanged(request, outcome);
            case Effect.LeadershipChanged changed -> {
                role = changed.role();
                leader = changed.leader();
                effects.add(new SessionEffect.Protocol<>(changed));
            }
            case Effect.Removed gone -> {
                removed = true;
                effects.add(new SessionEffect.Protocol<>(gone));
            }
            default -> effects.add(new SessionEffect.Protocol<>(effect));
        }
    }

    private void onReadReady(long request, long index) {
        ClientReads.Remote remote = reads.takeRemote(request);
        if (remote == null) {
            reads.onIndex(request, index, effects);
        } else {
            send(remote.member(), new ReadIndexReply(remote.request(), index));
        }
    }

    private void onReadRefused(long request, Refusal reason) {
        ClientReads.Remote remote = reads.takeRemote(request);
        if (remote == null) {
            reads.onRefused(request, now);
        } else {
            send(remote.member(), new ReadIndexRefused(remote.request(), reason));
        }
    }

    private void send(MemberId to, Message message) {
        Envelope envelope = new Envelope(genesis.cluster(), self, to, version, message);
        effects.add(new SessionEffect.Protocol<>(new Effect.Send(envelope)));
    }

    /** The session under which this node's writes go out; it changes when it has to be opened anew. */
    public long session() {
        return writes.session();
    }

    /** Whether writes of this node's clients can go out: its session is open. */
    public boolean isSessionOpen() {
        return writes.isOpen();
    }

    /** What the node is and knows at the moment. */
    public PaxosNode.Status status() {
        return node.status();
    }

    /** How many writes of this node's clients are not settled. */
    public int pendingWrites() {
        return writes.size();
    }

    /** How many reads of this node's clients are not confirmed. */
    public int pendingReads() {
        return reads.size();
    }
}
