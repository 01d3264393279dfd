package dev.paxoskv.node.replica;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LogTailTest {
    private static final long RUN = LogTail.RUN;

    @Test
    void keepsWhatTheSlotsAllow() {
        LogTail tail = filled(new ReplicaOptions.Tail(10 * RUN, Long.MAX_VALUE), 20 * RUN, 1);
        long spare = tail.spare(20 * RUN);
        assertThat(20 * RUN - 1 - spare).isBetween(10 * RUN, 11 * RUN);
    }

    @Test
    void keepsWhatTheBytesAllow() {
        LogTail tail = filled(new ReplicaOptions.Tail(Long.MAX_VALUE, 1000 * RUN), 20 * RUN, 200);
        long spare = tail.spare(20 * RUN);
        assertThat((20 * RUN - 1 - spare) * 200).isBetween(1000 * RUN, 1200 * RUN);
    }

    @Test
    void nothingGoesThatNoCheckpointCovers() {
        LogTail tail = filled(new ReplicaOptions.Tail(0, 0), 20 * RUN, 1);
        assertThat(tail.spare(5 * RUN)).isEqualTo(5 * RUN - 1);
        assertThat(tail.spare(RUN - 2)).isZero();
    }

    @Test
    void whatWasCutIsNotCutAgain() {
        LogTail tail = filled(new ReplicaOptions.Tail(10 * RUN, 1000), 20 * RUN, 1);
        long spare = tail.spare(20 * RUN);
        tail.cut(spare);
        assertThat(tail.spare(20 * RUN)).isZero();
        tail.add(30 * RUN, 1);
        assertThat(tail.spare(30 * RUN)).isEqualTo(20 * RUN - 1);
    }

    private static LogTail filled(ReplicaOptions.Tail keep, long slots, long bytes) {
        LogTail tail = new LogTail(keep);
        for (long slot = 0; slot < slots; slot++) {
            tail.add(slot, bytes);
        }
        return tail;
    }
}
