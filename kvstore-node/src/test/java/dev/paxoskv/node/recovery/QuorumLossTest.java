package dev.paxoskv.node.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.paxoskv.node.paxos.model.ClusterId;
import dev.paxoskv.node.paxos.model.Configuration;
import dev.paxoskv.node.paxos.model.Member;
import dev.paxoskv.node.paxos.model.MemberId;
import dev.paxoskv.node.statemachine.Operation;
import dev.paxoskv.node.statemachine.ReadView;
import dev.paxoskv.node.statemachine.Reply;
import dev.paxoskv.node.storage.HeldDirectory;
import dev.paxoskv.node.storage.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One survivor goes on alone: with what, as whom, and only if it is meant. */
class QuorumLossTest {
    private static final ClusterId NEW = new ClusterId(0xdef);
    private static final Founder FOUNDER = new Founder("a", "a:1", "a:2", "a:3");

    @TempDir
    private Path directory;

    @Test
    void goesOnWithWhatIsChosenAndWithWhatIsAcceptedBehindItWithoutAGap() throws Exception {
        try (Cluster cluster = new Cluster(directory)) {
            cluster.chosen(1, 300).checkpoint(200).accepted(301, 310).accepted(312, 320);
        }
        Recovery recovery = recover();
        assertThat(recovery.survivor().chosenUpTo()).isEqualTo(300);
        assertThat(recovery.survivor().goesOnTo()).isEqualTo(310);
        assertThat(recovery.survivor().lastSlot()).isEqualTo(320);
        assertThat(recovery.founded().origin().slot()).isEqualTo(310);
        try (SingleNode node = new SingleNode(directory)) {
            assertHolds(node.read(), 310);
            assertThat(node.storage().genesis()).contains(recovery.founded().genesis());
            assertThat(node.storage().member()).isNotEqualTo(recovery.survivor().member());
            assertThat(node.failures()).isEmpty();
        }
    }

    @Test
    void theNewClusterWritesOnAndRestarts() throws Exception {
        try (Cluster cluster = new Cluster(directory)) {
            cluster.chosen(1, 100).checkpoint(100);
        }
        recover();
        long revision;
        try (SingleNode node = new SingleNode(directory)) {
            Reply reply = node.write(Operation.Put.of(Cluster.key(101), Cluster.value(101)));
            revision = reply.revision();
            assertThat(reply).isInstanceOf(Reply.PutReply.class);
            assertThat(revision).isEqualTo(101);
        }
        try (SingleNode node = new SingleNode(directory)) {
            assertHolds(node.read(), 101);
            assertThat(node.read().revision()).isEqualTo(revision);
        }
    }

    /** Slot 1 opens the session; slots from 2 on set their keys, at revisions from 2 on. */
    private static void assertHolds(ReadView view, long lastSlot) {
        assertThat(view.size()).isEqualTo(lastSlot - 1);
        for (long slot = 2; slot <= lastSlot; slot++) {
            var entry = Objects.requireNonNull(view.get(Cluster.key(slot)), "key of slot " + slot);
            assertThat(entry.value()).isEqualTo(Cluster.value(slot));
            assertThat(entry.modRevision()).isEqualTo(slot);
        }
    }

    @Test
    void theEpochGoesOnCounting() {
        try (Cluster cluster = new Cluster(directory)) {
            MemberId self = cluster.storage().member();
            Member alone = new Member(self, "renamed", Member.Role.VOTER, "x:1", "x:2", "x:3");
            cluster.chosen(1, 5).chosen(6, new Configuration(4, List.of(alone), List.of(new MemberId(9)), 2));
        }
        Configuration configuration = recover().founded().genesis().configuration();
        assertThat(configuration.epoch()).isEqualTo(5);
        assertThat(configuration.featureLevel()).isEqualTo(2);
        assertThat(configuration.removed()).isEmpty();
        assertThat(configuration.members()).hasSize(1);
    }

    @Test
    void theOldDataIsKeptAsItWas() {
        try (Cluster cluster = new Cluster(directory)) {
            cluster.chosen(1, 50).accepted(51, 60);
        }
        Path kept = recover().kept().orElseThrow();
        try (Cluster old = new Cluster(kept)) {
            assertThat(old.storage().genesis().orElseThrow().cluster()).isEqualTo(Cluster.ID);
            assertThat(old.storage().recovered().chosenUpTo()).isEqualTo(50);
            assertThat(old.storage().recovered().accepted()).hasSize(10);
        }
    }

    @Test
    void anotherClusterThanTheAcknowledgedIsLeftAlone() throws IOException {
        try (Cluster cluster = new Cluster(directory)) {
            cluster.chosen(1, 5);
        }
        try (QuorumLoss loss = QuorumLoss.in(directory, Cluster.ENGINE)) {
            assertThatThrownBy(() -> loss.goOn(new ClusterId(1), FOUNDER, NEW))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(Cluster.ID.toString());
        }
        try (Cluster cluster = new Cluster(directory);
                Stream<Path> files = Files.list(directory)) {
            assertThat(cluster.storage().recovered().chosenUpTo()).isEqualTo(5);
            assertThat(files.filter(Files::isDirectory)).isEmpty();
        }
    }

