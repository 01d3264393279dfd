package dev.paxoskv.node.snapshot;

import dev.paxoskv.node.statemachine.CapturedState;
import dev.paxoskv.node.statemachine.VersionCursor;

/**
 * The frames of a captured state. Every frame is made when it is asked for, from a cursor of its own, so nothing is kept
 * between two reads: reading 256 KiB costs far more than opening a cursor.
 */
public final class CapturedFrames implements FrameSource {
    private final CapturedState state;
    private final SnapshotHeader header;

    /**
     * Frames of a state.
     *
     * @param state what was captured; closed with this
     * @param header what it is a capture of
     */
    public CapturedFrames(CapturedState state, SnapshotHeader header) {
        this.state = state;
        this.header = header;
    }

    @Override
    public SnapshotHeader header() {
        return header;
    }

    @Override
    public synchronized Frame read(FramePosition position) {
        return switch (position.section()) {
            case HEADER -> headerFrame(position);
            case LIVE -> entries(position, state.view().liveCursor(position.key(), null));
            case HISTORY -> entries(position, state.view().historyCursor(position.key(), position.number(), null));
            case SESSIONS -> sessions(position);
            case TRAILER -> trailer(position);
            case END -> throw new SnapshotException("no frame begins behind the last one");
        };
    }

    private Frame headerFrame(FramePosition position) {
        FrameOutput out = new FrameOutput();
        HeaderCodec.write(out, header);
        return new Frame(out.wrap(0, position), position.thenNextSection());
    }

    private Frame entries(FramePosition position, VersionCursor cursor) {
        FrameOutput entries = new FrameOutput();
        int count = 0;
        FramePosition next = position.thenNextSection();
        while (cursor.next()) {
            if (entries.size() >= Frame.FULL_BYTES) {
                long revision = position.section() == Section.LIVE
                        ? 0
                        : cursor.version().modRevision();
                next = position.then(cursor.key(), revision);
                break;
            }
            entries.putVersion(cursor.key(), cursor.version());
            count++;
        }
        return frame(position, next, count, entries);
    }

    private Frame sessions(FramePosition position) {
        byte[] table = state.sessions();
        int from = (int) Math.min(position.number(), table.length);
        int length = Math.min(Frame.FULL_BYTES, table.length - from);
        boolean last = from + length == table.length;
        FramePosition next = last ? position.thenNextSection() : position.then(new byte[0], from + length);
        return frame(position, next, length, new FrameOutput().putBytes(table, from, length));
    }

    /** Where the next one begins, how much is in it, and that. */
    private Frame frame(FramePosition position, FramePosition next, int count, FrameOutput content) {
        FrameOutput out =
                new FrameOutput().putBytes(next.encoded()).putInt(count).putAll(content);
        return new Frame(out.wrap(header.capture(), position), next);
    }

    private Frame trailer(FramePosition position) {
        FrameOutput out = new FrameOutput()
                .putLong(position.index())
                .putLong(header.liveEntries())
                .putLong(header.historyEntries())
                .putLong(header.sessionBytes());
        return new Frame(out.wrap(header.capture(), position), position.thenNextSection());
    }

    @Override
    public synchronized void close() {
        state.close();
    }
}
