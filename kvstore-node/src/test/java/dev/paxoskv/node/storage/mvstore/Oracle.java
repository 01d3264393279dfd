package dev.paxoskv.node.storage.mvstore;

import dev.paxoskv.node.paxos.Recovered;
import dev.paxoskv.node.paxos.model.AcceptedEntry;
import dev.paxoskv.node.paxos.model.Ballot;
import dev.paxoskv.node.paxos.model.Configuration;
import dev.paxoskv.node.paxos.model.Entry;
import dev.paxoskv.node.paxos.model.LogRecord;
import dev.paxoskv.node.storage.NodeStorage;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Says what is wrong with a directory that was opened again, given how far the writer of {@link Workload} had come. */
final class Oracle {
    private final SortedMap<Long, AcceptedEntry> log = new TreeMap<>();
    private final Set<Long> learned = new HashSet<>();
    private Ballot promised = Ballot.ZERO;
    private long chosenUpTo;

    /**
     * What a writer was told to be durable.
     *
     * @param steps how many steps of the workload; the next one may be there too, but whole
     * @param applied the slot that the state of the last checkpoint, or the last installed state, had applied
     * @param truncated the truncation point of that checkpoint
     * @param skipped those steps whose batches were never appended, because an installed state came instead
     */
    record Acknowledged(int steps, long applied, long truncated, Set<Integer> skipped) {

        /** What a writer was told that neither truncated nor installed. */
        static Acknowledged of(int steps, long applied) {
            return new Acknowledged(steps, applied, 0, Set.of());
        }
    }

    private Oracle(int steps, Set<Integer> skipped) {
        for (int step = 1; step <= steps; step++) {
            for (LogRecord change : Workload.batch(step)) {
                if (skipped.contains(step)) {
                    putInstalled(change);
                } else {
                    put(change);
                }
            }
        }
    }

    private void put(LogRecord change) {
        switch (change) {
            case LogRecord.Promised(Ballot ballot) -> promised = Ballot.max(promised, ballot);
            case LogRecord.Accepted(AcceptedEntry entry) -> log.put(entry.slot(), entry);
            case LogRecord.Learned(AcceptedEntry entry) -> {
                log.put(entry.slot(), entry);
                learned.add(entry.slot());
                chosenUpTo = entry.slot() == chosenUpTo + 1 ? entry.slot() : chosenUpTo;
            }
            case LogRecord.ChosenUpTo(long slot) -> chosenUpTo = Math.max(chosenUpTo, slot);
        }
    }

    /** The slots of the others, which this member knows by their effect alone. */
    private void putInstalled(LogRecord change) {
        if (change instanceof LogRecord.Accepted(AcceptedEntry entry)) {
            log.put(entry.slot(), entry);
        } else if (change instanceof LogRecord.Learned(AcceptedEntry entry)) {
            log.put(entry.slot(), entry);
        }
    }

    /** The configuration commands of the workload up to a slot. */
    static SortedMap<Long, Configuration> configurations(long upToSlot) {
        int step = 1;
        while (Workload.firstSlot(step) <= upToSlot) {
            step++;
        }
        return new Oracle(step, Set.of()).configurationsUpTo(upToSlot);
    }

    /** How many steps of the workload the directory holds or covers, going by its last slot. */
    static int stepsIn(NodeStorage storage) {
        int step = 0;
        while (Workload.firstSlot(step + 2) - 1 <= storage.log().lastSlot()) {
            step++;
        }
        return step;
    }

    /** The checks of {@link #complaints(NodeStorage, Acknowledged)} where nothing was truncated or installed. */
    static List<String> complaints(NodeStorage storage, int acknowledged, long checkpointed) {
        return complaints(storage, Acknowledged.of(acknowledged, checkpointed));
    }

