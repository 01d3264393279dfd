package dev.paxoskv.node.simulation;

import dev.paxoskv.node.paxos.Recovered;
import dev.paxoskv.node.paxos.Tuning;
import dev.paxoskv.node.paxos.message.Envelope;
import dev.paxoskv.node.paxos.message.Message;
import dev.paxoskv.node.paxos.model.AcceptedEntry;
import dev.paxoskv.node.paxos.model.Command;
import dev.paxoskv.node.paxos.model.Entry;
import dev.paxoskv.node.paxos.model.LogRecord;
import dev.paxoskv.node.paxos.session.SessionEffect;
import dev.paxoskv.node.paxos.session.SessionInput;
import dev.paxoskv.node.paxos.session.SessionNode;
import dev.paxoskv.node.simulation.ReplicaState.Met;
import dev.paxoskv.node.statemachine.Reply;
import java.util.List;

/** All that watches a run. Each method is called at the instant at which its thing happens, and throws what it objects to. */
final class Oracles {
    private final Operations operations;
    private final Describe describe;
    private final AgreementOracle agreement;
    private final DurabilityOracle durability;
    private final ApplyOracle apply;
    private final LimitOracle limits;
    private final History history = new History();

    Oracles(Cast cast, Tuning tuning, Operations operations, Describe describe) {
        this.operations = operations;
        this.describe = describe;
        agreement = new AgreementOracle(cast.genesis().configuration(), describe);
        durability = new DurabilityOracle(cast, describe);
        apply = new ApplyOracle(operations);
        limits = new LimitOracle(cast, tuning, describe);
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

    /** A record is on a member's disk. */
    void durable(Node node, LogRecord record) {
        durability.durable(node.id(), record);
        switch (record) {
            case LogRecord.Promised promised -> {}
            case LogRecord.Accepted(AcceptedEntry accepted) -> {
                onlyAsked(accepted.entry());
                agreement.accepted(node.id(), accepted);
            }
            case LogRecord.Learned(AcceptedEntry chosen) ->
                agreement.claimed(node.name() + "'s log", chosen.slot(), chosen.entry());
            case LogRecord.ChosenUpTo(long slot) -> wholeLogUpTo(node, slot);
        }
    }

    /** The log claims to hold the chosen value of every slot up to this one. */
    private void wholeLogUpTo(Node node, long slot) {
        AcceptedEntry entry = node.disk().image().log().get(slot);
        Violation.require(
                entry != null,
                "whole log",
                () -> node.name() + "'s log calls slot " + slot + " chosen and does not hold it");
        if (entry != null) {
            agreement.claimed(node.name() + "'s log", slot, entry.entry());
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
            case Entry.Reconfiguration change -> throw new Violation("only what was asked", "a reconfiguration");
            case Entry.Unknown unknown -> throw new Violation("only what was asked", "an unknown entry");
        }
    }

    /** A process starts. */
    void restarted(Node node, Recovered recovered) {
        durability.restarted(node.id(), recovered);
    }

    /** A message leaves a member, or one of its roles tells another something. */
    void sent(Node node, Envelope envelope) {
        Violation.require(envelope.from().equals(node.id()), "own name", () -> describe.envelope(envelope));
        durability.sent(envelope);
        limits.sent(envelope);
        switch (envelope.message()) {
            case Message.Accept accept -> agreement.proposed(accept);
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
                || envelope.version() > Envelope.PROTOCOL_VERSION
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
