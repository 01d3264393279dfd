package dev.paxoskv.node.replica;

import dev.paxoskv.node.paxos.model.Genesis;
import dev.paxoskv.node.paxos.model.MemberId;
import dev.paxoskv.node.snapshot.CapturedFrames;
import dev.paxoskv.node.snapshot.Frame;
import dev.paxoskv.node.snapshot.FramePosition;
import dev.paxoskv.node.snapshot.FrameSource;
import dev.paxoskv.node.snapshot.SnapshotHeader;
import dev.paxoskv.node.statemachine.Limits;
import dev.paxoskv.node.transport.SnapshotServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The snapshots of this node that somebody reads: captures of its state, pinned, few at a time. Members that are behind
 * share one as long as the log still goes on from it; so many of them at once cost little more than one. A capture that
 * nobody has read from for a while is let go of: a transfer that broke off can be resumed until then.
 *
 * <p>Any thread. Captures themselves are made by the applier.
 */
final class Captures implements SnapshotServer {
    private static final int MAX_FOR_PEERS = 2;
    private static final int MAX_FOR_BACKUP = 2;

    /** A backup goes to a reader of any kind, whose pauses may be so many times as long as a member's. */
    private static final int BACKUP_PATIENCE = 10;

    private final Genesis genesis;
    private final Limits limits;
    private final LongSupplier random;
    private final LongSupplier firstLogSlot;
    private final LongSupplier nanoTime;
    private final Duration idleLimit;
    private final List<Held> held = new ArrayList<>();
    private @Nullable Supplier<CompletableFuture<Capture>> applier;
    private @Nullable CompletableFuture<Held> forPeers;
    private int backupsBegun;
    private boolean closed;

    /**
     * No captures yet.
     *
     * @param genesis what the cluster was formed with
     * @param limits the cluster's limits
     * @param random gives random 64-bit numbers
     * @param firstLogSlot the first slot of this node's log
     * @param nanoTime a clock that never goes back
     * @param idleLimit a capture that was not read from for so long is let go of
     */
    Captures(
            Genesis genesis,
            Limits limits,
            LongSupplier random,
            LongSupplier firstLogSlot,
            LongSupplier nanoTime,
            Duration idleLimit) {
        this.genesis = genesis;
        this.limits = limits;
        this.random = random;
        this.firstLogSlot = firstLogSlot;
        this.nanoTime = nanoTime;
        this.idleLimit = idleLimit;
    }

    /** Where captures come from. Called once, before any is asked for. */
    void madeBy(Supplier<CompletableFuture<Capture>> maker) {
        applier = maker;
    }

    // members

    @Override
    public CompletableFuture<FrameSource> open(MemberId peer, long capture) {
        return capture == 0 ? newestForPeer() : againForPeer(capture);
    }

    private synchronized CompletableFuture<FrameSource> againForPeer(long capture) {
        for (Held each : held) {
            if (!each.backup && each.id() == capture) {
                return CompletableFuture.completedFuture(new Lease(each));
            }
        }
        return CompletableFuture.failedFuture(
                new SnapshotUnavailableException(true, "this capture is not kept any more: begin anew"));
    }

    private CompletableFuture<FrameSource> newestForPeer() {
        CompletableFuture<Held> one;
        synchronized (this) {
            Held usable = usableForPeers();
            if (usable != null) {
                return CompletableFuture.completedFuture(new Lease(usable));
            }
            if (forPeers == null) {
                if (!hasRoomForPeers()) {
                    return CompletableFuture.failedFuture(tooMany());
                }
                forPeers = make(false);
            }
            one = forPeers;
        }
        var _ = one.whenComplete((done, failure) -> forgetMade(one));
        return one.thenApply(Lease::new);
    }

    @SuppressWarnings("ReferenceEquality") // this very future
    private synchronized void forgetMade(CompletableFuture<Held> one) {
        if (forPeers == one) {
            forPeers = null;
        }
    }

    /** The newest capture, if a member that has it can go on from this node's log. */
    private @Nullable Held usableForPeers() {
        for (Held each : held.reversed()) {
            if (!each.backup) {
                return each.frames.header().slot() + 1 >= firstLogSlot.getAsLong() ? each : null;
            }
        }
        return null;
    }

