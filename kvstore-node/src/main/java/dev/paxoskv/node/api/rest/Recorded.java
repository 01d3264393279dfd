package dev.paxoskv.node.api.rest;

import dev.paxoskv.node.api.metrics.RequestMetrics.Outcome;
import dev.paxoskv.node.api.metrics.RequestMetrics.Recorder;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Requests of resources, recorded by how they end. */
final class Recorded {

    private Recorded() {}

    /** Begins a request's work; a problem that it throws is the request's failure. */
    static <T> CompletableFuture<T> by(Recorder recorder, Supplier<CompletableFuture<T>> work) {
        long started = System.nanoTime();
        CompletableFuture<T> result;
        try {
            result = work.get();
        } catch (RuntimeException refused) {
            result = CompletableFuture.failedFuture(refused);
        }
        return result.whenComplete((_, failure) -> recorder.record(
                failure == null ? Outcome.OK : Problem.of(failure).outcome(), started));
    }
}
