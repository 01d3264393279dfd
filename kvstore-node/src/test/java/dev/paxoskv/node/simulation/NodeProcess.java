package dev.paxoskv.node.simulation;

import dev.paxoskv.node.paxos.Effect;
import dev.paxoskv.node.paxos.PaxosNode;
import dev.paxoskv.node.paxos.Recovered;
import dev.paxoskv.node.paxos.message.Envelope;
import dev.paxoskv.node.paxos.message.Message;
import dev.paxoskv.node.paxos.model.AcceptedEntry;
import dev.paxoskv.node.paxos.model.Change;
import dev.paxoskv.node.paxos.model.ChangeOutcome;
import dev.paxoskv.node.paxos.model.Entry;
import dev.paxoskv.node.paxos.model.MemberId;
import dev.paxoskv.node.paxos.session.SessionEffect;
import dev.paxoskv.node.paxos.session.SessionInput;
import dev.paxoskv.node.paxos.session.SessionNode;
import dev.paxoskv.node.statemachine.Reply;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * One process of a member: the real core, driven as the real driver drives it. Carries out effects in order, and may die
 * before any of them.
 */
final class NodeProcess {
    private static final int INBOX = 2_000;

    private final World world;
    private final Node node;
    private final Tamper tamper;
    private final Dice dice;
    private final Recovered recovered;
    private final SessionNode<Reply> core;
    private final Applier applier;
    private final Map<Long, Requester> requesters = new TreeMap<>();
    private final Map<Long, Consumer<ChangeOutcome>> administrators = new TreeMap<>();
    private final Deque<SessionInput<Reply>> inbox = new ArrayDeque<>();
    private boolean alive = true;
    private boolean paused;
    private boolean fetching;
    private boolean stepping;
    private Effect.Role role = Effect.Role.FOLLOWER;
    private int leadershipChanges;
    private int leaderships;

    /** Whoever waits for a request of this process. */
    interface Requester {
        /** The write ended. */
        void settled(SessionEffect.WriteOutcome<Reply> outcome);

        /** The read may be answered from this state. */
        void readable(ReplicaState state);

        /** The read could not be confirmed. */
        void unreadable();

        /** The process died. */
        void broken();
    }

    NodeProcess(World world, Node node, Tamper tamper, Dice dice, ReplicaState state) {
        this.world = world;
        this.node = node;
        this.tamper = tamper;
        this.dice = dice;
        recovered = tamper.recovered(node.disk().image().recover().chosenUpToAtLeast(state.appliedSlot()));
        world.oracles().restarted(node, recovered);
        applier = new Applier(world, node, this, state);
        MemberId self = node.id();
        core = new SessionNode<>(
                world.tuning(),
                world.cast().genesis(),
                self,
                node.version(),
                recovered,
                state.appliedSlot(),
                this::newSession,
                state.incarnation(self.value()),
                incarnation -> Operations.openSession(self.value(), incarnation));
    }

    private long newSession() {
        long session = dice.any();
        applier.watch(session);
        return session;
    }

    /** Replays what the log knows to be chosen and the checkpoint does not have. */
    void start() {
        applier.start(recovered.chosenUpTo());
    }

    /** Another member's state is in place, durably. */
    void installed(ReplicaState state) {
        applier.installed(state);
        input(new SessionInput.Installed<>(
                state.appliedSlot(),
                state.configurations(),
                state.kept(core.session(), node.id().value())));
    }

    ReplicaState state() {
        return applier.state();
    }

    PaxosNode.Status status() {
        return core.status();
    }

    boolean isSessionOpen() {
        return core.isSessionOpen();
    }

    Effect.Role role() {
        return role;
    }

    /** How often the core said that its view of the leadership has changed. */
    int leadershipChanges() {
        return leadershipChanges;
    }

    /** How often it became leader. */
    int leaderships() {
        return leaderships;
    }

    boolean isPaused() {
        return paused;
    }

    /** The process stands still, or goes on with what has come meanwhile. */
    void pause(boolean pause) {
        paused = pause;
        world.trace().event(node.name(), pause ? "pauses" : "goes on");
        drain();
    }

