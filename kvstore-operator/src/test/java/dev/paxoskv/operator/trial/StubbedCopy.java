package dev.paxoskv.operator.trial;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A copy of {@code deploy} and a PATH with stubs, which note how they are called, and with nothing else but the system's
 * smallest tools: what is installed on this machine is out of reach.
 */
final class StubbedCopy {
    private static final Path ROOT = Path.of("..");
    private static final List<String> SYSTEM =
            List.of("basename", "cat", "date", "dirname", "env", "grep", "mktemp", "rm", "sed", "sh", "sleep");

    private final Path directory;
    private final Path bin;
    private final Path calls;
    private final Path applied;

    StubbedCopy(Path directory) throws IOException {
        this.directory = directory;
        this.bin = directory.resolve("bin");
        this.calls = directory.resolve("calls");
        this.applied = directory.resolve("applied");
        Files.createDirectories(bin);
        copy(ROOT.resolve("deploy"), directory.resolve("deploy"));
        for (String tool : SYSTEM) {
            executable(bin.resolve(tool), "#!/bin/sh\nexec " + installed(tool) + " \"$@\"\n");
        }
        stub(directory.resolve("mvnw"), "mvnw");
        answering("kubectl get-ready", "True");
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file));
                Files.createDirectories(Files.isDirectory(file) ? target : target.getParent());
                if (!Files.isDirectory(file)) {
                    Files.copy(file, target, StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        }
    }

    private static Path installed(String tool) {
        return Stream.of("/bin", "/usr/bin")
                .map(directory -> Path.of(directory, tool))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow();
    }

    StubbedCopy withTools(String... tools) throws IOException {
        for (String tool : tools) {
            stub(bin.resolve(tool), tool);
        }
        return this;
    }

    /** Notes the call; fails if a file says so; answers what a file says, or what its place in the script wants. */
    private void stub(Path file, String name) throws IOException {
        executable(file, """
            #!/bin/sh
            call="%1$s $*"
            echo "$call" >>"%2$s"
            for failing in "%3$s"/fail.*; do
              [ -r "$failing" ] || continue
              case $call in "$(cat "$failing")"*) echo "stub: $call fails" >&2; exit 1 ;; esac
            done
            case $call in
              "kind get clusters") [ ! -r "%3$s/answer.kind-get-clusters" ] || cat "%3$s/answer.kind-get-clusters" ;;
              kubectl*" kustomize "*) cat "%3$s/deploy/operator/deployment.yaml" ;;
              kubectl*" patch --local "*) cat "%3$s/deploy/samples/cluster.yaml" ;;
              kubectl*" apply -f -") cat >>"%4$s" ;;
              kubectl*'"Ready"'*) cat "%3$s/answer.kubectl-get-ready" ;;
            esac
            """.formatted(name, calls, directory, applied));
    }

    private static void executable(Path file, String content) throws IOException {
        Files.writeString(file, content);
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    /** What a call is answered. */
    StubbedCopy answering(String call, String answer) throws IOException {
        Files.writeString(directory.resolve("answer." + call.replace(' ', '-')), answer + "\n");
        return this;
    }

    /** Calls that begin so fail. */
    StubbedCopy failing(String beginning) throws IOException {
        Files.writeString(directory.resolve("fail." + beginning.hashCode()), beginning);
        return this;
    }

    Run run(String script, String... arguments) throws IOException {
        Path output = directory.resolve("output");
        List<String> command = new ArrayList<>(List.of(
                "/bin/sh", directory.resolve("deploy/kind").resolve(script).toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().put("PATH", bin.toString());
        Process process = builder.start();
        try {
            if (!process.waitFor(2, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new IllegalStateException("it does not end: " + Files.readString(output));
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
        return new Run(
                process.exitValue(),
                Files.readString(output),
                Files.exists(calls) ? Files.readAllLines(calls) : List.of(),
                Files.exists(applied) ? Files.readString(applied) : "");
    }
}
