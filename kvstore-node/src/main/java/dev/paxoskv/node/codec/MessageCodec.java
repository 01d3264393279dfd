package dev.paxoskv.node.codec;

import dev.paxoskv.node.paxos.message.Message;
import dev.paxoskv.node.paxos.model.AcceptedEntry;
import dev.paxoskv.node.paxos.model.Ballot;
import dev.paxoskv.node.paxos.model.Command;
import dev.paxoskv.node.paxos.model.Entry;
import dev.paxoskv.node.paxos.model.MemberId;
import dev.paxoskv.peer.v1.ForwardedCommand;
import dev.paxoskv.peer.v1.PeerMessage;
import dev.paxoskv.peer.v1.SlotEntry;
import java.util.ArrayList;
import java.util.List;

/**
 * The peers' messages as protobuf and back. Entries and payloads are carried as they are, without copying: neither side
 * may change an array after it went through here. Stateless; for any thread.
 */
public final class MessageCodec {
    private MessageCodec() {}

    /** The wire form of a message. */
    public static PeerMessage encode(Message message) {
        PeerMessage.Builder out = PeerMessage.newBuilder();
        return switch (message) {
            case Message.Accept accept -> out.setAccept(accept(accept)).build();
            case Message.Accepted accepted ->
                out.setAccepted(PeerMessage.Accepted.newBuilder()
                                .setBallot(ballot(accepted.ballot()))
                                .setSlot(accepted.slot()))
                        .build();
            case Message.Announce announce ->
                out.setAnnounce(PeerMessage.Announce.newBuilder()
                                .setBallot(ballot(announce.ballot()))
                                .setChosenUpTo(announce.chosenUpTo()))
                        .build();
            case Message.Heartbeat heartbeat ->
                out.setHeartbeat(PeerMessage.Heartbeat.newBuilder()
                                .setBallot(ballot(heartbeat.ballot()))
                                .setRound(heartbeat.round())
                                .setChosenUpTo(heartbeat.chosenUpTo())
                                .setSettledEpoch(heartbeat.settledEpoch()))
                        .build();
            case Message.HeartbeatAck ack ->
                out.setHeartbeatAck(PeerMessage.HeartbeatAck.newBuilder()
                                .setBallot(ballot(ack.ballot()))
                                .setRound(ack.round())
                                .setChosenUpTo(ack.chosenUpTo())
                                .setDurableUpTo(ack.durableUpTo()))
                        .build();
            case Message.Forward forward -> out.setForward(forward(forward)).build();
            case Message.ForwardRefused refused ->
                out.setForwardRefused(PeerMessage.ForwardRefused.newBuilder()
                                .setSession(refused.session())
                                .addAllSequences(refused.sequences())
                                .setReason(refusal(refused.reason())))
                        .build();
            case Message.ReadIndexRequest request ->
                out.setReadIndexRequest(
                                PeerMessage.ReadIndexRequest.newBuilder().setRequest(request.request()))
                        .build();
            case Message.ReadIndexReply reply ->
                out.setReadIndexReply(PeerMessage.ReadIndexReply.newBuilder()
                                .setRequest(reply.request())
                                .setIndex(reply.index()))
                        .build();
            case Message.ReadIndexRefused refused ->
                out.setReadIndexRefused(PeerMessage.ReadIndexRefused.newBuilder()
                                .setRequest(refused.request())
                                .setReason(refusal(refused.reason())))
                        .build();
            case Message.ElectionRequest request ->
                out.setElectionRequest(PeerMessage.ElectionRequest.newBuilder().setRound(request.round()))
                        .build();
            case Message.ElectionReply reply ->
                out.setElectionReply(PeerMessage.ElectionReply.newBuilder()
                                .setRound(reply.round())
                                .setBallot(ballot(reply.ballot()))
                                .setLeader(ballot(reply.leader()))
                                .setHappy(reply.happy())
                                .setChosenUpTo(reply.chosenUpTo()))
                        .build();
            case Message.Prepare prepare ->
                out.setPrepare(PeerMessage.Prepare.newBuilder()
                                .setBallot(ballot(prepare.ballot()))
                                .setFrom(prepare.from()))
                        .build();
            case Message.Promise promise -> out.setPromise(promise(promise)).build();
            case Message.Nack nack ->
                out.setNack(PeerMessage.Nack.newBuilder()
                                .setRefused(ballot(nack.refused()))
                                .setPromised(ballot(nack.promised())))
                        .build();
            case Message.FetchChosen fetch ->
                out.setFetchChosen(PeerMessage.FetchChosen.newBuilder()
                                .setFrom(fetch.from())
                                .setMaxBytes(fetch.maxBytes()))
                        .build();
            case Message.ChosenPage page -> out.setChosenPage(page(page)).build();
            case Message.TakeOver takeOver ->
                out.setTakeOver(PeerMessage.TakeOver.newBuilder().setBallot(ballot(takeOver.ballot())))
                        .build();
            case Message.Removed removed ->
                out.setRemoved(PeerMessage.Removed.newBuilder().setEpoch(removed.epoch()))
                        .build();
            case Message.StateDigest digest ->
                out.setStateDigest(PeerMessage.StateDigest.newBuilder()
                                .setSlot(digest.slot())
                                .setHash(digest.hash()))
                        .build();
            case Message.AskChange ask ->
                out.setAskChange(PeerMessage.AskChange.newBuilder()
                                .setRequest(ask.request())
                                .setExpectedEpoch(ask.expectedEpoch())
                                .setChange(AdministrationCodec.encode(ask.change())))
                        .build();
            case Message.AskTransfer ask ->
                out.setAskTransfer(PeerMessage.AskTransfer.newBuilder()
                                .setRequest(ask.request())
                                .setTarget(ask.target().value()))
                        .build();
            case Message.Answer answer ->
                out.setAnswer(AdministrationCodec.encode(answer.request(), answer.outcome()))
                        .build();
        };
    }

