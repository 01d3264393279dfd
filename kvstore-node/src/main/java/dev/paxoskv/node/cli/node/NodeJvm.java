package dev.paxoskv.node.cli.node;

import dev.paxoskv.node.cli.console.CommandFailure;
import dev.paxoskv.node.cli.console.ExitCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How a node's process is started: this JVM, this program, and the options that a node runs well with. */
final class NodeJvm {
    /** Options that anybody may override behind them, in {@code PAXOSKV_JAVA_OPTS}. */
    private static final List<String> OPTIONS = List.of(
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "--add-opens=java.base/java.lang=ALL-UNNAMED",
            "-ea:dev.paxoskv...",
            "-XX:+UseG1GC",
            "-Xmx1g",
            "-XX:+ExitOnOutOfMemoryError");

    private NodeJvm() {}

    static List<String> command() {
        String java = ProcessHandle.current()
                .info()
                .command()
                .orElse(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        Path jar = Path.of(System.getProperty("java.class.path", "")).toAbsolutePath();
        if (!Files.isRegularFile(jar)) {
            throw new CommandFailure(
                    ExitCode.ERROR, "a local cluster is started from the packaged program: use deploy/local/up");
        }
        List<String> command = new ArrayList<>();
        command.add(java);
        command.addAll(OPTIONS);
        String extra = System.getenv().getOrDefault("PAXOSKV_JAVA_OPTS", "").strip();
        if (!extra.isEmpty()) {
            command.addAll(List.of(extra.split("\\s+", -1)));
        }
        command.add("-jar");
        command.add(jar.toString());
        return command;
    }
}
