package dev.paxoskv.operator.act;

import dev.paxoskv.operator.Refusal;
import dev.paxoskv.operator.admin.NodeAdmin;
import dev.paxoskv.operator.api.v1alpha1.PaxosKVCluster;
import dev.paxoskv.operator.observe.Observed;
import dev.paxoskv.operator.plan.Action;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/**
 * Carries out one action. Each is fenced by what it was decided on: objects by their versions, changes of the membership by
 * the epoch, the forming of a cluster by the record and the member's own id. So an operator that stood still between
 * decision and action does no harm; it is told that things have changed.
 */
@Singleton
public final class Actor {

    private static final int CONFLICT = 409;
    private static final int NOT_FOUND = 404;
    private static final int TOO_MANY_REQUESTS = 429;

    private final KubernetesClient client;
    private final NodeAdmin admin;
    private final Ids ids;

    @Inject
    public Actor(KubernetesClient client, NodeAdmin admin, Ids ids) {
        this.client = client;
        this.admin = admin;
        this.ids = ids;
    }

    /** Carries out an action. How many pods the StatefulSet has is not changed here but where it is rendered. */
    public Outcome perform(PaxosKVCluster cluster, Observed seen, Action action, String image) {
        try {
            return switch (action) {
                case Action.Idle _, Action.Wait _, Action.Stop _ -> Outcome.NOTHING;
                case Action.CreateSet _, Action.SetReplicas _ -> Outcome.done();
                case Action.RecordRecovery _ -> Outcome.done(ids.next());
                case Action.FinishRecovery _ -> Outcome.done();
                case Action.Bootstrap change -> new MemberChanges(admin, cluster, seen).bootstrap(change);
                case Action.AddLearner change -> new MemberChanges(admin, cluster, seen).add(change);
                case Action.Promote change -> new MemberChanges(admin, cluster, seen).promote(change);
                case Action.Remove change -> new MemberChanges(admin, cluster, seen).remove(change);
                case Action.TransferLeader change -> new MemberChanges(admin, cluster, seen).transfer(change);
                case Action.RecreateSet change -> new ObjectChanges(client, cluster).orphan(change);
                case Action.RecordBootstrap change -> new ObjectChanges(client, cluster).record(change, ids.next());
                case Action.MarkClaim change -> new ObjectChanges(client, cluster).mark(change);
                case Action.RestartPod change -> new ObjectChanges(client, cluster).restart(change);
                case Action.DeleteClaim change -> new ObjectChanges(client, cluster).delete(change);
                case Action.GrowClaim change -> new ObjectChanges(client, cluster).grow(change);
                case Action.SetClaimOwner change -> new ObjectChanges(client, cluster).setOwner(change);
                case Action.CreateClaim change -> restore(cluster).createClaim(change);
                case Action.RecordRestore change -> restore(cluster).record(change, ids.next());
                case Action.PrepareRestore change -> restore(cluster).prepare(change, image);
                case Action.StartRestore change -> restore(cluster).start(change);
                case Action.FinishRestore change -> restore(cluster).finish(change);
                case Action.RunRecovery change -> new ObjectChanges(client, cluster).recover(change, image);
            };
        } catch (KubernetesClientException e) {
            return outcome(e);
        }
    }

    private RestoreChanges restore(PaxosKVCluster cluster) {
        return new RestoreChanges(client, cluster, new ObjectChanges(client, cluster).owner(true));
    }

    private static Outcome outcome(KubernetesClientException e) {
        return switch (e.getCode()) {
            case CONFLICT, NOT_FOUND -> Outcome.outdated();
            case TOO_MANY_REQUESTS -> Outcome.refused("the disruption budget does not permit it now");
            default -> Outcome.refused(Refusal.text(e));
        };
    }
}
