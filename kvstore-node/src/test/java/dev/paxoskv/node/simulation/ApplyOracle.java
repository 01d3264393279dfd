package dev.paxoskv.node.simulation;

import static dev.paxoskv.node.simulation.Violation.require;

import dev.paxoskv.node.paxos.model.Command;
import dev.paxoskv.node.paxos.model.Entry;
import dev.paxoskv.node.simulation.ReplicaState.Met;
import dev.paxoskv.node.statemachine.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * Holds what the members apply to one history: the same entries without a gap, the same state behind each, every write
 * once and as the {@link ReferenceStore} has it, and nothing that its client was told would never happen.
 */
final class ApplyOracle {
    private final Operations operations;
    private final ReferenceStore reference = new ReferenceStore();
    private final List<Entry> entries = new ArrayList<>();
    private final List<Long> hashes = new ArrayList<>();
    private final TreeSet<Long> refused = new TreeSet<>();

    ApplyOracle(Operations operations) {
        this.operations = operations;
    }

    ReferenceStore reference() {
        return reference;
    }

    /** How many slots the member that is furthest has applied. */
    long appliedPrefix() {
        return entries.size();
    }

    /** A member applied a slot. */
    void applied(String member, long slot, Entry entry, List<Met> outcomes, ReplicaState state) {
        require(
                slot <= entries.size() + 1L,
                "no gap",
                () -> member + " applies slot " + slot + " behind " + entries.size());
        if (slot == entries.size() + 1L) {
            first(member, slot, entry, outcomes, state);
            return;
        }
        int index = (int) slot - 1;
        require(
                entry.equals(entries.get(index)),
                "same entries",
                () -> member + " applies another entry at slot " + slot);
        require(
                hashes.get(index) == state.hash(),
                "same state",
                () -> member + " has another state behind slot " + slot);
    }

    /** A member takes another's state: it is what everybody has behind that slot. */
    void installed(String member, Snapshot snapshot) {
        int slot = (int) snapshot.slot();
        require(
                slot <= hashes.size() && snapshot.state().hash() == hashes.get(slot - 1),
                "snapshot is the state",
                () -> member + " installs another state than is behind slot " + slot);
        require(
                snapshot.state().stateHash() == snapshot.hash(),
                "snapshot is whole",
                () -> member + " installs another state for slot " + slot + " than its source had");
    }

    private void first(String member, long slot, Entry entry, List<Met> outcomes, ReplicaState state) {
        entries.add(entry);
        hashes.add(state.hash());
        for (Met met : outcomes) {
            if (met.outcome() instanceof Outcome.Applied applied
                    && Operations.isWrite(met.command().payload())) {
                effect(met.command(), applied);
            }
        }
        require(
                state.revision() == reference.revision(),
                "revision as it should be",
                () -> member + " is at revision " + state.revision() + " behind slot " + slot + ", and it should be "
                        + reference.revision());
        require(
                state.live().equals(reference.live()),
                "state as it should be",
                () -> member + " holds " + state.live() + " behind slot " + slot + ", and it should be "
                        + reference.live());
    }

    private void effect(Command command, Outcome.Applied applied) {
        long number = Operations.number(command.payload());
        require(
                !refused.contains(number),
                "not done is not done",
                () -> "write " + number + " takes effect, and its client was told that it never would");
        ReferenceStore.Result before = reference.result(number);
        if (before == null) {
            require(
                    !applied.repeated(),
                    "once",
                    () -> "write " + number + " counts as repeated, and it never was there");
            ReferenceStore.Result result = reference.apply(number, operations.write(number));
            matches(number, applied, result);
        } else {
            require(applied.repeated(), "once", () -> "write " + number + " takes effect again");
            matches(number, applied, before);
        }
    }

    private static void matches(long number, Outcome.Applied applied, ReferenceStore.Result result) {
        WriteResult seen = WriteResult.of(applied.reply());
        require(
                seen.equals(new WriteResult(result.revision(), result.succeeded())),
                "reply as it should be",
                () -> "write " + number + " ends with " + seen + ", and it should be " + result);
    }

    /** A client was told that its write is done. */
    void told(long number, WriteResult seen) {
        ReferenceStore.Result result = reference.result(number);
        require(result != null, "done is applied", () -> "write " + number + " is acknowledged, and nobody applied it");
        require(
                result != null && seen.equals(new WriteResult(result.revision(), result.succeeded())),
                "acknowledged as it was",
                () -> "write " + number + " is acknowledged as " + seen + ", and it was " + result);
    }

    /** A client was told that its write had no effect and never will. */
    void toldNotDone(long number) {
        require(
                reference.result(number) == null,
                "not done is not done",
                () -> "write " + number + " took effect, and its client is told that it never will");
        refused.add(number);
    }
}
