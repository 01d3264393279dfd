package dev.paxoskv.node.snapshot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.paxoskv.node.storage.memory.MemoryStateStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** A snapshot that is not exactly what was written is refused, and it is said why. */
class DamageTest {
    private final byte[] file =
            Snapshots.file(new Sample(new MemoryStateStore(), 1, 10, 30).run(60).capture());

    @Test
    void theFileItselfIsFine() throws IOException {
        SnapshotFile.read(new ByteArrayInputStream(file), SnapshotSink.NONE);
    }

    @Test
    void everyPrefixIsRefused() {
        for (int length = 0; length < file.length; length++) {
            assertRefused(Arrays.copyOf(file, length), "a prefix of " + length + " bytes", "cut short");
        }
    }

    @Test
    void everyChangedByteIsRefused() {
        for (int at = 0; at < file.length; at++) {
            byte[] damaged = file.clone();
            damaged[at] ^= (byte) (1 << (at % 8));
            assertRefused(damaged, "byte " + at + " changed", "");
        }
    }

    @Test
    void moreThanTheFileIsRefused() {
        assertRefused(Arrays.copyOf(file, file.length + 1), "a byte too many", "follows the end");
    }

    @Test
    void anotherKindOfFileIsNamedAsSuch() {
        assertRefused("not a snapshot at all, but some text".getBytes(UTF_8), "some text", "no snapshot");
    }

    private static void assertRefused(byte[] bytes, String what, String how) {
        assertThatThrownBy(() -> SnapshotFile.read(new ByteArrayInputStream(bytes), SnapshotSink.NONE))
                .as(what)
                .isInstanceOf(SnapshotException.class)
                .satisfies(refusal -> assertThat(refusal.getMessage()).contains(how));
    }
}