    /**
     * Reads the wire form of a message.
     *
     * @throws MalformedException if it is no message that this build knows, or one with impossible fields
     */
    public static Message decode(PeerMessage in) {
        return switch (in.getKindCase()) {
            case ACCEPT -> accept(in.getAccept());
            case ACCEPTED ->
                new Message.Accepted(
                        ballot(in.getAccepted().getBallot()),
                        slot(in.getAccepted().getSlot()));
            case HEARTBEAT ->
                new Message.Heartbeat(
                        ballot(in.getHeartbeat().getBallot()),
                        count(in.getHeartbeat().getRound(), "round"),
                        chosen(in.getHeartbeat().getChosenUpTo()),
                        count(in.getHeartbeat().getSettledEpoch(), "epoch"));
            case HEARTBEAT_ACK ->
                new Message.HeartbeatAck(
                        ballot(in.getHeartbeatAck().getBallot()),
                        count(in.getHeartbeatAck().getRound(), "round"),
                        chosen(in.getHeartbeatAck().getChosenUpTo()),
                        chosen(in.getHeartbeatAck().getDurableUpTo()));
            case FORWARD -> forward(in.getForward());
            case FORWARD_REFUSED ->
                new Message.ForwardRefused(
                        in.getForwardRefused().getSession(),
                        sequences(in.getForwardRefused().getSequencesList()),
                        refusal(in.getForwardRefused().getReason()));
            case READ_INDEX_REQUEST ->
                new Message.ReadIndexRequest(in.getReadIndexRequest().getRequest());
            case READ_INDEX_REPLY ->
                new Message.ReadIndexReply(
                        in.getReadIndexReply().getRequest(),
                        chosen(in.getReadIndexReply().getIndex()));
            case READ_INDEX_REFUSED ->
                new Message.ReadIndexRefused(
                        in.getReadIndexRefused().getRequest(),
                        refusal(in.getReadIndexRefused().getReason()));
            case ELECTION_REQUEST ->
                new Message.ElectionRequest(count(in.getElectionRequest().getRound(), "round"));
            case ELECTION_REPLY ->
                new Message.ElectionReply(
                        count(in.getElectionReply().getRound(), "round"),
                        ballot(in.getElectionReply().getBallot()),
                        ballot(in.getElectionReply().getLeader()),
                        in.getElectionReply().getHappy(),
                        chosen(in.getElectionReply().getChosenUpTo()));
            case PREPARE ->
                new Message.Prepare(
                        ballot(in.getPrepare().getBallot()),
                        slot(in.getPrepare().getFrom()));
            case PROMISE -> promise(in.getPromise());
            case ANNOUNCE ->
                new Message.Announce(
                        ballot(in.getAnnounce().getBallot()),
                        chosen(in.getAnnounce().getChosenUpTo()));
            case NACK ->
                new Message.Nack(
                        ballot(in.getNack().getRefused()), ballot(in.getNack().getPromised()));
            case FETCH_CHOSEN ->
                new Message.FetchChosen(
                        slot(in.getFetchChosen().getFrom()),
                        size(in.getFetchChosen().getMaxBytes()));
            case CHOSEN_PAGE -> page(in.getChosenPage());
            case TAKE_OVER -> new Message.TakeOver(ballot(in.getTakeOver().getBallot()));
            case REMOVED -> new Message.Removed(count(in.getRemoved().getEpoch(), "epoch"));
            case STATE_DIGEST ->
                new Message.StateDigest(
                        slot(in.getStateDigest().getSlot()), in.getStateDigest().getHash());
            case ASK_CHANGE ->
                new Message.AskChange(
                        in.getAskChange().getRequest(),
                        count(in.getAskChange().getExpectedEpoch(), "epoch"),
                        AdministrationCodec.decode(in.getAskChange().getChange()));
            case ASK_TRANSFER ->
                new Message.AskTransfer(
                        in.getAskTransfer().getRequest(),
                        new MemberId(in.getAskTransfer().getTarget()));
            case ANSWER -> new Message.Answer(in.getAnswer().getRequest(), AdministrationCodec.decode(in.getAnswer()));
            case KIND_NOT_SET -> throw new MalformedException("a message of no kind that this build knows");
        };
    }

