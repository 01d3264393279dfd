package dev.paxoskv.operator.backup;

import dev.paxoskv.operator.api.v1alpha1.BackupPodsStatus;
import dev.paxoskv.operator.api.v1alpha1.ImageSpec.PullPolicy;
import dev.paxoskv.operator.api.v1alpha1.PaxosKVBackupStatus;
import dev.paxoskv.operator.job.Runner;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.Toleration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What the pods of a backup need to run, noted in its status while the cluster is there, and read when it is gone. */
final class NotedRunner {

    private NotedRunner() {}

    /** What is to be noted. */
    static BackupPodsStatus note(Runner runner) {
        return new BackupPodsStatus(
                PullPolicy.valueOf(runner.pullPolicy()),
                orNull(runner.pullSecrets().stream()
                        .map(LocalObjectReference::getName)
                        .toList()),
                runner.nodes(),
                orNull(runner.tolerations()));
    }

    /** What is empty is not there, as in what comes back from the API server. */
    private static <T> @Nullable List<T> orNull(List<T> list) {
        return list.isEmpty() ? null : list;
    }

    /**
     * From what was noted.
     *
     * @param defaultImage for a status that says nothing
     */
    static Runner of(@Nullable PaxosKVBackupStatus status, String defaultImage) {
        String image = Objects.requireNonNullElse(status == null ? null : status.image(), defaultImage);
        BackupPodsStatus pods = status == null ? null : status.pods();
        if (pods == null) {
            return new Runner(image, PullPolicy.IfNotPresent.name(), List.of(), null, List.of(), null);
        }
        return new Runner(
                image,
                Objects.requireNonNullElse(pods.pullPolicy(), PullPolicy.IfNotPresent)
                        .name(),
                Objects.requireNonNullElse(pods.pullSecrets(), List.<String>of()).stream()
                        .map(LocalObjectReference::new)
                        .toList(),
                pods.nodeAffinity(),
                Objects.requireNonNullElse(pods.tolerations(), List.<Toleration>of()),
                null);
    }
}
