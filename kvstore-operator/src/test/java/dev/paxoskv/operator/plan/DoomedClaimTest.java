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
