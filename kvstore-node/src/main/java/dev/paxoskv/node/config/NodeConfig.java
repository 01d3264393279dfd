package dev.paxoskv.node.config;

import dev.paxoskv.node.paxos.Tuning;
import dev.paxoskv.node.paxos.formation.FormationPlan;
import dev.paxoskv.node.paxos.formation.ListedPeer;
import dev.paxoskv.node.replica.ReplicaOptions;
import dev.paxoskv.node.statemachine.Limits;
import dev.paxoskv.node.storage.StorageListener;
import dev.paxoskv.node.storage.StorageOptions;
import dev.paxoskv.node.transport.TransportOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Everything that a node is started with, checked.
 *
 * @param topology which node it is and who the others are
 * @param binds where its servers listen
 * @param formation how it gets a cluster
 * @param engine the storage engine's name
 * @param storage how it uses its data directory
 * @param replica how it runs
 * @param transport how it talks to its peers
 * @param retention how long a superseded revision stays readable; zero for as long as there is room
 * @param maxRevisions how many revisions stay readable; 0 for any number
 */
public record NodeConfig(
        Topology topology,
        Binds binds,
        FormationPlan formation,
        String engine,
        StorageOptions storage,
        ReplicaOptions replica,
        TransportOptions transport,
        Duration retention,
        long maxRevisions) {

    /** Where the servers for peers, for HTTP and for gRPC clients listen. */
    public record Binds(Address peer, Address http, Address grpc) {

        static Binds of(Topology.Addresses self, Optional<String> listen) {
            listen.filter(host -> host.isBlank() || host.contains("/") || host.contains(" "))
                    .ifPresent(host -> {
                        throw new ConfigException(
                                "--listen is one address of this host, such as 10.0.0.1 or [fd00::1], not \"" + host
                                        + "\"");
                    });
            return new Binds(
                    self.peer().bind(listen),
                    self.http().bind(listen),
                    self.grpc().bind(listen));
        }
    }

    /** Where a node that was told nothing keeps its data. */
    static final Path DEFAULT_DATA = Path.of("data", "single");

    private static final int DEFAULT_PEER_PORT = 3000;

    /** The reply of one read takes at most this part of the heap. */
    private static final int READ_SHARE_OF_HEAP = 8;

    /**
     * Commands that wait for a slot, and entries that wait for the applier, may each have this part of the heap, counted by
     * their encoded form; in memory an entry is about twice as large.
     */
    private static final int QUEUE_SHARE_OF_HEAP = 32;

    /**
     * Puts the settings together.
     *
     * @throws ConfigException if they contradict each other or are out of range
     */
    public static NodeConfig of(NodeSettings settings) {
        try {
            Topology topology = topology(settings);
            return new NodeConfig(
                    topology,
                    Binds.of(topology.self(), settings.listen()),
                    ClusterSettings.plan(settings, topology),
                    settings.engine(),
                    new StorageOptions(
                            settings.storage().segmentBytes(),
                            settings.storage().cacheMegabytes(),
                            StorageListener.NONE),
                    replica(settings),
                    TransportOptions.defaults(),
                    notNegative(settings.compaction().retention()),
                    notNegative(settings.compaction().maxRevisions()));
        } catch (IllegalArgumentException outOfRange) {
            throw new ConfigException("a setting cannot be used: " + outOfRange.getMessage());
        }
    }

    private static Duration notNegative(Duration retention) {
        if (retention.isNegative()) {
            throw new IllegalArgumentException("paxoskv.compaction.retention is no negative time, not " + retention);
        }
        return retention;
    }

    private static long notNegative(long revisions) {
        if (revisions < 0) {
            throw new IllegalArgumentException(
                    "paxoskv.compaction.max-revisions is no negative number, not " + revisions);
        }
        return revisions;
    }

    private static ReplicaOptions replica(NodeSettings settings) {
        NodeSettings.Protocol protocol = settings.protocol();
        long heap = Runtime.getRuntime().maxMemory();
        Tuning usual = Tuning.defaults();
        Tuning tuning = usual.withTimes(protocol.heartbeatTicks(), protocol.missedRounds(), protocol.resendTicks())
                .withPendingBytes((int) Math.min(usual.pendingBytes(), heap / QUEUE_SHARE_OF_HEAP));
        return new ReplicaOptions(
                tuning,
                protocol.tick(),
                Limits.DEFAULT.withMaxReadBytes(Math.min(Limits.DEFAULT.maxReadBytes(), heap / READ_SHARE_OF_HEAP)),
                settings.requestTimeout(),
                settings.storage().checkpointBytes(),
                settings.storage().checkpointInterval(),
                new ReplicaOptions.Tail(
                        settings.storage().tailSlots(), settings.storage().tailBytes()),
                Math.min(ReplicaOptions.defaults().applyQueueBytes(), heap / QUEUE_SHARE_OF_HEAP));
    }

    private static Topology topology(NodeSettings settings) {
        Topology named = named(settings);
        Topology.Addresses self = named.self();
        Topology.Addresses moved = new Topology.Addresses(
                self.label(),
                settings.peerAddr()
                        .map(text -> Address.parse(text, "--peer-addr"))
                        .orElse(self.peer()),
                settings.httpAddr()
                        .map(text -> Address.parse(text, "--http-addr"))
                        .orElse(self.http()),
                settings.grpcAddr()
                        .map(text -> Address.parse(text, "--grpc-addr"))
                        .orElse(self.grpc()));
        List<Topology.Addresses> nodes = named.nodes().stream()
                .map(node -> node.label() == self.label() ? moved : node)
                .toList();
        return new Topology(named.label(), named.data(), nodes);
    }

    private static Topology named(NodeSettings settings) {
        Optional<Path> data = settings.data().map(Path::of);
        boolean byFlags = settings.id().isPresent()
                || settings.addr().isPresent()
                || settings.peers().isPresent();
        if (settings.clusterFile().isPresent()) {
            if (byFlags) {
                throw new ConfigException(
                        "give either a cluster file and an index, or --id, --addr and --peers, not both");
            }
            int index = settings.index()
                    .orElseThrow(() ->
                            new ConfigException("a cluster file needs the index of this node in it: --index, from 0"));
            return ClusterFile.read(Path.of(settings.clusterFile().get()), index, data.orElse(null));
        }
        if (settings.index().isPresent()) {
            throw new ConfigException("--index goes with a cluster file: --cluster FILE");
        }
        if (byFlags) {
            int id = settings.id()
                    .orElseThrow(() -> new ConfigException("--addr and --peers need this node's number: --id"));
            String address = settings.addr()
                    .orElseThrow(() -> new ConfigException(
                            "--id needs this node's client gRPC address, for example --addr=:" + (5000 + id % 1000)));
            return PeerFlags.read(id, address, settings.peers().orElse(""), data.orElse(Path.of("data", "id-" + id)));
        }
        Address peer = settings.peerAddr()
                .map(text -> Address.parse(text, "--peer-addr"))
                .orElse(new Address("localhost", DEFAULT_PEER_PORT));
        Path directory =
                data.orElse(settings.name().map(name -> Path.of("data", name)).orElse(DEFAULT_DATA));
        return new Topology(1, directory, List.of(Topology.Addresses.fromPeer(1, peer)));
    }

    /** This node's number. */
    public int label() {
        return topology.label();
    }

    /** This node's name. */
    public String name() {
        return formation.name();
    }

    /** The data directory. */
    public Path dataDirectory() {
        return topology.data();
    }

    /** The nodes that it was told of, itself included. */
    public List<ListedPeer> peers() {
        return topology.listed();
    }

    /** Where to listen for peers. */
    public Address peerBind() {
        return binds.peer();
    }

    /** Where to listen for HTTP. */
    public Address httpBind() {
        return binds.http();
    }

    /** Where to listen for gRPC clients. */
    public Address grpcBind() {
        return binds.grpc();
    }
}
