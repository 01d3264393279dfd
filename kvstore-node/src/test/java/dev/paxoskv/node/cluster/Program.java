package dev.paxoskv.node.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.List;

/** One run of the program from its start to its end. */
record Program(int exitCode, String output) {

    /** The result of a run that succeeded, which asked for JSON. */
    JsonNode json() {
        if (exitCode != 0) {
            throw new IllegalStateException("it ended with " + exitCode + ":\n" + output);
        }
        try {
            return new ObjectMapper().readTree(output.substring(output.indexOf('{')));
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException("no JSON:\n" + output, broken);
        }
    }

    /** Runs it to its end, with what it prints in a file in this directory. */
    static Program run(Path directory, String... arguments) {
        Path log = directory.resolve("run-" + System.nanoTime() + ".log");
        try (NodeProcess process = new NodeProcess(List.of(arguments), log).start()) {
            int exitCode = process.awaitEnd(TestCluster.PATIENCE);
            return new Program(exitCode, process.output());
        }
    }
}
