package dev.paxoskv.node.transport;

import dev.paxoskv.node.paxos.message.Envelope;
import dev.paxoskv.node.paxos.model.MemberId;
import dev.paxoskv.node.snapshot.FramePosition;

/** What a member needs of the network. Any thread. */
public interface PeerNetwork {

    /** Sends a message to another member without blocking, or drops it. */
    void send(Envelope envelope);

    /**
     * Asks another member for a snapshot of its state. Does not block.
     *
     * @param from the member
     * @param capture which of its captures to go on with; 0 for one that it chooses
     * @param position where the first frame begins that is wanted
     * @return the frames on their way; whoever asked closes it
     * @throws SnapshotPullException if the member cannot be reached at all
     */
    SnapshotPull pullSnapshot(MemberId from, long capture, FramePosition position) throws SnapshotPullException;
}
