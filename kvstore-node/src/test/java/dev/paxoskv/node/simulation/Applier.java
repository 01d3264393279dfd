package dev.paxoskv.node.simulation;

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
    private final ReplicaState state;
    private final TreeSet<Long> sessions = new TreeSet<>();
    private final Deque<Chosen> queue = new ArrayDeque<>();
    private long next;
    private boolean planned;

    private record Chosen(long slot, Entry entry) {}

    Applier(World world, Node node, NodeProcess process, ReplicaState state) {
        this.world = world;
        this.node = node;
        this.process = process;
        this.state = state;
        next = state.appliedSlot() + 1;
    }

    ReplicaState state() {
        return state;
    }

    /** Results of commands of this session are for this process. */
    void watch(long session) {
        sessions.add(session);
    }

    /** From here on the core says what is chosen; it may begin with slots that the checkpoint has already. */
    void expectNext(long slot) {
        next = slot;
    }

    void chosen(long slot, Entry entry) {
        Violation.require(
                slot == next, "chosen in order", () -> node.name() + " is told slot " + slot + " and not " + next);
        next++;
        queue.add(new Chosen(slot, entry));
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
    }

    private void apply(Chosen chosen, List<CommandResult<Reply>> results) {
        if (chosen.slot() <= state.appliedSlot()) {
            return;
        }
        List<Met> outcomes = state.apply(
                chosen.slot(), chosen.entry(), world.operations(), node.tamper().forgetsCommands());
        world.oracles().applied(node, chosen.slot(), chosen.entry(), outcomes, state);
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
