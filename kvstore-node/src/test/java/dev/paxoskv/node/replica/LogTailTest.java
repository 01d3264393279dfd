package dev.paxoskv.node.replica;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LogTailTest {
    private static final long RUN = LogTail.RUN;

    /** Nobody gets a snapshot. */
    private static final long NOBODY = Long.MAX_VALUE;

    @Test
    void keepsWhatTheSlotsAllow() {
        LogTail tail = filled(new ReplicaOptions.Tail(10 * RUN, Long.MAX_VALUE), 20 * RUN, 1);
        long spare = tail.spare(20 * RUN, NOBODY);
        assertThat(20 * RUN - 1 - spare).isBetween(10 * RUN, 11 * RUN);
    }

    @Test
    void keepsWhatTheBytesAllow() {
        LogTail tail = filled(new ReplicaOptions.Tail(Long.MAX_VALUE, 1000 * RUN), 20 * RUN, 200);
        long spare = tail.spare(20 * RUN, NOBODY);
        assertThat((20 * RUN - 1 - spare) * 200).isBetween(1000 * RUN, 1200 * RUN);
    }

    @Test
    void nothingGoesThatNoCheckpointCovers() {
        LogTail tail = filled(new ReplicaOptions.Tail(0, 0), 20 * RUN, 1);
        assertThat(tail.spare(5 * RUN, NOBODY)).isEqualTo(5 * RUN - 1);
        assertThat(tail.spare(RUN - 2, NOBODY)).isZero();
    }

    @Test
    void whatWasCutIsNotCutAgain() {
        LogTail tail = filled(new ReplicaOptions.Tail(10 * RUN, 1000), 20 * RUN, 1);
        long spare = tail.spare(20 * RUN, NOBODY);
        tail.cut(spare);
        assertThat(tail.spare(20 * RUN, NOBODY)).isZero();
        tail.add(30 * RUN, 1);
        assertThat(tail.spare(30 * RUN, NOBODY)).isEqualTo(20 * RUN - 1);
    }

    @Test
    void whoGetsASnapshotFindsMoreButNotEverything() {
        LogTail tail = filled(new ReplicaOptions.Tail(RUN, Long.MAX_VALUE), 20 * RUN, 1);
        assertThat(tail.spare(20 * RUN, 17 * RUN - 1)).isEqualTo(17 * RUN - 1);
        long spare = tail.spare(20 * RUN, 0);
        assertThat(20 * RUN - 1 - spare).isBetween(4 * RUN, 5 * RUN);
    }

    private static LogTail filled(ReplicaOptions.Tail keep, long slots, long bytes) {
        LogTail tail = new LogTail(keep);
        for (long slot = 0; slot < slots; slot++) {
            tail.add(slot, bytes);
        }
        return tail;
    }
}
