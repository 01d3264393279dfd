package dev.paxoskv.node.cli.client;

import dev.paxoskv.node.cli.console.Console;
import dev.paxoskv.node.snapshot.SnapshotHeader;
import dev.paxoskv.node.snapshot.SnapshotSink;
import dev.paxoskv.node.statemachine.Version;
import java.util.concurrent.TimeUnit;

/** Shows on the error stream, a few times a minute and at tenths of the whole, how far a snapshot has come. */
final class SnapshotProgress implements SnapshotSink {
    private static final int PERCENT = 100;
    private static final int STEP = 10;
    private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final Console console;
    private long bytes;
    private long entries;
    private long total = 1;
    private long shown;
    private long shownAt = System.nanoTime();

    SnapshotProgress(Console console) {
        this.console = console;
    }

    void received(long count) {
        bytes += count;
    }

    long bytes() {
        return bytes;
    }

    @Override
    public void begin(SnapshotHeader header) {
        total = Math.max(1, header.liveEntries() + header.historyEntries());
        console.err()
                .println("snapshot of cluster " + header.genesis().cluster() + " at revision " + header.revision()
                        + ", " + header.liveEntries() + " keys");
    }

    @Override
    public void live(byte[] key, Version version) {
        step();
    }

    @Override
    public void history(byte[] key, Version version) {
        step();
    }

    private void step() {
        entries++;
        long percent = entries * PERCENT / total;
        if (percent >= shown + STEP || System.nanoTime() - shownAt > INTERVAL_NANOS) {
            shown = percent;
            shownAt = System.nanoTime();
            console.err().println(percent + " %, " + SnapshotReport.size(bytes));
        }
    }
}
