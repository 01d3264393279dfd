package dev.paxoskv.node.cli.client;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of the commands that read keys. */
final class ReadOptions {
    @Option(
            names = "--revision",
            paramLabel = "N",
            description = "Read the store as it was at this revision (default: as it is now).")
    private @Nullable Long revision;

    @Option(
            names = "--consistency",
            paramLabel = "HOW",
            defaultValue = "linearizable",
            description = "'linearizable': the newest value; 'stale': what the asked node knows, served by it alone"
                    + " (default: ${DEFAULT-VALUE}).")
    private Consistency consistency = Consistency.LINEARIZABLE;

    RestPaths.Query query() {
        return new RestPaths.Query()
                .with("revision", revision)
                .with("consistency", consistency == Consistency.LINEARIZABLE ? null : consistency);
    }
}
