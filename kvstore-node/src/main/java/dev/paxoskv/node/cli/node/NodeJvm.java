package dev.paxoskv.node.cli.node;

import dev.paxoskv.node.cli.console.CommandFailure;
import dev.paxoskv.node.cli.console.ExitCode;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** How a node's process is started: by the launcher that started this one, which knows the options of a node's JVM. */
final class NodeJvm {
    private NodeJvm() {}

    static Path launcher() {
        @Nullable String launcher = System.getenv("PAXOSKV_LAUNCHER");
        if (launcher == null || !Files.isExecutable(Path.of(launcher))) {
            throw new CommandFailure(
                    ExitCode.ERROR, "a local cluster is started from a working copy: use deploy/local/up");
        }
        return Path.of(launcher).toAbsolutePath();
    }
}
