package dev.paxoskv.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.api.Test;

/**
 * A claim that somebody deleted lasts as long as its pod, so whoever lives on it does not count as one who stays when members
 * are to be fewer: a member whose volume lasts would go for one that does not.
 */
class DoomedClaimTest {

    private static final int OUT_OF_REACH = 20;

    private final SimWorld world = new SimWorld(1);
    private final SimOperator operator = new SimOperator(world, new Planner());

    @Test
    void aMemberMovesWhoseClaimIsGoneThoughItsPodRuns() {
        operator.passUntil(() -> world.voters() == 3);
        SimKube.Claim gone = firstClaim();
        world.kube.deleteProtectedClaim(gone);
        operator.passUntil(() -> world.voters() == 3 && world.kube.claims.containsKey(0));
        assertThat(Objects.requireNonNull(world.current()).members).doesNotContainKey(gone.disk.memberId);
        assertThat(world.formed).isOne();
    }

    @Test
    void theOnlyMemberIsNotRestartedWhenItsClaimIsGone() {
        world.replicas = 1;
        operator.passUntil(() -> world.voters() == 1);
        world.kube.deleteProtectedClaim(firstClaim());
        Objects.requireNonNull(world.kube.set).revision = ++world.revision;
        theOnlyMemberStays();
        world.replicas = 3;
        operator.passUntil(() -> world.voters() == 3 && world.kube.claims.containsKey(0));
    }

    @Test
    void aPodThatDoesNotWorkIsNotRestartedIfItsVolumeWouldGo() {
        world.replicas = 1;
        operator.passUntil(() -> world.voters() == 1);
        world.kube.deleteClaim(firstClaim());
        SimKube.Pod pod = Objects.requireNonNull(world.kube.pods.get(0));
        pod.ticksUnreachable = OUT_OF_REACH;
        Objects.requireNonNull(world.kube.set).revision = ++world.revision;
        for (int i = 1; i < OUT_OF_REACH; i++) {
            world.tick();
            assertThat(operator.pass(0, false).action())
                    .isInstanceOfSatisfying(
                            Action.Wait.class, wait -> assertThat(wait.why()).isEqualTo(Action.Why.NO_QUORUM));
        }
        assertThat(world.kube.pods).containsValue(pod);
    }

    private void theOnlyMemberStays() {
        String pod = Objects.requireNonNull(world.kube.pods.get(0)).uid;
        for (int i = 0; i < OUT_OF_REACH; i++) {
            world.tick();
            Action action = operator.pass(0, false).action();
            assertThat(action).isInstanceOf(Action.Wait.class);
            assertThat(((Action.Wait) action).why()).isEqualTo(Action.Why.UNSAFE);
        }
        assertThat(Objects.requireNonNull(world.kube.pods.get(0)).uid).isEqualTo(pod);
    }

    @Test
    void aClusterGoesToSleepWithAllItsData() {
        operator.passUntil(() -> world.voters() == 3);
        SimKube.Claim doomed = firstClaim();
        world.kube.deleteClaim(doomed);
        world.hibernate = true;
        operator.passUntil(() -> world.kube.pods.isEmpty());
        assertThat(Objects.requireNonNull(world.current()).members).hasSize(2).doesNotContainKey(doomed.disk.memberId);
    }

    /** What is to be cannot be told from a spec that is refused, so nobody is replaced by it. */
    @Test
    void aClusterWhoseSpecIsRefusedReplacesNobodyBeforeItGoesToSleep() {
        operator.passUntil(() -> world.voters() == 3);
        world.kube.deleteClaim(firstClaim());
        world.hibernate = true;
        world.frozen = true;
        for (int i = 0; i < OUT_OF_REACH; i++) {
            world.tick();
            assertThat(operator.pass(0, false).action())
                    .isInstanceOfSatisfying(
                            Action.Wait.class, wait -> assertThat(wait.why()).isEqualTo(Action.Why.FROZEN));
        }
        assertThat(world.kube.pods).hasSize(3);
    }

    @Test
    void theOnlyMemberIsNotStoppedWhenItsClaimIsDeleted() {
        world.replicas = 1;
        operator.passUntil(() -> world.voters() == 1);
        world.kube.deleteClaim(firstClaim());
        world.hibernate = true;
        theOnlyMemberStays();
    }

    @Test
    void noMemberLeavesForOneWhoseClaimIsDeleted() {
        operator.passUntil(() -> world.voters() == 3);
        world.kube.deleteClaim(firstClaim());
        Objects.requireNonNull(world.kube.pods.get(2)).ticksUnreachable = OUT_OF_REACH;
        world.replicas = 1;
        for (int i = 1; i < OUT_OF_REACH; i++) {
            world.tick();
            Action action = operator.pass(0, false).action();
            assertThat(action).isInstanceOf(Action.Wait.class);
            assertThat(((Action.Wait) action).why()).isEqualTo(Action.Why.UNSAFE);
        }
        operator.passUntil(() -> world.voters() == 1 && world.kube.pods.size() == 1);
        assertThat(firstClaim().deleting).isFalse();
        assertThat(world.formed).isOne();
    }

    private SimKube.Claim firstClaim() {
        return Objects.requireNonNull(world.kube.claims.get(0));
    }
}
