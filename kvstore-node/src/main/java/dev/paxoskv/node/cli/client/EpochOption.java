package dev.paxoskv.node.cli.client;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option that pins the configuration which a change is made for. */
final class EpochOption {
    @Option(
            names = "--expected-epoch",
            paramLabel = "N",
            description =
                    "Change only the configuration of this epoch, else exit with code 4 (default: the one that is in"
                            + " force when the command begins).")
    private @Nullable Long epoch;

    @Nullable Long epoch() {
        return epoch;
    }
}