    @Test
    void aRunningNodesDirectoryIsLeftAlone() {
        try (Cluster running = new Cluster(directory)) {
            running.chosen(1, 5);
            assertThatThrownBy(() -> QuorumLoss.in(directory, Cluster.ENGINE))
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("in use");
        }
    }

    @Test
    void noNodeStartsWhileItIsHeld() {
        try (Cluster cluster = new Cluster(directory)) {
            cluster.chosen(1, 5);
        }
        try (QuorumLoss loss = QuorumLoss.in(directory, Cluster.ENGINE)) {
            assertThatThrownBy(() -> new Cluster(directory)).hasMessageContaining("in use");
            loss.goOn(Cluster.ID, FOUNDER, NEW);
            assertThatThrownBy(() -> new Cluster(directory)).hasMessageContaining("in use");
        }
    }

    @Test
    void aDirectoryWithoutDataIsRefused() {
        assertThatThrownBy(() -> QuorumLoss.in(directory, Cluster.ENGINE))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("holds no data");
        assertThat(QuorumLoss.before(directory, Cluster.ENGINE, Optional.empty()))
                .isEmpty();
        assertThat(QuorumLoss.before(directory, Cluster.ENGINE, Optional.of(NEW)))
                .isEmpty();
    }

    @Test
    void theFounderIsLikeTheMemberWas() {
        try (Cluster cluster = new Cluster(directory)) {
            cluster.chosen(1, 5);
        }
        try (QuorumLoss loss = QuorumLoss.in(directory, Cluster.ENGINE)) {
            assertThat(loss.survivor().founder()).contains(FOUNDER);
            assertThat(loss.survivor().wasRemoved()).isFalse();
        }
    }

    @Test
    void itCanBeDoneTwice() {
        try (Cluster cluster = new Cluster(directory)) {
            cluster.chosen(1, 5);
        }
        Path first = recover().kept().orElseThrow();
        try (QuorumLoss loss = QuorumLoss.in(directory, Cluster.ENGINE)) {
            Recovery again = loss.goOn(NEW, FOUNDER, new ClusterId(0x123));
            assertThat(again.kept().orElseThrow()).isNotEqualTo(first);
            assertThat(again.founded().origin().slot()).isEqualTo(5);
        }
        assertThat(first).exists();
    }

    @Test
    void theSameRecoveryAgainFindsItDoneAndChangesNothing() throws IOException {
        try (Cluster cluster = new Cluster(directory)) {
            cluster.chosen(1, 5);
        }
        assertThat(QuorumLoss.before(directory, Cluster.ENGINE, Optional.of(NEW)))
                .isEmpty();
        Founded founded = recover().founded();
        Map<String, byte[]> files = DirectoryContent.of(directory);
        assertThat(QuorumLoss.before(directory, Cluster.ENGINE, Optional.of(NEW)))
                .contains(new FoundedBefore(founded.genesis(), founded.member(), false));
        assertThat(QuorumLoss.before(directory, Cluster.ENGINE, Optional.empty()))
                .isEmpty();
        assertThat(QuorumLoss.before(directory, Cluster.ENGINE, Optional.of(new ClusterId(0x123))))
                .isEmpty();
        assertThat(DirectoryContent.of(directory)).containsExactlyEntriesOf(files);
    }

    @Test
    void aRecoveryThatWasCutOffWhileItBuiltBeginsAnew() throws IOException {
        try (Cluster cluster = new Cluster(directory)) {
            cluster.chosen(1, 5);
        }
        try (HeldDirectory held = Cluster.ENGINE.hold(directory)) {
            Files.writeString(held.beginReplacement().resolve("half-a-file"), "as a crash leaves it");
        }
        assertThat(QuorumLoss.before(directory, Cluster.ENGINE, Optional.of(NEW)))
                .isEmpty();
        Recovery recovery = recover();
        assertThat(recovery.founded().origin().slot()).isEqualTo(5);
        assertThat(DirectoryContent.of(directory)).doesNotContainKey("half-a-file");
    }

    @Test
    void aRecoveryThatWasCutOffWhileFilesMovedIsBroughtToItsEnd() throws Exception {
        try (Cluster cluster = new Cluster(directory)) {
            cluster.chosen(1, 5);
        }
        Founded founded = recover().founded();
        Path kept = directory.resolve("before-recovery-1");
        Path complete = Files.createDirectory(directory.resolve("new-data.complete"));
        moveFiles(directory, complete);
        moveFiles(kept, directory);
        Files.move(directory.resolve("paxoskv.mv"), kept.resolve("paxoskv.mv"));

        assertThat(QuorumLoss.before(directory, Cluster.ENGINE, Optional.of(NEW)))
                .contains(new FoundedBefore(founded.genesis(), founded.member(), true));
        try (SingleNode node = new SingleNode(directory)) {
            assertHolds(node.read(), 5);
        }
        try (Cluster old = new Cluster(kept)) {
            assertThat(old.storage().recovered().chosenUpTo()).isEqualTo(5);
        }
    }

    private static void moveFiles(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.filter(Files::isRegularFile)
                    .filter(file -> !file.endsWith("LOCK"))
                    .toList()) {
                Files.move(file, to.resolve(file.getFileName()));
            }
        }
    }

    private Recovery recover() {
        try (QuorumLoss loss = QuorumLoss.in(directory, Cluster.ENGINE)) {
            return loss.goOn(Cluster.ID, FOUNDER, NEW);
        }
    }
}
