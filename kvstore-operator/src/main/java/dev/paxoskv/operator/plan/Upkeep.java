package dev.paxoskv.operator.plan;

import dev.paxoskv.operator.plan.Action.GrowClaim;
import dev.paxoskv.operator.plan.Action.RecreateSet;
import dev.paxoskv.operator.plan.Action.SetClaimOwner;
import java.util.Optional;

/** Volumes: their size, and whom they belong to. */
final class Upkeep {

    private Upkeep() {}

    /** A StatefulSet cannot change the size of its volumes: the claims are patched, then it is made anew around its pods. */
    static Optional<Action> storage(Situation now) {
        long wanted = now.intent().storageBytes();
        if (!now.intent().growable()) {
            return Optional.empty();
        }
        SetView set = now.existingSet();
        Optional<Action> grow = now.claims().stream()
                .filter(claim -> claim.ordinal() < set.replicas() && !claim.deleting())
                .filter(claim -> claim.requestedBytes() < wanted)
                .findFirst()
                .map(claim -> new GrowClaim(claim.ordinal(), claim.uid(), wanted));
        return grow.or(() -> set.storageBytes() < wanted ? Optional.of(new RecreateSet(set.uid())) : Optional.empty());
    }

    static Optional<Action> claimOwners(Situation now) {
        boolean owned = now.intent().deleteClaims();
        return now.claims().stream()
                .filter(claim -> claim.owned() != owned && !claim.deleting())
                .findFirst()
                .map(claim -> new SetClaimOwner(claim.ordinal(), claim.uid(), claim.version(), owned));
    }
}