    // --- messages with a value in them ---

    private static PeerMessage.Accept accept(Message.Accept accept) {
        return PeerMessage.Accept.newBuilder()
                .setBallot(ballot(accept.ballot()))
                .setSlot(accept.slot())
                .setEntry(Bytes.wrap(accept.entry().encoded()))
                .setChosenUpTo(accept.chosenUpTo())
                .build();
    }

    private static Message accept(PeerMessage.Accept in) {
        return new Message.Accept(
                ballot(in.getBallot()),
                slot(in.getSlot()),
                entry(Bytes.unwrap(in.getEntry())),
                chosen(in.getChosenUpTo()));
    }

    private static PeerMessage.Promise promise(Message.Promise promise) {
        return PeerMessage.Promise.newBuilder()
                .setBallot(ballot(promise.ballot()))
                .setFrom(promise.from())
                .setTotal(promise.total())
                .addAllEntries(slotEntries(promise.entries()))
                .setChosenUpTo(promise.chosenUpTo())
                .setTruncatedUpTo(promise.truncatedUpTo())
                .addAllFaulty(promise.faulty())
                .build();
    }

    private static Message promise(PeerMessage.Promise in) {
        return new Message.Promise(
                ballot(in.getBallot()),
                slot(in.getFrom()),
                size(in.getTotal()),
                acceptedEntries(in.getEntriesList()),
                chosen(in.getChosenUpTo()),
                chosen(in.getTruncatedUpTo()),
                slots(in.getFaultyList()));
    }

    private static PeerMessage.ChosenPage page(Message.ChosenPage page) {
        return PeerMessage.ChosenPage.newBuilder()
                .setFrom(page.from())
                .addAllEntries(slotEntries(page.entries()))
                .setChosenUpTo(page.chosenUpTo())
                .setTruncatedUpTo(page.truncatedUpTo())
                .build();
    }

    private static Message page(PeerMessage.ChosenPage in) {
        return new Message.ChosenPage(
                slot(in.getFrom()),
                acceptedEntries(in.getEntriesList()),
                chosen(in.getChosenUpTo()),
                chosen(in.getTruncatedUpTo()));
    }

    private static List<SlotEntry> slotEntries(List<AcceptedEntry> entries) {
        List<SlotEntry> out = new ArrayList<>(entries.size());
        for (AcceptedEntry entry : entries) {
            out.add(SlotEntry.newBuilder()
                    .setSlot(entry.slot())
                    .setBallot(ballot(entry.ballot()))
                    .setEntry(Bytes.wrap(entry.entry().encoded()))
                    .build());
        }
        return out;
    }

