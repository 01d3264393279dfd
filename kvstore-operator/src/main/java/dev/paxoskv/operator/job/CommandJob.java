package dev.paxoskv.operator.job;

import dev.paxoskv.operator.Names;
import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.AffinityBuilder;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EmptyDirVolumeSource;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A job that runs one command of the node's program, under the strictest of Kubernetes' restrictions and without access to
 * its API. Its last words, or the end of its log if it fails, are the message that its pod leaves.
 *
 * @param component what it is for, in a label
 * @param cluster whose clients' port it may use
 * @param timeoutSeconds how long it may take, with all its attempts; null if as long as it likes
 * @param keptSeconds how long it is kept after its end; null if as long as its owner
 * @param asleep it is made without starting
 */
public record CommandJob(
        String name,
        String namespace,
        String component,
        String cluster,
        OwnerReference owner,
        Runner runner,
        ResourceRequirements resources,
        List<String> command,
        List<Mount> mounts,
        @Nullable Long timeoutSeconds,
        @Nullable Integer keptSeconds,
        boolean asleep) {

    /** On the pods: what the network policy lets them in by. They are no members, and have none of the members' labels. */
    public static final String CLIENT_OF = "paxoskv.dev/client-of";

    /** The container's file whose content Kubernetes takes over into the status of the pod. */
    public static final String RESULT_FILE = "/dev/termination-log";

    private static final int RETRIES = 3;
    private static final long MIN_HEAP_MIB = 64;

    public CommandJob {
        command = List.copyOf(command);
        mounts = List.copyOf(mounts);
    }

    /** The volume of a claim, in the container. */
    public record Mount(String volume, String claim, String path, boolean readOnly) {}

    /** The object. */
    public Job build() {
        Map<String, String> labels = Map.of(
                "app.kubernetes.io/name",
                "paxoskv",
                "app.kubernetes.io/instance",
                cluster,
                "app.kubernetes.io/component",
                component,
                "app.kubernetes.io/managed-by",
                Names.MANAGER,
                CLIENT_OF,
                cluster);
        return new JobBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(namespace)
                .withLabels(labels)
                .withOwnerReferences(owner)
                .endMetadata()
                .withNewSpec()
                .withBackoffLimit(RETRIES)
                .withActiveDeadlineSeconds(timeoutSeconds)
                .withTtlSecondsAfterFinished(keptSeconds)
                .withSuspend(asleep ? true : null)
                .withNewTemplate()
                .withNewMetadata()
                .withLabels(labels)
                .endMetadata()
                .withSpec(pod())
                .endTemplate()
                .endSpec()
                .build();
    }

    private PodSpec pod() {
        Affinity affinity = runner.nodes() == null
                ? null
                : new AffinityBuilder().withNodeAffinity(runner.nodes()).build();
        return new PodSpecBuilder()
                .withRestartPolicy("Never")
                .withAutomountServiceAccountToken(false)
                .withEnableServiceLinks(false)
                .withSecurityContext(PodRestrictions.ofPod())
                .withImagePullSecrets(runner.pullSecrets())
                .withAffinity(affinity)
                .withTolerations(runner.tolerations())
                .withPriorityClassName(runner.priorityClassName())
                .withContainers(container())
                .withVolumes(volumes())
                .build();
    }

    private Container container() {
        List<VolumeMount> inside = new ArrayList<>();
        mounts.forEach(mount -> inside.add(Mounts.of(mount.volume(), mount.path(), mount.readOnly())));
        inside.add(Mounts.of("tmp", "/tmp", false));
        return new ContainerBuilder()
                .withName(component)
                .withImage(runner.image())
                .withImagePullPolicy(runner.pullPolicy())
                .withArgs(command)
                .withEnv(heap())
                .withResources(resources)
                .withSecurityContext(PodRestrictions.ofContainer())
                .withTerminationMessagePath(RESULT_FILE)
                .withTerminationMessagePolicy("FallbackToLogsOnError")
                .withVolumeMounts(inside)
                .build();
    }

    /** Half of the container's memory, if that is limited; the launcher's choice for a command otherwise. */
    private List<EnvVar> heap() {
        Quantity limit =
                resources.getLimits() == null ? null : resources.getLimits().get("memory");
        if (limit == null) {
            return List.of();
        }
        long mebibytes = Math.max(MIN_HEAP_MIB, limit.getNumericalAmount().longValue() / 2 / (1 << 20));
        return List.of(new EnvVar("PAXOSKV_JAVA_OPTS", "-Xmx" + mebibytes + "m", null));
    }

    private List<Volume> volumes() {
        List<Volume> volumes = new ArrayList<>();
        mounts.forEach(mount -> volumes.add(new VolumeBuilder()
                .withName(mount.volume())
                .withNewPersistentVolumeClaim(mount.claim(), mount.readOnly() ? true : null)
                .build()));
        volumes.add(new VolumeBuilder()
                .withName("tmp")
                .withEmptyDir(new EmptyDirVolumeSource())
                .build());
        return volumes;
    }
}
