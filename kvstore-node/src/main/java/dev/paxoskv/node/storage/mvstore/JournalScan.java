package dev.paxoskv.node.storage.mvstore;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads a journal after a start. Everything in front of the first bad batch is replayed. What is bad is one of two
 * things: the tail that was being written when the power went, which nobody was told about and which is cut; or damage,
 * if any evidence says that it had been synced. Evidence is a later batch that says so, a later file, or the checkpoint.
 *
 * <p>Damage to the very last synced batch leaves no evidence: it looks like the tail.
 */
final class JournalScan {
    private static final int SEARCH_WINDOW_BYTES = 1 << 16;

    private final Disk disk;
    private final long member;
    private final long mark;
    private final Deque<Segment> segments = new ArrayDeque<>();
    private long end;
    private int lastChecksum;

    /**
     * A scan of the journal in this directory.
     *
     * @param mark the journal position of the checkpoint: records from there on are replayed
     */
    JournalScan(Disk disk, long member, long mark) {
        this.disk = disk;
        this.member = member;
        this.mark = mark;
    }

    /** Reads it all and gives the records from the mark on, in order. Changes nothing. */
    void replay(Consumer<JournalRecord> sink) throws IOException {
        findSegments();
        end = mark;
        Segment previous = null;
        for (Segment segment : segments) {
            if (previous == null) {
                lastChecksum = segment.previousChecksum();
            } else if (end < segment.previousEnd()) {
                throw damaged(previous, end, "batches that were synced are not readable");
            }
            scan(segment, segment.equals(segments.getLast()), sink);
            previous = segment;
        }
    }

    /** The files, oldest first: those from the mark on and what is left of older ones. */
    List<Segment> segments() {
        return new ArrayList<>(segments);
    }

    /** The journal position behind the last good batch. */
    long end() {
        return end;
    }

    /** The checksum of the last good batch; 0 if there is none. */
    int lastChecksum() {
        return lastChecksum;
    }

    /** Finds the newest run of files without a gap. What is in front of a gap was being dropped. */
    private void findSegments() throws IOException {
        List<Segment> found = new ArrayList<>();
        for (String name : disk.list()) {
            if (Segment.isName(name)) {
                found.add(Segment.read(disk, name, member));
            }
        }
        found.sort(Comparator.comparingLong(Segment::base).reversed());
        for (Segment segment : found) {
            if (!segments.isEmpty() && segment.limit() != segments.getFirst().base()) {
                break;
            }
            segments.addFirst(segment);
        }
        if (segments.isEmpty()
                ? mark != 0
                : mark < segments.getFirst().base() || mark > segments.getLast().limit()) {
            throw Damage.in(
                    disk.path("journal-*"),
                    "the checkpoint needs the journal from position " + mark + " on, and it is not there; what is there"
                            + " is " + segments,
                    null);
        }
    }

    private void scan(Segment segment, boolean last, Consumer<JournalRecord> sink) throws IOException {
        try (Disk.File file = disk.open(segment.name(), Disk.Access.READ)) {
            long offset = Segment.HEADER_BYTES;
            ByteBuffer batch;
            while ((batch = readBatch(file, segment, offset, lastChecksum)) != null) {
                BatchFrame frame = BatchFrame.read(batch);
                if (frame.position() >= mark) {
                    deliver(batch, frame, segment, offset, sink);
                }
                lastChecksum = frame.checksum();
                offset += BatchFrame.occupied(frame.length());
            }
            end = segment.base() + offset;
            if (last && (end < mark || laterBatchProvesSynced(file, segment, offset))) {
                throw damaged(segment, end, "a batch that was synced is not readable");
            }
        }
    }

    /** The batch at this offset, or null if there is no good one that continues the journal. */
    private static @Nullable ByteBuffer readBatch(
            Disk.File file, Segment segment, long offset, @Nullable Integer previousChecksum) throws IOException {
        if (offset + BatchFrame.HEADER_BYTES > segment.size()) {
            return null;
        }
        ByteBuffer header = ByteBuffer.allocate(BatchFrame.HEADER_BYTES);
        file.read(header, offset);
        if (!BatchFrame.beginsAt(header, 0, segment.base() + offset)) {
            return null;
        }
        BatchFrame frame = BatchFrame.read(header);
        if (frame.length() < 0 || offset + BatchFrame.HEADER_BYTES + frame.length() > segment.size()) {
            return null;
        }
        if (previousChecksum != null && frame.previousChecksum() != previousChecksum) {
            return null;
        }
        ByteBuffer batch = ByteBuffer.allocate(BatchFrame.HEADER_BYTES + frame.length());
        file.read(batch, offset);
        batch.rewind();
        return frame.isIntact(batch) ? batch : null;
    }

    private void deliver(
            ByteBuffer batch, BatchFrame frame, Segment segment, long offset, Consumer<JournalRecord> sink) {
        batch.position(BatchFrame.HEADER_BYTES);
        try {
            for (int i = 0; i < frame.count(); i++) {
                sink.accept(JournalRecord.read(batch));
            }
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            throw Damage.at(disk.path(segment.name()), offset, "a batch with a good checksum makes no sense: " + e);
        }
    }

    /** Looks behind a bad batch for a good one that was written when the bad one was synced already. */
    private static boolean laterBatchProvesSynced(Disk.File file, Segment segment, long badOffset) throws IOException {
        long bad = segment.base() + badOffset;
        for (long from = badOffset; from < segment.size(); from += SEARCH_WINDOW_BYTES) {
            int length = (int) Math.min(SEARCH_WINDOW_BYTES + BatchFrame.HEADER_BYTES, segment.size() - from);
            ByteBuffer window = ByteBuffer.allocate(length);
            file.read(window, from);
            int candidates = Math.min(SEARCH_WINDOW_BYTES, length - BatchFrame.HEADER_BYTES + 1);
            for (int at = 0; at < candidates; at += BatchFrame.ALIGNMENT) {
                if (BatchFrame.beginsAt(window, at, segment.base() + from + at)) {
                    ByteBuffer batch = readBatch(file, segment, from + at, null);
                    if (batch != null && BatchFrame.read(batch).synced() > bad) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private RuntimeException damaged(Segment segment, long position, String what) throws IOException {
        long offset = position - segment.base();
        return Damage.at(disk.path(segment.name()), offset, what + "; " + slotsAt(segment, offset));
    }

    /** Names the slots of a bad batch, as far as they can be made out. */
    private String slotsAt(Segment segment, long offset) throws IOException {
        int length = (int) Math.min(SEARCH_WINDOW_BYTES, segment.size() - offset);
        ByteBuffer batch = ByteBuffer.allocate(length);
        try (Disk.File file = disk.open(segment.name(), Disk.Access.READ)) {
            file.read(batch, offset);
        }
        if (length < BatchFrame.HEADER_BYTES || !BatchFrame.beginsAt(batch, 0, segment.base() + offset)) {
            return "its slots are not known";
        }
        batch.position(BatchFrame.HEADER_BYTES);
        try {
            JournalRecord record;
            do {
                record = JournalRecord.read(batch);
            } while (record.slot() == 0);
            return "its first slot reads as " + record.slot();
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            return "its slots are not readable";
        }
    }
}
