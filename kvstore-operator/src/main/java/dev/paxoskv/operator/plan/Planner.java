package dev.paxoskv.operator.plan;

import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * Decides what is done next for a cluster: the first rule that applies, and at most one change a pass.
 *
 * <p>There is no record of operations under way. What to do follows from what is there and from what the user wants, so a
 * crash between any two changes is picked up by the next pass, and a pass that sees nothing new does nothing. The direction
 * of scaling comes from the user's number alone, never from comparing how many pods and members there are: a pod or a disk
 * that is lost looks the same as one that is to go.
 *
 * <p>What every rule holds to: a member leaves the configuration before its pod and its volume do, and a pod is there before
 * it becomes a member; nothing is taken away unless the voters that stay are a majority that works and has caught up; a
 * cluster is formed once. And whichever rule decides, {@link ForeignClaims} has a last word.
 *
 * <p>Stateless; may be used by any number of threads.
 */
public final class Planner {

    /** In the order in which they are tried; the first that applies decides. */
    static final List<Rule> RULES = List.of(
            Presence::paused,
            Presence::recovery,
            Presence::hibernation,
            Presence::splitBrain,
            Restoring::restore,
            Presence::missingSet,
            Forming::bootstrap,
            Presence::noQuorum,
            Presence::memberWithoutPod,
            Repair::lostDisk,
            Repair::unmarkedClaim,
            Joining::learners,
            Presence::frozen,
            Joining::podsThatAreNoMembers,
            Scaling::podsTooMany,
            Scaling::claimsTooMany,
            Repair::replacement,
            Upkeep::storage,
            Upkeep::claimOwners,
            Rolling::roll,
            Scaling::podsTooFew,
            Scaling::membersTooMany,
            Rolling::stalled,
            Presence::restOfTheWait);

    private final List<Rule> rules;
    private final BiFunction<Situation, Action, Action> lastWord;

    public Planner() {
        this(RULES);
    }

    /** With other rules, to show that tests notice. */
    Planner(List<Rule> rules) {
        this(rules, ForeignClaims::withhold);
    }

    /** With another last word on what a rule decided, too. */
    Planner(List<Rule> rules, BiFunction<Situation, Action, Action> lastWord) {
        this.rules = List.copyOf(rules);
        this.lastWord = lastWord;
    }

    /** What to do next. */
    public Action decide(ClusterObservation observation) {
        Situation now = new Situation(observation);
        for (Rule rule : rules) {
            Optional<Action> action = rule.apply(now);
            if (action.isPresent()) {
                return lastWord.apply(now, action.get());
            }
        }
        return new Action.Idle();
    }
}
