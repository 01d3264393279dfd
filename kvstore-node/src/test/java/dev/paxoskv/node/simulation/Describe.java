package dev.paxoskv.node.simulation;

import dev.paxoskv.node.paxos.message.Envelope;
import dev.paxoskv.node.paxos.message.Message;
import dev.paxoskv.node.paxos.model.AcceptedEntry;
import dev.paxoskv.node.paxos.model.Ballot;
import dev.paxoskv.node.paxos.model.Change;
import dev.paxoskv.node.paxos.model.Command;
import dev.paxoskv.node.paxos.model.Configuration;
import dev.paxoskv.node.paxos.model.Entry;
import dev.paxoskv.node.paxos.model.LogRecord;
import dev.paxoskv.node.paxos.model.Member;
import dev.paxoskv.node.paxos.model.MemberId;
import dev.paxoskv.node.paxos.session.SessionInput;
import dev.paxoskv.node.statemachine.Reply;
import java.util.List;

/** Short texts for the trace: the same text for the same thing, whatever its identity in memory. */
final class Describe {
    private final Cast cast;
    private final Operations operations;

    Describe(Cast cast, Operations operations) {
        this.cast = cast;
        this.operations = operations;
    }

    String ballot(Ballot ballot) {
        return ballot.equals(Ballot.ZERO) ? "0" : ballot.round() + cast.name(ballot.member());
    }

    String envelope(Envelope envelope) {
        String version = envelope.version() == Envelope.PROTOCOL_VERSION ? "" : " v" + envelope.version();
        return cast.name(envelope.from()) + ">" + cast.name(envelope.to()) + version + " "
                + message(envelope.message());
    }

    String message(Message message) {
        return switch (message) {
            case Message.Prepare(Ballot b, long from) -> "Prepare " + ballot(b) + " from " + from;
            case Message.Promise(
                    Ballot b,
                    long from,
                    int total,
                    var entries,
                    long chosen,
                    long truncated,
                    var faulty) ->
                "Promise " + ballot(b) + " from " + from + " " + entries.size() + "/" + total + " " + accepted(entries)
                        + " chosen " + chosen + (truncated > 0 ? " truncated " + truncated : "")
                        + (faulty.isEmpty() ? "" : " faulty " + faulty);
            case Message.Nack(Ballot refused, Ballot promised) ->
                "Nack " + ballot(refused) + " for " + ballot(promised);
            case Message.Accept(Ballot b, long slot, Entry entry, long chosen) ->
                "Accept " + ballot(b) + " " + slot + "=" + entry(entry) + " chosen " + chosen;
            case Message.Accepted(Ballot b, long slot) -> "Accepted " + ballot(b) + " " + slot;
            case Message.Announce(Ballot b, long chosen) -> "Announce " + ballot(b) + " chosen " + chosen;
            case Message.Heartbeat(Ballot b, long round, long chosen, long settled) ->
                "Heartbeat " + ballot(b) + " round " + round + " chosen " + chosen + " settled " + settled;
            case Message.HeartbeatAck(Ballot b, long round, long chosen, long durable) ->
                "HeartbeatAck " + ballot(b) + " round " + round + " chosen " + chosen + " durable " + durable;
            case Message.ElectionRequest(long round) -> "ElectionRequest " + round;
            case Message.ElectionReply(long round, Ballot b, Ballot leader, boolean happy, long chosenUpTo) ->
                "ElectionReply " + round + " " + ballot(b) + " leader " + ballot(leader)
                        + (happy ? " happy" : " unhappy");
            case Message.FetchChosen(long from, int maxBytes) -> "FetchChosen " + from + " max " + maxBytes;
            case Message.ChosenPage(long from, var entries, long chosen, long truncated) ->
                "ChosenPage " + from + " " + accepted(entries) + " chosen " + chosen
                        + (truncated > 0 ? " truncated " + truncated : "");
            case Message.Forward(var commands) -> "Forward " + commands(commands);
            case Message.ForwardRefused(long session, var sequences, var reason) ->
                "ForwardRefused " + session(session) + sequences + " " + reason;
            case Message.ReadIndexRequest(long request) -> "ReadIndexRequest " + request;
            case Message.ReadIndexReply(long request, long index) -> "ReadIndexReply " + request + " = " + index;
            case Message.ReadIndexRefused(long request, var reason) -> "ReadIndexRefused " + request + " " + reason;
            case Message.TakeOver(Ballot b) -> "TakeOver " + ballot(b);
            case Message.Removed(long epoch) -> "Removed, epoch " + epoch;
            case Message.StateDigest(long slot, long hash) -> "StateDigest " + slot + " " + Long.toHexString(hash);
            case Message.AskChange(long request, long epoch, var change) ->
                "AskChange " + request + " epoch " + epoch + " " + change(change);
            case Message.AskTransfer(long request, var target) -> "AskTransfer " + request + " to " + cast.name(target);
            case Message.Answer(long request, var outcome) -> "Answer " + request + " " + outcome;
        };
    }

