package dev.paxoskv.node.cli.client;

import dev.paxoskv.node.cli.console.Console;
import dev.paxoskv.node.snapshot.SnapshotHeader;
import dev.paxoskv.node.snapshot.SnapshotSink;
import dev.paxoskv.node.statemachine.Version;
import java.util.concurrent.TimeUnit;

/**
 * Shows on the error stream, at tenths of the whole and at least every few seconds, how far the reading of a snapshot has
 * come, and passes on what is read. For one thread.
 */
public final class SnapshotProgress implements SnapshotSink {
    private static final int PERCENT = 100;
    private static final int STEP = 10;
    private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final Console console;
    private final SnapshotSink sink;
    private long entries;
    private long total = 1;
    private long shown;
    private long shownAt = System.nanoTime();

    /**
     * At the beginning.
     *
     * @param console where it is shown
     * @param sink takes what is read
     */
    public SnapshotProgress(Console console, SnapshotSink sink) {
        this.console = console;
        this.sink = sink;
    }

    @Override
    public void begin(SnapshotHeader header) {
        sink.begin(header);
        total = Math.max(1, header.liveEntries() + header.historyEntries());
        console.err()
                .println("snapshot of cluster " + header.genesis().cluster() + " at revision " + header.revision()
                        + ", " + header.liveEntries() + " keys");
    }

    @Override
    public void live(byte[] key, Version version) {
        sink.live(key, version);
        step();
    }

    @Override
    public void history(byte[] key, Version version) {
        sink.history(key, version);
        step();
    }

    @Override
    public void sessions(byte[] part) {
        sink.sessions(part);
    }

    private void step() {
        entries++;
        long percent = entries * PERCENT / total;
        if (percent >= shown + STEP || System.nanoTime() - shownAt > INTERVAL_NANOS) {
            shown = percent;
            shownAt = System.nanoTime();
            console.err().println(percent + " %, " + entries + " of " + total + " versions");
        }
    }
}
