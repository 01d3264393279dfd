package dev.paxoskv.operator.scenario;

import dev.paxoskv.operator.OperatorSettings;
import dev.paxoskv.operator.admin.HttpNodeAdmin;
import dev.paxoskv.operator.admin.NodeAdmin;
import dev.paxoskv.operator.admin.NodeStatus;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.HTTPGetAction;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Nodes as processes, one for each pod, each on a loopback address of its own, as pods have addresses of their own: a pod that
 * comes back has another one. The names of the pods are looked up in a file, which stands for the cluster's DNS.
 */
final class RealNodes implements NodeRuntime {

    private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(3);
    private static final Duration BETWEEN_PROBES = Duration.ofMillis(300);
    private static final Duration DEATH_LIMIT = Duration.ofSeconds(60);
    private static final int LONGEST_MESSAGE = 2048;
    private static final Duration JOB_LIMIT = Duration.ofMinutes(2);

    /** A pod that runs. */
    private static final class Running {
        final Pod pod;
        final String volume;
        Process process;
        boolean stopping;
        boolean ready;
        long probedAt = System.nanoTime() - BETWEEN_PROBES.toNanos();

        Running(Pod pod, String volume, Process process) {
            this.pod = pod;
            this.volume = volume;
            this.process = process;
        }
    }

