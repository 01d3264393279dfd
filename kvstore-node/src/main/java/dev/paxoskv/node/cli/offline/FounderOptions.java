package dev.paxoskv.node.cli.offline;

import dev.paxoskv.node.cli.console.CommandFailure;
import dev.paxoskv.node.cli.console.ExitCode;
import dev.paxoskv.node.config.Address;
import dev.paxoskv.node.config.ConfigException;
import dev.paxoskv.node.recovery.Founder;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say how the only member of a new cluster is called and reached. */
@SuppressWarnings("unused") // picocli sets the fields
final class FounderOptions {

    @Option(names = "--name", paramLabel = "NAME", description = "The name of the new cluster's only node.")
    private @Nullable String name;

    @Option(names = "--peer", paramLabel = "HOST:PORT", description = "Where other nodes will reach it.")
    private @Nullable String peer;

    @Option(names = "--http", paramLabel = "HOST:PORT", description = "Where clients reach its REST interface.")
    private @Nullable String http;

    @Option(names = "--grpc", paramLabel = "HOST:PORT", description = "Where clients reach its gRPC interface.")
    private @Nullable String grpc;

    /** What is said, and for the rest what is known; a usage error where neither is. */
    Founder founder(Optional<Founder> known) {
        return new Founder(
                pick("--name", name, known.map(Founder::name)),
                address("--peer", peer, known.map(Founder::peerAddress)),
                address("--http", http, known.map(Founder::httpAddress)),
                address("--grpc", grpc, known.map(Founder::grpcAddress)));
    }

    private static String address(String option, @Nullable String given, Optional<String> known) {
        String address = pick(option, given, known);
        try {
            if (given != null && Address.parse(given, option).host().isEmpty()) {
                throw usage(option + " needs a host that other machines can reach, not \"" + given + "\"");
            }
            return address;
        } catch (ConfigException wrong) {
            throw usage(String.valueOf(wrong.getMessage()));
        }
    }

    private static String pick(String option, @Nullable String given, Optional<String> known) {
        if (given != null) {
            return given;
        }
        return known.orElseThrow(() -> usage(option + " is missing: it says how the new cluster's node is reached"));
    }

    private static CommandFailure usage(String message) {
        return new CommandFailure(ExitCode.USAGE, message);
    }
}
