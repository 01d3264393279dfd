package dev.paxoskv.node.api.etcd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.paxoskv.node.replica.RequestException;
import dev.paxoskv.node.snapshot.SnapshotFile;
import dev.paxoskv.node.snapshot.SnapshotSink;
import dev.paxoskv.node.statemachine.Operation.Compact;
import dev.paxoskv.node.statemachine.Operation.Put;
import io.etcd.jetcd.api.HashKVRequest;
import io.etcd.jetcd.api.HashKVResponse;
import io.etcd.jetcd.api.HashRequest;
import io.etcd.jetcd.api.MaintenanceGrpc;
import io.etcd.jetcd.api.SnapshotRequest;
import io.etcd.jetcd.api.SnapshotResponse;
import io.grpc.Context;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Snapshots and hashes over etcd's interface. */
class WholeStoreTest {
    private static final int KEYS = 400;
    private static final int VALUE_BYTES = 100_000;

    private LocalEtcd etcd;
    private ManagedChannel channel;
    private MaintenanceGrpc.MaintenanceBlockingStub maintenance;

    @BeforeEach
    void start() throws IOException {
        etcd = new LocalEtcd(0);
        channel = NettyChannelBuilder.forAddress("127.0.0.1", etcd.port)
                .usePlaintext()
                .maxInboundMessageSize(16 << 20)
                .build();
        maintenance = MaintenanceGrpc.newBlockingStub(channel).withDeadlineAfter(120, TimeUnit.SECONDS);
    }

    @AfterEach
    void stop() {
        channel.shutdownNow();
        etcd.close();
    }

    @Test
    void aSnapshotArrivesWholeAndWithTheLengthThatEtcdsToolsWant() throws Exception {
        fill();
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        Iterator<SnapshotResponse> parts = maintenance.snapshot(SnapshotRequest.getDefaultInstance());
        while (parts.hasNext()) {
            SnapshotResponse part = parts.next();
            assertThat(part.getHeader().getRevision()).isEqualTo(KEYS + 1);
            file.writeBytes(part.getBlob().toByteArray());
        }
        assertThat(file.size() % 512).isEqualTo(32);
        SnapshotFile.Verified verified =
                SnapshotFile.read(new ByteArrayInputStream(file.toByteArray()), SnapshotSink.NONE);
        assertThat(verified.header().liveEntries()).isEqualTo(KEYS);
        etcd.store.lastSnapshotClosed().get(60, TimeUnit.SECONDS);
    }

    @Test
    void aClientThatGoesAwayLeavesNothingOpen() throws Exception {
        fill();
        try (Context.CancellableContext context = Context.current().withCancellation()) {
            context.run(() -> {
                Iterator<SnapshotResponse> parts = maintenance.snapshot(SnapshotRequest.getDefaultInstance());
                assertThat(parts.next().getBlob().size()).isPositive();
                assertThat(etcd.store.lastSnapshotClosed()).isNotDone();
            });
        }
        etcd.store.lastSnapshotClosed().get(60, TimeUnit.SECONDS);
    }

    private void fill() {
        for (int i = 0; i < KEYS; i++) {
            etcd.store
                    .write(Put.of(("k" + i).getBytes(UTF_8), new byte[VALUE_BYTES]))
                    .join();
        }
    }

    @Test
    void aRefusalHasEtcdsWords() {
        etcd.store.failWith(RequestException.Kind.NO_LEADER);
        assertThatThrownBy(() -> maintenance
                        .snapshot(SnapshotRequest.getDefaultInstance())
                        .hasNext())
                .isInstanceOf(StatusRuntimeException.class)
                .hasMessageContaining("etcdserver: no leader");
    }

    @Test
    void hashesAreThoseOfTheirRevision() {
        put("a", "1");
        put("a", "2");
        HashKVResponse at2 = hashAt(2);
        HashKVResponse at3 = hashAt(0);
        put("a", "3");
        assertThat(hashAt(2).getHash()).isEqualTo(at2.getHash());
        assertThat(hashAt(3).getHash()).isEqualTo(at3.getHash()).isNotEqualTo(at2.getHash());
        assertThat(at3.getHeader().getRevision()).isEqualTo(3);
        assertThat(maintenance.hash(HashRequest.getDefaultInstance()).getHash())
                .isEqualTo(hashAt(4).getHash());
    }

    @Test
    void aHashOfWhatCannotBeReadIsRefusedInEtcdsWords() {
        put("a", "1");
        put("a", "2");
        etcd.store.write(new Compact(3)).join();
        assertThatThrownBy(() -> hashAt(2)).hasMessageContaining("required revision has been compacted");
        assertThatThrownBy(() -> hashAt(9)).hasMessageContaining("required revision is a future revision");
        assertThat(hashAt(3).getCompactRevision()).isEqualTo(3);
    }

    private void put(String key, String value) {
        etcd.store.write(Put.of(key.getBytes(UTF_8), value.getBytes(UTF_8))).join();
    }

    private HashKVResponse hashAt(long revision) {
        return maintenance.hashKV(
                HashKVRequest.newBuilder().setRevision(revision).build());
    }
}
