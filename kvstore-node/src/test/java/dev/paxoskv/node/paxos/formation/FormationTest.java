package dev.paxoskv.node.paxos.formation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.paxoskv.node.paxos.formation.Formation.Question;
import dev.paxoskv.node.paxos.formation.FormationPlan.Mode;
import dev.paxoskv.node.paxos.formation.FormationStatus.Phase;
import dev.paxoskv.node.paxos.formation.Introduction.Membership;
import dev.paxoskv.node.paxos.model.ClusterId;
import dev.paxoskv.node.paxos.model.Configuration;
import dev.paxoskv.node.paxos.model.Genesis;
import dev.paxoskv.node.paxos.model.Member;
import dev.paxoskv.node.paxos.model.MemberId;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FormationTest {
    private static final int SEEDS = 3000;
    private static final int MEMBER_SEEDS = 600;
    private static final int STEPS = 150;
    private static final PeerList THREE = FormationWorld.list(3);
    private static final ClusterId CLUSTER = new ClusterId(0xabc);

    // --- the simulation ---

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5})
    void formsOneClusterWhateverCrashes(int size) {
        for (long seed = 0; seed < SEEDS; seed++) {
            FormationWorld world = new FormationWorld(seed, size);
            run(world, seed, true, false);
            world.heal();
            for (int round = 0; round < 4; round++) {
                world.round();
            }
            assertThat(world.common()).as("seed %d", seed).isPresent();
            assertThat(world.stored()).as("seed %d", seed).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5})
    void neverFormsTwoThatShareAVoterWhateverDisksAreWiped(int size) {
        int formed = 0;
        for (long seed = 0; seed < SEEDS; seed++) {
            FormationWorld world = new FormationWorld(seed, size);
            run(world, seed, true, true);
            world.heal();
            for (int round = 0; round < 4; round++) {
                world.round();
            }
            for (FormationWorld.Node node : world.nodes()) {
                assertThat(node.status().phase()).as("seed %d", seed).isIn(Phase.FORMED, Phase.JOINING);
            }
            formed += world.common().isPresent() ? 1 : 0;
        }
        assertThat(formed).isGreaterThan(SEEDS / 10);
    }

    @Test
    void differentListsFormNothingUntilTheyAreMended() {
        for (long seed = 0; seed < SEEDS; seed++) {
            FormationWorld world = new FormationWorld(seed, 3);
            FormationWorld.Node odd = world.nodes().get((int) (seed % 3));
            odd.list = new PeerList(List.of(
                    FormationWorld.line(1),
                    FormationWorld.line(2),
                    new ListedPeer(3, "elsewhere:3003", "elsewhere:4003", "elsewhere:5003")));
            odd.start();
            run(world, seed, true, false);
            assertThat(world.stored()).as("seed %d", seed).isEmpty();
            world.heal();
            for (int round = 0; round < 4; round++) {
                world.round();
            }
            assertThat(world.common()).as("seed %d", seed).isPresent();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void nodesComeAndGoAndEachIsWhatItsClusterSays(int size) {
        Map<Phase, Integer> ends = new EnumMap<>(Phase.class);
        for (long seed = 0; seed < MEMBER_SEEDS; seed++) {
            FormationWorld world = new FormationWorld(seed, size, 3, 0);
            world.keepMajority();
            runAdministered(world, seed);
            heal(world);
            assertThat(world.history().hasBegun()).as("seed %d", seed).isTrue();
            for (FormationWorld.Node node : world.nodes()) {
                Phase end = node.status().phase();
                assertThat(end).as("seed %d, node %d", seed, node.label).isEqualTo(expected(world, node));
                ends.merge(end, 1, Integer::sum);
            }
        }
        assertThat(ends).containsOnlyKeys(Phase.FORMED, Phase.JOINING, Phase.REMOVED);
        assertThat(ends.values()).allMatch(count -> count > MEMBER_SEEDS / 10);
    }

    /** A member that has its genesis learns of its removal from its log: to formation it is formed. */
    private static Phase expected(FormationWorld world, FormationWorld.Node node) {
        Configuration latest = world.history().latest();
        if (node.membership != null || latest.member(node.disk).isPresent()) {
            return Phase.FORMED;
        }
        return latest.isRemoved(node.disk) ? Phase.REMOVED : Phase.JOINING;
    }

    @Test
    void managedNodesFormOneClusterHoweverOftenTheyAreBootstrapped() {
        int begun = 0;
        for (long seed = 0; seed < MEMBER_SEEDS; seed++) {
            FormationWorld world = new FormationWorld(seed, 0, 0, 3);
            world.keepMajority();
            FormationWorld.Node first = world.nodes().getFirst();
            MemberId recorded = first.disk;
            for (int step = 0; step < STEPS; step++) {
                world.step(true, true);
                if (step % 10 == 0) {
                    world.bootstrap(first, CLUSTER, recorded);
                    world.administer();
                }
            }
            heal(world);
            assertThat(world.stored()).as("seed %d", seed).hasSizeLessThanOrEqualTo(1);
            for (FormationWorld.Node node : world.nodes()) {
                assertThat(node.status().phase())
                        .as("seed %d, node %d", seed, node.label)
                        .isEqualTo(world.history().hasBegun() ? expected(world, node) : Phase.WAITING);
            }
            begun += world.history().hasBegun() ? 1 : 0;
        }
        assertThat(begun).isGreaterThan(MEMBER_SEEDS / 2);
    }

    private static void heal(FormationWorld world) {
        world.heal();
        for (int round = 0; round < 6; round++) {
            world.round();
        }
    }

    private static void runAdministered(FormationWorld world, long seed) {
        try {
            for (int step = 0; step < 3 * STEPS; step++) {
                world.step(true, true);
                if (step % 5 == 0) {
                    world.administer();
                }
            }
        } catch (AssertionError broken) {
            throw new AssertionError("seed " + seed + ": " + broken.getMessage(), broken);
        }
    }

    private static void run(FormationWorld world, long seed, boolean crashes, boolean wipes) {
        try {
            for (int step = 0; step < STEPS; step++) {
                world.step(crashes, wipes);
            }
        } catch (AssertionError broken) {
            throw new AssertionError("seed " + seed + ": " + broken.getMessage(), broken);
        }
    }

    // --- step by step ---

    @Test
    void singleNodeFormsByItselfAtOnce() {
        Formation alone =
                node(1, Mode.STATIC, new PeerList(List.of(new ListedPeer(1, ":3000", ":4000", "0.0.0.0:5000"))));
        Genesis genesis = alone.conclude().orElseThrow();
        assertThat(genesis.cluster()).isEqualTo(CLUSTER);
        assertThat(genesis.alpha()).isEqualTo(8);
        assertThat(genesis.configuration().members())
                .containsExactly(new Member(
                        new MemberId(1), "n1", Member.Role.VOTER, "localhost:3000", "localhost:4000", "0.0.0.0:5000"));
        assertThat(alone.introduction().membership()).isNull();
        alone.stored();
        assertThat(alone.introduction().membership()).isEqualTo(Membership.of(genesis));
        assertThat(alone.status().phase()).isEqualTo(Phase.FORMED);
        assertThat(alone.ask()).isEmpty();
    }

    @Test
    void genesisTakesTheAddressesThatTheNodesThemselvesName() {
        Formation coordinator = node(
                1,
                Mode.STATIC,
                new PeerList(List.of(
                        new ListedPeer(1, ":3000", ":4000", ":5000"),
                        new ListedPeer(2, "b:3000", "b:4000", "b:5000"))));
        PeerList others = new PeerList(
                List.of(new ListedPeer(1, "a:3000", "a:4999", "a:5999"), new ListedPeer(2, ":3000", ":4444", ":5555")));
        Question question = coordinator.ask().getFirst();
        coordinator.answered(question, new Introduction(new MemberId(2), "n2", 2, others, null, new MemberId(1)));
        assertThat(coordinator.conclude().orElseThrow().configuration().members())
                .extracting(Member::peerAddress, Member::httpAddress, Member::grpcAddress)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("a:3000", "a:4000", "a:5000"),
                        org.assertj.core.groups.Tuple.tuple("b:3000", "b:4444", "b:5555"));
    }

    @Test
    void newDiskInAFormedClusterNeverVotesAndSaysWhatToDo() {
        Formation node = node(3);
        Genesis formed = genesis(1, 2, 33);
        Question question = node.ask().getFirst();
        assertThat(node.answered(
                        question,
                        new Introduction(new MemberId(1), "n1", 1, THREE, Membership.of(formed), MemberId.NONE)))
                .isEmpty();
        assertThat(node.status().phase()).isEqualTo(Phase.JOINING);
        assertThat(node.status().text()).contains("cluster " + formed.cluster(), "as member " + new MemberId(3));
    }

    @Test
    void coordinatorWithANewDiskDoesNotFormASecondCluster() {
        Formation coordinator = node(1);
        List<Question> questions = coordinator.ask();
        coordinator.answered(
                questions.get(0), new Introduction(new MemberId(2), "n2", 2, THREE, null, new MemberId(1)));
        coordinator.answered(
                questions.get(1),
                new Introduction(new MemberId(3), "n3", 3, THREE, Membership.of(genesis(11, 2, 3)), MemberId.NONE));
        assertThat(coordinator.conclude()).isEmpty();
        assertThat(coordinator.status().phase()).isEqualTo(Phase.JOINING);
    }

    @Test
    void coordinatorWaitsForEveryNode() {
        Formation coordinator = node(1);
        List<Question> first = coordinator.ask();
        coordinator.answered(first.get(0), new Introduction(new MemberId(2), "n2", 2, THREE, null, new MemberId(1)));
        assertThat(coordinator.conclude()).isEmpty();
        assertThat(coordinator.status().text()).contains("node 3 at host:3003").doesNotContain("node 2");
        coordinator.answered(first.get(1), new Introduction(new MemberId(3), "n3", 3, THREE, null, new MemberId(1)));
        List<Question> second = coordinator.ask();
        coordinator.silent(second.get(0));
        assertThat(coordinator.conclude()).isEmpty();
        coordinator.answered(first.get(0), new Introduction(new MemberId(2), "n2", 2, THREE, null, new MemberId(1)));
        assertThat(coordinator.conclude()).as("an old answer does not count").isEmpty();
    }

    @Test
    void coordinatorWaitsForNodesThatAreNotPledgedToIt() {
        Formation coordinator = node(1);
        List<Question> questions = coordinator.ask();
        coordinator.answered(
                questions.get(0), new Introduction(new MemberId(2), "n2", 2, THREE, null, new MemberId(1)));
        coordinator.answered(
                questions.get(1), new Introduction(new MemberId(3), "n3", 3, THREE, null, new MemberId(99)));
        assertThat(coordinator.conclude()).isEmpty();
    }

    @Test
    void pledgeMakesEarlierAnswersVoid() {
        Formation node = node(2);
        Question before = node.ask().getFirst();
        Introduction newCoordinator = new Introduction(new MemberId(100), "n1", 1, THREE, null, MemberId.NONE);
        assertThat(node.introduce(newCoordinator).pledgedTo()).isEqualTo(new MemberId(100));
        Introduction old =
                new Introduction(new MemberId(1), "n1", 1, THREE, Membership.of(genesis(1, 2, 3)), MemberId.NONE);
        assertThat(node.answered(before, old)).isEmpty();
        assertThat(node.status().phase()).isEqualTo(Phase.WAITING);
        assertThat(node.answered(node.ask().getFirst(), old)).isPresent();
    }

    @Test
    void nobodyIsPromisedToACoordinatorWhileAGenesisIsOnItsWayToTheDisk() {
        Formation node = node(2);
        node.answered(
                node.ask().getFirst(),
                new Introduction(new MemberId(1), "n1", 1, THREE, Membership.of(genesis(1, 2, 3)), MemberId.NONE));
        Introduction newCoordinator = new Introduction(new MemberId(100), "n1", 1, THREE, null, MemberId.NONE);
        assertThat(node.introduce(newCoordinator).pledgedTo()).isEqualTo(MemberId.NONE);
        assertThat(node.introduce(newCoordinator).membership()).isNull();
        node.stored();
        assertThat(node.introduce(newCoordinator).membership()).isEqualTo(Membership.of(genesis(1, 2, 3)));
    }

    @Test
    void nodesOfOtherListsAndLabelsGetNoPledge() {
        Formation node = node(2);
        node.introduce(new Introduction(new MemberId(100), "n1", 1, FormationWorld.list(5), null, MemberId.NONE));
        node.introduce(new Introduction(new MemberId(100), "n3", 3, THREE, null, MemberId.NONE));
        assertThat(node.introduction().pledgedTo()).isEqualTo(MemberId.NONE);
    }

    @Test
    void mismatchShowsBothLists() {
        Formation node = node(2);
        PeerList other = FormationWorld.list(5);
        node.answered(node.ask().getFirst(), new Introduction(new MemberId(1), "n1", 1, other, null, MemberId.NONE));
        assertThat(node.status().phase()).isEqualTo(Phase.MISMATCH);
        assertThat(node.status().text()).contains(THREE.toString(), other.toString(), "same list");
    }

    @Test
    void copiedDataDirectoryIsNamed() {
        Formation coordinator = node(1);
        List<Question> questions = coordinator.ask();
        coordinator.answered(
                questions.get(0), new Introduction(new MemberId(2), "n2", 2, THREE, null, new MemberId(1)));
        coordinator.answered(
                questions.get(1), new Introduction(new MemberId(2), "n3", 3, THREE, null, new MemberId(1)));
        assertThat(coordinator.conclude()).isEmpty();
        assertThat(coordinator.status().phase()).isEqualTo(Phase.MISMATCH);
        assertThat(coordinator.status().text()).contains("must not be copied");
    }

    @Test
    void swappedAddressesAreNamed() {
        Formation coordinator = node(1);
        coordinator.answered(
                coordinator.ask().getFirst(), new Introduction(new MemberId(3), "n3", 3, THREE, null, new MemberId(1)));
        assertThat(coordinator.status().phase()).isEqualTo(Phase.MISMATCH);
        assertThat(coordinator.status().text()).contains("address of node 2 is served by node 3");
    }

    @Test
    void listsAgreeOnLabelsAndPeerAddresses() {
        PeerList withoutHost = new PeerList(
                List.of(new ListedPeer(1, ":3001", "", ""), FormationWorld.line(2), FormationWorld.line(3)));
        assertThat(THREE.merge(withoutHost)).contains(THREE);
        assertThat(withoutHost.merge(THREE)).contains(THREE);
        assertThat(THREE.merge(FormationWorld.list(2))).isEmpty();
        PeerList otherPort = new PeerList(
                List.of(new ListedPeer(1, ":3009", "", ""), FormationWorld.line(2), FormationWorld.line(3)));
        assertThat(THREE.merge(otherPort)).isEmpty();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PeerList(List.of(FormationWorld.line(1), FormationWorld.line(1))))
                .withMessageContaining("same label");
        assertThatIllegalArgumentException().isThrownBy(() -> new PeerList(List.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> node(4)).withMessageContaining("no node 4");
    }

    @Test
    void sameSeedSameStory() {
        assertThat(story(new Random(1).nextLong())).isEqualTo(story(new Random(1).nextLong()));
    }

    private static List<Genesis> story(long seed) {
        FormationWorld world = new FormationWorld(seed, 3);
        for (int step = 0; step < 1000; step++) {
            world.step(true, true);
        }
        return List.copyOf(world.stored());
    }

    private static Formation node(int label) {
        return node(label, Mode.STATIC, THREE);
    }

    private static Formation node(int label, Mode mode, PeerList list, String... seeds) {
        return new Formation(
                new MemberId(label), new FormationPlan(mode, "n" + label, label, list, List.of(seeds), 8), CLUSTER);
    }

    private static Genesis genesis(long... ids) {
        List<Member> members = new java.util.ArrayList<>();
        for (long id : ids) {
            members.add(new Member(new MemberId(id), "n" + id, Member.Role.VOTER, "", "", ""));
        }
        return new Genesis(new ClusterId(0xdef), 8, new Configuration(1, members));
    }
}
