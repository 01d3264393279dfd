package dev.paxoskv.operator.dependent;

import dev.paxoskv.operator.Names;
import dev.paxoskv.operator.api.v1alpha1.ImageSpec;
import dev.paxoskv.operator.api.v1alpha1.MountSpec;
import dev.paxoskv.operator.api.v1alpha1.PaxosKVCluster;
import dev.paxoskv.operator.api.v1alpha1.PaxosKVClusterSpec;
import dev.paxoskv.operator.api.v1alpha1.PodTemplateSpec;
import dev.paxoskv.operator.job.Mounts;
import dev.paxoskv.operator.job.PodRestrictions;
import dev.paxoskv.operator.job.Runner;
import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.AffinityBuilder;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.ContainerPortBuilder;
import io.fabric8.kubernetes.api.model.EmptyDirVolumeSource;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Lifecycle;
import io.fabric8.kubernetes.api.model.LifecycleBuilder;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The template of the members' pods. Nothing in it depends on who is a member: that would restart pods. */
public final class MemberPod {

    /** Where the data is in the container. */
    public static final String DATA = "/var/lib/paxoskv";

    private static final int GRACE_SECONDS = 60;
    private static final int LINGER_SECONDS = 3;

    private final String name;
    private final PaxosKVClusterSpec spec;
    private final PodTemplateSpec extra;
    private final String image;
    private final MemberEnvironment environment;

    public MemberPod(PaxosKVCluster cluster, String defaultImage) {
        this.name = cluster.getMetadata().getName();
        this.spec = cluster.getSpec();
        this.extra = Objects.requireNonNullElse(
                spec.podTemplate(), new PodTemplateSpec(null, null, null, null, null, null, null, null, null));
        this.image = image(spec, defaultImage);
        this.environment = new MemberEnvironment(cluster, DATA);
    }

    io.fabric8.kubernetes.api.model.PodTemplateSpec template() {
        Map<String, String> labels = new HashMap<>(orEmpty(extra.labels()));
        labels.putAll(Names.labels(name));
        Map<String, String> annotations = new HashMap<>(orEmpty(extra.annotations()));
        if (spec.restartedAt() != null) {
            annotations.put("paxoskv.dev/restarted-at", spec.restartedAt());
        }
        return new PodTemplateSpecBuilder()
                .withNewMetadata()
                .withLabels(labels)
                .withAnnotations(annotations)
                .endMetadata()
                .withNewSpec()
                .withServiceAccountName(Objects.requireNonNullElse(extra.serviceAccountName(), name))
                .withAutomountServiceAccountToken(false)
                .withEnableServiceLinks(false)
                .withTerminationGracePeriodSeconds((long) GRACE_SECONDS)
                .withSecurityContext(PodRestrictions.ofPod())
                .withImagePullSecrets(pullSecrets())
                .withAffinity(Objects.requireNonNullElseGet(extra.affinity(), this::spread))
                .withTolerations(orEmpty(extra.tolerations()))
                .withTopologySpreadConstraints(orEmpty(extra.topologySpreadConstraints()))
                .withPriorityClassName(extra.priorityClassName())
                .withContainers(container())
                .withVolumes(volumes())
                .endSpec()
                .build();
    }

    /** The repository, tag or digest that the members run. */
    public String image() {
        return image;
    }

    /** What the pods of jobs have in common with the members. */
    public Runner runner() {
        return new Runner(
                image,
                pullPolicy(),
                pullSecrets(),
                extra.affinity() == null ? null : extra.affinity().getNodeAffinity(),
                orEmpty(extra.tolerations()),
                extra.priorityClassName());
    }

    private static String image(PaxosKVClusterSpec spec, String defaultImage) {
        ImageSpec image = spec.image();
        String repository = image == null || image.repository() == null ? defaultImage : image.repository();
        return image == null || image.digest() == null
                ? repository + ":" + spec.version()
                : repository + "@" + image.digest();
    }

    private String pullPolicy() {
        ImageSpec image = spec.image();
        return image == null || image.pullPolicy() == null
                ? ImageSpec.PullPolicy.IfNotPresent.name()
                : image.pullPolicy().name();
    }

