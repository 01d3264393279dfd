package dev.paxoskv.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import java.util.function.BooleanSupplier;
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
        step(() -> voters() == 3);
        world.kube.deleteClaim(firstClaim());
        Objects.requireNonNull(world.kube.pods.get(2)).ticksUnreachable = OUT_OF_REACH;
        world.replicas = 1;
        for (int i = 1; i < OUT_OF_REACH; i++) {
            world.tick();
            Action action = operator.pass(0, false).action();
            assertThat(action).isInstanceOf(Action.Wait.class);
            assertThat(((Action.Wait) action).why()).isEqualTo(Action.Why.UNSAFE);
        }
        step(() -> voters() == 1 && world.kube.pods.size() == 1);
        assertThat(firstClaim().deleting).isFalse();
        assertThat(world.formed).isOne();
    }

    private SimKube.Claim firstClaim() {
        return Objects.requireNonNull(world.kube.claims.get(0));
    }

    private long voters() {
        SimPaxos cluster = world.current();
        return cluster == null ? 0 : cluster.voters();
    }

    private void step(BooleanSupplier until) {
        for (int i = 0; i < 300; i++) {
            world.tick();
            if (until.getAsBoolean()) {
                return;
            }
            operator.pass(0, false);
        }
        throw new AssertionError("it did not come to that");
    }
}
