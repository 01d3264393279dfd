package dev.paxoskv.node.codec;

import dev.paxoskv.node.paxos.model.Change;
import dev.paxoskv.node.paxos.model.ChangeOutcome;
import dev.paxoskv.node.paxos.model.Member;
import dev.paxoskv.node.paxos.model.MemberId;
import dev.paxoskv.peer.v1.ConfigurationChange;
import dev.paxoskv.peer.v1.ConfigurationMember;
import dev.paxoskv.peer.v1.PeerMessage;

/** Changes of a configuration, and what becomes of them, as protobuf and back. Stateless; for any thread. */
final class AdministrationCodec {
    private static final int LONGEST_TEXT = 4096;

    private AdministrationCodec() {}

    static ConfigurationChange encode(Change change) {
        ConfigurationChange.Builder out = ConfigurationChange.newBuilder();
        return switch (change) {
            case Change.AddLearner(Member member) ->
                out.setAddLearner(encode(member)).build();
            case Change.Promote(MemberId member) ->
                out.setPromote(member.value()).build();
            case Change.Remove(MemberId member) -> out.setRemove(member.value()).build();
            case Change.Update(Member member) -> out.setUpdate(encode(member)).build();
            case Change.RaiseFeatures(int level) -> out.setRaiseFeatures(level).build();
        };
    }

    static Change decode(ConfigurationChange in) {
        return switch (in.getKindCase()) {
            case ADD_LEARNER -> new Change.AddLearner(decode(in.getAddLearner()));
            case PROMOTE -> new Change.Promote(new MemberId(in.getPromote()));
            case REMOVE -> new Change.Remove(new MemberId(in.getRemove()));
            case UPDATE -> new Change.Update(decode(in.getUpdate()));
            case RAISE_FEATURES -> new Change.RaiseFeatures(in.getRaiseFeatures());
            case KIND_NOT_SET -> throw new MalformedException("a change of no kind that this build knows");
        };
    }

    private static ConfigurationMember encode(Member member) {
        return ConfigurationMember.newBuilder()
                .setId(member.id().value())
                .setName(member.name())
                .setPeerAddress(member.peerAddress())
                .setHttpAddress(member.httpAddress())
                .setGrpcAddress(member.grpcAddress())
                .build();
    }

    /** A member that is to be; its role is decided by the leader. */
    private static Member decode(ConfigurationMember in) {
        return new Member(
                new MemberId(in.getId()),
                text(in.getName()),
                Member.Role.LEARNER,
                text(in.getPeerAddress()),
                text(in.getHttpAddress()),
                text(in.getGrpcAddress()));
    }

    static PeerMessage.Answer encode(long request, ChangeOutcome outcome) {
        PeerMessage.Answer.Builder out = PeerMessage.Answer.newBuilder().setRequest(request);
        return switch (outcome) {
            case ChangeOutcome.Done(long epoch, long slot) ->
                out.setDone(PeerMessage.Answer.Done.newBuilder().setEpoch(epoch).setSlot(slot))
                        .build();
            case ChangeOutcome.Refused(ChangeOutcome.Reason reason, String text) ->
                out.setRefused(PeerMessage.Answer.Refused.newBuilder()
                                .setReason(reason.name())
                                .setText(text))
                        .build();
            case ChangeOutcome.Unknown() ->
                out.setUnknown(PeerMessage.Answer.Unknown.getDefaultInstance()).build();
        };
    }

    static ChangeOutcome decode(PeerMessage.Answer in) {
        return switch (in.getOutcomeCase()) {
            case DONE ->
                new ChangeOutcome.Done(in.getDone().getEpoch(), in.getDone().getSlot());
            case REFUSED ->
                new ChangeOutcome.Refused(
                        reason(in.getRefused().getReason()),
                        text(in.getRefused().getText()));
            case UNKNOWN, OUTCOME_NOT_SET -> new ChangeOutcome.Unknown();
        };
    }

    private static ChangeOutcome.Reason reason(String name) {
        try {
            return ChangeOutcome.Reason.valueOf(name);
        } catch (IllegalArgumentException unknown) {
            throw new MalformedException(
                    "a refusal for the reason " + name + ", which this build does not know", unknown);
        }
    }

    private static String text(String text) {
        if (text.length() > LONGEST_TEXT) {
            throw new MalformedException(
                    "a text of " + text.length() + " characters where " + LONGEST_TEXT + " are most");
        }
        return text;
    }
}