    /**
     * Checks everything that can be read.
     *
     * @return what is wrong, in words; empty if nothing is
     */
    static List<String> complaints(NodeStorage storage, Acknowledged acknowledged) {
        List<String> complaints = new ArrayList<>();
        int steps = stepsIn(storage);
        long truncated = storage.log().firstSlot() - 1;
        boolean installing = Workload.firstSlot(steps + 1) - 1 == truncated;
        if (steps < acknowledged.steps() || (steps > acknowledged.steps() + 1 && !installing)) {
            complaints.add("holds " + steps + " steps, and " + acknowledged.steps() + " were acknowledged");
        }
        long applied = Workload.applied(storage.state());
        if (applied < acknowledged.applied()) {
            complaints.add("the state fell back to slot " + applied + " from " + acknowledged.applied());
        }
        if (truncated < acknowledged.truncated()) {
            complaints.add("the log begins at " + truncated + " again instead of " + acknowledged.truncated());
        }
        if (truncated > applied) {
            complaints.add("the log begins above " + truncated + ", and the state has applied no more than " + applied);
        }
        new Oracle(steps, acknowledged.skipped()).compare(storage, truncated, complaints);
        complaints.addAll(States.differences(States.after(applied), storage.state()));
        return complaints;
    }

    private void compare(NodeStorage storage, long truncated, List<String> complaints) {
        Recovered recovered = storage.recovered();
        if (!recovered.promised().equals(promised)) {
            complaints.add("promised " + recovered.promised() + " instead of " + promised);
        }
        if (recovered.truncatedUpTo() != truncated || !recovered.faulty().isEmpty()) {
            complaints.add("recovered " + recovered.truncatedUpTo() + " and " + recovered.faulty());
        }
        if (!isRightPrefix(recovered.chosenUpTo(), truncated)) {
            complaints.add("chosen up to " + recovered.chosenUpTo() + " instead of " + chosenUpTo);
        }
        compareLog(storage, truncated, complaints);
        if (!recovered
                .accepted()
                .equals(new ArrayList<>(log.tailMap(recovered.chosenUpTo() + 1).values()))) {
            complaints.add("what is accepted above the chosen prefix differs");
        }
        if (!recovered.configurations().equals(configurationsUpTo(recovered.chosenUpTo()))) {
            complaints.add("the configuration commands differ");
        }
    }

    /**
     * The prefix that the records prove. What is truncated is chosen as well, and that may make a prefix of what was learned
     * behind it.
     */
    private boolean isRightPrefix(long actual, long truncated) {
        long proven = Math.max(chosenUpTo, truncated);
        for (long slot = proven + 1; slot <= actual; slot++) {
            if (!learned.contains(slot)) {
                return false;
            }
        }
        return actual >= proven && (truncated > 0 || actual == proven);
    }

    private void compareLog(NodeStorage storage, long truncated, List<String> complaints) {
        List<AcceptedEntry> all = new ArrayList<>();
        while (truncated + all.size() < storage.log().lastSlot()) {
            long next = truncated + all.size() + 1;
            List<AcceptedEntry> page = storage.log().read(next, 10_000, Long.MAX_VALUE);
            if (page.isEmpty()) {
                complaints.add("slot " + next + " is missing");
                return;
            }
            all.addAll(page);
        }
        SortedMap<Long, AcceptedEntry> expected = log.tailMap(truncated + 1);
        if (!all.equals(new ArrayList<>(expected.values()))) {
            complaints.add("the log differs: " + all.size() + " slots instead of " + expected.size());
        }
    }

    private SortedMap<Long, Configuration> configurationsUpTo(long last) {
        SortedMap<Long, Configuration> configurations = new TreeMap<>();
        for (Map.Entry<Long, AcceptedEntry> slot : log.headMap(last + 1).entrySet()) {
            if (slot.getValue().entry() instanceof Entry.Reconfiguration(Configuration configuration)) {
                configurations.put(slot.getKey(), configuration);
            }
        }
        return configurations;
    }
}
