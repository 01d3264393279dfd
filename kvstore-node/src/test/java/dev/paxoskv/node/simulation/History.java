package dev.paxoskv.node.simulation;

import static dev.paxoskv.node.simulation.Violation.require;

import dev.paxoskv.node.simulation.Operations.ClientWrite;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the clients saw, in real time; and whether one store without replicas could have shown them the same. */
final class History {
    private final List<Call> calls = new ArrayList<>();
    private long instants;
    private long undecided;

    Call write(long number, ClientWrite write) {
        return add(Call.writing(number, write, ++instants));
    }

    Call read(long number, boolean stale, String key) {
        return add(Call.reading(number, stale, key, ++instants));
    }

    private Call add(Call call) {
        calls.add(call);
        return call;
    }

    void answered(Call call, long revision, boolean succeeded, @Nullable String seen) {
        call.end = Call.End.ANSWERED;
        call.ended = ++instants;
        call.revision = revision;
        call.succeeded = succeeded;
        call.seen = seen;
    }

    void nothing(Call call) {
        call.end = Call.End.NOTHING;
        call.ended = ++instants;
    }

    List<Call> calls() {
        return calls;
    }

    /** How many keys' histories were too tangled to be decided within the budget. */
    long undecided() {
        return undecided;
    }

    /** Checks everything that was seen so far. */
    void check(ReferenceStore reference) {
        valuesAtRevisions(reference);
        revisionsFollowRealTime();
        everyKeyIsARegister();
    }

    private void valuesAtRevisions(ReferenceStore reference) {
        for (Call call : calls) {
            if (call.end == Call.End.ANSWERED && call.kind != Call.Kind.WRITE) {
                String value = reference.value(call.key, call.revision);
                require(
                        Objects.equals(value, call.seen),
                        "reads a state that was",
                        () -> call + ", where " + value + " was");
            }
        }
    }

    /** A call that starts after another has ended sees a revision at least as high, and a higher one if it writes. */
    private void revisionsFollowRealTime() {
        List<Call> answered = new ArrayList<>();
        for (Call call : calls) {
            if (call.end == Call.End.ANSWERED && call.kind != Call.Kind.STALE_READ) {
                answered.add(call);
            }
        }
        List<Call> byEnd = new ArrayList<>(answered);
        byEnd.sort(Comparator.comparingLong(call -> call.ended));
        answered.sort(Comparator.comparingLong(call -> call.started));
        int ended = 0;
        Call highest = null;
        for (Call call : answered) {
            while (ended < byEnd.size() && byEnd.get(ended).ended < call.started) {
                Call candidate = byEnd.get(ended++);
                highest = highest == null || candidate.revision > highest.revision ? candidate : highest;
            }
            follows(highest, call);
        }
    }

    private static void follows(@Nullable Call before, Call call) {
        if (before == null) {
            return;
        }
        require(call.revision >= before.revision, "real time", () -> call + " after " + before);
        boolean advances = call.succeeded && call.write != null && !(call.write instanceof Operations.Delete);
        require(!advances || call.revision > before.revision, "real time", () -> call + " after " + before);
    }

    private void everyKeyIsARegister() {
        Map<String, List<Call>> byKey = new TreeMap<>();
        for (Call call : calls) {
            if (call.kind != Call.Kind.STALE_READ) {
                byKey.computeIfAbsent(call.key, absent -> new ArrayList<>()).add(call);
            }
        }
        for (Map.Entry<String, List<Call>> key : byKey.entrySet()) {
            switch (RegisterChecker.check(key.getValue())) {
                case YES -> {}
                case TOO_LONG -> undecided++;
                case NO ->
                    throw new Violation(
                            "linearizable",
                            "no order explains what clients saw of key " + key.getKey() + ": " + key.getValue());
            }
        }
    }
}
