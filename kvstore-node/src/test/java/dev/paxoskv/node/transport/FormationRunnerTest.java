package dev.paxoskv.node.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.paxoskv.node.paxos.formation.BootstrapOutcome;
import dev.paxoskv.node.paxos.formation.Formation;
import dev.paxoskv.node.paxos.formation.FormationPlan;
import dev.paxoskv.node.paxos.formation.FormationPlan.Mode;
import dev.paxoskv.node.paxos.formation.FormationStatus.Phase;
import dev.paxoskv.node.paxos.formation.Introduction.Membership;
import dev.paxoskv.node.paxos.formation.ListedPeer;
import dev.paxoskv.node.paxos.formation.PeerList;
import dev.paxoskv.node.paxos.model.ClusterId;
import dev.paxoskv.node.paxos.model.Configuration;
import dev.paxoskv.node.paxos.model.Genesis;
import dev.paxoskv.node.paxos.model.Member;
import dev.paxoskv.node.paxos.model.MemberId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class FormationRunnerTest {
    private static final Duration INTERVAL = Duration.ofMillis(50);

    private final List<TestNode> nodes = new ArrayList<>();

    @AfterEach
    void close() {
        nodes.forEach(TestNode::close);
    }

    @Test
    void threeNodesThatStartOneAfterTheOtherFormOneCluster() throws Exception {
        PeerList list = list(3);
        List<Genesis> stored = new CopyOnWriteArrayList<>();
        List<CompletableFuture<Optional<Membership>>> runs = new ArrayList<>();
        for (int label = 1; label <= 3; label++) {
            runs.add(run(runner(label, list, stored)));
        }
        for (CompletableFuture<Optional<Membership>> run : runs) {
            Genesis genesis = run.get(1, TimeUnit.MINUTES).orElseThrow().genesis();
            assertThat(genesis.configuration().voters())
                    .containsExactly(new MemberId(1), new MemberId(2), new MemberId(3));
        }
        assertThat(stored).hasSize(3).containsOnly(stored.getFirst());
    }

    @Test
    void nodeThatWaitsSaysForWhatAndCanBeStopped() throws Exception {
        PeerList list = list(2);
        FormationRunner runner = runner(1, list, new ArrayList<>());
        CompletableFuture<Optional<Membership>> run = run(runner);
        assertThat(runner.status().phase()).isEqualTo(Phase.WAITING);
        assertThat(runner.status().text()).contains("node 2 at " + nodes.get(1).address());
        runner.stop();
        assertThat(run.get(1, TimeUnit.MINUTES)).isEmpty();
    }

    @Test
    void nodeThatIsAddedJoinsAndOneThatIsManagedIsBootstrapped() throws Exception {
        PeerList addresses = list(2);
        List<Genesis> stored = new CopyOnWriteArrayList<>();
        FormationRunner first = runner(1, managed(1, addresses), stored);
        FormationRunner second = runner(2, managed(2, addresses), stored);
        CompletableFuture<Optional<Membership>> firstRun = run(first);
        CompletableFuture<Optional<Membership>> secondRun = run(second);
        assertThat(first.bootstrap(new ClusterId(7), new MemberId(2))).isInstanceOf(BootstrapOutcome.Refused.class);
        assertThat(first.bootstrap(new ClusterId(7), new MemberId(1))).isInstanceOf(BootstrapOutcome.Done.class);
        assertThat(stored).as("durable before the answer").hasSize(1);
        Genesis genesis = firstRun.get(1, TimeUnit.MINUTES).orElseThrow().genesis();
        assertThat(genesis.cluster()).isEqualTo(new ClusterId(7));

        List<Member> both = new ArrayList<>(genesis.configuration().members());
        ListedPeer own = addresses.peers().getLast();
        both.add(new Member(new MemberId(2), "n2", Member.Role.LEARNER, own.peer(), own.http(), own.grpc()));
        first.learned(new Configuration(2, both));
        assertThat(secondRun.get(1, TimeUnit.MINUTES)).contains(new Membership(genesis, new Configuration(2, both)));
        assertThat(stored).containsExactly(genesis, genesis);
    }

    /** A node of its own, that knows the addresses of all. */
    private static FormationPlan managed(int label, PeerList all) {
        return new FormationPlan(
                Mode.MANAGED,
                "n" + label,
                label,
                new PeerList(List.of(all.line(label).orElseThrow())),
                all.peers().stream().map(ListedPeer::peer).toList(),
                8);
    }

    @Test
    void bootstrapThatCannotBeStoredEndsTheRun() throws Exception {
        PeerList list = list(1);
        FormationRunner runner = new FormationRunner(
                new Formation(new MemberId(1), managed(1, list), new ClusterId(1)),
                new PeerIdentify(nodes.getFirst().channels),
                _ -> {
                    throw new IllegalStateException("disk full");
                },
                INTERVAL);
        CompletableFuture<Optional<Membership>> run = run(runner);
        assertThatThrownBy(() -> runner.bootstrap(new ClusterId(7), new MemberId(1)))
                .hasMessage("disk full");
        assertThatThrownBy(() -> run.get(1, TimeUnit.MINUTES)).hasRootCauseMessage("disk full");
        assertThat(runner.introduction().membership()).isNull();
    }

    @Test
    void genesisThatCannotBeStoredIsNotFormed() {
        PeerList list = list(1);
        Formation formation = new Formation(new MemberId(1), plan(1, list), new ClusterId(1));
        FormationRunner runner = new FormationRunner(
                formation,
                new PeerIdentify(nodes.getFirst().channels),
                _ -> {
                    throw new IllegalStateException("disk full");
                },
                INTERVAL);
        assertThatThrownBy(() -> run(runner).get(1, TimeUnit.MINUTES)).hasRootCauseMessage("disk full");
        assertThat(runner.status().phase()).isEqualTo(Phase.WAITING);
        assertThat(formation.introduction().membership()).isNull();
    }

    @Test
    void nobodyThereAndUnusableAddressesAreFailures() {
        list(1);
        PeerIdentify identify = new PeerIdentify(nodes.getFirst().channels);
        Formation formation = new Formation(new MemberId(1), plan(1, list(1)), new ClusterId(1));
        for (String address : List.of("127.0.0.1:1", nodes.getFirst().address(), "a b:x", "")) {
            CompletableFuture<?> answer = identify.ask(address, formation.introduction(), TestNode.PATIENCE);
            assertThatThrownBy(() -> answer.get(1, TimeUnit.MINUTES))
                    .as(address)
                    .isInstanceOf(ExecutionException.class);
        }
    }

    private static FormationPlan plan(int label, PeerList list) {
        return new FormationPlan(Mode.STATIC, "n" + label, label, list, List.of(), 8);
    }

    private PeerList list(int size) {
        List<ListedPeer> peers = new ArrayList<>();
        for (int label = 1; label <= size; label++) {
            TestNode node = new TestNode(label, TransportOptions.defaults());
            nodes.add(node);
            peers.add(new ListedPeer(label, node.address(), "127.0.0.1:" + label, "127.0.0.1:" + (10 + label)));
        }
        return new PeerList(peers);
    }

    private FormationRunner runner(int label, PeerList list, List<Genesis> stored) {
        return runner(label, plan(label, list), stored);
    }

    private FormationRunner runner(int label, FormationPlan plan, List<Genesis> stored) {
        TestNode node = nodes.get(label - 1);
        Formation formation = new Formation(new MemberId(label), plan, new ClusterId(100 + label));
        FormationRunner runner = new FormationRunner(formation, new PeerIdentify(node.channels), stored::add, INTERVAL);
        node.endpoint.serveIdentity(runner::introduce);
        return runner;
    }

    private static CompletableFuture<Optional<Membership>> run(FormationRunner runner) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return runner.run();
                    } catch (InterruptedException stopped) {
                        throw new IllegalStateException(stopped);
                    }
                },
                task -> Thread.ofPlatform().daemon().start(task));
    }
}
