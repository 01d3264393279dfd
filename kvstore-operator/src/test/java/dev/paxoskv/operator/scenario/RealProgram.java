package dev.paxoskv.operator.scenario;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The packaged program of the node, run as a container's runtime would run it: with the arguments and the environment of the
 * container, and its mounted volume. Nothing outlives this JVM.
 */
final class RealProgram {

    private static final Pattern REFERENCE = Pattern.compile("\\$\\(([A-Za-z_][A-Za-z0-9_]*)\\)");
    private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> RUNNING.forEach(Process::destroyForcibly)));
    }

    private RealProgram() {}

    /** The launcher in this working copy. Fails if there is nothing to launch. */
    static Path launcher() {
        Path root = Path.of(System.getProperty("paxoskv.root", ".."))
                .toAbsolutePath()
                .normalize();
        Path jar = root.resolve(Path.of("kvstore-node", "target", "quarkus-app", "quarkus-run.jar"));
        if (!Files.isReadable(jar)) {
            throw new IllegalStateException("the node is not built yet: " + jar
                    + " is missing; run ./mvnw package -Dquick -DskipTests -pl kvstore-node");
        }
        return root.resolve(Path.of("deploy", "local", "paxoskv"));
    }

    /**
     * Starts a container's program.
     *
     * @param pod the name of the pod, which its environment may refer to
     * @param mounted the directories and files that stand for what is mounted, by the paths in the container
     * @param more variables that stand for what a pod has and a process has not: an address and DNS
     */
    static Process start(
            Container container, String pod, Map<String, Path> mounted, Map<String, String> more, Path log) {
        Map<String, String> environment = environment(container, pod);
        environment.replaceAll((_, value) -> outside(value, mounted));
        more.forEach((name, value) -> environment.merge(name, value, (given, added) -> given + " " + added));
        List<String> command = new ArrayList<>(List.of(launcher().toString()));
        container.getArgs().forEach(argument -> command.add(outside(argument, mounted)));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().keySet().retainAll(Set.of("PATH", "HOME", "TMPDIR"));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().putAll(environment);
        try {
            Process process = builder.start();
            RUNNING.add(process);
            process.getOutputStream().close();
            return process;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where the container mounts a volume. */
    static String mountPath(Container container, String volume) {
        return container.getVolumeMounts().stream()
                .filter(candidate -> candidate.getName().equals(volume))
                .map(VolumeMount::getMountPath)
                .findFirst()
                .orElseThrow();
    }

    /** A path in the container, as a path of this machine; anything else as it is. */
    private static String outside(String value, Map<String, Path> mounted) {
        return mounted.entrySet().stream()
                .filter(mount -> value.equals(mount.getKey()) || value.startsWith(mount.getKey() + "/"))
                .map(mount -> mount.getValue() + value.substring(mount.getKey().length()))
                .findFirst()
                .orElse(value);
    }

    /** As Kubernetes makes it: a reference to a variable that comes before is replaced, any other stays as it is. */
    private static Map<String, String> environment(Container container, String pod) {
        Map<String, String> environment = new HashMap<>();
        for (EnvVar variable : container.getEnv()) {
            String value = variable.getValueFrom() == null
                    ? Objects.requireNonNullElse(variable.getValue(), "")
                    : field(variable, pod);
            environment.put(
                    variable.getName(),
                    REFERENCE
                            .matcher(value)
                            .replaceAll(reference -> Matcher.quoteReplacement(
                                    environment.getOrDefault(reference.group(1), reference.group()))));
        }
        return environment;
    }

    private static String field(EnvVar variable, String pod) {
        String path = variable.getValueFrom().getFieldRef().getFieldPath();
        if (!path.equals("metadata.name")) {
            throw new IllegalStateException("a field that this test does not know: " + path);
        }
        return pod;
    }
}
