package dev.paxoskv.node.simulation;

import dev.paxoskv.node.paxos.Recovered;
import dev.paxoskv.node.paxos.message.Envelope;
import dev.paxoskv.node.paxos.message.Message;
import dev.paxoskv.node.paxos.model.AcceptedEntry;
import dev.paxoskv.node.paxos.model.Change;
import dev.paxoskv.node.paxos.model.ChangeOutcome;
import dev.paxoskv.node.paxos.model.Command;
import dev.paxoskv.node.paxos.model.Configuration;
import dev.paxoskv.node.paxos.model.Entry;
import dev.paxoskv.node.paxos.model.LogRecord;
import dev.paxoskv.node.paxos.model.MemberId;
import dev.paxoskv.node.paxos.session.SessionEffect;
import dev.paxoskv.node.paxos.session.SessionInput;
import dev.paxoskv.node.paxos.session.SessionNode;
import dev.paxoskv.node.simulation.ReplicaState.Met;
import dev.paxoskv.node.statemachine.Reply;
import java.util.ArrayList;
import java.util.List;

/** All that watches a run. Each method is called at the instant at which its thing happens, and throws what it objects to. */
final class Oracles {
    private final World world;
    private final Operations operations;
    private final Describe describe;
    private final MembershipOracle membership;
    private final AgreementOracle agreement;
    private final DurabilityOracle durability;
    private final ApplyOracle apply;
    private final LimitOracle limits;
    private final History history = new History();
    private final Peace peace = new Peace();
    private int transfers;
    private int transfersDone;

    Oracles(World world) {
        this.world = world;
        operations = world.operations();
        describe = world.describe();
        membership = new MembershipOracle(world.cast().genesis(), describe);
        agreement = new AgreementOracle(membership, describe);
        durability = new DurabilityOracle(world.cast(), membership, describe);
        apply = new ApplyOracle(operations);
        limits = new LimitOracle(world.cast(), world.tuning(), describe);
    }

    MembershipOracle membership() {
        return membership;
    }

    AgreementOracle agreement() {
        return agreement;
    }

    ApplyOracle apply() {
        return apply;
    }

    History history() {
        return history;
    }

    Peace peace() {
        return peace;
    }

    /** A record is on a member's disk. */
    void durable(Node node, LogRecord record, long chosenBefore) {
        durability.durable(node.id(), record);
        switch (record) {
            case LogRecord.Promised promised -> {}
            case LogRecord.Accepted(AcceptedEntry accepted) -> {
                onlyAsked(accepted.entry());
                oneChangeAtATime(node, accepted.entry());
                agreement.accepted(node.id(), accepted);
            }
            case LogRecord.Learned(AcceptedEntry chosen) ->
                agreement.claimed(node.name() + "'s log", chosen.slot(), chosen.entry());
            case LogRecord.ChosenUpTo(long slot) -> wholeLogUpTo(node, slot, chosenBefore);
        }
    }

    /** The log claims to hold the chosen value of every slot up to this one. */
    private void wholeLogUpTo(Node node, long upTo, long before) {
        DurableImage image = node.disk().image();
        for (long slot = Math.max(before, image.truncatedUpTo()) + 1; slot <= upTo; slot++) {
            AcceptedEntry entry = image.log().get(slot);
            long at = slot;
            Violation.require(
                    entry != null && !image.isDamaged(slot),
                    "whole log",
                    () -> node.name() + "'s log calls slot " + at + " chosen and does not hold it");
            if (entry != null) {
                agreement.claimed(node.name() + "'s log", slot, entry.entry());
            }
        }
    }

    private void onlyAsked(Entry entry) {
        switch (entry) {
            case Entry.NoOp noOp -> {}
            case Entry.Batch batch -> {
                for (Command command : batch.commands()) {
                    Violation.require(
                            operations.isKnown(command.payload()),
                            "only what was asked",
                            () -> "nobody asked for " + command);
                }
            }
            case Entry.Reconfiguration change -> {} // judged when it is chosen
            case Entry.Unknown unknown -> throw new Violation("only what was asked", "an unknown entry");
        }
    }

