package dev.paxoskv.node.cluster;

import java.nio.file.Path;
import java.util.List;

/** One run of the program from its start to its end. */
record Program(int exitCode, String output) {

    /** Runs it to its end, with what it prints in a file in this directory. */
    static Program run(Path directory, String... arguments) {
        Path log = directory.resolve("run-" + System.nanoTime() + ".log");
        try (NodeProcess process = new NodeProcess(List.of(arguments), log).start()) {
            int exitCode = process.awaitEnd(TestCluster.PATIENCE);
            return new Program(exitCode, process.output());
        }
    }
}
