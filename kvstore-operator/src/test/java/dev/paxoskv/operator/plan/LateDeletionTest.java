package dev.paxoskv.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.paxoskv.operator.plan.SimOperator.Decision;
import org.junit.jupiter.api.Test;

/**
 * An operator decides to delete a claim that nobody needs, stands still, and goes on when the claim is a member's: another
 * operator has scaled the cluster up again meanwhile. The mark that is written before a pod joins makes the deletion fail.
 */
class LateDeletionTest {

    private final SimWorld world = new SimWorld(1);

    @Test
    void theMarkFencesTheDeletion() {
        Decision late = claimIsNeededAgain(new Planner());
        new SimOperator(world, new Planner()).perform(late);
        assertThat(world.kube.claims.get(2)).isNotNull().matches(claim -> !claim.deleting);
    }

    @Test
    void withoutTheMarkAMembersDiskIsDeleted() {
        Planner wrong = Mistake.CLAIMS_NOT_MARKED.planner();
        Decision late = claimIsNeededAgain(wrong);
        SimOperator operator = new SimOperator(world, wrong);
        assertThatThrownBy(() -> operator.perform(late))
                .isInstanceOf(SimFailure.class)
                .hasMessageContaining("the disk of a member is deleted");
    }

    private Decision claimIsNeededAgain(Planner planner) {
        SimOperator operator = new SimOperator(world, planner);
        world.deleteClaims = true;
        // A pod that has started and never joined leaves an empty volume behind.
        operator.passUntil(() -> world.kube.pods.containsKey(2));
        world.replicas = 1;
        operator.passUntil(
                () -> operator.decide(0).action() instanceof Action.DeleteClaim delete && delete.ordinal() == 2);
        Decision late = operator.decide(0);
        world.replicas = 3;
        operator.passUntil(() -> world.voters() == 3);
        return new Decision(late.action(), late.seen(), false);
    }
}
