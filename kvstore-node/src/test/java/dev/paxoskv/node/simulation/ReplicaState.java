package dev.paxoskv.node.simulation;

import dev.paxoskv.node.paxos.model.Command;
import dev.paxoskv.node.paxos.model.Configuration;
import dev.paxoskv.node.paxos.model.Entry;
import dev.paxoskv.node.paxos.model.MemberId;
import dev.paxoskv.node.paxos.session.SessionInput.ApplyOutcome;
import dev.paxoskv.node.paxos.session.SessionInput.CommandResult;
import dev.paxoskv.node.statemachine.KeyValue;
import dev.paxoskv.node.statemachine.Limits;
import dev.paxoskv.node.statemachine.Outcome;
import dev.paxoskv.node.statemachine.ReadView;
import dev.paxoskv.node.statemachine.Reply;
import dev.paxoskv.node.statemachine.StateMachine;
import dev.paxoskv.node.statemachine.VersionCursor;
import dev.paxoskv.node.storage.memory.MemoryStateStore;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One member's applied state: the real state machine on the memory store, which a checkpoint copies. */
final class ReplicaState {
    private static final int WHOLE_STATE_EVERY = 32;

    private final MemoryStateStore store;
    private final StateMachine machine;
    private final TreeMap<Long, Configuration> configurations = new TreeMap<>();
    private long appliedSlot;
    private long forgotten;

    private ReplicaState(MemoryStateStore store, SortedMap<Long, Configuration> configurations) {
        this.store = store;
        this.configurations.putAll(configurations);
        machine = new StateMachine(store, Limits.DEFAULT);
        appliedSlot = machine.appliedSlot();
    }

    /** What the state machine made of a command. */
    record Met(Command command, Outcome outcome) {}

    static ReplicaState empty() {
        return new ReplicaState(new MemoryStateStore(), new TreeMap<>());
    }

    /** What a restart would make of a checkpoint taken now. */
    ReplicaState copy() {
        machine.saveMeta();
        return new ReplicaState(store.copy(), configurations);
    }

    long appliedSlot() {
        return appliedSlot;
    }

    /** Applies the next slot; forgetful ones take every command for new. */
    List<Met> apply(long slot, Entry entry, Operations operations, boolean forgetful) {
        List<Met> outcomes = new ArrayList<>();
        if (entry instanceof Entry.Batch batch) {
            for (Command command : batch.commands()) {
                outcomes.add(new Met(command, apply(command, operations, forgetful)));
            }
        }
        if (entry instanceof Entry.Reconfiguration(Configuration configuration)) {
            apply(slot, configuration);
        }
        appliedSlot = slot;
        machine.finishSlot(slot);
        return outcomes;
    }

    /** Of two configurations of one epoch only the first in the log counts: nobody is removed by the other. */
    private void apply(long slot, Configuration configuration) {
        boolean counts = machine.reconfigured(
                configuration.epoch(),
                configuration.removed().stream().map(MemberId::value).toList());
        if (counts) {
            configurations.put(slot, configuration);
        }
    }

    private Outcome apply(Command command, Operations operations, boolean forgetful) {
        long sequence = forgetful ? ++forgotten : command.sequence();
        long mark = forgetful ? 0 : command.mark();
        return machine.apply(command.session(), sequence, mark, operations.operation(command.payload()));
    }

    /** The configuration commands applied, by slot. */
    SortedMap<Long, Configuration> configurations() {
        return configurations;
    }

    /** The incarnation of a member's open session; 0 for none. */
    long incarnation(long member) {
        return machine.incarnation(member);
    }

    /** What a process of this member that gets this state is told of its session: the opening and the replies kept, or that
     * there is no such session. */
    List<CommandResult<Reply>> kept(long session, long member) {
        SortedMap<Long, Reply> replies = machine.kept(session);
        if (replies == null) {
            return List.of(new CommandResult<>(session, 0, new ApplyOutcome.SessionUnknown<>()));
        }
        List<CommandResult<Reply>> results = new ArrayList<>();
        Reply opened = new Reply.SessionReply(revision(), session, member, machine.incarnation(member));
        results.add(new CommandResult<>(session, 0, new ApplyOutcome.Applied<>(opened)));
        replies.forEach((sequence, reply) ->
                results.add(new CommandResult<>(session, sequence, new ApplyOutcome.Applied<>(reply))));
        return results;
    }

    long revision() {
        return machine.view().revision();
    }

    /** What readers see of a key. */
    @Nullable String read(String key) {
        KeyValue found = machine.view().get(Operations.bytes(key));
        return found == null ? null : Operations.text(found.value());
    }

    NavigableMap<String, String> live() {
        NavigableMap<String, String> live = new TreeMap<>();
        ReadView view = machine.view();
        VersionCursor cursor = view.cursor(new byte[0], null);
        while (cursor.next()) {
            live.put(
                    Operations.text(cursor.key()),
                    Operations.text(cursor.version().value()));
        }
        return live;
    }

    /** Equal on members that applied the same: a walk through everything. */
    long stateHash() {
        return machine.stateHash();
    }

    /** Equal on members that applied the same: the chain of all changes. */
    long chainHash() {
        return machine.chainHash();
    }

    /** Equal on members that applied the same: the chain of all changes, and now and then the whole state. */
    long hash() {
        return appliedSlot % WHOLE_STATE_EVERY == 0 ? machine.stateHash() : machine.chainHash();
    }
}
