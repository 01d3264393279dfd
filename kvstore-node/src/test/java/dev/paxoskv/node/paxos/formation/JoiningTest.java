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
import dev.paxoskv.node.paxos.model.Member.Role;
import dev.paxoskv.node.paxos.model.MemberId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A node with a new disk, and the clusters that it meets. */
class JoiningTest {
    private static final MemberId SELF = new MemberId(4);
    private static final Member FIRST = member(1, "n1", Role.VOTER);
    private static final Genesis GENESIS = new Genesis(new ClusterId(0xc), 8, new Configuration(1, List.of(FIRST)));

    private final Formation node = node(Mode.JOIN, "host:3001");

    @Test
    void waitsForAnAnswerAndSaysWhomItAsks() {
        assertThat(node.ask()).extracting(Question::address).containsExactly("host:3001");
        assertThat(node.conclude()).isEmpty();
        assertThat(node.status().phase()).isEqualTo(Phase.WAITING);
        assertThat(node.status().text()).contains("host:3001", "never forms", SELF.toString());
    }

    @Test
    void waitsToBeAddedAndSaysHow() {
        assertThat(hears(configuration(2, List.of(FIRST)))).isEmpty();
        assertThat(node.status().phase()).isEqualTo(Phase.JOINING);
        assertThat(node.status().text())
                .contains("as member " + SELF, "paxoskv member add http://host:4004", "does not vote");
    }

    @Test
    void oldMemberOfItsNameIsNamed() {
        hears(configuration(2, List.of(FIRST, member(3, "n4", Role.VOTER))));
        assertThat(node.status().text()).contains("paxoskv member remove " + new MemberId(3));
    }

    @Test
    void asksTheMembersOfTheClusterTooOnceItHasMetIt() {
        hears(configuration(2, List.of(FIRST, member(2, "n2", Role.VOTER))));
        assertThat(node.ask()).extracting(Question::address).containsExactly("host:3001", "host:3002");
    }

    @Test
    void learnerStoresTheGenesisAndKnowsWhoTheMembersAre() {
        Configuration latest = configuration(3, List.of(FIRST, member(4, "n4", Role.LEARNER)));
        assertThat(hears(latest)).contains(GENESIS);
        assertThat(node.introduction().membership()).as("not durable yet").isNull();
        node.stored();
        assertThat(node.introduction().membership()).isEqualTo(new Membership(GENESIS, latest));
        assertThat(node.status().phase()).isEqualTo(Phase.FORMED);
        Configuration next = configuration(4, List.of(FIRST, member(4, "n4", Role.VOTER)));
        node.learned(next);
        node.learned(latest);
        assertThat(node.introduction().membership()).isEqualTo(new Membership(GENESIS, next));
    }

    @Test
    void answerOfAMemberThatLagsChangesNothing() {
        hears(configuration(5, List.of(FIRST), SELF));
        assertThat(hears(configuration(4, List.of(FIRST, member(4, "n4", Role.LEARNER)))))
                .isEmpty();
        assertThat(node.status().phase()).isEqualTo(Phase.REMOVED);
        assertThat(node.status().text()).contains("was removed", "empty data directory");
    }

    @Test
    void voterThatHasForgottenWhatItPromisedStaysOut() {
        assertThat(hears(configuration(5, List.of(FIRST, member(4, "n4", Role.VOTER)))))
                .isEmpty();
        assertThat(node.status().phase()).isEqualTo(Phase.REFUSED);
        assertThat(node.status().text()).contains("forgotten", "paxoskv member remove " + SELF);
    }

    @Test
    void founderThatWasRemovedBeforeItEverStartedStaysOut() {
        Genesis founded =
                new Genesis(new ClusterId(0xd), 8, new Configuration(1, List.of(FIRST, member(4, "n4", Role.VOTER))));
        assertThat(answer(node, new Membership(founded, configuration(2, List.of(FIRST), SELF))))
                .isEmpty();
        assertThat(node.status().phase()).isEqualTo(Phase.REMOVED);
    }

    @Test
    void memberThatIsListedUnderAnotherNameIsToldSo() {
        assertThat(hears(configuration(2, List.of(FIRST, member(4, "other", Role.LEARNER)))))
                .isEmpty();
        assertThat(node.status().phase()).isEqualTo(Phase.MISMATCH);
        assertThat(node.status().text()).contains("as other", "is n4");
    }

    @Test
    void clusterThatListsTheNodeIsItsOwnWhateverOthersItMeets() {
        answer(node, Membership.of(new Genesis(new ClusterId(0xd), 8, new Configuration(1, List.of(FIRST)))));
        assertThat(hears(configuration(2, List.of(FIRST, member(4, "n4", Role.LEARNER)))))
                .contains(GENESIS);
    }

