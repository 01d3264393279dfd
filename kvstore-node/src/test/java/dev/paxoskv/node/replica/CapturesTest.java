package dev.paxoskv.node.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.paxoskv.node.paxos.model.ClusterId;
import dev.paxoskv.node.paxos.model.Configuration;
import dev.paxoskv.node.paxos.model.Genesis;
import dev.paxoskv.node.paxos.model.Member;
import dev.paxoskv.node.paxos.model.MemberId;
import dev.paxoskv.node.snapshot.FramePosition;
import dev.paxoskv.node.snapshot.FrameSource;
import dev.paxoskv.node.statemachine.Limits;
import dev.paxoskv.node.statemachine.StateMachine;
import dev.paxoskv.node.storage.memory.MemoryStateStore;
import dev.paxoskv.node.transport.SnapshotServer.SnapshotUnavailableException;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class CapturesTest {
    private static final MemberId PEER = new MemberId(2);
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final StateMachine machine = new StateMachine(new MemoryStateStore(), Limits.DEFAULT);
    private long now;
    private long firstLogSlot = 1;
    private long nextId = 100;
    private int made;
    private final Captures captures = new Captures(
            new Genesis(
                    new ClusterId(7),
                    64,
                    new Configuration(1, List.of(new Member(new MemberId(1), "n1", Member.Role.VOTER, "p", "h", "g")))),
            Limits.DEFAULT,
            () -> nextId++,
            () -> firstLogSlot,
            () -> now,
            Duration.ofSeconds(60));

    CapturesTest() {
        machine.finishSlot(10);
        captures.madeBy(() -> {
            made++;
            return CompletableFuture.completedFuture(new Capture(machine.capture(), new TreeMap<>()));
        });
    }

    @Test
    void membersShareOneAsLongAsTheLogGoesOnFromIt() {
        FrameSource first = open(0);
        machine.finishSlot(20);
        assertThat(open(0).header().capture()).isEqualTo(first.header().capture());
        assertThat(made).isEqualTo(1);
        assertThat(captures.wantedLog()).isEqualTo(10);
        firstLogSlot = 12;
        assertThat(open(0).header().slot()).isEqualTo(20);
        assertThat(made).isEqualTo(2);
    }

    @Test
    void aTransferIsResumedUntilNobodyHasReadForAWhile() {
        FrameSource first = open(0);
        long capture = first.header().capture();
        first.close();
        now += 59 * SECOND;
        captures.expire();
        FrameSource again = open(capture);
        assertThat(again.header().capture()).isEqualTo(capture);
        now += 59 * SECOND;
        again.read(FramePosition.START);
        now += 59 * SECOND;
        captures.expire();
        again.read(FramePosition.START);
        now += 61 * SECOND;
        captures.expire();
        assertThat(captures.wantedLog()).isEqualTo(Long.MAX_VALUE);
        assertThatExceptionOfType(CompletionException.class)
                .isThrownBy(() -> open(capture))
                .withCauseInstanceOf(SnapshotUnavailableException.class);
    }

    @Test
    void forMembersThereAreFewAtATime() {
        FrameSource first = open(0);
        firstLogSlot = 12;
        machine.finishSlot(20);
        open(0);
        firstLogSlot = 22;
        machine.finishSlot(30);
        assertThatThrownBy(() -> open(0)).hasMessageContaining("ask again later");
        first.close();
        assertThat(open(0).header().slot()).isEqualTo(30);
    }

    @Test
    void aBackupIsNoMembersAndIsLetGoOfAtOnce() {
        SnapshotHandle backup = captures.forBackup().join();
        assertThatThrownBy(() -> open(backup.header().capture())).hasMessageContaining("not kept");
        captures.forBackup().join().close();
        captures.forBackup().join();
        assertThatExceptionOfType(CompletionException.class)
                .isThrownBy(() -> captures.forBackup().join())
                .withCauseInstanceOf(RequestException.class);
        backup.close();
        backup.close();
        captures.forBackup().join();
        assertThatExceptionOfType(CompletionException.class)
                .isThrownBy(() -> captures.forBackup().join());
    }

    @Test
    void afterTheEndThereAreNone() {
        FrameSource open = open(0);
        FramePosition second = open.read(FramePosition.START).next();
        captures.close();
        assertThatThrownBy(() -> open.read(second)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> open(0)).hasMessageContaining("stopping");
    }

    private FrameSource open(long capture) {
        return captures.open(PEER, capture).join();
    }
}