    void end() {
        alive = false;
        List<Requester> waiting = new ArrayList<>(requesters.values());
        requesters.clear();
        waiting.forEach(Requester::broken);
        List<Consumer<ChangeOutcome>> asking = new ArrayList<>(administrators.values());
        administrators.clear();
        asking.forEach(administrator -> administrator.accept(new ChangeOutcome.Unknown()));
    }

    /** Something happened. One input at a time: what comes up meanwhile waits. */
    void input(SessionInput<Reply> input) {
        if (inbox.size() < INBOX) {
            inbox.add(input);
        }
        drain();
    }

    private void drain() {
        if (stepping) {
            return;
        }
        stepping = true;
        while (alive && !paused && !inbox.isEmpty()) {
            step(inbox.removeFirst());
        }
        stepping = false;
    }

    private void step(SessionInput<Reply> input) {
        if (!(input instanceof SessionInput.Tick)) {
            world.trace().event(node.name(), "< " + world.describe().input(input));
        }
        note(input);
        List<SessionEffect<Reply>> effects = stepCore(input);
        world.oracles().stepped(node, input, effects, core);
        for (SessionEffect<Reply> effect : effects) {
            if (alive && world.conditions().crashesHere(node.index())) {
                world.trace().event(node.name(), "dies in the middle of a step");
                node.crash();
            }
            if (!alive) {
                return;
            }
            carryOut(effect);
        }
    }

    private void note(SessionInput<Reply> input) {
        if (input instanceof SessionInput.Installed<Reply> installed) {
            fetching = false;
            applier.coreInstalled(installed.slot());
        } else if (input instanceof SessionInput.InstallFailed) {
            fetching = false;
        }
    }

    private List<SessionEffect<Reply>> stepCore(SessionInput<Reply> input) {
        try {
            return tamper.step(input, core::step);
        } catch (AssertionError | RuntimeException broken) {
            throw new Violation(
                    "invariant of the core",
                    node.name() + " on " + world.describe().input(input) + ": " + broken,
                    broken);
        }
    }

    private void carryOut(SessionEffect<Reply> effect) {
        switch (effect) {
            case SessionEffect.Protocol<Reply>(Effect protocol) -> carryOut(protocol);
            case SessionEffect.WriteSettled<Reply>(long request, var outcome) -> {
                Requester requester = requesters.remove(request);
                if (requester != null) {
                    requester.settled(outcome);
                }
            }
            case SessionEffect.ReadReady<Reply>(long request) -> {
                Requester requester = requesters.remove(request);
                if (requester != null) {
                    requester.readable(applier.state());
                }
            }
            case SessionEffect.Changed<Reply>(long request, ChangeOutcome outcome) -> {
                Consumer<ChangeOutcome> administrator = administrators.remove(request);
                if (administrator != null) {
                    administrator.accept(outcome);
                }
            }
            case SessionEffect.ReadFailed<Reply>(long request, var failure) -> {
                Requester requester = requesters.remove(request);
                if (requester != null) {
                    requester.unreadable();
                }
            }
        }
    }

