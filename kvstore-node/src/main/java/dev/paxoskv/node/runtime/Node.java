package dev.paxoskv.node.runtime;

import dev.paxoskv.node.config.NodeConfig;
import dev.paxoskv.node.paxos.formation.Formation;
import dev.paxoskv.node.paxos.formation.FormationStatus;
import dev.paxoskv.node.paxos.formation.Introduction.Membership;
import dev.paxoskv.node.paxos.model.Ballot;
import dev.paxoskv.node.paxos.model.ClusterId;
import dev.paxoskv.node.paxos.model.Configuration;
import dev.paxoskv.node.paxos.model.Genesis;
import dev.paxoskv.node.paxos.model.MemberId;
import dev.paxoskv.node.replica.NodeStatus;
import dev.paxoskv.node.replica.NodeStatus.State;
import dev.paxoskv.node.replica.Replica;
import dev.paxoskv.node.replica.Surroundings;
import dev.paxoskv.node.storage.NodeStorage;
import dev.paxoskv.node.storage.StorageEngines;
import dev.paxoskv.node.transport.AddressBook;
import dev.paxoskv.node.transport.FormationRunner;
import dev.paxoskv.node.transport.LocalMember;
import dev.paxoskv.node.transport.Lookout;
import dev.paxoskv.node.transport.PeerChannels;
import dev.paxoskv.node.transport.PeerEndpoint;
import dev.paxoskv.node.transport.PeerIdentify;
import dev.paxoskv.node.transport.PeerTransport;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One node: its data directory, the cluster that it forms or joins, the transport and the replica. Made, started and
 * stopped once.
 */
final class Node {
    private static final Logger LOG = Logger.getLogger(Node.class);
    private static final Duration FORMATION_INTERVAL = Duration.ofMillis(250);
    private static final Duration LOOKOUT_INTERVAL = Duration.ofSeconds(3);

    private final NodeConfig config;
    private final NodeService service;
    private final PeerEndpoint endpoint;
    private final NodeMetrics metrics;
    private final Consumer<String> onFailure;
    private final PeerChannels channels = new PeerChannels();
    private final PeerIdentify identify = new PeerIdentify(channels);
    private final SecureRandom random = new SecureRandom();
    private final Thread starter;
    private @Nullable NodeStorage storage;
    private @Nullable FormationRunner formation;
    private volatile @Nullable Lookout lookout;
    private @Nullable PeerTransport transport;
    private @Nullable Replica replica;
    private @Nullable AutoCompaction compaction;
    private boolean stopped;

    Node(
            NodeConfig config,
            NodeService service,
            PeerEndpoint endpoint,
            NodeMetrics metrics,
            Consumer<String> onFailure) {
        this.config = config;
        this.service = service;
        this.endpoint = endpoint;
        this.metrics = metrics;
        this.onFailure = onFailure;
        this.starter = Thread.ofPlatform().name("paxos-start").daemon(true).unstarted(this::formAndServe);
    }

    /**
     * Opens the data directory, then goes on in the background: forms or joins the cluster, and serves.
     *
     * @throws dev.paxoskv.node.storage.StorageException if the data directory cannot be used
     * @throws dev.paxoskv.node.config.ConfigException if it belongs to another cluster or node than the configured one
     */
    void start() {
        NodeStorage opened = StorageEngines.named(config.engine())
                .open(config.dataDirectory(), config.storage().withListener(metrics));
        storage = opened;
        Optional<Membership> membership = opened.genesis().map(genesis -> membership(opened, genesis));
        membership.ifPresent(found -> IdentityCheck.check(config, opened.member(), found.genesis(), found.latest()));
        metrics.watch(service::status);
        FormationRunner runner = runner(opened, membership);
        formation = runner;
        service.waiting(() -> unformed(opened.member(), runner.status()));
        service.administer(new LocalAdmin(runner, identify));
        endpoint.serveIdentity(runner::introduce);
        starter.start();
    }

    /** What the data directory says of the cluster. */
    private static Membership membership(NodeStorage opened, Genesis genesis) {
        SortedMap<Long, Configuration> changes = opened.recovered().configurations();
        return new Membership(
                genesis,
                changes.isEmpty()
                        ? genesis.configuration()
                        : changes.lastEntry().getValue());
    }

