package dev.paxoskv.operator.job;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a job and its pods tell.
 *
 * @param end how it ended
 * @param text if it runs: what holds it up, empty if nothing is known; if it is done: the last words of its pod; if it failed:
 *     why
 */
public record JobProgress(End end, String text) {

    private static final int LONGEST = 1_500;

    /** How a job ended. */
    public enum End {
        NOT_YET,
        DONE,
        FAILED
    }

    /** Of a job and the pods that it made. */
    public static JobProgress of(Job job, List<Pod> pods) {
        List<Pod> latestFirst = pods.stream()
                .sorted(Comparator.comparing((Pod pod) ->
                                Objects.requireNonNullElse(pod.getMetadata().getCreationTimestamp(), ""))
                        .reversed())
                .toList();
        if (has(job, "Complete")) {
            return new JobProgress(End.DONE, lastWords(latestFirst, true).orElse(""));
        }
        if (has(job, "Failed")) {
            String why = lastWords(latestFirst, false)
                    .or(() ->
                            latestFirst.stream().flatMap(JobProgress::obstacles).findFirst())
                    .map(words -> reason(job) + ": " + words)
                    .orElse(reason(job));
            return new JobProgress(End.FAILED, cut(why));
        }
        String obstacle =
                latestFirst.stream().flatMap(JobProgress::obstacles).findFirst().orElse("");
        return new JobProgress(End.NOT_YET, cut(obstacle));
    }

    private static boolean has(Job job, String type) {
        return conditions(job).anyMatch(condition -> type.equals(condition.getType()));
    }

    private static Stream<io.fabric8.kubernetes.api.model.batch.v1.JobCondition> conditions(Job job) {
        return job.getStatus() == null
                ? Stream.empty()
                : job.getStatus().getConditions().stream().filter(condition -> "True".equals(condition.getStatus()));
    }

    private static String reason(Job job) {
        return conditions(job)
                .filter(condition -> "Failed".equals(condition.getType()))
                .map(condition -> Objects.requireNonNullElse(condition.getReason(), "Failed"))
                .findFirst()
                .orElse("Failed");
    }

    private static Optional<String> lastWords(List<Pod> pods, boolean succeeded) {
        return pods.stream()
                .flatMap(JobProgress::containers)
                .map(ContainerStatus::getState)
                .filter(state -> state != null && state.getTerminated() != null)
                .map(ContainerState::getTerminated)
                .filter(ended -> Objects.equals(ended.getExitCode(), 0) == succeeded)
                .map(ended -> Objects.requireNonNullElse(ended.getMessage(), "").strip())
                .filter(message -> !message.isEmpty())
                .findFirst();
    }

    private static Stream<ContainerStatus> containers(Pod pod) {
        return pod.getStatus() == null ? Stream.empty() : pod.getStatus().getContainerStatuses().stream();
    }

    /** Why a pod does not start, in Kubernetes' own words. */
    private static Stream<String> obstacles(Pod pod) {
        Stream<String> waiting = containers(pod)
                .map(ContainerStatus::getState)
                .filter(state -> state != null && state.getWaiting() != null)
                .map(ContainerState::getWaiting)
                .filter(state -> state.getMessage() != null)
                .map(state -> state.getReason() + ": " + state.getMessage());
        Stream<String> unscheduled = pod.getStatus() == null
                ? Stream.empty()
                : pod.getStatus().getConditions().stream()
                        .filter(condition -> "PodScheduled".equals(condition.getType()))
                        .filter(condition -> "False".equals(condition.getStatus()) && condition.getMessage() != null)
                        .map(PodCondition::getMessage);
        return Stream.concat(waiting, unscheduled);
    }

    private static String cut(String text) {
        return text.length() <= LONGEST ? text : text.substring(text.length() - LONGEST);
    }
}
