package dev.paxoskv.operator.plan;

import dev.paxoskv.operator.plan.Action.Bootstrap;
import dev.paxoskv.operator.plan.Action.RecordBootstrap;
import dev.paxoskv.operator.plan.Action.RestartPod;
import dev.paxoskv.operator.plan.Action.SetReplicas;
import dev.paxoskv.operator.plan.Action.Stop;
import dev.paxoskv.operator.plan.Action.Trouble;
import java.util.Optional;

/**
 * The forming of the cluster, which happens once: the id of the empty disk of ordinal 0 is recorded, and that disk alone is
 * then told to form it. Where a cluster may ever have been, or a disk cannot be looked into, nothing is formed.
 */
final class Forming {

    private Forming() {}

    static Optional<Action> bootstrap(Situation now) {
        boolean everFormed = now.isFormed()
                || now.memory().clusterId() != null
                || now.memory().recovery() != null;
        NodeReport first = now.pod(0).map(PodView::report).orElse(null);
        if (everFormed || first == null) {
            return Optional.empty();
        }
        Optional<PodView> doomed = now.pod(0).filter(now::isDoomed);
        if (doomed.isPresent()) {
            return Optional.of(
                    new RestartPod(0, doomed.get().uid(), false, "its claim was deleted before it held anything"));
        }
        return switch (now.formingRecord()) {
            case null -> record(now, first);
            case BootstrapRecord(String clusterId, String memberId)
            when memberId.equals(first.memberId()) -> Optional.of(new Bootstrap(0, clusterId, memberId));
            case BootstrapRecord _ ->
                Optional.of(new Stop(
                        Trouble.DISK_LOST,
                        "the volume that the cluster was formed on is lost: restore a backup into a new resource, or, if"
                                + " the cluster never held data, delete this one with its claims and make it anew"));
            case RestoreRecord _ ->
                Optional.of(new Stop(
                        Trouble.DISK_LOST,
                        "the volume that the backup was restored to is lost: restore it into a new resource"));
        };
    }

    /** Only if each disk that there is has been looked into and is empty. */
    private static Optional<Action> record(Situation now, NodeReport first) {
        SetView set = now.existingSet();
        if (set.replicas() <= now.topClaim()) {
            return Optional.of(new SetReplicas(now.topClaim() + 1, set.version()));
        }
        boolean allSeen = now.reports().count() >= set.replicas();
        return allSeen ? Optional.of(new RecordBootstrap(first.memberId())) : Optional.empty();
    }
}
