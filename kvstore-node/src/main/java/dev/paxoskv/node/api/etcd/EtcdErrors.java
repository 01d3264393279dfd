package dev.paxoskv.node.api.etcd;

import dev.paxoskv.node.api.metrics.RequestMetrics.Outcome;
import dev.paxoskv.node.replica.RequestException;
import dev.paxoskv.node.statemachine.ErrorCode;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.concurrent.CompletionException;

/** Failures as etcd's clients know them: they tell them apart by the status code and the text, so both are etcd's own. */
final class EtcdErrors {

    private EtcdErrors() {}

    /** An error of the store. */
    static StatusRuntimeException of(ErrorCode code) {
        Status status = switch (code.status()) {
            case INVALID_ARGUMENT -> Status.INVALID_ARGUMENT;
            case OUT_OF_RANGE -> Status.OUT_OF_RANGE;
            case NOT_FOUND -> Status.NOT_FOUND;
            case RESOURCE_EXHAUSTED -> Status.RESOURCE_EXHAUSTED;
            case FAILED_PRECONDITION -> Status.FAILED_PRECONDITION;
        };
        return status.withDescription(code.message()).asRuntimeException();
    }

    /** Whatever a request ended with. A defect keeps its cause, and does not show it to the client. */
    static Status statusOf(Throwable failure) {
        return switch (failure) {
            case StatusRuntimeException known -> known.getStatus();
            case RequestException refused -> statusOf(refused.kind());
            case CompletionException wrapped when wrapped.getCause() != null -> statusOf(wrapped.getCause());
            default ->
                Status.INTERNAL
                        .withDescription("the node failed to answer; its log tells why")
                        .withCause(failure);
        };
    }

    private static Status statusOf(RequestException.Kind kind) {
        return switch (kind) {
            case NO_LEADER -> Status.UNAVAILABLE.withDescription("etcdserver: no leader");
            case OVERLOADED -> Status.RESOURCE_EXHAUSTED.withDescription("etcdserver: too many requests");
            case UNKNOWN -> Status.UNAVAILABLE.withDescription("etcdserver: request timed out");
            case NOT_SERVING -> Status.UNAVAILABLE.withDescription("etcdserver: server stopped");
        };
    }

    /** How a request that ended with a failure is counted. */
    static Outcome outcomeOf(Throwable failure) {
        return switch (failure) {
            case StatusRuntimeException _ -> Outcome.REFUSED;
            case RequestException refused ->
                refused.kind().mayHaveTakenEffect() ? Outcome.UNKNOWN : Outcome.UNAVAILABLE;
            case CompletionException wrapped when wrapped.getCause() != null -> outcomeOf(wrapped.getCause());
            default -> Outcome.FAILED;
        };
    }
}
