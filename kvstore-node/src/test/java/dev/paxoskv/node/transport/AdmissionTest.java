package dev.paxoskv.node.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paxoskv.node.paxos.message.Envelope;
import dev.paxoskv.node.paxos.model.ClusterId;
import dev.paxoskv.node.paxos.model.MemberId;
import dev.paxoskv.peer.v1.ConnectReply.Reason;
import dev.paxoskv.peer.v1.Handshake;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AdmissionTest {
    private static final LocalMember SELF = new LocalMember(new ClusterId(7), new MemberId(1), "n1", "a:3000");
    private static final MemberId CALLER = new MemberId(2);
    private static final AddressBook BOOK = AddressBook.of(List.of(new Peer(CALLER, "n2", "b:3000")));

    @Test
    void memberOfTheSameClusterIsLetIn() {
        assertThat(Admission.check(hello().build(), SELF, BOOK, false)).isEqualTo(new Admission.Admitted(1));
    }

    @Test
    void newerBuildThatStillSpeaksOurVersionIsLetIn() {
        assertThat(Admission.check(hello().setVersionMax(9).build(), SELF, BOOK, false))
                .isEqualTo(new Admission.Admitted(Envelope.PROTOCOL_VERSION));
    }

    @Test
    void unknownMemberIsLetInWhileThereIsRoom() {
        Handshake unknown = hello().setFromMember(5).build();
        assertThat(Admission.check(unknown, SELF, BOOK, true)).isEqualTo(new Admission.Admitted(1));
        assertThat(Admission.check(unknown, SELF, BOOK, false)).isInstanceOf(Admission.Denied.class);
    }

    @Test
    void othersAreDeniedWithWhatToDo() {
        denied(hello().setClusterId(8).build(), BOOK, Reason.REASON_OTHER_CLUSTER, "data directory");
        denied(hello().setToMember(5).build(), BOOK, Reason.REASON_OTHER_MEMBER, "remove the old member");
        denied(hello().setFromMember(5).build(), BOOK, Reason.REASON_UNKNOWN_MEMBER, "added first");
        denied(
                hello().setVersionMin(Envelope.PROTOCOL_VERSION + 1)
                        .setVersionMax(Envelope.PROTOCOL_VERSION + 2)
                        .build(),
                BOOK,
                Reason.REASON_VERSION,
                "Upgrade");
        denied(hello().setVersionMin(0).setVersionMax(0).build(), BOOK, Reason.REASON_VERSION, "Upgrade");
        denied(hello().setVersionMin(1).setVersionMax(0).build(), BOOK, Reason.REASON_VERSION, "Upgrade");
        denied(hello().setVersionMax(-1).build(), BOOK, Reason.REASON_VERSION, "Upgrade");
    }

    @Test
    void removedMemberIsDeniedEvenIfAnAddressIsKnown() {
        AddressBook removed = new AddressBook(3, BOOK.peers(), Set.of(CALLER));
        denied(hello().build(), removed, Reason.REASON_REMOVED_MEMBER, "empty data directory");
        denied(
                hello().build(),
                new AddressBook(3, Map.of(), Set.of(CALLER)),
                Reason.REASON_REMOVED_MEMBER,
                "stays out");
    }

    private static Handshake.Builder hello() {
        return Handshake.newBuilder()
                .setClusterId(7)
                .setFromMember(CALLER.value())
                .setToMember(1)
                .setVersionMin(1)
                .setVersionMax(1);
    }

    private static void denied(Handshake hello, AddressBook book, Reason reason, String part) {
        assertThat(Admission.check(hello, SELF, book, false)).isInstanceOfSatisfying(Admission.Denied.class, denied -> {
            assertThat(denied.reason()).isEqualTo(reason);
            assertThat(denied.text()).contains(part);
        });
    }
}
