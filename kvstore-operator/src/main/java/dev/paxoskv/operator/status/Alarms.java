package dev.paxoskv.operator.status;

import dev.paxoskv.operator.api.v1alpha1.PaxosKVClusterStatus;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Which conditions have turned into something that somebody should look at, and are worth an event. */
public final class Alarms {

    private Alarms() {}

    /** Those that are bad now, and were not bad in the same way before. */
    public static List<Condition> raised(@Nullable PaxosKVClusterStatus old, PaxosKVClusterStatus now) {
        List<Condition> before = conditions(old);
        return conditions(now).stream()
                .filter(Alarms::isBad)
                .filter(condition -> before.stream().noneMatch(known -> isSame(known, condition)))
                .toList();
    }

    private static List<Condition> conditions(@Nullable PaxosKVClusterStatus status) {
        return status == null ? List.of() : Objects.requireNonNullElse(status.conditions(), List.of());
    }

    /** A refused action has an event of its own. */
    private static boolean isBad(Condition condition) {
        String bad = switch (condition.getType()) {
            case "Degraded" -> condition.getReason().equals("ActionRefused") ? "" : "True";
            case "SpecAccepted", "Monitored" -> "False";
            default -> "";
        };
        return condition.getStatus().equals(bad);
    }

    private static boolean isSame(Condition known, Condition condition) {
        return known.getType().equals(condition.getType())
                && known.getStatus().equals(condition.getStatus())
                && known.getReason().equals(condition.getReason());
    }
}
