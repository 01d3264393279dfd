package dev.paxoskv.node.cli.offline;

import dev.paxoskv.node.cli.console.CommandFailure;
import dev.paxoskv.node.cli.console.ExitCode;
import dev.paxoskv.node.cli.console.OutputFormat;
import dev.paxoskv.node.config.Address;
import dev.paxoskv.node.config.ConfigException;
import dev.paxoskv.node.paxos.model.ClusterId;
import dev.paxoskv.node.recovery.Founder;
import dev.paxoskv.node.storage.StorageEngine;
import dev.paxoskv.node.storage.StorageEngines;
import java.security.SecureRandom;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of the commands that found a cluster in a data directory: its id, its only member, how it is stored. */
@SuppressWarnings("unused") // picocli sets the fields
final class FoundingOptions {

    @Option(
            names = "--cluster-id",
            paramLabel = "NEW",
            description =
                    "The new cluster's id, 16 hexadecimal digits that no cluster had yet (default: drawn at random)."
                            + " With it the command can be repeated: once everything is done it succeeds and changes nothing.")
    private @Nullable String clusterId;

    @Option(names = "--name", paramLabel = "NAME", description = "The name of the new cluster's only node.")
    private @Nullable String name;

    @Option(names = "--peer", paramLabel = "HOST:PORT", description = "Where other nodes will reach it.")
    private @Nullable String peer;

    @Option(names = "--http", paramLabel = "HOST:PORT", description = "Where clients reach its REST interface.")
    private @Nullable String http;

    @Option(names = "--grpc", paramLabel = "HOST:PORT", description = "Where clients reach its gRPC interface.")
    private @Nullable String grpc;

    @Option(
            names = "--engine",
            paramLabel = "ENGINE",
            defaultValue = StorageEngines.DEFAULT,
            description = "The storage engine of the data directory (default: ${DEFAULT-VALUE}).")
    private String engine = StorageEngines.DEFAULT;

    @Option(names = "-o", paramLabel = "FORMAT", defaultValue = "table", description = "table (text) or json.")
    private OutputFormat format = OutputFormat.TABLE;

    /** The id that the new cluster is to have, if it was given. */
    Optional<ClusterId> wantedCluster() {
        return Optional.ofNullable(clusterId).map(text -> clusterId("--cluster-id", text));
    }

    /** The id that was given, or else one that no cluster has yet. */
    ClusterId cluster() {
        return wantedCluster()
                .orElseGet(() -> new ClusterId(new SecureRandom()
                        .longs()
                        .filter(number -> number != 0)
                        .findFirst()
                        .orElseThrow()));
    }

    StorageEngine engine() {
        return StorageEngines.named(engine);
    }

    OutputFormat format() {
        return format;
    }

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

    /** A cluster id as every interface of PaxosKV shows it. */
    static ClusterId clusterId(String option, String text) {
        try {
            ClusterId id = new ClusterId(Long.parseUnsignedLong(text, 16));
            if (id.toString().equalsIgnoreCase(text) && id.value() != 0) {
                return id;
            }
        } catch (NumberFormatException _) {
            // Refused below, like a number of another length.
        }
        throw usage(option + " takes a cluster id of 16 hexadecimal digits, not all of them 0, not \"" + text + "\"");
    }

    private static CommandFailure usage(String message) {
        return new CommandFailure(ExitCode.USAGE, message);
    }
}