    /** Makes room where it can: an older capture that nobody reads. */
    private boolean hasRoomForPeers() {
        if (count(false) < MAX_FOR_PEERS) {
            return true;
        }
        for (Held each : held) {
            if (!each.backup && each.leases == 0) {
                letGo(each);
                return true;
            }
        }
        return false;
    }

    // backups

    /** A capture of the state as it is now, for a reader outside the cluster. */
    CompletableFuture<SnapshotHandle> forBackup() {
        CompletableFuture<Held> made;
        synchronized (this) {
            if (count(true) + backupsBegun >= MAX_FOR_BACKUP) {
                return CompletableFuture.failedFuture(new RequestException(
                        RequestException.Kind.OVERLOADED,
                        "nothing was done: " + MAX_FOR_BACKUP
                                + " snapshots of this node are being read already. Try again when one is done, or ask"
                                + " another node"));
            }
            backupsBegun++;
            made = make(true);
        }
        return made.whenComplete((done, failure) -> backupMade()).thenApply(Lease::new);
    }

    private synchronized void backupMade() {
        backupsBegun--;
    }

    // all

    private CompletableFuture<Held> make(boolean backup) {
        Supplier<CompletableFuture<Capture>> maker = applier;
        if (closed || maker == null) {
            return CompletableFuture.failedFuture(Failures.notServing("the node is stopping"));
        }
        return maker.get().thenApply(capture -> hold(capture, backup));
    }

    private Held hold(Capture capture, boolean backup) {
        SnapshotHeader header = SnapshotHeader.of(
                capture.state(), genesis, capture.configurations(), limits, nonZero(), System.currentTimeMillis());
        Held made = new Held(new CapturedFrames(capture.state(), header), backup);
        synchronized (this) {
            if (closed) {
                made.frames.close();
                throw Failures.notServing("the node is stopping");
            }
            made.usedNanos = nanoTime.getAsLong();
            held.add(made);
        }
        return made;
    }

    private long nonZero() {
        long number = random.getAsLong();
        return number == 0 ? 1 : number;
    }

    private long count(boolean backup) {
        return held.stream().filter(each -> each.backup == backup).count();
    }

    private static SnapshotUnavailableException tooMany() {
        return new SnapshotUnavailableException(false, "as many captures as may be are being read; ask again later");
    }

    /** Members that get a snapshot will want the log's slots above this one. */
    synchronized long wantedLog() {
        return held.stream()
                .filter(each -> !each.backup)
                .mapToLong(each -> each.frames.header().slot())
                .min()
                .orElse(Long.MAX_VALUE);
    }

    /** Lets go of what nobody has read from for too long. */
    synchronized void expire() {
        long now = nanoTime.getAsLong();
        for (Held each : List.copyOf(held)) {
            if (now - each.usedNanos > idleLimit.toNanos() * (each.backup ? BACKUP_PATIENCE : 1)) {
                letGo(each);
            }
        }
    }

    /** Lets go of everything, for good. */
    synchronized void close() {
        closed = true;
        List.copyOf(held).forEach(this::letGo);
    }

    private void letGo(Held each) {
        if (held.remove(each)) {
            each.frames.close();
        }
    }

    private synchronized void use(Held each) {
        each.usedNanos = nanoTime.getAsLong();
    }

    private synchronized void leased(Held each, int more) {
        each.leases += more;
        each.usedNanos = nanoTime.getAsLong();
        if (each.backup && each.leases == 0) {
            letGo(each);
        }
    }

    /** One capture. */
    private static final class Held {
        private final CapturedFrames frames;
        private final boolean backup;
        private int leases;
        private long usedNanos;

        Held(CapturedFrames frames, boolean backup) {
            this.frames = frames;
            this.backup = backup;
        }

        long id() {
            return frames.header().capture();
        }
    }

    /** One reader of a capture. */
    private final class Lease implements SnapshotHandle {
        private final Held of;
        private boolean ended;

        Lease(Held of) {
            this.of = of;
            leased(of, 1);
        }

        @Override
        public SnapshotHeader header() {
            return of.frames.header();
        }

        @Override
        public Frame read(FramePosition position) {
            use(of);
            Frame frame = of.frames.read(position);
            use(of);
            return frame;
        }

        @Override
        public void close() {
            synchronized (this) {
                if (ended) {
                    return;
                }
                ended = true;
            }
            leased(of, -1);
        }
    }
}
