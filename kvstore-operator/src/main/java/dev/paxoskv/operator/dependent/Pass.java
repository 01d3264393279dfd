package dev.paxoskv.operator.dependent;

import dev.paxoskv.operator.plan.Action;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import org.jspecify.annotations.Nullable;

/**
 * What a pass decided, for the objects that depend on it.
 *
 * @param action what is done in this pass
 * @param set the StatefulSet as it was seen; null if there is none
 * @param frozen the spec was refused: pods are not to be made after it
 * @param image the repository of the members' image for resources that name none
 */
public record Pass(Action action, @Nullable StatefulSet set, boolean frozen, String image) {

    private static final Object KEY = Pass.class;
    private static final Object CHANGED_SET = MemberSet.class;

    /** Leaves it for the objects of this pass. */
    public void publish(Context<?> context) {
        Pass _ = context.managedWorkflowAndDependentResourceContext().put(KEY, this);
    }

    static Pass of(Context<?> context) {
        return context.managedWorkflowAndDependentResourceContext().getMandatory(KEY, Pass.class);
    }

    /** Notes that the StatefulSet was changed in this pass, by its user's spec or because somebody else had. */
    static void noteChangedSet(Context<?> context) {
        Boolean _ = context.managedWorkflowAndDependentResourceContext().put(CHANGED_SET, true);
    }

    /** Whether the StatefulSet was changed in this pass. */
    public static boolean hasChangedSet(Context<?> context) {
        return context.managedWorkflowAndDependentResourceContext()
                .get(CHANGED_SET, Boolean.class)
                .orElse(false);
    }

    /** Whether there is to be a StatefulSet after this pass. */
    boolean keepsSet() {
        return action instanceof Action.CreateSet || (set != null && !(action instanceof Action.RecreateSet));
    }

    /** How many pods the StatefulSet keeps: what the action says, else what it keeps already. */
    int replicas() {
        return switch (action) {
            case Action.CreateSet create when set == null -> create.replicas();
            case Action.SetReplicas change -> change.replicas();
            default -> set == null ? 0 : set.getSpec().getReplicas();
        };
    }
}
