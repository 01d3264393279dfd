package dev.paxoskv.node.api.rest;

import dev.paxoskv.node.api.admin.Membership;
import dev.paxoskv.node.paxos.model.ChangeOutcome;
import dev.paxoskv.node.replica.ClusterView;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What questions about the cluster and changes of it are answered with. */
final class ClusterAnswers {

    private ClusterAnswers() {}

    /** What this node knows; if it is to be confirmed, nothing older than the request. */
    static CompletableFuture<ClusterView> view(Membership membership, @Nullable String confirmed) {
        return Parameters.flag("confirmed", confirmed)
                ? membership.confirmed().exceptionally(failure -> {
                    throw new ProblemException(Problem.ofRead(failure));
                })
                : CompletableFuture.completedFuture(membership.view());
    }

    /**
     * The answer to a change that was done.
     *
     * @throws ProblemException for one that was not, or of which that is not known
     */
    static JsonObject answer(ChangeOutcome outcome) {
        return switch (outcome) {
            case ChangeOutcome.Done done -> ClusterJson.done(done);
            case ChangeOutcome.Refused refused -> throw new ProblemException(Problem.of(refused));
            case ChangeOutcome.Unknown _ -> throw new ProblemException(Problem.ofUnknownChange());
        };
    }
}
