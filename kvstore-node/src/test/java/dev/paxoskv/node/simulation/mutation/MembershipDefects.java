package dev.paxoskv.node.simulation.mutation;

import java.util.ArrayList;
import java.util.List;

/** Defects in who votes on what, in what a snapshot brings and in what damage hides: changes of the core's source. */
@SuppressWarnings("StringConcatToTextBlock") // the texts are parts of lines: their indentation counts
public final class MembershipDefects {
    private static final String CONFIGURATIONS = "paxos/model/Configurations.java";
    private static final String LEADERSHIP = "paxos/Leadership.java";
    private static final String PROPOSER = "paxos/Proposer.java";
    private static final String PHASE_ONE = "paxos/PhaseOne.java";
    private static final String ACCEPTOR = "paxos/Acceptor.java";
    private static final String LEARNER = "paxos/Learner.java";

    private MembershipDefects() {}

    /**
     * A defect in the source.
     *
     * @param name what it is
     * @param rule the rule that it breaks
     * @param patches the changes
     */
    record Defect(String name, String rule, List<Patch> patches) {
        @Override
        public String toString() {
            return name;
        }
    }

    /** A configuration governs from the slot behind its own on, as soon as it is known to be chosen. */
    private static List<Patch> atOnce() {
        return List.of(
                new Patch(
                        CONFIGURATIONS,
                        "Map.Entry<Long, Configuration> last = bySlot.floorEntry(Math.max(0, slot - alpha));",
                        "Map.Entry<Long, Configuration> last = bySlot.lowerEntry(Math.max(1, slot));"),
                new Patch(
                        CONFIGURATIONS,
                        "Long first = bySlot.floorKey(Math.max(0, slot - alpha));",
                        "Long first = bySlot.lowerKey(Math.max(1, slot));"),
                new Patch(
                        CONFIGURATIONS,
                        "long first = bySlot.floorKey(Math.max(0, slot - alpha));",
                        "long first = bySlot.lowerKey(Math.max(1, slot));"),
                new Patch(
                        CONFIGURATIONS,
                        "Map.Entry<Long, Configuration> governing = bySlot.floorEntry(Math.max(0, slot - alpha));",
                        "Map.Entry<Long, Configuration> governing = bySlot.lowerEntry(Math.max(1, slot));"));
    }

    /** The same, and a leader proposes nothing behind its own change before that is chosen. */
    public static List<Patch> stopSign() {
        List<Patch> patches = new ArrayList<>(atOnce());
        patches.add(new Patch(
                LEADERSHIP,
                "hasRoom()\n                && handover == null\n",
                "hasRoom()\n                && handover == null && (change == null || change.slot == 0)\n"));
        return patches;
    }

    /** A removal replaces all voters up to the removed by all learners: more than one voter changes at a time. */
    public static Patch manyAtOnce() {
        return new Patch(
                "paxos/MembershipRules.java",
                "        rest.remove(member);\n",
                "        rest.removeIf(other -> other.id().compareTo(id) <= 0);\n"
                        + "        rest.replaceAll(other -> as(other, Member.Role.VOTER));\n");
    }

    /** A later configuration of an epoch counts as well. */
    public static List<Patch> bothOfOneEpoch() {
        return List.of(new Patch(
                CONFIGURATIONS,
                "if (configuration.epoch() <= latest().epoch()) {",
                "if (configuration.epoch() < latest().epoch()) {"));
    }

    /** What another member's log no longer holds is taken for never accepted. */
    public static List<Patch> truncatedIsEmpty() {
        return List.of(
                new Patch(
                        PROPOSER,
                        "if (phaseOne.chosenUpTo() > learner.chosenUpTo()) {",
                        "if (phaseOne.chosenUpTo() > learner.chosenUpTo()"
                                + " && phaseOne.truncatedUpTo() <= learner.chosenUpTo()) {"),
                new Patch(LEADERSHIP, "&& nextSlot > phaseOne.chosenUpTo()\n", "\n"));
    }

    /** A leader runs Phase 1 again above the ballot of whom it has asked to take over. */
    public static List<Patch> outbidsItsSuccessor() {
        return List.of(new Patch(
                "paxos/PaxosNode.java", "stillMine && !proposer.handsOver() && election", "stillMine && election"));
    }

    /** A damaged record of a slot is taken for none. */
    public static List<Patch> faultyIsEmpty() {
        return List.of(new Patch(PHASE_ONE, "if (received.faulty.isEmpty()) {", "if (received.chosenUpTo >= 0) {"));
    }

