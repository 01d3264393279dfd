package dev.paxoskv.node.simulation;

import static dev.paxoskv.node.simulation.Violation.require;

import dev.paxoskv.node.paxos.Recovered;
import dev.paxoskv.node.paxos.message.Envelope;
import dev.paxoskv.node.paxos.message.Message;
import dev.paxoskv.node.paxos.model.AcceptedEntry;
import dev.paxoskv.node.paxos.model.Ballot;
import dev.paxoskv.node.paxos.model.LogRecord;
import dev.paxoskv.node.paxos.model.MemberId;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What must be durable before what leaves: compares every message with its sender's disk at the instant at which it is
 * sent, and every write with the writes before it.
 */
final class DurabilityOracle {
    private final Cast cast;
    private final Describe describe;
    private final MembershipOracle membership;
    private final Map<MemberId, Disk> disks = new TreeMap<>();
    private final Map<Ballot, Map<MemberId, List<Long>>> faultyByPromiser = new TreeMap<>();

    DurabilityOracle(Cast cast, MembershipOracle membership, Describe describe) {
        this.cast = cast;
        this.membership = membership;
        this.describe = describe;
    }

    /** One member's disk through all its writes, with all that was ever on it. */
    private static final class Disk {
        Ballot promised = Ballot.ZERO;
        final NavigableMap<Long, TreeSet<Ballot>> everAccepted = new TreeMap<>();
        final NavigableMap<Long, Ballot> accepted = new TreeMap<>();
        final Map<Ballot, PromiseChunks> sending = new TreeMap<>();
    }

    /** The chunks of one promise, as far as they have left. */
    private static final class PromiseChunks {
        final long chosenUpTo;
        final int total;
        final TreeMap<Long, Ballot> reported = new TreeMap<>();

        PromiseChunks(Message.Promise promise) {
            chosenUpTo = promise.chosenUpTo();
            total = promise.total();
        }

        boolean belongs(Message.Promise promise) {
            return chosenUpTo == promise.chosenUpTo() && total == promise.total();
        }
    }

    void durable(MemberId member, LogRecord record) {
        Disk disk = disk(member);
        switch (record) {
            case LogRecord.Promised(Ballot ballot) -> promised(member, disk, ballot);
            case LogRecord.Accepted(AcceptedEntry accepted) -> accepted(member, disk, accepted);
            case LogRecord.Learned(AcceptedEntry chosen) -> disk.accepted.remove(chosen.slot());
            case LogRecord.ChosenUpTo ignored -> {}
        }
    }

    private void promised(MemberId member, Disk disk, Ballot ballot) {
        require(
                !ballot.isBelow(disk.promised),
                "promises never fall",
                () -> cast.name(member) + " had promised " + describe.ballot(disk.promised) + " and now promises "
                        + describe.ballot(ballot));
        disk.promised = ballot;
    }

    private void accepted(MemberId member, Disk disk, AcceptedEntry accepted) {
        require(
                !accepted.ballot().isAbove(disk.promised),
                "accepted is at most promised",
                () -> cast.name(member) + " accepts " + describe.accepted(accepted) + " and has promised only "
                        + describe.ballot(disk.promised));
        disk.accepted.put(accepted.slot(), accepted.ballot());
        disk.everAccepted
                .computeIfAbsent(accepted.slot(), absent -> new TreeSet<>())
                .add(accepted.ballot());
    }

    /** A process starts with this. */
    void restarted(MemberId member, Recovered recovered) {
        Disk disk = disk(member);
        disk.sending.clear();
        require(
                !recovered.promised().isBelow(disk.promised),
                "promises survive",
                () -> cast.name(member) + " promised " + describe.ballot(disk.promised) + " durably and restarts with "
                        + describe.ballot(recovered.promised()));
    }

