package dev.paxoskv.node.simulation;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Is there an order of these calls on one key that a single register could have shown, each call taking effect between
 * its start and its end? Knows nothing of revisions or logs. Calls without an answer may take effect at any time after
 * their start, or never.
 *
 * <p>The search is Wing and Gong's (<em>Testing and Verifying Concurrent Objects</em>, 1993) with Lowe's memory of the
 * configurations seen (<em>Testing for Linearizability</em>, 2017).
 */
final class RegisterChecker {
    private static final int BUDGET = 200_000;

    private final List<Call> calls;
    private final BitSet done = new BitSet();
    private final Set<Configuration> seen = new HashSet<>();
    private int steps;

    /** What the check found. */
    enum Verdict {
        YES,
        NO,
        /** The budget was used up. */
        TOO_LONG
    }

    /** Every call before the first is done, and so are these others; the register holds the value. */
    private record Configuration(
            int first, BitSet others, @Nullable String value) {}

    /** One call that was put next, and what could have been put there instead. */
    private static final class Step {
        final @Nullable String before;
        final Deque<Integer> choices;
        int taken = -1;

        Step(@Nullable String before, Deque<Integer> choices) {
            this.before = before;
            this.choices = choices;
        }
    }

    private RegisterChecker(List<Call> calls) {
        this.calls = calls;
    }

    static Verdict check(List<Call> history) {
        List<Call> relevant = new ArrayList<>();
        for (Call call : history) {
            if (constrains(call)) {
                relevant.add(call);
            }
        }
        relevant.sort(Comparator.comparingLong(call -> call.started));
        return new RegisterChecker(relevant).search();
    }

    /** A read without an answer, a write that never was and a token that was refused say nothing about the key. */
    private static boolean constrains(Call call) {
        return switch (call.end) {
            case NOTHING -> false;
            case OPEN -> call.kind == Call.Kind.WRITE;
            case ANSWERED ->
                call.kind != Call.Kind.WRITE || call.succeeded || call.write instanceof Operations.CompareAndSet;
        };
    }

    private Verdict search() {
        Deque<Step> path = new ArrayDeque<>();
        path.push(new Step(null, choices(null)));
        while (!path.isEmpty()) {
            Step step = path.peek();
            if (step.taken >= 0) {
                done.clear(step.taken);
            }
            if (step.choices.isEmpty()) {
                path.pop();
                continue;
            }
            step.taken = step.choices.removeFirst();
            done.set(step.taken);
            String value = after(calls.get(step.taken), step.before);
            if (firstEndOfThoseLeft() == Long.MAX_VALUE) {
                return Verdict.YES;
            }
            if (++steps > BUDGET) {
                return Verdict.TOO_LONG;
            }
            path.push(new Step(value, isNew(value) ? choices(value) : new ArrayDeque<>()));
        }
        return firstEndOfThoseLeft() == Long.MAX_VALUE ? Verdict.YES : Verdict.NO;
    }

    private boolean isNew(@Nullable String value) {
        int first = done.nextClearBit(0);
        return seen.add(new Configuration(first, done.get(first, Math.max(first, done.length())), value));
    }

    /** What may come next: a call that only looks if there is one that fits, else each that is possible. */
    private Deque<Integer> choices(@Nullable String value) {
        Deque<Integer> choices = new ArrayDeque<>();
        long firstEnd = firstEndOfThoseLeft();
        for (int i = done.nextClearBit(0);
                i < calls.size() && calls.get(i).started < firstEnd;
                i = done.nextClearBit(i + 1)) {
            if (possible(calls.get(i), value)) {
                if (onlyLooks(calls.get(i))) {
                    return new ArrayDeque<>(List.of(i));
                }
                choices.add(i);
            }
        }
        return choices;
    }

    /** It changes nothing, so that where it may stand now, nothing is lost by putting it there. */
    private static boolean onlyLooks(Call call) {
        return call.end == Call.End.ANSWERED && (call.kind == Call.Kind.READ || !call.succeeded);
    }

    private long firstEndOfThoseLeft() {
        long first = Long.MAX_VALUE;
        for (int i = done.nextClearBit(0);
                i < calls.size() && calls.get(i).started < first;
                i = done.nextClearBit(i + 1)) {
            first = Math.min(first, calls.get(i).ended);
        }
        return first;
    }

    private static boolean possible(Call call, @Nullable String value) {
        if (call.kind == Call.Kind.READ) {
            return Objects.equals(call.seen, value);
        }
        if (call.requireWrite() instanceof Operations.CompareAndSet swap) {
            boolean holds = Objects.equals(swap.expected(), value);
            return call.end == Call.End.OPEN ? holds : holds == call.succeeded;
        }
        return true;
    }

    private static @Nullable String after(Call call, @Nullable String value) {
        if (call.kind == Call.Kind.READ || (call.end == Call.End.ANSWERED && !call.succeeded)) {
            return value;
        }
        return call.requireWrite().value();
    }
}