    private List<LocalObjectReference> pullSecrets() {
        ImageSpec image = spec.image();
        List<String> secrets = image == null ? List.of() : orEmpty(image.pullSecrets());
        return secrets.stream().map(LocalObjectReference::new).toList();
    }

    private Container container() {
        return new ContainerBuilder()
                .withName("paxoskv")
                .withImage(image)
                .withImagePullPolicy(pullPolicy())
                .withArgs("node")
                .withPorts(port("peer", Names.PEER_PORT), port("http", Names.HTTP_PORT), port("grpc", Names.GRPC_PORT))
                .withEnv(environment.variables())
                .withResources(resources())
                .withSecurityContext(PodRestrictions.ofContainer())
                .withStartupProbe(probe("/q/health/live", 5, 120))
                .withLivenessProbe(probe("/q/health/live", 10, 6))
                .withReadinessProbe(probe("/q/health/ready", 2, 2))
                .withLifecycle(lingering())
                .withVolumeMounts(mounts())
                .build();
    }

    /** A pod is told to stop while clients still know its address; so it serves on until they have heard. */
    private static Lifecycle lingering() {
        return new LifecycleBuilder()
                .withNewPreStop()
                .withNewExec()
                .withCommand("sleep", Integer.toString(LINGER_SECONDS))
                .endExec()
                .endPreStop()
                .build();
    }

    private static ContainerPort port(String name, int port) {
        return new ContainerPortBuilder()
                .withName(name)
                .withContainerPort(port)
                .withProtocol("TCP")
                .build();
    }

    private static Probe probe(String path, int seconds, int failures) {
        return new ProbeBuilder()
                .withNewHttpGet()
                .withPath(path)
                .withPort(new IntOrString("http"))
                .endHttpGet()
                .withPeriodSeconds(seconds)
                .withTimeoutSeconds(3)
                .withFailureThreshold(failures)
                .build();
    }

    /** CPU and memory of a member. */
    public ResourceRequirements resources() {
        return spec.resources() != null
                ? spec.resources()
                : new ResourceRequirementsBuilder()
                        .withRequests(Map.of("cpu", new Quantity("500m"), "memory", new Quantity("1Gi")))
                        .withLimits(Map.of("memory", new Quantity("1Gi")))
                        .build();
    }

    /** Members on one node are lost with it together. */
    private Affinity spread() {
        return new AffinityBuilder()
                .withNewPodAntiAffinity()
                .addNewPreferredDuringSchedulingIgnoredDuringExecution()
                .withWeight(100)
                .withNewPodAffinityTerm()
                .withTopologyKey("kubernetes.io/hostname")
                .withNewLabelSelector()
                .withMatchLabels(Names.selector(name))
                .endLabelSelector()
                .endPodAffinityTerm()
                .endPreferredDuringSchedulingIgnoredDuringExecution()
                .endPodAntiAffinity()
                .build();
    }

    private List<VolumeMount> mounts() {
        List<VolumeMount> mounts = new ArrayList<>();
        mounts.add(Mounts.of("data", DATA, false));
        mounts.add(Mounts.of("tmp", "/tmp", false));
        orEmpty(extra.volumes()).forEach(volume -> mounts.add(Mounts.of(volume.name(), volume.mountPath(), true)));
        return mounts;
    }

    private List<Volume> volumes() {
        List<Volume> volumes = new ArrayList<>();
        volumes.add(new VolumeBuilder()
                .withName("tmp")
                .withEmptyDir(new EmptyDirVolumeSource())
                .build());
        orEmpty(extra.volumes()).forEach(volume -> volumes.add(volume(volume)));
        return volumes;
    }

    private static Volume volume(MountSpec mount) {
        VolumeBuilder volume = new VolumeBuilder().withName(mount.name());
        return mount.configMap() != null
                ? volume.withNewConfigMap()
                        .withName(mount.configMap())
                        .endConfigMap()
                        .build()
                : volume.withNewSecret()
                        .withSecretName(mount.secret())
                        .endSecret()
                        .build();
    }

    private static <T> List<T> orEmpty(@org.jspecify.annotations.Nullable List<T> list) {
        return list == null ? List.of() : list;
    }

    private static Map<String, String> orEmpty(@org.jspecify.annotations.Nullable Map<String, String> map) {
        return map == null ? Map.of() : map;
    }
}