    /**
     * A configuration is on its way to be chosen: the one before it is settled. Where two leaders made one of the same epoch,
     * the later in the log is void, whenever it was made.
     */
    private void oneChangeAtATime(Node node, Entry entry) {
        long known = membership.latest().epoch();
        if (entry instanceof Entry.Reconfiguration(Configuration next)
                && next.epoch() > known
                && !membership.anythingGoes()) {
            Violation.require(
                    next.epoch() == known + 1 && isSettled(),
                    "one change at a time",
                    () -> describe.configuration(next) + " is under way with " + node.name() + ", and "
                            + describe.configuration(membership.latest()) + " is not settled");
        }
    }

    /** A process starts. */
    void restarted(Node node, Recovered recovered) {
        durability.restarted(node.id(), recovered);
    }

    /** A message leaves a member, or one of its roles tells another something. */
    void sent(Node node, Envelope envelope) {
        Violation.require(envelope.from().equals(node.id()), "own name", () -> describe.envelope(envelope));
        if (envelope.message() instanceof Message.Accept accept) {
            agreement.proposed(accept);
            oneChangeAtATime(node, accept.entry());
        }
        durability.sent(envelope);
        limits.sent(envelope);
        claims(node, envelope.message());
        switch (envelope.message()) {
            case Message.Promise promise -> {
                for (AcceptedEntry entry : promise.entries()) {
                    boolean proposed = agreement.wasProposed(entry.slot(), entry.ballot(), entry.entry());
                    Violation.require(
                            proposed,
                            "promise tells the truth",
                            () -> describe.envelope(envelope) + ": " + describe.accepted(entry)
                                    + " was never proposed");
                }
            }
            case Message.ChosenPage page ->
                page.entries().forEach(e -> agreement.claimed(node.name() + "'s page", e.slot(), e.entry()));
            default -> {}
        }
    }

    /** What a message says to be chosen. */
    private void claims(Node node, Message message) {
        long upTo = switch (message) {
            case Message.Promise promise -> promise.chosenUpTo();
            case Message.Accept accept -> accept.chosenUpTo();
            case Message.Announce announce -> announce.chosenUpTo();
            case Message.Heartbeat heartbeat -> heartbeat.chosenUpTo();
            case Message.HeartbeatAck ack -> ack.chosenUpTo();
            case Message.ElectionReply reply -> reply.chosenUpTo();
            case Message.ChosenPage page -> page.chosenUpTo();
            default -> 0;
        };
        agreement.claimed(node.name(), upTo);
        switch (message) {
            case Message.HeartbeatAck ack -> holds(node, ack.durableUpTo());
            case Message.Heartbeat heartbeat -> settled(node, heartbeat.settledEpoch());
            case Message.Removed removed -> {}
            default -> {}
        }
    }

    /** A member says that its disk alone, after a crash, knows what is chosen up to a slot. */
    private void holds(Node node, long upTo) {
        Violation.require(
                knowsChosen(node, upTo),
                "durable is durable",
                () -> node.name() + " says that it holds all up to " + upTo + " durably, and its disk says "
                        + node.disk().image().chosenUpTo() + ", its checkpoint " + node.durablyApplied());
    }

    private static boolean knowsChosen(Node node, long upTo) {
        return upTo <= Math.max(node.disk().image().chosenUpTo(), node.durablyApplied());
    }

    /** A leader says that a configuration is settled: nobody who was removed by it is needed any more. */
    private void settled(Node node, long epoch) {
        if (epoch >= membership.latest().epoch() && !membership.anythingGoes()) {
            Violation.require(
                    isSettled(),
                    "settled",
                    () -> node.name() + " says that epoch " + epoch + " is settled, and no majority of its voters holds"
                            + " slot " + membership.lastOfThePast());
        }
    }

    /** Whether the last configuration governs, and most of its voters know from their disks all that was before. */
    boolean isSettled() {
        long last = membership.lastOfThePast();
        List<MemberId> holding = new ArrayList<>();
        for (MemberId voter : membership.latest().voters()) {
            if (knowsChosen(world.node(voter), last)) {
                holding.add(voter);
            }
        }
        return agreement.chosenPrefix() >= last && MembershipOracle.isMajority(membership.latest(), holding);
    }

