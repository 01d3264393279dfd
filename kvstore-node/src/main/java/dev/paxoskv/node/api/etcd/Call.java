package dev.paxoskv.node.api.etcd;

import dev.paxoskv.node.api.metrics.RequestMetrics.Outcome;
import dev.paxoskv.node.api.metrics.RequestMetrics.Recorder;
import dev.paxoskv.node.statemachine.Reply;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * One request that waits for its answer, which it gets exactly once, on whatever thread has it.
 *
 * @param <T> the answer's message
 */
final class Call<T> {

    private static final Logger LOG = Logger.getLogger(Call.class);

    private final StreamObserver<T> observer;
    private final Recorder recorder;
    private final long started = System.nanoTime();

    Call(StreamObserver<T> observer, Recorder recorder) {
        this.observer = observer;
        this.recorder = recorder;
    }

    /** Goes on with a future's value, and fails with its failure. */
    <V> void when(CompletableFuture<V> future, Step<V> next) {
        var _ = future.whenComplete((value, failure) -> {
            if (failure == null) {
                attempt(() -> next.run(value));
            } else {
                fail(failure);
            }
        });
    }

    /** Does a part of the work; what it throws is the call's failure. */
    void attempt(Runnable part) {
        try {
            part.run();
        } catch (RuntimeException e) {
            fail(e);
        }
    }

    /** Answers with a reply of the store, or fails with its error. */
    void answer(Reply reply, Function<Reply, T> message) {
        if (reply instanceof Reply.Failure failure) {
            fail(EtcdErrors.of(failure.code()));
        } else {
            answer(message.apply(reply));
        }
    }

    void answer(T message) {
        recorder.record(Outcome.OK, started);
        observer.onNext(message);
        observer.onCompleted();
    }

    /** The end of an answer whose parts were sent already. */
    void complete() {
        recorder.record(Outcome.OK, started);
        observer.onCompleted();
    }

    /** The client does not want an answer any more. */
    void cancelled() {
        recorder.record(Outcome.REFUSED, started);
    }

    void fail(Throwable failure) {
        Status status = EtcdErrors.statusOf(failure);
        if (status.getCode() == Status.Code.INTERNAL) {
            LOG.error("A request over gRPC failed by a defect", failure);
        }
        recorder.record(EtcdErrors.outcomeOf(failure), started);
        observer.onError(status.asRuntimeException());
    }

    /** What is done with a future's value. */
    @FunctionalInterface
    interface Step<V> {
        void run(V value);
    }
}
