package dev.paxoskv.node.simulation;

import dev.paxoskv.node.paxos.model.AcceptedEntry;
import dev.paxoskv.node.paxos.model.Entry;
import dev.paxoskv.node.paxos.session.SessionInput;
import dev.paxoskv.node.paxos.session.SessionInput.ApplyOutcome;
import dev.paxoskv.node.paxos.session.SessionInput.CommandResult;
import dev.paxoskv.node.simulation.ReplicaState.Met;
import dev.paxoskv.node.statemachine.Outcome;
import dev.paxoskv.node.statemachine.Reply;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.TreeSet;

/** The thread that applies chosen entries: some time after they were chosen, one or several at a time. */
final class Applier {
    private static final int MOST_AT_ONCE = 32;

    private final World world;
    private final Node node;
    private final NodeProcess process;
    private ReplicaState state;
    private final TreeSet<Long> sessions = new TreeSet<>();
    private final Deque<Chosen> queue = new ArrayDeque<>();
    private final Deque<Chosen> behindReplay = new ArrayDeque<>();
    private final List<SessionInput<Reply>> digests = new ArrayList<>();
    private long next;
    private long replayed;
    private long replayUpTo;
    private boolean planned;

    private record Chosen(long slot, Entry entry) {}

    Applier(World world, Node node, NodeProcess process, ReplicaState state) {
        this.world = world;
        this.node = node;
        this.process = process;
        this.state = state;
        replayed = state.appliedSlot();
    }

    ReplicaState state() {
        return state;
    }

    /** Results of commands of this session are for this process. */
    void watch(long session) {
        sessions.add(session);
    }

    /** The process starts: up to this slot the log says what is chosen, from there on the core. */
    void start(long chosenInLog) {
        next = chosenInLog + 1;
        replayUpTo = chosenInLog;
        replay();
    }

    /** Goes on with the log, as far as it can be read; a slot that cannot is reported, and waited for. */
    void replay() {
        DurableImage image = node.disk().image();
        while (replayed < replayUpTo) {
            List<AcceptedEntry> page = image.page(replayed + 1, Integer.MAX_VALUE, replayUpTo);
            if (page.isEmpty()) {
                long missing = replayed + 1;
                Violation.require(
                        image.isDamaged(missing),
                        "whole log",
                        () -> node.name() + "'s log does not hold slot " + missing + ", which it calls chosen");
                process.input(new SessionInput.Damaged<>(missing));
                return;
            }
            page.forEach(entry -> queue.add(new Chosen(entry.slot(), entry.entry())));
            replayed = page.getLast().slot();
        }
        queue.addAll(behindReplay);
        behindReplay.clear();
        plan();
    }

    /** Another member's state has taken the place of the one here. */
    void installed(ReplicaState other) {
        state = other;
        long slot = other.appliedSlot();
        queue.removeIf(chosen -> chosen.slot() <= slot);
        replayed = Math.max(replayed, slot);
        replay();
    }

    /** The core knows that a snapshot up to this slot is here: what it says to be chosen begins behind it. */
    void coreInstalled(long slot) {
        next = Math.max(next, slot + 1);
    }

    void chosen(long slot, Entry entry) {
        Violation.require(
                slot == next, "chosen in order", () -> node.name() + " is told slot " + slot + " and not " + next);
        next++;
        (replayed < replayUpTo ? behindReplay : queue).add(new Chosen(slot, entry));
        plan();
    }

    private void plan() {
        if (planned || queue.isEmpty()) {
            return;
        }
        planned = true;
        int incarnation = node.incarnation();
        world.after(world.conditions().applyDelay(), () -> {
            if (incarnation == node.incarnation()) {
                planned = false;
                applySome();
            }
        });
    }

    private void applySome() {
        List<CommandResult<Reply>> results = new ArrayList<>();
        for (int i = 0; i < MOST_AT_ONCE && !queue.isEmpty(); i++) {
            apply(queue.removeFirst(), results);
        }
        plan();
        process.input(new SessionInput.Applied<>(state.appliedSlot(), results));
        List<SessionInput<Reply>> audits = List.copyOf(digests);
        digests.clear();
        audits.forEach(process::input);
    }

    private void apply(Chosen chosen, List<CommandResult<Reply>> results) {
        if (chosen.slot() <= state.appliedSlot()) {
            return;
        }
        long before = state.appliedSlot();
        Violation.require(
                chosen.slot() == before + 1,
                "no gap",
                () -> node.name() + " would apply slot " + chosen.slot() + " behind " + before);
        List<Met> outcomes = state.apply(
                chosen.slot(), chosen.entry(), world.operations(), node.tamper().forgetsCommands());
        world.oracles().applied(node, chosen.slot(), chosen.entry(), outcomes, state);
        if (chosen.slot() % world.auditEvery() == 0) {
            digests.add(new SessionInput.Digest<>(chosen.slot(), state.chainHash() + (node.isDiverged() ? 1 : 0)));
        }
        for (Met met : outcomes) {
            if (sessions.contains(met.command().session())) {
                results.add(new CommandResult<>(
                        met.command().session(), met.command().sequence(), outcome(met.outcome())));
            }
        }
    }

    private ApplyOutcome<Reply> outcome(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Applied(Reply reply, boolean repeated) -> new ApplyOutcome.Applied<>(reply);
            case Outcome.Refused(Outcome.Reason reason) ->
                switch (reason) {
                    case UNKNOWN_SESSION, MEMBER_REMOVED -> new ApplyOutcome.SessionUnknown<>();
                    case BELOW_MARK -> new ApplyOutcome.BelowMark<>();
                    case BEYOND_WINDOW, TOO_MANY_SESSIONS -> new ApplyOutcome.TableFull<>();
                    case STALE_INCARNATION ->
                        new ApplyOutcome.IncarnationTooLow<>(
                                state.incarnation(node.id().value()));
                };
        };
    }
}
