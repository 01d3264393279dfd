package dev.paxoskv.node.simulation.mutation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paxoskv.node.simulation.PeacefulSeed;
import dev.paxoskv.node.simulation.Seed;
import dev.paxoskv.node.simulation.Simulation;
import dev.paxoskv.node.simulation.Violation;
import java.util.List;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Puts each defect into every node, and demands that an oracle objects within a bounded number of seeds. Prints which one
 * did, and after how many.
 */
class MutationTest {
    private static final long SEEDS = Long.getLong("simulation.mutation.seeds", 1000);

    static Stream<Mutation> mutations() {
        return all().stream();
    }

    static List<Mutation> all() {
        return List.of(
                new Mutation("value not recovered", "defect 1", (g, s) -> new PhaseOneDefects.ValueNotRecovered()),
                new Mutation(
                        "promise overwrites the accepted ballot",
                        "defect 2",
                        (g, s) -> new PhaseOneDefects.PromiseOverwritesAccepted()),
                new Mutation("unchecked commit", "defect 3, rule 6", PhaseTwoDefects.IndexAloneIsBelieved::new),
                new Mutation(
                        "nobody finishes what a dead leader left",
                        "defect 4",
                        (g, s) -> new ElectionDefects.NobodyTakesOver()),
                new Mutation("amnesia: promises not written", "defect 5", (g, s) -> DiskDefects.NotWritten.promises()),
                new Mutation("amnesia: accepts not written", "defect 5", (g, s) -> DiskDefects.NotWritten.accepts()),
                new Mutation(
                        "amnesia: restart forgets what it accepted",
                        "defect 5",
                        (g, s) -> new DiskDefects.AcceptedForgotten()),
                new Mutation(
                        "ballot used again after a restart", "defect 6", (g, s) -> new DiskDefects.PromiseForgotten()),
                new Mutation("votes counted by reply", "defect 7", PhaseTwoDefects.VotesCountedByReply::new),
                new Mutation("promises counted by reply", "defect 7", PhaseOneDefects.PromisesCountedByReply::new),
                new Mutation("a retry runs again", "defect 8", (g, s) -> new PhaseTwoDefects.RetriesAreNew()),
                new Mutation(
                        "repeated commands applied again",
                        "defect 8, rule 9",
                        (g, s) -> new PhaseTwoDefects.CommandsForgotten()),
                new Mutation("local reads", "defect 9", (g, s) -> new ReadDefects.LocalReads()),
                new Mutation("slow catch-up", "defect 10", (g, s) -> new PhaseTwoDefects.SlowCatchUp()),
                new Mutation("duelling proposers", "defect 11", (g, s) -> new ElectionDefects.NobodyIsHappy()),
                new Mutation("gaps stay open", "defect 12", (g, s) -> new PhaseTwoDefects.GapsStayOpen()),
                new Mutation("promise before it is durable", "rule 5", (g, s) -> DiskDefects.LeavesEarly.promises()),
                new Mutation(
                        "prepare before the own promise is durable",
                        "rule 5",
                        (g, s) -> DiskDefects.LeavesEarly.ownPromises()),
                new Mutation("vote before it is durable", "rule 5", (g, s) -> DiskDefects.LeavesEarly.votes()),
                new Mutation(
                        "leader's own vote before it is durable",
                        "rule 5",
                        (g, s) -> DiskDefects.LeavesEarly.ownVotes()),
                new Mutation("acknowledged without a majority", "rule 5", PhaseTwoDefects.ChosenWhenProposed::new),
                new Mutation(
                        "late completion vouches for a later value",
                        "rule 5",
                        (g, s) -> new DiskDefects.LateCompletionVouches()),
                new Mutation("failed sync ignored", "rule 5", (g, s) -> new DiskDefects.FailedSyncIgnored()),
                new Mutation(
                        "promise keeps back what was accepted",
                        "rule 3",
                        (g, s) -> new PhaseOneDefects.PromiseKeepsBack()),
                new Mutation(
                        "promise counts with its first chunk",
                        "rule 3",
                        (g, s) -> new PhaseOneDefects.FirstChunkIsEnough()),
                new Mutation("ballot raised without Phase 1", "rule 1", PhaseOneDefects.NobodyIsAsked::new),
                new Mutation("refusals unheard", "rule 2", (g, s) -> new ElectionDefects.RefusalsUnheard(), 400),
                new Mutation(
                        "read index before a slot of the own ballot", "rule 8 (i)", ReadDefects.BeforeOwnBallot::new),
                new Mutation(
                        "read index of an earlier read", "rule 8 (ii)", (g, s) -> new ReadDefects.IndexOfYesterday()),
                new Mutation("no heartbeat round", "rule 8 (iii)", ReadDefects.NoRound::new),
                new Mutation(
                        "round from before the read", "rule 8 (iii)", (g, s) -> new ReadDefects.AnyRoundWillDo(), 740),
                new Mutation(
                        "heartbeat of an outbid leader acknowledged",
                        "rule 8 (iii)",
                        (g, s) -> new ReadDefects.AcknowledgesTheOutbid()),
                new Mutation("read index not applied", "rule 8 (iv)", (g, s) -> new ReadDefects.NotApplied()),
                new Mutation("messages of strangers", "rules 11 and 13", ElectionDefects.StrangersWelcome::new));
    }

    static Stream<MembershipDefects.Defect> defects() {
        return MembershipDefects.all().stream();
    }

    @ParameterizedTest
    @MethodSource("mutations")
    void isFound(Mutation mutation) {
        isFound(mutation.name(), mutation.source(), mutation.firstSeed(), new Seed(), seed -> {
            Violation violation = Simulation.run(seed, mutation.defect()).violation();
            return violation == null ? "" : violation.oracle();
        });
    }

    @ParameterizedTest
    @MethodSource("defects")
    void isFoundInTheSource(MembershipDefects.Defect defect) {
        isFound(
                defect.name(),
                defect.rule(),
                1,
                new Seed(),
                new PatchedCore(defect.patches()).create(Seed.class, LongFunction.class)::apply);
    }

    static Stream<MembershipDefects.Defect> inPeace() {
        return PeaceDefects.all().stream();
    }

    @ParameterizedTest
    @MethodSource("inPeace")
    void isFoundWithoutFaults(MembershipDefects.Defect defect) {
        isFound(
                defect.name(),
                defect.rule(),
                1,
                new PeacefulSeed(),
                new PatchedCore(defect.patches()).create(PeacefulSeed.class, LongFunction.class)::apply);
    }

    private static void isFound(String name, String source, long first, LongFunction<?> sound, LongFunction<?> run) {
        for (long seed = first; seed < first + SEEDS; seed++) {
            Object oracle = run.apply(seed);
            if (!"".equals(oracle) && "".equals(sound.apply(seed))) {
                System.out.printf("%-58s %-20s found by \"%s\" with seed %d%n", name, source, oracle, seed);
                return;
            }
        }
        assertThat(false).as("%s was not found with %d seeds", name, SEEDS).isTrue();
    }
}
