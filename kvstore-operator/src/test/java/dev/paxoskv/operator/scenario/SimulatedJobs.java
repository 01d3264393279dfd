package dev.paxoskv.operator.scenario;

import dev.paxoskv.operator.job.CommandJob;
import dev.paxoskv.operator.job.JobProgress;
import dev.paxoskv.operator.scenario.NodeRuntime.JobEnd;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The controller of jobs, and the node's commands that they run, in one step each time it is called: first a pod is made, then
 * its command is run, where there is the program; else what it does to a volume is done, and said as the real one does.
 */
final class SimulatedJobs {

    private final KubernetesClient client;
    private final String namespace;
    private final NodeRuntime nodes;

    /** The files on the volumes, by claim. */
    private final Map<String, Set<String>> files = new TreeMap<>();

    /** The arguments of each command that was run. */
    final List<List<String>> ran = new ArrayList<>();

    /** The pods that ran them. */
    final List<PodSpec> pods = new ArrayList<>();

    /** Commands fail, with these last words; empty if they do not. */
    String failure = "";

    /** Pods are made and do not go on. */
    boolean stuck;

    /** Kubernetes' own controller makes the pods, and says how the jobs end. */
    private final boolean controlled;

    SimulatedJobs(KubernetesClient client, String namespace, NodeRuntime nodes, boolean controlled) {
        this.client = client;
        this.namespace = namespace;
        this.nodes = nodes;
        this.controlled = controlled;
    }

    void step() {
        client.batch().v1().jobs().inNamespace(namespace).list().getItems().forEach(this::step);
    }

    private void step(Job job) {
        boolean asleep = Boolean.TRUE.equals(job.getSpec().getSuspend());
        if (asleep || hasEnded(job) || !runs(job) || !claimsAreThere(job)) {
            return;
        }
        String name = job.getMetadata().getName();
        Pod pod = pod(name);
        if (pod == null && !controlled) {
            start(job, name);
        } else if (pod != null && !stuck) {
            end(job, pod);
        }
    }

    /** One that was woken has a condition too: that it is suspended no more. */
    static boolean hasEnded(Job job) {
        return JobProgress.of(job, List.of()).end() != JobProgress.End.NOT_YET;
    }

    /** The one that waits to be run, if there is one. */
    private @Nullable Pod pod(String job) {
        return client.pods().inNamespace(namespace).withLabel(SimulatedKubelet.JOB, job).list().getItems().stream()
                .filter(pod -> pod.getStatus() == null
                        || pod.getStatus().getPhase() == null
                        || "Pending".equals(pod.getStatus().getPhase()))
                .findFirst()
                .orElse(null);
    }

    /** Whether it is one of those that are run here; a recovery needs the nodes alone. */
    static boolean runs(Job job) {
        Map<String, String> labels = job.getMetadata().getLabels();
        boolean recovery = "recovery".equals(labels.get("app.kubernetes.io/component"));
        return labels.containsKey(CommandJob.CLIENT_OF) && !recovery;
    }

    private boolean claimsAreThere(Job job) {
        return job.getSpec().getTemplate().getSpec().getVolumes().stream()
                .map(Volume::getPersistentVolumeClaim)
                .filter(source -> source != null)
                .allMatch(source -> claim(source.getClaimName()) != null);
    }

    private PersistentVolumeClaim claim(String name) {
        return client.persistentVolumeClaims()
                .inNamespace(namespace)
                .withName(name)
                .get();
    }

    private void start(Job job, String name) {
        Map<String, String> labels =
                new HashMap<>(job.getSpec().getTemplate().getMetadata().getLabels());
        labels.put("job-name", name);
        labels.put(SimulatedKubelet.JOB, name);
        client.resource(new PodBuilder()
                        .withNewMetadata()
                        .withName(name + "-pod")
                        .withNamespace(namespace)
                        .withLabels(labels)
                        .addNewOwnerReference()
                        .withApiVersion("batch/v1")
                        .withKind("Job")
                        .withName(name)
                        .withUid(job.getMetadata().getUid())
                        .endOwnerReference()
                        .endMetadata()
                        .withSpec(job.getSpec().getTemplate().getSpec())
                        .build())
                .inNamespace(namespace)
                .create();
    }

    private void end(Job job, Pod pod) {
        JobEnd end = failure.isEmpty() ? run(job) : new JobEnd(false, failure);
        boolean works = end.succeeded();
        client.resource(new PodBuilder(pod)
                        .withStatus(new PodStatusBuilder()
                                .withPhase(works ? "Succeeded" : "Failed")
                                .addNewContainerStatus()
                                .withName(
                                        pod.getSpec().getContainers().getFirst().getName())
                                .withNewState()
                                .withNewTerminated()
                                .withExitCode(works ? 0 : 1)
                                .withMessage(end.words())
                                .endTerminated()
                                .endState()
                                .endContainerStatus()
                                .build())
                        .build())
                .inNamespace(namespace)
                .updateStatus();
        if (!controlled) {
            client.resource(SimulatedControllers.ended(job, works, works ? "Completed" : "BackoffLimitExceeded"))
                    .inNamespace(namespace)
                    .updateStatus();
        }
    }

    private JobEnd run(Job job) {
        List<String> command =
                job.getSpec().getTemplate().getSpec().getContainers().getFirst().getArgs();
        ran.add(command);
        pods.add(job.getSpec().getTemplate().getSpec());
        return nodes.execute(job, volumes(job)).orElseGet(() -> new JobEnd(true, pretend(job, command)));
    }

    private Map<String, String> volumes(Job job) {
        Map<String, String> volumes = new HashMap<>();
        job.getSpec().getTemplate().getSpec().getVolumes().stream()
                .filter(volume -> volume.getPersistentVolumeClaim() != null)
                .forEach(volume -> volumes.put(
                        volume.getName(),
                        claim(volume.getPersistentVolumeClaim().getClaimName())
                                .getMetadata()
                                .getUid()));
        return volumes;
    }

    private String pretend(Job job, List<String> command) {
        return switch (String.join(" ", command.subList(0, 2))) {
            case "snapshot restore" -> restore(job);
            case "snapshot save" -> save(job, command.get(2));
            case "snapshot delete" -> delete(job, command.get(2));
            default -> throw new AssertionError("no such command: " + command);
        };
    }

    private String restore(Job job) {
        boolean _ = nodes.run(job, claim(claimName(job, "data")).getMetadata().getUid());
        return "";
    }

    private static String claimName(Job job, String volume) {
        return job.getSpec().getTemplate().getSpec().getVolumes().stream()
                .filter(any -> any.getName().equals(volume))
                .map(any -> any.getPersistentVolumeClaim().getClaimName())
                .findFirst()
                .orElseThrow();
    }

    private String save(Job job, String file) {
        boolean _ = files.computeIfAbsent(claimName(job, "backups"), _ -> new TreeSet<>())
                .add(file);
        return """
                {"cluster_id":"00000000000000aa","slot":"9","revision":"42","keys":"7","size_bytes":"1234","sha256":"%s"}
                """.formatted("ab".repeat(32));
    }

    private String delete(Job job, String file) {
        boolean _ = files(claimName(job, "backups")).remove(file);
        return "deleted " + file;
    }

    /** The files on the volume of a claim. */
    Set<String> files(String claim) {
        return files.computeIfAbsent(claim, _ -> new TreeSet<>());
    }
}
