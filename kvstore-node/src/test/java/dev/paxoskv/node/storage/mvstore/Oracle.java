package dev.paxoskv.node.storage.mvstore;

import dev.paxoskv.node.paxos.Recovered;
import dev.paxoskv.node.paxos.model.AcceptedEntry;
import dev.paxoskv.node.paxos.model.Ballot;
import dev.paxoskv.node.paxos.model.Configuration;
import dev.paxoskv.node.paxos.model.Entry;
import dev.paxoskv.node.paxos.model.LogRecord;
import dev.paxoskv.node.storage.NodeStorage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Says what is wrong with a directory that was opened again, given how far the writer of {@link Workload} had come. */
final class Oracle {
    private final SortedMap<Long, AcceptedEntry> log = new TreeMap<>();
    private Ballot promised = Ballot.ZERO;
    private long chosenUpTo;

    private Oracle(int steps) {
        for (int step = 1; step <= steps; step++) {
            Workload.batch(step).forEach(this::put);
        }
    }

    private void put(LogRecord change) {
        switch (change) {
            case LogRecord.Promised(Ballot ballot) -> promised = Ballot.max(promised, ballot);
            case LogRecord.Accepted(AcceptedEntry entry) -> log.put(entry.slot(), entry);
            case LogRecord.Learned(AcceptedEntry entry) -> {
                log.put(entry.slot(), entry);
                chosenUpTo = entry.slot() == chosenUpTo + 1 ? entry.slot() : chosenUpTo;
            }
            case LogRecord.ChosenUpTo(long slot) -> chosenUpTo = Math.max(chosenUpTo, slot);
        }
    }

    /** How many steps of the workload the directory holds, going by its last slot. */
    static int stepsIn(NodeStorage storage) {
        int step = 0;
        while (Workload.firstSlot(step + 2) - 1 <= storage.log().lastSlot()) {
            step++;
        }
        return step;
    }

    /**
     * Checks everything that can be read.
     *
     * @param acknowledged the steps that were acknowledged; the next one may be there too, but whole
     * @param checkpointed the slot that the state of the last acknowledged checkpoint had applied
     * @return what is wrong, in words; empty if nothing is
     */
    static List<String> complaints(NodeStorage storage, int acknowledged, long checkpointed) {
        List<String> complaints = new ArrayList<>();
        int steps = stepsIn(storage);
        if (steps < acknowledged || steps > acknowledged + 1) {
            complaints.add("holds " + steps + " steps, and " + acknowledged + " were acknowledged");
        }
        new Oracle(steps).compare(storage, complaints);
        long applied = Workload.applied(storage.state());
        if (applied < checkpointed) {
            complaints.add("the state fell back to slot " + applied + " from " + checkpointed);
        }
        complaints.addAll(States.differences(States.after(applied), storage.state()));
        return complaints;
    }

    private void compare(NodeStorage storage, List<String> complaints) {
        Recovered recovered = storage.recovered();
        if (!recovered.promised().equals(promised)) {
            complaints.add("promised " + recovered.promised() + " instead of " + promised);
        }
        if (recovered.chosenUpTo() != chosenUpTo) {
            complaints.add("chosen up to " + recovered.chosenUpTo() + " instead of " + chosenUpTo);
        }
        List<AcceptedEntry> all = new ArrayList<>();
        while (all.size() < storage.log().lastSlot()) {
            List<AcceptedEntry> page = storage.log().read(all.size() + 1L, 10_000, Long.MAX_VALUE);
            if (page.isEmpty()) {
                complaints.add("slot " + (all.size() + 1) + " is missing");
                return;
            }
            all.addAll(page);
        }
        if (!all.equals(new ArrayList<>(log.values()))) {
            complaints.add("the log differs: " + all.size() + " slots instead of " + log.size());
        }
        if (!recovered
                .accepted()
                .equals(new ArrayList<>(log.tailMap(chosenUpTo + 1).values()))) {
            complaints.add("what is accepted above the chosen prefix differs");
        }
        if (!recovered.configurations().equals(configurations())) {
            complaints.add("the configuration commands differ");
        }
    }

    private SortedMap<Long, Configuration> configurations() {
        SortedMap<Long, Configuration> configurations = new TreeMap<>();
        for (Map.Entry<Long, AcceptedEntry> slot : log.headMap(chosenUpTo + 1).entrySet()) {
            if (slot.getValue().entry() instanceof Entry.Reconfiguration(Configuration configuration)) {
                configurations.put(slot.getKey(), configuration);
            }
        }
        return configurations;
    }
}
