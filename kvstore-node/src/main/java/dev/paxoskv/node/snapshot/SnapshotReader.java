package dev.paxoskv.node.snapshot;

import dev.paxoskv.node.statemachine.Keys;
import dev.paxoskv.node.statemachine.Version;
import org.jspecify.annotations.Nullable;

/**
 * Reads a snapshot frame by frame and checks everything on the way: each frame's checksum, that it belongs to this capture
 * and to this place, the order of the entries, at the end that nothing is missing. Holds nothing of what it has read, so a
 * transfer that broke off goes on at {@link #position()} with the same reader.
 *
 * <p>For one thread. A frame that is refused leaves the reader where it was: it may be asked for again.
 */
public final class SnapshotReader {
    private final SnapshotSink sink;
    private FramePosition position = FramePosition.START;
    private @Nullable SnapshotHeader header;
    private byte @Nullable [] lastKey;
    private long lastRevision;
    private long live;
    private long history;
    private long sessionBytes;

    /**
     * A reader at the beginning of a snapshot.
     *
     * @param sink takes the content
     */
    public SnapshotReader(SnapshotSink sink) {
        this.sink = sink;
    }

    /** Where the frame begins that is to be read next. */
    public FramePosition position() {
        return position;
    }

    /** Whether the last frame was read: then everything is there and was right. */
    public boolean isComplete() {
        return position.isEnd();
    }

    /**
     * What it is a snapshot of.
     *
     * @throws IllegalStateException before the first frame was read
     */
    public SnapshotHeader header() {
        if (header == null) {
            throw new IllegalStateException("the header was not read yet");
        }
        return header;
    }

    /** How many entries of the two maps were read. */
    public long entries() {
        return live + history;
    }

    /**
     * Reads the frame at {@link #position()}.
     *
     * @param frame the whole frame
     * @throws SnapshotException if it is damaged or another one; nothing of it went to the sink then, unless its checksum was
     *     right and its content was not
     */
    public void accept(byte[] frame) {
        long capture = header == null ? 0 : header.capture();
        FrameInput in = new FrameInput(
                FrameCodec.unwrap(capture, position.index(), position.section(), frame), position.index());
        position = switch (position.section()) {
            case HEADER -> begin(in);
            case LIVE, HISTORY -> entries(in);
            case SESSIONS -> sessions(in);
            case TRAILER -> end(in);
            case END -> throw new SnapshotException("a frame behind the last one");
        };
    }

    private FramePosition begin(FrameInput in) {
        SnapshotHeader read = HeaderCodec.read(in);
        sink.begin(read);
        header = read;
        return position.thenNextSection();
    }

    private FramePosition entries(FrameInput in) {
        FramePosition next = next(in);
        boolean isLive = position.section() == Section.LIVE;
        for (int left = in.getInt(); left > 0; left--) {
            byte[] key = in.getBytes();
            Version version = in.getVersion();
            requireOrder(isLive, key, version.modRevision());
            if (isLive) {
                live++;
                sink.live(key, version);
            } else {
                history++;
                sink.history(key, version);
            }
        }
        in.requireEnd();
        if (next.section() != position.section()) {
            lastKey = null;
        }
        return next;
    }

    private void requireOrder(boolean isLive, byte[] key, long revision) {
        int order = lastKey == null ? -1 : Keys.compare(lastKey, key);
        boolean inOrder = order < 0 || (order == 0 && !isLive && revision < lastRevision);
        if (!inOrder || revision > header().revision()) {
            throw FrameCodec.damaged(position.index(), "entries out of order");
        }
        lastKey = key;
        lastRevision = revision;
    }

    private FramePosition sessions(FrameInput in) {
        FramePosition next = next(in);
        byte[] part = in.getBytes(in.getInt());
        in.requireEnd();
        sessionBytes += part.length;
        sink.sessions(part);
        return next;
    }

    private FramePosition end(FrameInput in) {
        boolean all = in.getLong() == position.index()
                && in.getLong() == live
                && in.getLong() == history
                && in.getLong() == sessionBytes;
        if (!all || in.remaining() != 0) {
            throw FrameCodec.damaged(position.index(), "other counts than what came before it");
        }
        return position.thenNextSection();
    }

    private FramePosition next(FrameInput in) {
        FramePosition next = FramePosition.decode(in.getBytes());
        boolean follows = next.index() == position.index() + 1
                && (next.section() == position.section()
                        || next.section() == position.section().next());
        if (!follows) {
            throw FrameCodec.damaged(position.index(), "a successor that cannot follow it");
        }
        return next;
    }
}
