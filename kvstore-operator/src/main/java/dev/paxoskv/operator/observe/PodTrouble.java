package dev.paxoskv.operator.observe;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What keeps a pod from working, in Kubernetes' words: why it is not scheduled, or why its container does not run. */
final class PodTrouble {

    private static final int LIMIT = 300;

    /** Passing states on the way to a container that runs. */
    private static final Set<String> USUAL = Set.of("ContainerCreating", "PodInitializing");

    private PodTrouble() {}

    /** In a few words; null if Kubernetes has nothing to say. */
    static @Nullable String of(Pod pod) {
        if (pod.getStatus() == null) {
            return null;
        }
        return Stream.concat(notScheduled(pod).stream(), containers(pod).flatMap(PodTrouble::of))
                .findFirst()
                .map(text -> text.length() <= LIMIT ? text : text.substring(0, LIMIT) + "...")
                .orElse(null);
    }

    private static Optional<String> notScheduled(Pod pod) {
        return pod.getStatus().getConditions().stream()
                .filter(condition ->
                        "PodScheduled".equals(condition.getType()) && "False".equals(condition.getStatus()))
                .findFirst()
                .map((PodCondition condition) -> sentence(condition.getReason(), condition.getMessage()));
    }

    private static Stream<ContainerStatus> containers(Pod pod) {
        return pod.getStatus().getContainerStatuses().stream();
    }

    private static Stream<String> of(ContainerStatus container) {
        return Stream.concat(
                Stream.ofNullable(container.getState()).flatMap(PodTrouble::of),
                Stream.ofNullable(container.getLastState())
                        .map(ContainerState::getTerminated)
                        .flatMap(Stream::ofNullable)
                        .map(PodTrouble::ended));
    }

    private static Stream<String> of(ContainerState state) {
        ContainerStateWaiting waiting = state.getWaiting();
        if (waiting != null && waiting.getReason() != null && !USUAL.contains(waiting.getReason())) {
            return Stream.of(sentence(waiting.getReason(), waiting.getMessage()));
        }
        return Stream.ofNullable(state.getTerminated()).map(PodTrouble::ended);
    }

    private static String ended(ContainerStateTerminated terminated) {
        return "its container ended with exit code " + terminated.getExitCode() + ", "
                + sentence(terminated.getReason(), terminated.getMessage());
    }

    private static String sentence(@Nullable String reason, @Nullable String message) {
        String word = reason == null || reason.isEmpty() ? "Unknown" : reason;
        return message == null || message.isEmpty() ? word : word + ": " + message;
    }
}
