package dev.paxoskv.operator.status;

import dev.paxoskv.operator.plan.Action;

/** What an action does, in a sentence for people: for the conditions and the events. */
final class Sentences {

    private Sentences() {}

    static String of(Action action) {
        return switch (action) {
            case Action.Idle _ -> "everything is as the spec says";
            case Action.Wait(Action.Why _, String text) -> text;
            case Action.Stop(Action.Trouble _, String text) -> text;
            case Action.CreateSet set -> "the StatefulSet is made with " + set.replicas() + " pods";
            case Action.SetReplicas set -> "the StatefulSet gets " + set.replicas() + " pods";
            case Action.RecreateSet _ -> "the StatefulSet is made anew around its pods, for larger volumes";
            case Action.RecordBootstrap record -> "member " + record.memberId() + " is chosen to form the cluster";
            case Action.Bootstrap first ->
                "member " + first.memberId() + " on pod " + first.ordinal() + " forms the cluster " + first.clusterId();
            case Action.CreateClaim claim ->
                "the claim of pod " + claim.ordinal() + " is made for the backup that the cluster starts from";
            case Action.RecordRestore record -> "the backup is to be restored to the claim " + record.claimUid();
            case Action.PrepareRestore restore ->
                "the job is made that restores the backup as the cluster " + restore.clusterId();
            case Action.StartRestore _ -> "the job that restores the backup is started";
            case Action.FinishRestore restore ->
                "the backup is on the volume of pod " + restore.ordinal() + ", of the cluster " + restore.clusterId();
            case Action.MarkClaim mark ->
                "the claim of pod " + mark.ordinal() + " is marked as that of member " + mark.memberId();
            case Action.AddLearner learner ->
                "pod " + learner.ordinal() + " joins as the learner " + learner.memberId();
            case Action.Promote learner ->
                "the learner " + learner.memberId() + " on pod " + learner.ordinal() + " becomes a voter";
            case Action.Remove member ->
                "member " + member.memberId() + " on pod " + member.ordinal() + " is removed: " + member.text();
            case Action.TransferLeader to ->
                "member " + to.memberId() + " on pod " + to.ordinal() + " is asked to lead";
            case Action.RestartPod pod -> "pod " + pod.ordinal() + " is restarted: " + pod.text();
            case Action.DeleteClaim claim -> "the claim of pod " + claim.ordinal() + " is deleted: " + claim.text();
            case Action.GrowClaim claim ->
                "the volume of pod " + claim.ordinal() + " is to have " + claim.bytes() + " bytes";
            case Action.SetClaimOwner claim ->
                "the claim of pod " + claim.ordinal()
                        + (claim.owned() ? " will be deleted with the resource" : " will outlive the resource");
            case Action.RecordRecovery recovery ->
                "the cluster " + recovery.oldClusterId() + " is to go on from pod " + recovery.survivor() + " alone";
            case Action.RunRecovery recovery ->
                "the volume of pod " + recovery.survivor() + " is made that of a new cluster";
            case Action.FinishRecovery _ -> "nothing of the old cluster is left: the new one starts";
        };
    }
}
