package dev.paxoskv.node.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.paxoskv.node.cli.console.ExitCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher script in a working copy of its own, with a JDK that only says how it was called. */
class LauncherTest {
    private static final Path LAUNCHER = Path.of("..", "deploy", "local", "paxoskv");
    private static final Path FIND_JDK = Path.of("..", ".mvn", "find-jdk.sh");

    @TempDir
    Path copy;

    @BeforeEach
    void makeACopy() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "skipped: the launcher is for a POSIX shell");
        Files.createDirectories(copy.resolve("deploy/local"));
        Files.createDirectories(copy.resolve(".mvn"));
        Files.copy(LAUNCHER, copy.resolve("deploy/local/paxoskv"));
        Files.copy(FIND_JDK, copy.resolve(".mvn/find-jdk.sh"));
        executable("jdk/bin/javac", "exit 1");
        executable("jdk/bin/java", "for argument; do echo \"$argument\"; done");
        Files.writeString(copy.resolve("jdk/release"), "JAVA_VERSION=\"25.0.1\"\n");
    }

    private void executable(String path, String body) throws Exception {
        Path file = copy.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/sh\n" + body + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    private void build() throws Exception {
        Path jar = copy.resolve("kvstore-node/target/quarkus-app/quarkus-run.jar");
        Files.createDirectories(jar.getParent());
        Files.createFile(jar);
    }

    private Run launch(Path script, String... arguments) throws Exception {
        Path output = copy.resolve("output");
        ProcessBuilder builder = new ProcessBuilder("/bin/sh", script.toString());
        builder.command().addAll(List.of(arguments));
        builder.environment().put("JAVA_HOME", copy.resolve("jdk").toString());
        builder.environment().remove("PAXOSKV_JAVA_OPTS");
        Process process = builder.redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        return new Run(process.waitFor(), Files.readAllLines(output));
    }

    @Test
    void withoutABuildItSaysWhatToDo() throws Exception {
        Run run = launch(copy.resolve("deploy/local/paxoskv"), "get", "k");

        assertThat(run.exitCode()).isEqualTo(ExitCode.ERROR);
        assertThat(run.lines()).anyMatch(line -> line.contains("./mvnw package"));
    }

    @Test
    void argumentsArriveAsTheyAreAlsoThroughALink() throws Exception {
        build();
        Path link = Files.createSymbolicLink(copy.resolve("link"), copy.resolve("deploy/local/paxoskv"));

        Run run = launch(link, "put", "a key", "*", "");

        assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
        assertThat(run.lines()).endsWith("put", "a key", "*", "").contains("-XX:TieredStopAtLevel=1");
    }

    @Test
    void aNodeGetsBothCompilersAndAssertions() throws Exception {
        build();

        Run run = launch(copy.resolve("deploy/local/paxoskv"), "node");

        assertThat(run.lines())
                .endsWith("node")
                .contains("-ea:dev.paxoskv...")
                .doesNotContain("-XX:TieredStopAtLevel=1");
    }

    private record Run(int exitCode, List<String> lines) {}
}