    static List<Defect> all() {
        return List.of(
                new Defect("new configuration at once", "rule 10", atOnce()),
                new Defect("a stop-sign in place of the window", "rule 10", stopSign()),
                new Defect(
                        "no Phase 1 in the new configuration",
                        "rule 10",
                        List.of(new Patch(
                                LEADERSHIP,
                                "&& phaseOne.hasMajority(configurations.governing(nextSlot), nextSlot);",
                                "&& phaseOne.hasMajority(configurations.governing(phaseOne.from()), nextSlot);"))),
                new Defect(
                        "votes of whoever votes counted",
                        "rule 10",
                        List.of(new Patch(
                                "paxos/Replicator.java",
                                "if (!governing.isMajority(proposal.votes)) {",
                                "if (proposal.votes.size() <= governing.voters().size() / 2) {"))),
                new Defect(
                        "the next change before the last is settled",
                        "rule 10",
                        List.of(new Patch(
                                LEADERSHIP,
                                "&& settledEpoch() == configurations.latest().epoch();",
                                "&& configurations.latest().epoch() > 0;"))),
                new Defect(
                        "retired before the others hold what was",
                        "rule 10",
                        List.of(new Patch(
                                CONFIGURATIONS,
                                "if (governing.getKey() == 0 || governing.getValue().epoch() <= epoch) {",
                                "if (governing.getKey() >= 0) {"))),
                new Defect(
                        "reads confirmed by the wrong configuration",
                        "rule 8 (iii)",
                        List.of(new Patch(
                                "paxos/ReadRounds.java",
                                "return configurations.governing(index + 1);",
                                "return configurations.known().firstEntry().getValue();"))),
                new Defect("faulty taken for empty", "rule 12", faultyIsEmpty()),
                new Defect(
                        "promise lowered by an installation",
                        "rule 7",
                        List.of(
                                new Patch(
                                        ACCEPTOR,
                                        "    private List<LogRecord> raisePromise(",
                                        "    void installed() {\n        promised = Ballot.ZERO;\n    }\n\n"
                                                + "    private List<LogRecord> raisePromise("),
                                new Patch(
                                        LEARNER,
                                        "outbox.installed(slot);",
                                        "outbox.installed(slot);\n            acceptor.installed();"))),
                new Defect(
                        "accepted entries dropped by an installation",
                        "rule 7",
                        List.of(
                                new Patch(
                                        ACCEPTOR,
                                        "    private List<LogRecord> raisePromise(",
                                        "    void installed() {\n        accepted.clear();\n        acceptedBytes = 0;\n"
                                                + "    }\n\n    private List<LogRecord> raisePromise("),
                                new Patch(
                                        LEARNER,
                                        "outbox.installed(slot);",
                                        "outbox.installed(slot);\n            acceptor.installed();"))),
                new Defect(
                        "configurations missing in a snapshot",
                        "rule 10",
                        List.of(new Patch(LEARNER, "configurations.replace(snapshot);", ""))),
                new Defect(
                        "sessions missing in a snapshot",
                        "rule 9",
                        List.of(new Patch(
                                "statemachine/SessionCodec.java",
                                "into.restore(readSession(in));",
                                "readSession(in);"))),
                new Defect(
                        "a takeover without Phase 1",
                        "rules 1 and 2",
                        List.of(
                                new Patch(
                                        "paxos/PaxosNode.java",
                                        "            proposer.start(election.takeOver(acceptor.promised()), now);\n        }\n"
                                                + "    }\n\n    /** Another member says",
                                        "            proposer.start(election.takeOver(acceptor.promised()), now);\n"
                                                + "            proposer.skip();\n        }\n"
                                                + "    }\n\n    /** Another member says"),
                                new Patch(
                                        PROPOSER,
                                        "    private void recover(long now) {",
                                        "    void skip() {\n"
                                                + "        leadership.stage = Leadership.Stage.LEADING;\n"
                                                + "        leadership.unasked = true;\n"
                                                + "        leadership.nextSlot = learner.chosenUpTo() + 1;\n"
                                                + "    }\n\n    private void recover(long now) {"),
                                new Patch(
                                        LEADERSHIP,
                                        "    long preparedAt;\n",
                                        "    long preparedAt;\n    boolean unasked;\n"),
                                new Patch(
                                        LEADERSHIP,
                                        "&& phaseOne.hasMajority(configurations.governing(nextSlot), nextSlot);",
                                        "&& (unasked || phaseOne.hasMajority(configurations.governing(nextSlot), nextSlot));"))),
                new Defect(
                        "what is durable and not known to be chosen counts as held",
                        "rule 10",
                        List.of(new Patch(
                                "paxos/Outbox.java",
                                "    long durableUpTo() {\n        return durableUpTo;",
                                "    long durableUpTo() {\n        return chosenUpTo;"))));
    }
}
