package dev.paxoskv.node.replica;

import dev.paxoskv.node.paxos.model.ChangeOutcome;
import dev.paxoskv.node.paxos.session.SessionEffect;
import dev.paxoskv.node.paxos.session.SessionEffect.WriteOutcome;
import dev.paxoskv.node.statemachine.Reply;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * The requests of this node's clients and administrators that are not answered, by the number that the core knows them
 * under. For the core's thread.
 *
 * <p>Answers are collected and given all at once: a client's callback must not come between two effects.
 */
final class OpenRequests {
    private final Map<Long, CompletableFuture<Reply>> writes = new HashMap<>();
    private final Map<Long, CompletableFuture<Void>> reads = new HashMap<>();
    private final Map<Long, CompletableFuture<ChangeOutcome>> changes = new HashMap<>();
    private final List<Runnable> answers = new ArrayList<>();
    private long last;

    long addWrite(CompletableFuture<Reply> reply) {
        writes.put(++last, reply);
        return last;
    }

    long addRead(CompletableFuture<Void> ready) {
        reads.put(++last, ready);
        return last;
    }

    long addChange(CompletableFuture<ChangeOutcome> outcome) {
        changes.put(++last, outcome);
        return last;
    }

    /** Whether no client waits; administrators do not count. */
    boolean noClientWaits() {
        return writes.isEmpty() && reads.isEmpty();
    }

    void writeSettled(long request, WriteOutcome<Reply> outcome) {
        CompletableFuture<Reply> reply = taken(writes, request);
        answers.add(
                switch (outcome) {
                    case WriteOutcome.Done<Reply>(Reply done) -> () -> reply.complete(done);
                    case WriteOutcome.NotDone<Reply>(SessionEffect.Failure failure) ->
                        () -> reply.completeExceptionally(Failures.notDone(failure));
                    case WriteOutcome.Unknown<Reply> unknown -> () -> reply.completeExceptionally(Failures.unknown());
                });
    }

    void readReady(long request) {
        CompletableFuture<Void> ready = taken(reads, request);
        answers.add(() -> ready.complete(null));
    }

    void readFailed(long request, SessionEffect.Failure failure) {
        CompletableFuture<Void> ready = taken(reads, request);
        answers.add(() -> ready.completeExceptionally(Failures.notDone(failure)));
    }

    void changed(long request, ChangeOutcome outcome) {
        CompletableFuture<ChangeOutcome> change = taken(changes, request);
        answers.add(() -> change.complete(outcome));
    }

    private static <F> CompletableFuture<F> taken(Map<Long, CompletableFuture<F>> requests, long request) {
        CompletableFuture<F> future = requests.remove(request);
        if (future == null) {
            throw new IllegalStateException("request " + request + " was settled twice");
        }
        return future;
    }

    /** Gives the answers that were collected. */
    void answer() {
        answers.forEach(Runnable::run);
        answers.clear();
    }

    /** Ends everything that is open: what becomes of it is not known here any more. */
    void endAll() {
        writes.values().forEach(OpenRequests::end);
        reads.values().forEach(OpenRequests::end);
        changes.values().forEach(OpenRequests::endChange);
    }

    static void end(CompletableFuture<?> request) {
        request.completeExceptionally(Failures.unknown());
    }

    static void endChange(CompletableFuture<ChangeOutcome> change) {
        change.complete(new ChangeOutcome.Unknown());
    }
}