    String input(SessionInput<Reply> input) {
        return switch (input) {
            case SessionInput.Received<Reply>(Envelope envelope) -> envelope(envelope);
            case SessionInput.Tick<Reply> tick -> "tick";
            case SessionInput.Persisted<Reply>(long id) -> "persisted " + id;
            case SessionInput.Writes<Reply>(var writes) -> {
                StringBuilder text = new StringBuilder("writes");
                writes.forEach(write -> text.append(' ').append(operations.describe(write.payload())));
                yield text.toString();
            }
            case SessionInput.Read<Reply>(long request, int deadline) -> "read " + request;
            case SessionInput.Applied<Reply>(long slot, var results) -> "applied " + slot;
            case SessionInput.Change<Reply>(long request, long epoch, var change, int deadline) ->
                "change " + request + " epoch " + epoch + " " + change(change);
            case SessionInput.Transfer<Reply>(long request, var target, int deadline) ->
                "transfer " + request + " to " + cast.name(target);
            case SessionInput.Installed<Reply>(long slot, var configurations, var kept) -> "installed " + slot;
            case SessionInput.InstallFailed<Reply>() -> "install failed";
            case SessionInput.Truncated<Reply>(long slot) -> "truncated " + slot;
            case SessionInput.Damaged<Reply>(long slot) -> "damaged " + slot;
            case SessionInput.Digest<Reply>(long slot, long hash) -> "digest " + slot;
        };
    }

    String record(LogRecord record) {
        return switch (record) {
            case LogRecord.Promised(Ballot b) -> "promised " + ballot(b);
            case LogRecord.Accepted(AcceptedEntry accepted) -> "accepted " + accepted(accepted);
            case LogRecord.Learned(AcceptedEntry chosen) -> "learned " + accepted(chosen);
            case LogRecord.ChosenUpTo(long slot) -> "chosenUpTo " + slot;
        };
    }

    String records(List<LogRecord> records) {
        StringBuilder text = new StringBuilder();
        for (LogRecord record : records) {
            text.append(text.isEmpty() ? "" : ", ").append(record(record));
        }
        return text.toString();
    }

    String accepted(AcceptedEntry accepted) {
        return accepted.slot() + "@" + ballot(accepted.ballot()) + "=" + entry(accepted.entry());
    }

    private String accepted(List<AcceptedEntry> entries) {
        StringBuilder text = new StringBuilder("[");
        for (AcceptedEntry entry : entries) {
            text.append(text.length() == 1 ? "" : ", ").append(accepted(entry));
        }
        return text.append(']').toString();
    }

    String entry(Entry entry) {
        return switch (entry) {
            case Entry.NoOp noOp -> "-";
            case Entry.Batch batch -> commands(batch.commands());
            case Entry.Reconfiguration reconfiguration -> configuration(reconfiguration.configuration());
            case Entry.Unknown unknown -> "unknown" + unknown.kind();
        };
    }

    String change(Change change) {
        return switch (change) {
            case Change.AddLearner(Member member) -> "add " + cast.name(member.id());
            case Change.Promote(MemberId id) -> "promote " + cast.name(id);
            case Change.Remove(MemberId id) -> "remove " + cast.name(id);
            case Change.Update(Member member) -> "update " + cast.name(member.id());
            case Change.RaiseFeatures(int level) -> "raise features to " + level;
        };
    }

    String member(MemberId member) {
        return cast.name(member);
    }

    /** Voters as letters, learners in brackets. */
    String configuration(Configuration configuration) {
        StringBuilder text =
                new StringBuilder("cfg").append(configuration.epoch()).append(':');
        configuration.members().forEach(member -> {
            String name = cast.name(member.id());
            text.append(member.role() == Member.Role.VOTER ? name : "(" + name + ")");
        });
        return text.append(" level ").append(configuration.featureLevel()).toString();
    }

    String commands(List<Command> commands) {
        StringBuilder text = new StringBuilder("{");
        for (Command command : commands) {
            text.append(text.length() == 1 ? "" : ", ").append(command(command));
        }
        return text.append('}').toString();
    }

    private String command(Command command) {
        return operations.describe(command.payload()) + "#" + session(command.session()) + "." + command.sequence();
    }

    private static String session(long session) {
        return Long.toHexString(session >>> 52);
    }
}
