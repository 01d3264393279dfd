package dev.paxoskv.node.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.paxoskv.node.cli.console.ExitCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The launchers of a working copy and of the image, in a copy of their own, with a JDK that only says how it was called.
 */
class LauncherTest {
    private static final String LOCAL = "deploy/local/paxoskv";
    private static final String FILES_OF_THE_IMAGE = "kvstore-node/src/main/jib";
    private static final String ENTRY_POINT = FILES_OF_THE_IMAGE + "/opt/paxoskv/bin/paxoskv";
    private static final String ON_THE_PATH = FILES_OF_THE_IMAGE + "/usr/local/bin/paxoskv";
    private static final String USUAL = "-XX:+UseG1GC";

    @TempDir
    Path copy;

    @BeforeEach
    void makeACopy() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "skipped: the launchers are for a POSIX shell");
        for (String file : List.of(LOCAL, ENTRY_POINT, ON_THE_PATH, ".mvn/find-jdk.sh")) {
            Path to = copy.resolve(file);
            Files.createDirectories(to.getParent());
            Files.copy(Path.of("..").resolve(file), to);
        }
        executable("jdk/bin/javac", "exit 1");
        executable("jdk/bin/java", "for argument; do echo \"$argument\"; done");
        Files.writeString(copy.resolve("jdk/release"), "JAVA_VERSION=\"25.0.1\"\n");
    }

    private void executable(String path, String body) throws Exception {
        file(path, "#!/bin/sh\n" + body + "\n");
        assertThat(copy.resolve(path).toFile().setExecutable(true)).isTrue();
    }

    private void file(String path, String content) throws Exception {
        Path file = copy.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }

    private void build() throws Exception {
        file("kvstore-node/target/quarkus-app/quarkus-run.jar", "");
    }

    private Run launch(Path script, String... arguments) throws Exception {
        return launch(Map.of(), script, arguments);
    }

    private Run launch(Map<String, String> environment, Path script, String... arguments) throws Exception {
        Path output = copy.resolve("output");
        List<String> command = new ArrayList<>(List.of("/bin/sh", script.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(copy.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("PAXOSKV_"));
        builder.environment().put("JAVA_HOME", copy.resolve("jdk").toString());
        builder.environment().putAll(environment);
        Process process = builder.redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        return new Run(process.waitFor(), Files.readAllLines(output));
    }

    /** In the image, whose files are below a directory here. */
    private List<String> inTheImage(String javaOptions, String... arguments) throws Exception {
        Map<String, String> environment =
                Map.of("PAXOSKV_HOME", copy.resolve("opt").toString(), "PAXOSKV_JAVA_OPTS", javaOptions);
        Run run = launch(environment, copy.resolve(ENTRY_POINT), arguments);
        assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
        return run.lines();
    }

    private void withACache() throws Exception {
        file("opt/aot/node.options", "");
        file("opt/aot/node.aot", "");
    }

    private String cacheOption() {
        return "-XX:AOTCache=" + copy.resolve("opt/aot/node.aot");
    }

    @Test
    void withoutABuildItSaysWhatToDo() throws Exception {
        Run run = launch(copy.resolve(LOCAL), "get", "k");

        assertThat(run.exitCode()).isEqualTo(ExitCode.ERROR);
        assertThat(run.lines()).anyMatch(line -> line.contains("./mvnw package"));
    }

    @Test
    void argumentsArriveAsTheyAreAlsoThroughALink() throws Exception {
        build();
        Path link = Files.createSymbolicLink(copy.resolve("link"), copy.resolve(LOCAL));

        Run run = launch(link, "put", "a key", "*", "");

        assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
        assertThat(run.lines())
                .endsWith("put", "a key", "*", "")
                .contains("-XX:TieredStopAtLevel=1")
                .doesNotContain(USUAL);
    }

    @Test
    void aLocalNodeHasTheOptionsOfTheImageAndAHeapOfFixedSize() throws Exception {
        build();

        List<String> local = launch(copy.resolve(LOCAL), "node").lines();
        List<String> image = inTheImage("", "node");

        assertThat(local).endsWith("node").contains("-Xmx1g");
        assertThat(local).containsAll(image.subList(0, image.indexOf("-jar")));
        assertThat(image)
                .contains(USUAL, "-ea:dev.paxoskv...", "-XX:MaxRAMPercentage=50")
                .doesNotContain("-XX:TieredStopAtLevel=1", "-Xmx1g");
    }

    @Test
    void theUsersOptionsAreSplitAtSpacesOnlyAndComeLast() throws Exception {
        List<String> options = inTheImage("-Xmx300m  -Da=*", "recover", "--data-dir", "/a b");

        assertThat(options).containsSubsequence("-Xmx256m", "-Xmx300m", "-Da=*", "-jar");
        assertThat(options).endsWith("recover", "--data-dir", "/a b").doesNotContain("");
    }

    @Test
    void aNodeIsStartedFromTheCache() throws Exception {
        withACache();

        assertThat(inTheImage("-Xmx300m", "node", "--join"))
                .containsSubsequence(
                        USUAL,
                        cacheOption(),
                        "@" + copy.resolve("opt/aot/node.options"),
                        "-Xmx300m",
                        PaxosKv.class.getName(),
                        "node",
                        "--join");
        assertThat(inTheImage("", "status")).contains("-jar").doesNotContain(cacheOption());
    }

    /** The JVM ends if it is told two collectors, and the cache is one of the first. */
    @Test
    void anotherCollectorTakesThePlaceOfTheUsualOneAndNeedsNoCache() throws Exception {
        withACache();

        assertThat(inTheImage("-XX:+UseCompactObjectHeaders -XX:+UseZGC", "node"))
                .contains("-XX:+UseZGC", "-jar")
                .doesNotContain(USUAL, cacheOption());
    }

    @Test
    void whatRunsBesideANodeDoesNotTakeTheOptionsOfItsJvm() throws Exception {
        Path beside = copy.resolve(ON_THE_PATH);
        Files.writeString(
                beside, Files.readString(beside).replace("/opt/", copy.resolve(FILES_OF_THE_IMAGE) + "/opt/"));

        Run run = launch(Map.of("PAXOSKV_JAVA_OPTS", "-Xms4g"), beside, "status", "--cluster");

        assertThat(run.lines()).endsWith("status", "--cluster").doesNotContain("-Xms4g");
    }

    private record Run(int exitCode, List<String> lines) {}
}
