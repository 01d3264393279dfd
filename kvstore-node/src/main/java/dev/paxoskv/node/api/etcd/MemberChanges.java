package dev.paxoskv.node.api.etcd;

import dev.paxoskv.node.paxos.model.ChangeOutcome;
import dev.paxoskv.node.paxos.model.ChangeOutcome.Reason;
import dev.paxoskv.node.replica.ClusterView;
import dev.paxoskv.node.replica.RequestException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Changes of the members for clients that know no epochs: the change is made for the configuration that is in force, and
 * again for the next one if that has moved on meanwhile or is not settled yet. An unknown outcome is settled by looking at
 * the configuration. Any thread.
 */
final class MemberChanges {

    private static final Executor LATER = CompletableFuture.delayedExecutor(100, TimeUnit.MILLISECONDS);

    private final Supplier<CompletableFuture<ClusterView>> confirmed;

    /** Looks at the configuration like this. */
    MemberChanges(Supplier<CompletableFuture<ClusterView>> confirmed) {
        this.confirmed = confirmed;
    }

    /**
     * One change, and how to know that it is done.
     *
     * @param attempt tries it for the configuration that is shown
     * @param done whether a configuration shows it done
     * @param worthWaiting what is refused now and may be granted later
     */
    record Wanted(
            Function<ClusterView, CompletableFuture<ChangeOutcome>> attempt,
            Predicate<ClusterView> done,
            Predicate<Reason> worthWaiting) {

        /** A change that waits for nothing but its turn. */
        Wanted(Function<ClusterView, CompletableFuture<ChangeOutcome>> attempt, Predicate<ClusterView> done) {
            this(attempt, done, _ -> false);
        }
    }

    /**
     * Tries until the change is done, refused for good, or the time is over.
     *
     * @param endNanos the end of the time, of {@link System#nanoTime()}
     * @return the configuration with the change; fails with a {@link Refusal}, or with what looking at it failed with
     */
    CompletableFuture<ClusterView> make(Wanted wanted, long endNanos) {
        return attempt(wanted, endNanos, false);
    }

    private CompletableFuture<ClusterView> attempt(Wanted wanted, long endNanos, boolean mayBeDone) {
        return confirmed
                .get()
                .thenCompose(view -> mayBeDone && wanted.done().test(view)
                        ? CompletableFuture.completedFuture(view)
                        : wanted.attempt()
                                .apply(view)
                                .thenCompose(outcome -> next(wanted, endNanos, mayBeDone, outcome)));
    }

    private CompletableFuture<ClusterView> next(
            Wanted wanted, long endNanos, boolean mayBeDone, ChangeOutcome outcome) {
        return switch (outcome) {
            case ChangeOutcome.Done _ -> confirmed.get();
            case ChangeOutcome.Unknown _ -> isOver(endNanos) ? failed(timedOut()) : again(wanted, endNanos, true);
            case ChangeOutcome.Refused refused -> {
                boolean passing =
                        isPassing(refused.reason()) || wanted.worthWaiting().test(refused.reason());
                yield passing && !isOver(endNanos)
                        ? again(wanted, endNanos, mayBeDone)
                        : refusedUnlessDone(wanted, mayBeDone, new Refusal(refused.reason()));
            }
        };
    }

    /** An earlier attempt may have taken effect after all, and be what this one was refused for. */
    private CompletableFuture<ClusterView> refusedUnlessDone(Wanted wanted, boolean mayBeDone, Refusal refusal) {
        return mayBeDone
                ? confirmed
                        .get()
                        .thenCompose(view ->
                                wanted.done().test(view) ? CompletableFuture.completedFuture(view) : failed(refusal))
                : failed(refusal);
    }

    private CompletableFuture<ClusterView> again(Wanted wanted, long endNanos, boolean mayBeDone) {
        return CompletableFuture.runAsync(() -> {}, LATER).thenCompose(_ -> attempt(wanted, endNanos, mayBeDone));
    }

    private static boolean isPassing(Reason reason) {
        return switch (reason) {
            case EPOCH_MOVED, BUSY, NOT_LEADER, FEATURE_LEVEL -> true; // a new cluster raises its level by itself
            default -> false;
        };
    }

    private static boolean isOver(long endNanos) {
        return System.nanoTime() - endNanos > 0;
    }

    private static RequestException timedOut() {
        return new RequestException(RequestException.Kind.UNKNOWN, "the change took too long");
    }

    private static <T> CompletableFuture<T> failed(RuntimeException failure) {
        return CompletableFuture.failedFuture(failure);
    }

    /** A change that was refused for good. Carries no stack trace: it is an answer, not a defect. */
    static final class Refusal extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final Reason reason;

        Refusal(Reason reason) {
            super(reason.name(), null, false, false);
            this.reason = reason;
        }

        Reason reason() {
            return reason;
        }
    }
}
