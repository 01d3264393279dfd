package dev.paxoskv.node.transport;

import dev.paxoskv.node.paxos.model.MemberId;
import dev.paxoskv.node.snapshot.FrameSource;
import java.util.concurrent.CompletableFuture;

/** Gives other members snapshots of this node's state. */
public interface SnapshotServer {

    /**
     * A snapshot for a member. Any thread; does not block.
     *
     * @param peer who asks
     * @param capture which capture it goes on with; 0 for one of this node's choice
     * @return the snapshot, which the caller closes; fails with a {@link SnapshotUnavailableException}
     */
    CompletableFuture<FrameSource> open(MemberId peer, long capture);

    /** There is no such snapshot, or none now. */
    final class SnapshotUnavailableException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final boolean gone;

        /**
         * A refusal.
         *
         * @param gone whether the capture that was asked for is not there any more; else there are too many at the moment
         * @param message why, for people
         */
        public SnapshotUnavailableException(boolean gone, String message) {
            super(message, null, false, false);
            this.gone = gone;
        }

        /** Whether the capture that was asked for is not there any more. */
        public boolean isGone() {
            return gone;
        }
    }
}
