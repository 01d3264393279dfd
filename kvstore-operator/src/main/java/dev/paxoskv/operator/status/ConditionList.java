package dev.paxoskv.operator.status;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Conditions that are changed one by one; the time of a transition moves only with the status. Not for threads. */
public final class ConditionList {

    private final List<Condition> conditions;
    private final @Nullable Long generation;
    private final String now;

    /**
     * Begins with what was there before.
     *
     * @param generation what the conditions answer
     */
    public ConditionList(@Nullable List<Condition> before, @Nullable Long generation, Instant now) {
        this.conditions = new ArrayList<>(before == null ? List.of() : before);
        this.generation = generation;
        this.now = now.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** Sets one. */
    public void set(String type, boolean status, String reason, String message) {
        set(type, status ? "True" : "False", reason, message);
    }

    /** Sets one that nothing is known of yet. */
    public void setUnknown(String type, String reason, String message) {
        set(type, "Unknown", reason, message);
    }

    private void set(String type, String status, String reason, String message) {
        Condition old = conditions.stream()
                .filter(condition -> condition.getType().equals(type))
                .findFirst()
                .orElse(null);
        Condition set = new ConditionBuilder()
                .withType(type)
                .withStatus(status)
                .withReason(reason)
                .withMessage(message)
                .withObservedGeneration(generation)
                .withLastTransitionTime(
                        old != null && old.getStatus().equals(status) ? old.getLastTransitionTime() : now)
                .build();
        if (old == null) {
            conditions.add(set);
        } else {
            conditions.set(conditions.indexOf(old), set);
        }
    }

    /** All of them. */
    public List<Condition> list() {
        return List.copyOf(conditions);
    }
}
