package dev.paxoskv.operator;

import dev.paxoskv.operator.act.Outcome;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.processing.dependent.workflow.WorkflowReconcileResult;
import java.util.Collection;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How the objects of a cluster were applied.
 *
 * @param outdated something had changed since it was looked at, which the next pass sees
 * @param trouble what the API server refused; null if nothing
 */
record Applied(boolean outdated, @Nullable String trouble) {

    static final Applied WHOLE = new Applied(false, null);

    private static final int CONFLICT = 409;

    static Applied of(WorkflowReconcileResult result) {
        Collection<Exception> errors = result.getErroredDependents().values();
        String trouble = errors.stream()
                .filter(error -> !isConflict(error))
                .map(error -> String.valueOf(error.getMessage()))
                .sorted()
                .collect(Collectors.joining("; "));
        return new Applied(errors.stream().anyMatch(Applied::isConflict), trouble.isEmpty() ? null : trouble);
    }

    private static boolean isConflict(Exception error) {
        return error instanceof KubernetesClientException refused && refused.getCode() == CONFLICT;
    }

    boolean isWhole() {
        return !outdated && trouble == null;
    }

    /** Of an action that was not tried, because something else could not be applied. */
    Outcome outcome() {
        return trouble == null ? Outcome.outdated() : Outcome.refused(trouble);
    }
}
