package dev.paxoskv.operator.plan;

import dev.paxoskv.operator.plan.Action.Bootstrap;
import dev.paxoskv.operator.plan.Action.CreateClaim;
import dev.paxoskv.operator.plan.Action.CreateSet;
import dev.paxoskv.operator.plan.Action.RecordBootstrap;
import dev.paxoskv.operator.plan.Action.RestartPod;
import dev.paxoskv.operator.plan.Action.SetReplicas;
import dev.paxoskv.operator.plan.Action.Stop;
import dev.paxoskv.operator.plan.Action.Trouble;
import java.util.stream.IntStream;

/**
 * Leaves alone the claims that have the name of one of the cluster's and are not its own. A pod gets whatever claim has the
 * name, so no pod is made that would get such a one, whichever rule asks for it, and no cluster is formed on one. Nor is a
 * pod stopped that would come back to one: the claim that it uses may have been deleted, and another have taken its name.
 */
final class ForeignClaims {

    private ForeignClaims() {}

    /** The action, or a stop in its place if it would use what is somebody else's. */
    static Action withhold(Situation now, Action action) {
        return newlyUsed(now, action)
                .filter(now::isForeignClaim)
                .boxed()
                .findFirst()
                .<Action>map(ordinal -> new Stop(
                        Trouble.FOREIGN_CLAIM,
                        "a claim that is not this cluster's has the name of that of pod " + ordinal))
                .orElse(action);
    }

    /** The ordinals whose claims an action begins to use, now or when their pods come back. */
    private static IntStream newlyUsed(Situation now, Action action) {
        return switch (action) {
            case CreateSet(int replicas) -> newPods(now, 0, replicas);
            case SetReplicas(int replicas, String _) ->
                IntStream.concat(newPods(now, now.existingSet().replicas(), replicas), sleepers(now, replicas));
            case RestartPod(int ordinal, String _, boolean _, String _) -> IntStream.of(ordinal);
            case CreateClaim(int ordinal) -> IntStream.of(ordinal);
            case Bootstrap(int ordinal, String _, String _) -> IntStream.of(ordinal);
            case RecordBootstrap _ -> IntStream.of(0);
            case Action.Idle _,
                    Action.Wait _,
                    Stop _,
                    Action.RecreateSet _,
                    Action.RecordRestore _,
                    Action.PrepareRestore _,
                    Action.StartRestore _,
                    Action.FinishRestore _,
                    Action.MarkClaim _,
                    Action.AddLearner _,
                    Action.Promote _,
                    Action.Remove _,
                    Action.TransferLeader _,
                    Action.DeleteClaim _,
                    Action.GrowClaim _,
                    Action.SetClaimOwner _,
                    Action.RecordRecovery _,
                    Action.RunRecovery _,
                    Action.FinishRecovery _ -> IntStream.empty();
        };
    }

    /** The pods that stop, to come back when the cluster is woken. */
    private static IntStream sleepers(Situation now, int replicas) {
        return now.intent().hibernate()
                ? now.pods().stream()
                        .mapToInt(PodView::ordinal)
                        .filter(ordinal -> ordinal >= replicas)
                        .filter(ordinal -> !now.hasMembership()
                                || now.membership().at(ordinal).isPresent())
                : IntStream.empty();
    }

    private static IntStream newPods(Situation now, int from, int to) {
        return IntStream.range(from, to).filter(ordinal -> now.pod(ordinal).isEmpty());
    }
}
