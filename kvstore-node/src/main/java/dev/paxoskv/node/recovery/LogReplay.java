package dev.paxoskv.node.recovery;

import dev.paxoskv.node.codec.OperationCodec;
import dev.paxoskv.node.paxos.model.AcceptedEntry;
import dev.paxoskv.node.paxos.model.Command;
import dev.paxoskv.node.paxos.model.Configuration;
import dev.paxoskv.node.paxos.model.Configurations;
import dev.paxoskv.node.paxos.model.Entry;
import dev.paxoskv.node.paxos.model.Genesis;
import dev.paxoskv.node.paxos.model.MemberId;
import dev.paxoskv.node.statemachine.StateMachine;
import dev.paxoskv.node.storage.NodeStorage;
import dev.paxoskv.node.storage.StorageException;
import java.util.List;
import java.util.SortedMap;

/** Applies the entries of a log to the state that stands beside it, as the node would if it ran. For one thread. */
final class LogReplay {
    private static final int PAGE_BYTES = 1 << 20;

    private final NodeStorage storage;
    private final StateMachine machine;
    private final Configurations configurations;
    private long applied;

    /**
     * A replay that goes on after what the state has applied.
     *
     * @param storage the log, and where the state is kept
     * @param machine the state
     * @param genesis what the cluster was formed with
     * @param chosen the configuration commands of the log, by slot
     */
    LogReplay(NodeStorage storage, StateMachine machine, Genesis genesis, SortedMap<Long, Configuration> chosen) {
        this.storage = storage;
        this.machine = machine;
        this.applied = machine.appliedSlot();
        this.configurations = Configurations.of(genesis, chosen.headMap(applied + 1));
    }

    /** The last slot that is applied. */
    long applied() {
        return applied;
    }

    /** The configuration commands that matter behind the applied slot, by slot. */
    SortedMap<Long, Configuration> configurations() {
        return configurations.neededBehind(applied);
    }

    /**
     * Applies chosen entries, up to this slot or to the first one that is missing or damaged. Now and then it writes the
     * state to the directory, as the node itself would have: a long log must not collect in memory.
     */
    void applyChosen(long upTo) {
        applyUpTo(upTo, true);
    }

    /** Applies whatever follows without a gap. Nothing of it is written: the directory says no more than it knew. */
    void applyAccepted() {
        applyUpTo(storage.log().lastSlot(), false);
    }

    private void applyUpTo(long upTo, boolean chosen) {
        while (applied < upTo) {
            List<AcceptedEntry> page = storage.log().read(applied + 1, PAGE_BYTES, upTo);
            if (page.isEmpty()) {
                return;
            }
            page.forEach(this::apply);
            machine.finishSlot(applied);
            if (chosen && storage.wantsCheckpoint()) {
                machine.saveMeta();
                storage.checkpoint(applied).join();
            }
        }
    }

    private void apply(AcceptedEntry accepted) {
        switch (accepted.entry()) {
            case Entry.NoOp _ -> {}
            case Entry.Batch batch -> batch.commands().forEach(this::apply);
            case Entry.Reconfiguration(Configuration configuration) -> {
                configurations.chosen(accepted.slot(), configuration);
                machine.reconfigured(
                        configuration.epoch(),
                        configuration.removed().stream().map(MemberId::value).toList());
            }
            case Entry.Unknown unknown ->
                throw new StorageException("slot " + accepted.slot() + " holds an entry of kind " + unknown.kind()
                        + ", which this build does not know. Use the version of PaxosKV that ran here last.");
        }
        applied = accepted.slot();
    }

    private void apply(Command command) {
        machine.apply(command.session(), command.sequence(), command.mark(), OperationCodec.decode(command.payload()));
    }
}
