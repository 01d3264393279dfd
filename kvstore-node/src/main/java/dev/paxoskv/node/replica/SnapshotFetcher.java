package dev.paxoskv.node.replica;

import dev.paxoskv.node.paxos.model.Genesis;
import dev.paxoskv.node.paxos.model.MemberId;
import dev.paxoskv.node.snapshot.SnapshotException;
import dev.paxoskv.node.snapshot.SnapshotReader;
import dev.paxoskv.node.transport.PeerNetwork;
import dev.paxoskv.node.transport.SnapshotPull;
import dev.paxoskv.node.transport.SnapshotPullException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/**
 * Fetches the snapshot of another member into a file, on a thread of its own, and hands it to the applier. A transfer that
 * breaks off goes on behind the last frame that came whole, as long as the sender keeps the capture; one that gets nowhere is
 * given up, and the core asks for another.
 */
final class SnapshotFetcher implements Worker.Task {
    private static final Logger LOG = Logger.getLogger(SnapshotFetcher.class);

    private static final Duration POLL = Duration.ofMillis(200);

    /** A sender that sends nothing for so long is given up. */
    private static final long SILENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

    /** So many attempts in a row may end without a single frame. */
    private static final int MOST_IDLE_ATTEMPTS = 5;

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final Genesis genesis;
    private final PeerNetwork network;
    private final Path directory;
    private final LongSupplier nanoTime;
    private final Listener listener;
    private final Mailbox<MemberId> mailbox = new Mailbox<>(Integer.MAX_VALUE);
    private volatile boolean stopping;

    /** Told how it ends. */
    interface Listener {

        /** It is here, whole: whoever is told this closes it. */
        void fetched(StagedSnapshot snapshot);

        /** It was not to be had. */
        void notFetched();
    }

    /**
     * A fetcher; what an earlier process left behind is removed.
     *
     * @param genesis what the cluster was formed with
     * @param network asks the members
     * @param directory where the file goes
     * @param nanoTime a clock that never goes back
     * @param listener told how it ends
     */
    SnapshotFetcher(Genesis genesis, PeerNetwork network, Path directory, LongSupplier nanoTime, Listener listener) {
        this.genesis = genesis;
        this.network = network;
        this.directory = directory;
        this.nanoTime = nanoTime;
        this.listener = listener;
        StagedSnapshot.removeLeftOver(directory);
    }

    /** Fetches the newest snapshot of a member. Any thread. */
    void fetch(MemberId from) {
        mailbox.put(from);
    }

    /** Gives up what is under way. Any thread. */
    void stop() {
        stopping = true;
    }

    @Override
    public void runOnce(long waitNanos) {
        List<MemberId> asked = mailbox.take(waitNanos);
        if (asked.isEmpty()) {
            return;
        }
        MemberId from = asked.getLast();
        try {
            StagedSnapshot staged = StagedSnapshot.create(directory);
            if (fetchInto(staged, from)) {
                LOG.infof(
                        "a snapshot of slot %d is here from member %s: %d bytes",
                        staged.header().slot(), from, staged.bytes());
                listener.fetched(staged);
                return;
            }
            staged.close();
        } catch (IOException full) {
            LOG.warnf("a snapshot cannot be kept in %s: %s. Give the disk more space", directory, full);
            removeLeftOver();
        }
        listener.notFetched();
    }

    private void removeLeftOver() {
        try {
            StagedSnapshot.removeLeftOver(directory);
        } catch (SnapshotException stuck) {
            LOG.warn(stuck.getMessage());
        }
    }

    private boolean fetchInto(StagedSnapshot staged, MemberId from) throws IOException {
        LOG.infof("this node is behind what the logs hold: it fetches a snapshot of member %s", from);
        SnapshotReader reader = staged.reader();
        int idle = 0;
        while (!reader.isComplete() && !stopping) {
            long before = reader.position().index();
            try {
                pull(staged, from);
            } catch (SnapshotPullException | SnapshotException broken) {
                boolean goOn = !(broken instanceof SnapshotPullException ended) || ended.isResumable();
                idle = reader.position().index() > before ? 0 : idle + 1;
                if (!goOn || idle >= MOST_IDLE_ATTEMPTS) {
                    LOG.warnf(
                            "the snapshot of member %s is given up at %s: %s",
                            from, reader.position(), broken.getMessage());
                    return false;
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
        return reader.isComplete();
    }

    /** Takes frames from where the last one ended, up to the end of the snapshot. */
    private void pull(StagedSnapshot staged, MemberId from) throws SnapshotPullException, IOException {
        SnapshotReader reader = staged.reader();
        long capture = reader.position().index() == 0 ? 0 : reader.header().capture();
        try (SnapshotPull pull = network.pullSnapshot(from, capture, reader.position())) {
            long lastNanos = nanoTime.getAsLong();
            while (!reader.isComplete() && !stopping) {
                byte[] frame = pull.next(POLL);
                if (frame != null) {
                    staged.append(frame);
                    requireOwnCluster(reader);
                    lastNanos = nanoTime.getAsLong();
                } else if (nanoTime.getAsLong() - lastNanos > SILENCE_NANOS) {
                    throw new SnapshotPullException(true, "no frame for a long time");
                }
            }
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException("nobody interrupts this thread", interrupted);
        }
    }

    private void requireOwnCluster(SnapshotReader reader) throws SnapshotPullException {
        if (!reader.header().genesis().equals(genesis)) {
            throw new SnapshotPullException(false, "it is a snapshot of another cluster");
        }
    }

    @Override
    public void ended() {
        removeLeftOver();
    }
}