    private static List<AcceptedEntry> acceptedEntries(List<SlotEntry> entries) {
        List<AcceptedEntry> out = new ArrayList<>(entries.size());
        for (SlotEntry entry : entries) {
            out.add(new AcceptedEntry(
                    slot(entry.getSlot()), ballot(entry.getBallot()), entry(Bytes.unwrap(entry.getEntry()))));
        }
        return List.copyOf(out);
    }

    private static PeerMessage.Forward forward(Message.Forward forward) {
        PeerMessage.Forward.Builder out = PeerMessage.Forward.newBuilder();
        for (Command command : forward.commands()) {
            out.addCommands(ForwardedCommand.newBuilder()
                    .setSession(command.session())
                    .setSequence(command.sequence())
                    .setMark(command.mark())
                    .setPayload(Bytes.wrap(command.payload())));
        }
        return out.build();
    }

    private static Message forward(PeerMessage.Forward in) {
        List<Command> commands = new ArrayList<>(in.getCommandsCount());
        for (ForwardedCommand command : in.getCommandsList()) {
            commands.add(new Command(
                    command.getSession(),
                    count(command.getSequence(), "sequence"),
                    count(command.getMark(), "mark"),
                    Bytes.unwrap(command.getPayload())));
        }
        return new Message.Forward(List.copyOf(commands));
    }

    private static Entry entry(byte[] encoded) {
        try {
            return Entry.decode(encoded);
        } catch (IllegalArgumentException damaged) {
            throw new MalformedException("a log entry that cannot be read: " + damaged.getMessage(), damaged);
        }
    }

    // --- parts ---

    private static dev.paxoskv.peer.v1.Ballot ballot(Ballot ballot) {
        return dev.paxoskv.peer.v1.Ballot.newBuilder()
                .setRound(ballot.round())
                .setMember(ballot.member().value())
                .build();
    }

    private static Ballot ballot(dev.paxoskv.peer.v1.Ballot in) {
        return new Ballot(count(in.getRound(), "ballot round"), new MemberId(in.getMember()));
    }

    private static dev.paxoskv.peer.v1.Refusal refusal(Message.Refusal reason) {
        return switch (reason) {
            case NOT_LEADER -> dev.paxoskv.peer.v1.Refusal.REFUSAL_NOT_LEADER;
            case OVERLOADED -> dev.paxoskv.peer.v1.Refusal.REFUSAL_OVERLOADED;
        };
    }

    private static Message.Refusal refusal(dev.paxoskv.peer.v1.Refusal reason) {
        return switch (reason) {
            case REFUSAL_NOT_LEADER -> Message.Refusal.NOT_LEADER;
            case REFUSAL_OVERLOADED -> Message.Refusal.OVERLOADED;
            case REFUSAL_UNSPECIFIED, UNRECOGNIZED ->
                throw new MalformedException("a refusal for no reason that this build knows");
        };
    }

    private static List<Long> sequences(List<Long> in) {
        for (long sequence : in) {
            count(sequence, "sequence");
        }
        return List.copyOf(in);
    }

    private static List<Long> slots(List<Long> in) {
        in.forEach(MessageCodec::slot);
        return List.copyOf(in);
    }

    private static long slot(long slot) {
        if (slot < 1) {
            throw new MalformedException("slot " + Long.toUnsignedString(slot) + ": slots count from 1 to 2^63 - 1");
        }
        return slot;
    }

    /** A prefix of the log: 0 for an empty one. */
    private static long chosen(long slot) {
        return slot == 0 ? 0 : slot(slot);
    }

    private static long count(long value, String name) {
        if (value < 0) {
            throw new MalformedException(
                    "a " + name + " of " + Long.toUnsignedString(value) + " is beyond the greatest, 2^63 - 1");
        }
        return value;
    }

    private static int size(int value) {
        if (value < 0) {
            throw new MalformedException("a size or chunk number of " + Integer.toUnsignedString(value)
                    + " is beyond the greatest, 2^31 - 1");
        }
        return value;
    }
}
