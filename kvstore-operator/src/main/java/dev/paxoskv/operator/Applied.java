package dev.paxoskv.operator;

import dev.paxoskv.operator.act.Outcome;
import dev.paxoskv.operator.plan.Action;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.processing.dependent.workflow.WorkflowReconcileResult;
import java.util.Collection;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How the objects of a cluster were applied.
 *
 * @param outdated something had changed since it was looked at, which the next pass sees
 * @param newTemplate the StatefulSet was changed: which pods are outdated has to be looked at again
 * @param trouble what the API server refused; null if nothing
 */
record Applied(
        boolean outdated, boolean newTemplate, @Nullable String trouble) {

    static final Applied WHOLE = new Applied(false, false, null);

    private static final int CONFLICT = 409;

    static Applied of(WorkflowReconcileResult result, boolean newTemplate) {
        Collection<Exception> errors = result.getErroredDependents().values();
        String trouble = errors.stream()
                .filter(error -> !isConflict(error))
                .map(Refusal::text)
                .sorted()
                .collect(Collectors.joining("; "));
        return new Applied(
                errors.stream().anyMatch(Applied::isConflict), newTemplate, trouble.isEmpty() ? null : trouble);
    }

    private static boolean isConflict(Exception error) {
        return error instanceof KubernetesClientException refused && refused.getCode() == CONFLICT;
    }

    /** Whether an action may follow: what it was decided on is still so. */
    boolean permits(Action action) {
        boolean aboutTemplate = action instanceof Action.RestartPod;
        return !outdated && trouble == null && !(aboutTemplate && newTemplate);
    }

    /** Of an action that was not tried, because something else could not be applied or was applied anew. */
    Outcome outcome() {
        return trouble == null ? Outcome.outdated() : Outcome.refused(trouble);
    }
}