    private FormationRunner runner(NodeStorage opened, Optional<Membership> membership) {
        MemberId self = opened.member();
        Formation rules = membership
                .map(found -> Formation.formed(self, config.formation(), found))
                .orElseGet(() -> new Formation(self, config.formation(), new ClusterId(nonZero())));
        return new FormationRunner(rules, identify, opened::form, FORMATION_INTERVAL);
    }

    private long nonZero() {
        return random.longs().filter(number -> number != 0).findFirst().orElseThrow();
    }

    private NodeStatus unformed(MemberId member, FormationStatus status) {
        return NodeService.notServing(State.UNFORMED, member, config.name(), status.text());
    }

    private void formAndServe() {
        try {
            FormationRunner runner = formation;
            Optional<Membership> membership = runner == null ? Optional.empty() : runner.run();
            if (runner != null && membership.isPresent()) {
                serve(runner, membership.get());
            }
            Lookout watching = lookout;
            if (watching != null) {
                watching.run(this::isLost, LOOKOUT_INTERVAL);
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException failure) {
            onFailure.accept(String.valueOf(failure.getMessage()));
        }
    }

    /** Whether it should hear a leader and does not. */
    private boolean isLost() {
        NodeStatus status = service.status();
        return status.state() == State.SERVING && status.leader().equals(Ballot.ZERO);
    }

    /** Whoever may know more of the cluster: those that the node was told of, and the members that it knows. */
    private Set<String> acquaintances(FormationRunner runner) {
        Set<String> addresses = new LinkedHashSet<>(config.formation().seeds());
        config.formation().list().peers().forEach(listed -> addresses.add(listed.peer()));
        Membership known = runner.introduction().membership();
        if (known != null) {
            known.latest().members().forEach(member -> addresses.add(member.peerAddress()));
        }
        addresses.remove(config.formation().own().peer());
        return addresses;
    }

    private synchronized void serve(FormationRunner runner, Membership membership) {
        NodeStorage opened = storage;
        if (stopped || opened == null) {
            return;
        }
        Genesis genesis = membership.genesis();
        LocalMember self = new LocalMember(
                genesis.cluster(),
                opened.member(),
                config.name(),
                config.formation().own().peer());
        Configuration known = membership(opened, genesis).latest();
        PeerTransport started =
                new PeerTransport(self, AddressBook.of(known, known), endpoint, channels, config.transport(), metrics);
        Replica running = new Replica(
                config.replica(),
                opened,
                genesis,
                config.name(),
                new Surroundings(
                        started,
                        config.dataDirectory(),
                        random::nextLong,
                        new DirectorySize(config.dataDirectory())::bytes,
                        onFailure,
                        new MembershipRelay(metrics, started, runner)));
        transport = started;
        replica = running;
        running.start();
        started.start(running::received, running.snapshots());
        started.hint(opened.member(), membership.latest());
        lookout = new Lookout(identify, runner::introduction, () -> acquaintances(runner), started);
        service.serve(running);
        AutoCompaction compacting = new AutoCompaction(service, config.retention(), config.maxRevisions());
        compaction = compacting;
        compacting.start();
        LOG.infof("%s: member %s of cluster %s", config.name(), opened.member(), genesis.cluster());
    }

    /** Before the end: another member leads from now on, if there is one that can. Requests are served all the while. */
    void handOver(Duration patience) {
        Replica leading;
        synchronized (this) {
            stopped = true;
            leading = replica;
        }
        if (leading != null) {
            leading.handOver(patience);
        }
    }

    /** Stops everything, in the order that loses nothing: clients' requests first, then the protocol, then the disk. */
    synchronized void stop(Duration patience) {
        stopped = true;
        if (formation != null) {
            formation.stop();
        }
        Lookout watching = lookout;
        if (watching != null) {
            watching.stop();
        }
        if (compaction != null) {
            compaction.close();
        }
        if (replica != null) {
            replica.stop(patience);
        }
        if (transport != null) {
            transport.stop(Duration.ofMillis(500));
        }
        channels.close();
        if (storage != null) {
            storage.close();
        }
    }
}