    /** A member believes that it was removed, and takes part in nothing any more. */
    void removed(Node node) {
        Violation.require(
                membership.isRemoved(node.id()), "removed", () -> node.name() + " goes, and nobody has removed it");
        Violation.require(
                !membership.latest().isRemoved(node.id()) || membership.isRemovedBefore(node.id()) || isSettled(),
                "retired too early",
                () -> node.name() + " goes, and most of those who stay do not hold slot " + membership.lastOfThePast());
    }

    /** A core stops its node. */
    void halts(Node node, String reason) {
        boolean expected = node.isDiverged() || membership.latest().featureLevel() > node.version();
        Violation.require(expected, "halt", () -> node.name() + ": " + reason);
    }

    /** A core says that another member's state is not like its own. */
    void diverged(Node node, MemberId other) {
        Violation.require(
                node.isDiverged()
                        || (world.cast().index(other) >= 0 && world.node(other).isDiverged()),
                "audit",
                () -> node.name() + " says that the state of " + describe.member(other) + " differs from its own");
    }

    /** A core says which configuration is the latest. */
    void knows(Node node, long slot, Configuration latest) {
        Violation.require(
                membership.isChosen(slot, latest),
                "configuration is chosen",
                () -> node.name() + " takes " + describe.configuration(latest) + " for chosen at slot " + slot);
    }

    /** An administrator is told what became of a change. */
    void changed(Change change, long expectedEpoch, ChangeOutcome outcome) {
        if (outcome instanceof ChangeOutcome.Done(long epoch, long slot)) {
            Configuration made = membership.upTo(slot).get(slot);
            Violation.require(
                    made != null
                            && made.epoch() == epoch
                            && epoch == expectedEpoch + 1
                            && MembershipOracle.shows(made, change),
                    "done is done",
                    () -> describe.change(change) + " at epoch " + expectedEpoch + " is said to be done at slot " + slot
                            + " as epoch " + epoch + ", and there is " + made);
        }
    }

    /** An administrator is told what became of a transfer. */
    void transferred(ChangeOutcome outcome) {
        transfers++;
        transfersDone += outcome instanceof ChangeOutcome.Done ? 1 : 0;
    }

    int transfers() {
        return transfers;
    }

    int transfersDone() {
        return transfersDone;
    }

    /** A member replaces its state by another's. */
    void installs(Node node, Snapshot snapshot) {
        apply.installed(node.name(), snapshot);
        Violation.require(
                snapshot.state().configurations().equals(membership.upTo(snapshot.slot())),
                "snapshot's configurations",
                () -> node.name() + " installs " + snapshot.slot() + " with other configurations");
    }

    /** The core took a step. */
    void stepped(Node node, SessionInput<Reply> input, List<SessionEffect<Reply>> effects, SessionNode<Reply> core) {
        limits.stepped(node, core);
        if (input instanceof SessionInput.Received<Reply>(Envelope envelope) && isForeign(node, envelope)) {
            Violation.require(
                    effects.isEmpty(),
                    "foreign messages",
                    () -> node.name() + " acts upon " + describe.envelope(envelope));
        }
    }

    private boolean isForeign(Node node, Envelope envelope) {
        return envelope.version() < Envelope.OLDEST_VERSION
                || envelope.version() > node.version()
                || !envelope.cluster().equals(limits.cluster())
                || !envelope.to().equals(node.id());
    }

    /** A core takes a slot for chosen. */
    void chosen(Node node, long slot, Entry entry) {
        agreement.claimed(node.name(), slot, entry);
    }

    /** A member applied a slot. */
    void applied(Node node, long slot, Entry entry, List<Met> outcomes, ReplicaState state) {
        agreement.claimed(node.name(), slot, entry);
        apply.applied(node.name(), slot, entry, outcomes, state);
    }

    /** What can only be judged from the whole run. */
    void finish() {
        history.check(apply.reference());
    }
}