    private void carryOut(Effect effect) {
        switch (effect) {
            case Effect.Send(Envelope envelope) -> send(envelope);
            case Effect.Persist persist -> node.disk().submit(persist);
            case Effect.Chosen(long slot, Entry entry) -> {
                world.trace()
                        .event(
                                node.name(),
                                "chosen " + slot + "=" + world.describe().entry(entry));
                world.oracles().chosen(node, slot, entry);
                applier.chosen(slot, entry);
            }
            case Effect.ServePage page -> node.disk().submit(page);
            case Effect.LeadershipChanged(Effect.Role newRole, var leader) -> {
                role = newRole;
                leadershipChanges++;
                if (newRole == Effect.Role.LEADER) {
                    leaderships++;
                    world.oracles().peace().leads(node.name());
                }
                world.trace()
                        .event(node.name(), newRole + " " + world.describe().ballot(leader));
            }
            case Effect.Halt(String reason) -> {
                world.trace().event(node.name(), "halts: " + reason);
                world.oracles().halts(node, reason);
                node.halt();
            }
            case Effect.FetchSnapshot(MemberId from) -> {
                Violation.require(
                        !fetching, "one snapshot at a time", () -> node.name() + " fetches another one meanwhile");
                fetching = true;
                world.trace()
                        .event(
                                node.name(),
                                "fetches a snapshot of " + world.describe().member(from));
                fetch(from);
            }
            case Effect.ConfigurationChanged(long slot, var latest) ->
                world.oracles().knows(node, slot, latest);
            case Effect.Removed removed -> {
                world.trace().event(node.name(), "is removed");
                world.oracles().removed(node);
                node.toldRemoved();
            }
            case Effect.Diverged(MemberId other, long slot) -> world.oracles().diverged(node, other);
            case Effect.Changed changed -> throw new Violation("session layer", "lets out " + changed);
            case Effect.ReadReady ready -> throw new Violation("session layer", "lets out " + ready);
            case Effect.ReadRefused refused -> throw new Violation("session layer", "lets out " + refused);
            case Effect.Rejected rejected -> throw new Violation("session layer", "lets out " + rejected);
        }
    }

    private void fetch(MemberId from) {
        int source = world.cast().index(from);
        if (source < 0) {
            input(new SessionInput.InstallFailed<>()); // a forger's word: nobody is there
        } else {
            new Download(world, node, world.node(source)).start();
        }
    }

    private void send(Envelope envelope) {
        world.trace().event(node.name(), "> " + world.describe().envelope(envelope));
        world.oracles().sent(node, envelope);
        world.network().send(envelope);
    }

    /** A batch is on the disk: what it releases leaves, and the core hears of it. */
    void durable(List<Effect> batch) {
        long last = -1;
        for (Effect effect : batch) {
            if (!alive) {
                return;
            }
            switch (effect) {
                case Effect.Persist persist -> {
                    release(persist);
                    last = persist.id();
                }
                case Effect.ServePage page -> servePage(page);
                default -> throw new IllegalStateException("not for the disk: " + effect);
            }
        }
        if (alive && last >= 0) {
            input(new SessionInput.Persisted<>(last));
        }
        if (alive) {
            applier.replay();
        }
    }

    private void release(Effect.Persist persist) {
        for (Envelope envelope : persist.releases()) {
            if (alive && world.conditions().crashesHere(node.index())) {
                world.trace().event(node.name(), "dies after a write");
                node.crash();
            }
            if (alive) {
                send(envelope);
            }
        }
    }

    private void servePage(Effect.ServePage page) {
        DurableImage image = node.disk().image();
        List<AcceptedEntry> entries = image.page(page.from(), page.maxBytes(), page.chosenUpTo());
        send(new Envelope(
                world.cast().genesis().cluster(),
                node.id(),
                page.to(),
                node.version(),
                new Message.ChosenPage(page.from(), entries, page.chosenUpTo(), image.truncatedUpTo())));
        if (alive && entries.isEmpty() && page.from() <= page.chosenUpTo() && image.isDamaged(page.from())) {
            input(new SessionInput.Damaged<>(page.from()));
        }
    }

    // clients of this process

    void write(List<SessionInput.Write> writes, List<? extends Requester> clients) {
        for (int i = 0; i < writes.size(); i++) {
            requesters.put(writes.get(i).request(), clients.get(i));
        }
        input(new SessionInput.Writes<>(writes));
    }

    void read(long request, int deadlineTicks, Requester client) {
        requesters.put(request, client);
        input(new SessionInput.Read<>(request, deadlineTicks));
    }

    // administrators at this process

    void change(long request, long expectedEpoch, Change change, int deadlineTicks, Consumer<ChangeOutcome> answer) {
        administrators.put(request, answer);
        input(new SessionInput.Change<>(request, expectedEpoch, change, deadlineTicks));
    }

    void transfer(long request, MemberId target, int deadlineTicks, Consumer<ChangeOutcome> answer) {
        administrators.put(request, answer);
        input(new SessionInput.Transfer<>(request, target, deadlineTicks));
    }

    /** How many requests are not answered. */
    int waiting() {
        return requesters.size();
    }
}
