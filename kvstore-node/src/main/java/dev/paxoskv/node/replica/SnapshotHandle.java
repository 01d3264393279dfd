package dev.paxoskv.node.replica;

import dev.paxoskv.node.snapshot.FrameSource;

/**
 * A consistent snapshot of the store, pinned on this node: it shows every write that was acknowledged before it was asked
 * for, and nothing of what comes later. The node goes on serving meanwhile.
 *
 * <p>A node keeps few at a time, and each takes space as long as it is open: whoever asked for it closes it, also when the
 * receiver went away.
 */
public interface SnapshotHandle extends FrameSource {}