    void sent(Envelope envelope) {
        MemberId from = envelope.from();
        Disk disk = disk(from);
        switch (envelope.message()) {
            case Message.Prepare(Ballot ballot, long ignored) -> {
                own(envelope, ballot);
                promiseDurable(envelope, disk, ballot);
            }
            case Message.Promise promise -> promise(envelope, disk, promise);
            case Message.Accept accept -> {
                own(envelope, accept.ballot());
                promiseDurable(envelope, disk, accept.ballot());
                require(
                        MembershipOracle.isMajority(
                                membership.governing(accept.slot()), promisesFor(accept.ballot(), accept.slot())),
                        "majority of promises",
                        () -> describe.envelope(envelope) + " with promises of too few");
            }
            case Message.Accepted(Ballot ballot, long slot) ->
                require(
                        everAccepted(disk, slot, ballot),
                        "accepted is durable",
                        () -> describe.envelope(envelope) + " and its disk never held that");
            case Message.Heartbeat heartbeat -> own(envelope, heartbeat.ballot());
            case Message.Announce announce -> own(envelope, announce.ballot());
            case Message.Nack nack -> {}
            case Message.HeartbeatAck ack -> {}
            case Message.ElectionRequest request -> {}
            case Message.ElectionReply reply -> {}
            case Message.FetchChosen fetch -> {}
            case Message.ChosenPage page -> {}
            case Message.Forward forward -> {}
            case Message.ForwardRefused refused -> {}
            case Message.ReadIndexRequest request -> {}
            case Message.ReadIndexReply reply -> {}
            case Message.ReadIndexRefused refused -> {}
            case Message.TakeOver takeOver -> own(envelope, takeOver.ballot());
            case Message.Removed removed -> {}
            case Message.StateDigest digest -> {}
            case Message.AskChange ask -> {}
            case Message.AskTransfer ask -> {}
            case Message.Answer answer -> {}
        }
    }

    private void own(Envelope envelope, Ballot ballot) {
        require(
                ballot.member().equals(envelope.from()),
                "own ballot",
                () -> describe.envelope(envelope) + " under a ballot of somebody else");
    }

    private void promiseDurable(Envelope envelope, Disk disk, Ballot ballot) {
        require(
                !disk.promised.isBelow(ballot),
                "promise is durable",
                () -> describe.envelope(envelope) + " and its disk holds only the promise "
                        + describe.ballot(disk.promised));
    }

    private void promise(Envelope envelope, Disk disk, Message.Promise promise) {
        promiseDurable(envelope, disk, promise.ballot());
        PromiseChunks chunks = disk.sending.get(promise.ballot());
        if (chunks == null || !chunks.belongs(promise)) {
            chunks = new PromiseChunks(promise);
            disk.sending.put(promise.ballot(), chunks);
        }
        for (AcceptedEntry entry : promise.entries()) {
            chunks.reported.put(entry.slot(), entry.ballot());
        }
        if (chunks.reported.size() == chunks.total) {
            whole(envelope, disk, promise, chunks);
            faultyByPromiser
                    .computeIfAbsent(promise.ballot(), absent -> new TreeMap<>())
                    .merge(
                            envelope.from(),
                            promise.faulty(),
                            (before, now) ->
                                    before.stream().filter(now::contains).toList());
        }
    }

    private void whole(Envelope envelope, Disk disk, Message.Promise promise, PromiseChunks chunks) {
        long from = Math.max(promise.from(), chunks.chosenUpTo + 1);
        disk.accepted.tailMap(from, true).forEach((slot, ballot) -> {
            Ballot reported = chunks.reported.get(slot);
            boolean told = ballot.compareTo(promise.ballot()) >= 0
                    || (reported != null && !reported.isBelow(ballot))
                    || promise.faulty().contains(slot);
            require(
                    told,
                    "promise tells all",
                    () -> describe.envelope(envelope) + " keeps back slot " + slot + ", accepted under "
                            + describe.ballot(ballot));
        });
        chunks.reported.forEach((slot, ballot) -> require(
                everAccepted(disk, slot, ballot) || slot <= chunks.chosenUpTo,
                "promise tells the truth",
                () -> describe.envelope(envelope) + " reports slot " + slot + " under " + describe.ballot(ballot)
                        + ", which its disk never held"));
    }

    private static boolean everAccepted(Disk disk, long slot, Ballot ballot) {
        TreeSet<Ballot> ballots = disk.everAccepted.get(slot);
        return ballots != null && ballots.contains(ballot);
    }

    /** Whose promises say what they know of this slot. */
    private Set<MemberId> promisesFor(Ballot ballot, long slot) {
        Set<MemberId> members = new TreeSet<>();
        faultyByPromiser.getOrDefault(ballot, Map.of()).forEach((member, faulty) -> {
            if (!faulty.contains(slot)) {
                members.add(member);
            }
        });
        return members;
    }

    private Disk disk(MemberId member) {
        return disks.computeIfAbsent(member, absent -> new Disk());
    }
}