    private final Path directory;
    private final String domain;
    private final NodeAdmin admin;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PROBE_TIMEOUT)
            .build();
    private final Map<String, Running> running = new LinkedHashMap<>();
    private final Map<String, Path> volumes = new HashMap<>();
    private final Map<String, String> names = new TreeMap<>();

    /** The loopback network has room for many runs side by side. */
    private final int network = ThreadLocalRandom.current().nextInt(1, 255);

    /** Containers that ended though nobody stopped them, with what they said last. */
    final List<String> crashes = new ArrayList<>();

    private int addresses;
    private int disks;

    /**
     * No nodes yet.
     *
     * @param domain what follows the name of a Service in its DNS name
     */
    RealNodes(Path directory, String domain, OperatorSettings settings) {
        this.directory = directory.toAbsolutePath();
        this.domain = domain;
        this.admin = new HttpNodeAdmin(settings);
        Path _ = RealProgram.launcher();
        publishNames();
    }

    @Override
    public NodeAdmin admin() {
        return admin;
    }

    @Override
    public synchronized String start(Pod pod, String volume) {
        addresses++;
        String host = "127." + network + "." + addresses / 250 + "." + (addresses % 250 + 1);
        String name = pod.getMetadata().getName();
        names.put(name + "." + SimulatedKubelet.cluster(pod) + "-peers." + domain, host);
        publishNames();
        running.put(host, new Running(pod, volume, start(pod, disk(volume), host)));
        return host;
    }

    private Process start(Pod pod, Path disk, String host) {
        Container container = pod.getSpec().getContainers().getFirst();
        return RealProgram.start(
                container,
                pod.getMetadata().getName(),
                Map.of(RealProgram.mountPath(container, "data"), disk),
                Map.of("PAXOSKV_LISTEN", host, "PAXOSKV_JAVA_OPTS", "-Djdk.net.hosts.file=" + hosts()),
                log(pod));
    }

    private Path log(Pod pod) {
        return directory.resolve(pod.getMetadata().getName() + ".log");
    }

    private Path newDisk() {
        try {
            return Files.createDirectories(directory.resolve("disk-" + ++disks));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path hosts() {
        return directory.resolve("hosts");
    }

    /** All at once: a node may look a name up at any time. */
    private void publishNames() {
        try {
            Path next = directory.resolve("hosts.next");
            Files.write(next, lines());
            Files.move(next, hosts(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> lines() {
        List<String> lines = new ArrayList<>(List.of("127.0.0.1 localhost"));
        names.forEach((name, host) -> lines.add(host + " " + name));
        return lines;
    }

    /** SIGTERM, as a kubelet does it. */
    @Override
    public synchronized void stop(String host) {
        Running stopped = running.get(host);
        if (stopped != null) {
            stopped.stopping = true;
            stopped.process.destroy();
        }
    }

    @Override
    public synchronized boolean isMounted(String volume) {
        return running.values().stream().anyMatch(pod -> pod.volume.equals(volume));
    }

    @Override
    public synchronized void tick() {
        running.entrySet().removeIf(entry -> {
            Running pod = entry.getValue();
            boolean ended = !pod.process.isAlive();
            if (ended && !pod.stopping) {
                crashes.add(pod.pod.getMetadata().getName() + " ended with exit code " + pod.process.exitValue());
                pod.process = start(pod.pod, Objects.requireNonNull(volumes.get(pod.volume)), entry.getKey());
            }
            return ended && pod.stopping;
        });
    }

    @Override
    public boolean isReady(String host) {
        Running pod;
        synchronized (this) {
            pod = running.get(host);
        }
        if (pod == null || pod.stopping) {
            return false;
        }
        if (System.nanoTime() - pod.probedAt >= BETWEEN_PROBES.toNanos()) {
            pod.ready = probe(host, pod.pod.getSpec().getContainers().getFirst());
            pod.probedAt = System.nanoTime();
        }
        return pod.ready;
    }

    private boolean probe(String host, Container container) {
        HTTPGetAction get = container.getReadinessProbe().getHttpGet();
        int port = container.getPorts().stream()
                .filter(candidate -> candidate.getName().equals(get.getPort().getStrVal()))
                .mapToInt(ContainerPort::getContainerPort)
                .findFirst()
                .orElseThrow();
        try {
            return http.send(
                                    HttpRequest.newBuilder(URI.create("http://" + host + ":" + port + get.getPath()))
                                            .timeout(PROBE_TIMEOUT)
                                            .build(),
                                    BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public @Nullable String trouble(String host) {
        return null;
    }

    /** The disk dies, and with it whoever works on it. */
    @Override
    public synchronized void wipe(String volume) {
        running.values().stream().filter(pod -> pod.volume.equals(volume)).forEach(pod -> {
            pod.stopping = true;
            kill(pod.process);
        });
        volumes.remove(volume);
    }

    private static void kill(Process process) {
        try {
            if (!process.destroyForcibly().waitFor(DEATH_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException("a node outlives SIGKILL");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public boolean run(Job job, String volume) {
        return execute(job, Map.of("data", volume)).orElseThrow().succeeded();
    }

    @Override
    public Optional<JobEnd> execute(Job job, Map<String, String> claims) {
        String name = job.getMetadata().getName();
        Container container =
                job.getSpec().getTemplate().getSpec().getContainers().getFirst();
        Path words = directory.resolve(name + ".words");
        Path log = directory.resolve(name + ".log");
        Map<String, Path> mounted = new HashMap<>(Map.of(container.getTerminationMessagePath(), words));
        claims.forEach((volume, claim) -> mounted.put(RealProgram.mountPath(container, volume), disk(claim)));
        try {
            boolean succeeded = ended(name, RealProgram.start(container, name, mounted, serviceNames(name), log)) == 0;
            return Optional.of(new JobEnd(succeeded, message(words, succeeded, log)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As a kubelet takes it over: what the program left for it, else the end of the log if it failed. */
    private static String message(Path words, boolean succeeded, Path log) throws IOException {
        String left = Files.exists(words) ? Files.readString(words) : "";
        if (succeeded || !left.isEmpty()) {
            return left;
        }
        String all = Files.readString(log);
        return all.substring(Math.max(0, all.length() - LONGEST_MESSAGE));
    }

    private static int ended(String job, Process process) {
        try {
            if (!process.waitFor(JOB_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                kill(process);
                throw new IllegalStateException("the job " + job + " does not end");
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The directory that stands for the volume of a claim. */
    synchronized Path disk(String claim) {
        return volumes.computeIfAbsent(claim, _ -> newDisk());
    }

    /** A file of names in which a cluster's Service is one of its nodes that are ready. */
    private synchronized Map<String, String> serviceNames(String job) throws IOException {
        List<String> lines = lines();
        for (String cluster : new TreeSet<>(running.values().stream()
                .map(member -> SimulatedKubelet.cluster(member.pod))
                .toList())) {
            ready(cluster).stream().findFirst().ifPresent(host -> lines.add(host + " " + cluster + "." + domain));
        }
        Path file = Files.write(directory.resolve(job + ".hosts"), lines);
        return Map.of("PAXOSKV_JAVA_OPTS", "-Djdk.net.hosts.file=" + file);
    }

    /** The addresses of a cluster's nodes that are ready. */
    synchronized List<String> ready(String cluster) {
        return running.entrySet().stream()
                .filter(entry -> SimulatedKubelet.cluster(entry.getValue().pod).equals(cluster))
                .filter(entry -> entry.getValue().ready && !entry.getValue().stopping)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** An address of a node of the cluster named demo that is ready, for clients; null if none is. */
    @Nullable String endpoint() {
        List<String> ready = ready("demo");
        return ready.isEmpty() ? null : ready.get(ThreadLocalRandom.current().nextInt(ready.size()));
    }

    /** Whether all nodes that run have applied the log equally far. */
    boolean areLevel() {
        List<String> hosts;
        synchronized (this) {
            hosts = List.copyOf(running.keySet());
        }
        Map<String, NodeStatus> statuses = admin.statuses(hosts);
        return statuses.size() == hosts.size()
                && statuses.values().stream()
                                .map(NodeStatus::appliedSlot)
                                .distinct()
                                .count()
                        == 1;
    }

    @Override
    public synchronized void close() {
        running.values().forEach(pod -> kill(pod.process));
        running.clear();
    }
}
