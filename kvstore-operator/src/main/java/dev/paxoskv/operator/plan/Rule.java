package dev.paxoskv.operator.plan;

import java.util.Optional;

/** One rule of the {@link Planner}: what to do if it applies, empty if it does not. */
@FunctionalInterface
interface Rule {
    Optional<Action> apply(Situation now);
}
