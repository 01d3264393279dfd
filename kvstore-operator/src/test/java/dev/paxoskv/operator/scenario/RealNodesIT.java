package dev.paxoskv.operator.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.paxoskv.operator.api.v1alpha1.MemberStatus;
import dev.paxoskv.operator.api.v1alpha1.PaxosKVBackup;
import dev.paxoskv.operator.api.v1alpha1.PaxosKVBackupStatus;
import dev.paxoskv.operator.api.v1alpha1.PaxosKVClusterStatus;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The operator with nodes as processes: what it renders is what the packaged program understands, and what it asks of a
 * node's interface is what the node does. A client writes all the time, and nothing that was acknowledged gets lost.
 */
class RealNodesIT {

    private static final String THREE = """
        replicas: 3
        version: 0.1.0
        storage: {size: 1Gi}
        jvmOptions: [-Xmx192m]
        config: {request-timeout: 8s}
        """;

    @TempDir
    Path directory;

    @Test
    void aClusterLivesThroughWhatItsUserAndItsDisksDo() throws IOException {
        try (OperatorHarness<RealNodes> world = world();
                AcknowledgedWrites writes = new AcknowledgedWrites(world.nodes::endpoint)) {
            Walk walk = new Walk(world, writes);
            walk.create();
            walk.scale(5);
            walk.scale(3);
            walk.restart();
            walk.loseDisk();
            walk.hibernateAndWake();
            walk.recoverFromOneSurvivor();
            walk.everythingIsThere();
        }
    }

    private OperatorHarness<RealNodes> world() {
        return new OperatorHarness<>(
                HarnessSettings.REAL, namespace -> new RealNodes(directory, namespace + ".svc", HarnessSettings.REAL));
    }

    @Test
    void aClusterStartsFromTheBackupOfAnotherThatIsWrittenTo() throws IOException {
        try (OperatorHarness<RealNodes> world = world();
                AcknowledgedWrites writes = new AcknowledgedWrites(world.nodes::endpoint)) {
            new Walk(world, writes).create();
            Copying copying = new Copying(world, writes);
            copying.backUp();
            copying.restore();
            copying.bothGoOn();
            copying.deleteTheBackup();
        }
    }

    /** From a backup of the cluster named demo to one named copy, in the same namespace. */
    private static final class Copying {

        private final OperatorHarness<RealNodes> world;
        private final AcknowledgedWrites writes;
        private final PersistentVolumeClaim claim;
        private Set<String> before = Set.of();
        private Set<String> attempted = Set.of();

        Copying(OperatorHarness<RealNodes> world, AcknowledgedWrites writes) {
            this.world = world;
            this.writes = writes;
            this.claim = world.client
                    .persistentVolumeClaims()
                    .inNamespace(world.namespace)
                    .resource(Serialization.unmarshal("""
                        apiVersion: v1
                        kind: PersistentVolumeClaim
                        metadata: {name: backups}
                        spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
                        """, PersistentVolumeClaim.class))
                    .create();
        }

        private Resource<PaxosKVBackup> backup() {
            return world.client
                    .resources(PaxosKVBackup.class)
                    .inNamespace(world.namespace)
                    .withName("one");
        }

        private PaxosKVBackupStatus status() {
            return backup().get().getStatus();
        }

        private Path file() {
            return world.nodes.disk(claim.getMetadata().getUid()).resolve(Objects.requireNonNull(status().file()));
        }

        void backUp() {
            before = writes.acknowledged();
            world.apply("PaxosKVBackup", "one", """
                clusterName: demo
                destination: {claimName: backups, directory: daily}
                deletionPolicy: Delete
                """);
            world.until("a backup", () -> status() != null && status().completedAt() != null);
            attempted = writes.attempted();
            assertThat(status().clusterId())
                    .isEqualTo(world.resource().getStatus().clusterId());
            assertThat(file()).hasSize(Objects.requireNonNull(status().sizeBytes()));
        }

