package dev.paxoskv.node.api.etcd;

import dev.paxoskv.node.api.admin.AdminException;
import dev.paxoskv.node.api.metrics.RequestMetrics.Outcome;
import dev.paxoskv.node.paxos.model.ChangeOutcome;
import dev.paxoskv.node.replica.RequestException;
import dev.paxoskv.node.statemachine.ErrorCode;
import dev.paxoskv.node.statemachine.ReadView;
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
            case MemberChanges.Refusal refused -> statusOf(refused.reason());
            case AdminException refused -> statusOf(refused);
            case ReadView.ExpiredException _ -> statusOf(RequestException.Kind.OVERLOADED);
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

    private static Status statusOf(ChangeOutcome.Reason reason) {
        return switch (reason) {
            case NOT_LEADER -> Status.UNAVAILABLE.withDescription("etcdserver: no leader");
            case EPOCH_MOVED, BUSY -> Status.UNAVAILABLE.withDescription("etcdserver: unhealthy cluster");
            case IS_LEADER -> Status.UNAVAILABLE.withDescription("etcdserver: leader changed");
            case TIMED_OUT -> Status.UNAVAILABLE.withDescription("etcdserver: request timed out");
            case NO_SUCH_MEMBER, REMOVED_MEMBER -> Status.NOT_FOUND.withDescription("etcdserver: member not found");
            case ALREADY_MEMBER -> precondition("member ID already exist");
            case NOT_A_LEARNER -> precondition("can only promote a learner member");
            case NOT_CAUGHT_UP -> precondition("can only promote a learner member which is in sync with leader");
            case LAST_VOTER, UNSAFE -> precondition("re-configuration failed due to not enough started members");
            case BAD_TARGET -> precondition("bad leader transferee");
            case TOO_MANY_MEMBERS -> precondition("too many learner members in cluster");
            case FEATURE_LEVEL -> precondition("a member runs a build that is too old for this; upgrade it first");
        };
    }

    private static Status precondition(String text) {
        return Status.FAILED_PRECONDITION.withDescription("etcdserver: " + text);
    }

    private static Status statusOf(AdminException refused) {
        Status status = switch (refused.kind()) {
            case INVALID -> Status.INVALID_ARGUMENT;
            case NODE_UNREACHABLE -> Status.UNAVAILABLE;
            case NODE_MISMATCH -> Status.FAILED_PRECONDITION;
        };
        return status.withDescription("etcdserver: " + refused.getMessage());
    }

    /** How a request that ended with a failure is counted. */
    static Outcome outcomeOf(Throwable failure) {
        return switch (failure) {
            case StatusRuntimeException _ -> Outcome.REFUSED;
            case MemberChanges.Refusal refused -> refusal(statusOf(refused.reason()));
            case AdminException refused -> refusal(statusOf(refused));
            case RequestException refused ->
                refused.kind().mayHaveTakenEffect() ? Outcome.UNKNOWN : Outcome.UNAVAILABLE;
            case CompletionException wrapped when wrapped.getCause() != null -> outcomeOf(wrapped.getCause());
            default -> Outcome.FAILED;
        };
    }

    private static Outcome refusal(Status status) {
        return status.getCode() == Status.Code.UNAVAILABLE ? Outcome.UNAVAILABLE : Outcome.REFUSED;
    }
}
