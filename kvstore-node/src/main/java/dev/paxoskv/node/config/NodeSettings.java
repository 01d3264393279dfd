package dev.paxoskv.node.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/** The settings of a node, under {@code paxoskv.}; {@code src-docs/reference/configuration.md} explains each. */
@ConfigMapping(prefix = "paxoskv")
public interface NodeSettings {

    /** A JSON file that lists the cluster; goes with {@link #index()}. */
    Optional<String> clusterFile();

    /** This node's place in the cluster file, from 0. */
    OptionalInt index();

    /** This node's number, from 1; goes with {@link #addr()} and {@link #peers()}. */
    OptionalInt id();

    /** This node's client gRPC address. */
    Optional<String> addr();

    /** The other nodes' numbers and client gRPC addresses: {@code 2=host:5002,3=host:5003}. */
    Optional<String> peers();

    /** This node's name, where it is not {@code n} and its number. */
    Optional<String> name();

    /** The data directory. */
    Optional<String> data();

    /** The address for peers, where it does not follow from another. */
    Optional<String> peerAddr();

    /** The address for HTTP, where it does not follow from another. */
    Optional<String> httpAddr();

    /** The address for gRPC clients, where it does not follow from another. */
    Optional<String> grpcAddr();

    /** The address of this host that all three servers listen on, whatever the addresses are that others reach it by. */
    Optional<String> listen();

    /** The storage engine: {@code mvstore}, or {@code memory} for what may be forgotten. */
    @WithDefault("mvstore")
    String engine();

    /** How long a client's request may take before it fails. */
    @WithDefault("5s")
    Duration requestTimeout();

    /** The alpha window that a new cluster is formed with, in slots. */
    @WithDefault("1024")
    int alpha();

    /** How a node without a cluster gets one. */
    Cluster cluster();

    /** How the data directory is used. */
    Storage storage();

    /** The protocol's times. */
    Protocol protocol();

    /** When old history is given up. */
    Compaction compaction();

    /** When old history is given up. */
    interface Compaction {

        /** How long a superseded revision stays readable; 0 for as long as there is room. */
        @WithDefault("5m")
        Duration retention();

        /** How many revisions stay readable; 0 for any number. */
        @WithDefault("1000000")
        long maxRevisions();
    }

    /** How a node without a cluster gets one. */
    interface Cluster {

        /** {@code static}, {@code join} or {@code managed}. */
        @WithDefault("static")
        String mode();

        /** Peer addresses of nodes that may know a cluster: {@code host:3000,host:3001}. */
        Optional<String> seeds();
    }

    /** How the data directory is used. */
    interface Storage {

        /** The size of a journal segment in bytes. */
        @WithDefault("16777216")
        int segmentBytes();

        /** How much of the stored maps is kept in memory, in MiB. */
        @WithDefault("64")
        int cacheMegabytes();

        /** A checkpoint is made after so many bytes of journal. */
        @WithDefault("16777216")
        long checkpointBytes();

        /** And after so much time, while anything changes. */
        @WithDefault("30s")
        Duration checkpointInterval();

        /** How many applied slots the log keeps, for members that are behind. */
        @WithDefault("100000")
        long tailSlots();

        /** How many bytes of entries it keeps of them at most. */
        @WithDefault("67108864")
        long tailBytes();
    }

    /** The protocol's times. */
    interface Protocol {

        /** The length of a tick. */
        @WithDefault("20ms")
        Duration tick();

        /** A heartbeat and a round of the election every so many ticks. */
        @WithDefault("5")
        int heartbeatTicks();

        /** A leader is given up after so many rounds without a sign of it. */
        @WithDefault("3")
        int missedRounds();

        /** What got no answer is said again after so many ticks. */
        @WithDefault("10")
        int resendTicks();
    }
}
