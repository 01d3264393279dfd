package dev.paxoskv.node.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.protobuf.ByteString;
import dev.paxoskv.node.paxos.formation.Introduction;
import dev.paxoskv.node.paxos.formation.Introduction.Membership;
import dev.paxoskv.node.paxos.formation.ListedPeer;
import dev.paxoskv.node.paxos.formation.PeerList;
import dev.paxoskv.node.paxos.model.ClusterId;
import dev.paxoskv.node.paxos.model.Configuration;
import dev.paxoskv.node.paxos.model.Entry;
import dev.paxoskv.node.paxos.model.Genesis;
import dev.paxoskv.node.paxos.model.Member;
import dev.paxoskv.node.paxos.model.MemberId;
import dev.paxoskv.peer.v1.IdentifyReply;
import dev.paxoskv.peer.v1.ListedNode;
import java.util.List;
import org.junit.jupiter.api.Test;

class IntroductionCodecTest {
    private static final PeerList LIST =
            new PeerList(List.of(new ListedPeer(1, ":3001", ":4001", ":5001"), new ListedPeer(7, "b:1", "b:2", "b:3")));
    private static final Genesis GENESIS = new Genesis(
            new ClusterId(-3),
            64,
            new Configuration(1, List.of(new Member(new MemberId(-1), "n1", Member.Role.VOTER, "a:1", "a:2", "a:3"))));

    @Test
    void questionComesBackAsItWent() {
        Introduction asker = new Introduction(new MemberId(-1), "seven", 7, LIST, null, MemberId.NONE);
        assertThat(IntroductionCodec.decode(IntroductionCodec.encodeRequest(asker)))
                .isEqualTo(asker);
    }

    @Test
    void answerComesBackAsItWent() {
        Introduction pledged = new Introduction(new MemberId(5), "n1", 1, LIST, null, new MemberId(-9));
        assertThat(IntroductionCodec.decode(IntroductionCodec.encodeReply(pledged)))
                .isEqualTo(pledged);
        Introduction formed = new Introduction(new MemberId(-1), "n1", 1, LIST, Membership.of(GENESIS), MemberId.NONE);
        assertThat(IntroductionCodec.decode(IntroductionCodec.encodeReply(formed)))
                .isEqualTo(formed);
    }

    @Test
    void newestConfigurationIsToldBesideTheGenesis() {
        Configuration latest = new Configuration(
                9,
                List.of(
                        new Member(new MemberId(4), "n4", Member.Role.VOTER, "d:1", "d:2", "d:3"),
                        new Member(new MemberId(5), "n5", Member.Role.LEARNER, "e:1", "e:2", "e:3")),
                List.of(new MemberId(-1)),
                2);
        Introduction member =
                new Introduction(new MemberId(4), "n4", 1, LIST, new Membership(GENESIS, latest), MemberId.NONE);
        assertThat(IntroductionCodec.decode(IntroductionCodec.encodeReply(member)))
                .isEqualTo(member);
    }

    @Test
    void firstVersionToldNoNameAndNoConfiguration() {
        IdentifyReply old = IntroductionCodec.encodeReply(
                        new Introduction(new MemberId(-1), "x", 7, LIST, Membership.of(GENESIS), MemberId.NONE))
                .toBuilder()
                .clearName()
                .clearConfiguration()
                .build();
        assertThat(IntroductionCodec.decode(old))
                .isEqualTo(new Introduction(new MemberId(-1), "n7", 7, LIST, Membership.of(GENESIS), MemberId.NONE));
    }

    @Test
    void introductionThatIsNoneIsRefused() {
        refused(valid().setMemberId(0), "member id");
        refused(valid().clearList(), "list of 0");
        refused(valid().addList(valid().getList(0)), "same label");
        refused(valid().setGenesis(ByteString.copyFrom(new byte[] {1, 2, 3})), "genesis");
        refused(valid().setGenesis(ByteString.copyFrom(new byte[] {9})), "format 9");
        refused(formed().setConfiguration(ByteString.copyFrom(new byte[] {2, 2})), "configuration");
        refused(formed().setConfiguration(Bytes.wrap(Entry.NoOp.NO_OP.encoded())), "configuration");
        refused(valid().setName("n\n"), "name");
        refused(valid().setName("n".repeat(300)), "name");
        refused(address(""), "host:port");
        refused(address("a"), "host:port");
        refused(address("a\n:3000"), "host:port");
        refused(address("a".repeat(300) + ":1"), "host:port");
        IdentifyReply.Builder many = valid();
        for (int label = 100; label < 200; label++) {
            many.addList(valid().getList(0).toBuilder().setLabel(label));
        }
        refused(many, "list of 102");
    }

    private static IdentifyReply.Builder valid() {
        return IntroductionCodec.encodeReply(new Introduction(new MemberId(5), "n1", 1, LIST, null, MemberId.NONE))
                .toBuilder();
    }

    private static IdentifyReply.Builder formed() {
        return valid().setGenesis(Bytes.wrap(GENESIS.encoded()));
    }

    private static IdentifyReply.Builder address(String address) {
        ListedNode line = valid().getList(0).toBuilder().setPeerAddress(address).build();
        return valid().setList(0, line);
    }

    private static void refused(IdentifyReply.Builder reply, String part) {
        assertThatExceptionOfType(MalformedException.class)
                .isThrownBy(() -> IntroductionCodec.decode(reply.build()))
                .withMessageContaining(part);
    }
}