        void restore() throws IOException {
            world.apply(
                    "PaxosKVCluster",
                    "copy",
                    THREE.replace("replicas: 3", "replicas: 1") + """
                bootstrap: {restore: {claimName: backups, path: %s}}
                """.formatted(status().file()));
            world.until("a member of another cluster", () -> world.isStable("copy", 1));
            SortedMap<String, JsonNode> then =
                    writes.contents(Objects.requireNonNull(world.nodes.endpoint()), "&revision=" + status().revision());
            assertThat(then.keySet()).containsAll(before);
            assertThat(attempted).containsAll(then.keySet());
            assertThat(then.values()).allMatch(AcknowledgedWrites::isRight);
            assertThat(world.nodes.ready("copy")).hasSize(1);
            assertThat(writes.contents(world.nodes.ready("copy").getFirst(), ""))
                    .isEqualTo(then);
        }

        /** Under ids of their own. */
        void bothGoOn() throws IOException {
            assertThat(world.resource("copy").getStatus().clusterId())
                    .isNotNull()
                    .isNotEqualTo(world.resource().getStatus().clusterId());
            int count = writes.count();
            world.until("writes are acknowledged", () -> writes.count() >= count + 20 && world.isStable(3));
            assertThat(writes.lost(Objects.requireNonNull(world.nodes.endpoint())))
                    .isEmpty();
            assertThat(world.nodes.crashes).isEmpty();
        }

        void deleteTheBackup() {
            Path file = file();
            List<?> _ = backup().delete();
            world.until("no resource", () -> backup().get() == null);
            assertThat(file).doesNotExist();
            assertThat(file.getParent()).isEmptyDirectory();
        }
    }

    /** One step after the other, each to its end. */
    private record Walk(OperatorHarness<RealNodes> world, AcknowledgedWrites writes) {

        void create() {
            world.apply(THREE);
            world.until("three members", () -> world.isStable(3));
            moreIsWritten();
        }

        private void moreIsWritten() {
            int before = writes.count();
            world.until("writes are acknowledged", () -> writes.count() >= before + 20);
        }

        void scale(int members) {
            world.patch("{\"spec\":{\"replicas\":" + members + "}}");
            world.until(members + " members", () -> world.isStable(members));
            moreIsWritten();
        }

        void restart() {
            List<String> before = world.podUids();
            world.patch("{\"spec\":{\"restartedAt\":\"2026-01-01T00:00:00Z\"}}");
            world.until(
                    "every pod is another one",
                    () -> world.isStable(3) && world.podUids().stream().noneMatch(before::contains));
            moreIsWritten();
        }

        void loseDisk() {
            String lost = world.memberId(1);
            world.kubelet.loseDisk(1);
            world.until(
                    "another member in its place",
                    () -> world.isStable(3) && !world.memberId(1).equals(lost));
            moreIsWritten();
        }

        void hibernateAndWake() {
            world.patch("{\"spec\":{\"hibernate\":true}}");
            world.until(
                    "no pods",
                    () -> world.has("Available", "False", "Hibernating")
                            && world.podUids().isEmpty());
            world.patch("{\"spec\":{\"hibernate\":false}}");
            world.until("all members back", () -> world.isStable(3));
            moreIsWritten();
        }

        /** What only the lost members had would be lost, so nothing is written while they go. */
        void recoverFromOneSurvivor() {
            writes.pause();
            world.until("no write is under way", writes::isIdle);
            world.until("all members have everything", this::areLevel);
            world.kubelet.loseDisk(0);
            world.kubelet.loseDisk(2);
            world.until("the quorum is lost", () -> world.has("Available", "False", "QuorumLost"));
            String old = Objects.requireNonNull(status().clusterId());
            world.patch("{\"spec\":{\"recovery\":{\"survivor\":\"demo-1\",\"acknowledgeDataLoss\":\"" + old + "\"}}}");
            world.until(
                    "three members of another cluster", () -> world.isStable(3) && !old.equals(status().clusterId()));
            writes.resume();
            moreIsWritten();
        }

        private PaxosKVClusterStatus status() {
            return world.resource().getStatus();
        }

        private boolean areLevel() {
            return world.nodes.areLevel();
        }

        void everythingIsThere() throws IOException {
            assertThat(writes.count()).isGreaterThan(100);
            assertThat(writes.lost(Objects.requireNonNull(world.nodes.endpoint())))
                    .isEmpty();
            assertThat(world.nodes.crashes).isEmpty();
            assertThat(status().members())
                    .extracting(MemberStatus::version)
                    .allMatch(version -> version != null && version.startsWith("0.1.0"));
        }
    }
}