    // --- bootstrap ---

    @Test
    void managedNodeIsBootstrappedOnceAndByItsOwnId() {
        Formation managed = node(Mode.MANAGED);
        assertThat(managed.ask()).isEmpty();
        assertThat(managed.conclude()).isEmpty();
        assertThat(managed.status().text()).contains("/api/v1/admin/bootstrap", SELF.toString());

        refused(managed.bootstrap(GENESIS.cluster(), new MemberId(5)), "this is member " + SELF);
        Genesis made = ((BootstrapOutcome.Store) managed.bootstrap(GENESIS.cluster(), SELF)).genesis();
        assertThat(made.cluster()).isEqualTo(GENESIS.cluster());
        assertThat(made.configuration().members()).containsExactly(member(4, "n4", Role.VOTER));
        assertThat(managed.introduction().membership()).as("not durable yet").isNull();
        refused(managed.bootstrap(GENESIS.cluster(), SELF), "about to");
        managed.stored();

        assertThat(managed.bootstrap(GENESIS.cluster(), SELF)).isEqualTo(new BootstrapOutcome.Done(made));
        refused(managed.bootstrap(new ClusterId(0xe), SELF), "belongs to cluster " + GENESIS.cluster());
        refused(managed.bootstrap(GENESIS.cluster(), new MemberId(5)), "this is member " + SELF);
    }

    @Test
    void nodeThatIsNotManagedIsNotBootstrapped() {
        refused(node.bootstrap(GENESIS.cluster(), SELF), "not managed");
        refused(node(Mode.STATIC).bootstrap(GENESIS.cluster(), SELF), "not managed");
    }

    @Test
    void nodeThatHasMetAClusterIsNotBootstrapped() {
        Formation managed = node(Mode.MANAGED, "host:3001");
        answer(managed, Membership.of(GENESIS));
        refused(managed.bootstrap(new ClusterId(0xe), SELF), "has met cluster " + GENESIS.cluster());
    }

    @Test
    void memberOfAClusterIsNotBootstrappedAgain() {
        Formation member = Formation.formed(
                SELF,
                node(Mode.MANAGED).introduction().line().map(JoiningTest::plan).orElseThrow(),
                Membership.of(GENESIS));
        refused(member.bootstrap(GENESIS.cluster(), SELF), "belongs to cluster");
    }

    private static FormationPlan plan(ListedPeer own) {
        return new FormationPlan(Mode.MANAGED, "n4", 4, new PeerList(List.of(own)), List.of(), 8);
    }

    private static void refused(BootstrapOutcome outcome, String part) {
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        BootstrapOutcome.Refused.class,
                        refused -> assertThat(refused.text()).contains(part));
    }

    // --- nodes that only join give no pledge ---

    @Test
    void coordinatorGetsNoPledgeOfANodeThatFormsNothing() {
        Formation second = new Formation(
                SELF, new FormationPlan(Mode.JOIN, "n2", 2, FormationWorld.list(3), List.of(), 8), new ClusterId(1));
        Introduction coordinator =
                new Introduction(new MemberId(1), "n1", 1, FormationWorld.list(3), null, MemberId.NONE);
        assertThat(second.introduce(coordinator).pledgedTo()).isEqualTo(MemberId.NONE);
    }

    @Test
    void nodeThatCouldOnlyWaitIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> node(Mode.JOIN)).withMessageContaining("seeds");
    }

    private Optional<Genesis> hears(Configuration latest) {
        return answer(node, new Membership(GENESIS, latest));
    }

    private static Optional<Genesis> answer(Formation node, Membership membership) {
        Question question = node.ask().getFirst();
        return node.answered(
                question,
                new Introduction(new MemberId(1), "n1", 1, FormationWorld.list(1), membership, MemberId.NONE));
    }

    private static Formation node(Mode mode, String... seeds) {
        return new Formation(
                SELF,
                new FormationPlan(mode, "n4", 4, new PeerList(List.of(FormationWorld.line(4))), List.of(seeds), 8),
                new ClusterId(0xa));
    }

    private static Configuration configuration(long epoch, List<Member> members, MemberId... removed) {
        return new Configuration(epoch, members, List.of(removed), Configuration.BASE_LEVEL);
    }

    private static Member member(long id, String name, Role role) {
        return new Member(
                new MemberId(id), name, role, "host:" + (3000 + id), "host:" + (4000 + id), "host:" + (5000 + id));
    }
}
