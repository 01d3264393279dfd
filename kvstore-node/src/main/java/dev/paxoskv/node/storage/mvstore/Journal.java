package dev.paxoskv.node.storage.mvstore;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The redo journal: batches of records, appended and synced one by one to preallocated files, so that a sync has no
 * metadata to write. Files that no checkpoint needs any more become the next ones.
 *
 * <p>{@link #append} belongs to one thread; {@link #dropBelow} and {@link #prepareSpare} to another. An exception out of
 * any of them means that the journal must not be used any more.
 */
final class Journal implements AutoCloseable {
    /** Larger batches get a buffer of their own, once. */
    private static final int MAX_KEPT_BUFFER_BYTES = 8 << 20;

    private static final int MIN_BUFFER_BYTES = 64 << 10;

    private final Disk disk;
    private final long member;
    private final int segmentBytes;
    private final Deque<Segment> segments;
    private boolean spareReady;

    private Segment current;
    private Disk.File file;
    private long end;
    private int lastChecksum;
    private ByteBuffer buffer = ByteBuffer.allocateDirect(MIN_BUFFER_BYTES);

    private Journal(Disk disk, long member, int segmentBytes, JournalScan scan) throws IOException {
        this.disk = disk;
        this.member = member;
        this.segmentBytes = segmentBytes;
        this.segments = new ArrayDeque<>(scan.segments());
        this.spareReady = disk.list().contains(Segment.SPARE);
        this.lastChecksum = scan.lastChecksum();
        this.end = scan.end();
        if (segments.isEmpty()) {
            this.current = new Segment(0, segmentBytes, 0, 0);
            this.file = activate(current);
        } else {
            this.current = segments.getLast();
            this.file = disk.open(current.name(), Disk.Access.WRITE);
        }
        if (end < current.base() + Segment.HEADER_BYTES) {
            this.end = current.base() + Segment.HEADER_BYTES;
        }
    }

    /** Goes on behind what the scan found good. */
    static Journal open(Disk disk, long member, int segmentBytes, JournalScan scan) throws IOException {
        Journal journal = new Journal(disk, member, segmentBytes, scan);
        journal.prepareSpare();
        return journal;
    }

    /** The journal position behind the last durable batch. */
    long end() {
        return end;
    }

    /**
     * Appends a batch and syncs it.
     *
     * @return the bytes written
     */
    long append(List<JournalRecord> records) throws IOException {
        int length = 0;
        for (JournalRecord record : records) {
            length = Math.addExact(length, record.size());
        }
        long occupied = BatchFrame.occupied(length);
        if (end + occupied > current.limit()) {
            rotate(occupied);
        }
        ByteBuffer out = bufferFor(Math.addExact(length, BatchFrame.HEADER_BYTES));
        out.position(BatchFrame.HEADER_BYTES);
        for (JournalRecord record : records) {
            record.write(out);
        }
        int checksum = BatchFrame.seal(out, records.size(), end, end, lastChecksum);
        file.write(out, end - current.base());
        file.force();
        lastChecksum = checksum;
        end += occupied;
        return occupied;
    }

    private ByteBuffer bufferFor(int bytes) {
        if (bytes > MAX_KEPT_BUFFER_BYTES) {
            return ByteBuffer.allocateDirect(bytes);
        }
        if (buffer.capacity() < bytes) {
            buffer = ByteBuffer.allocateDirect(Math.max(bytes, 2 * buffer.capacity()));
        }
        return buffer.clear();
    }

    private void rotate(long occupied) throws IOException {
        long size = Math.max(segmentBytes, roundUp(Segment.HEADER_BYTES + occupied));
        Segment next = new Segment(current.limit(), size, end, lastChecksum);
        file.close();
        file = activate(next);
        current = next;
        end = next.base() + Segment.HEADER_BYTES;
    }

    /** Makes a file the next segment: its header is durable before it has the name of a segment. */
    private synchronized Disk.File activate(Segment next) throws IOException {
        String from = Segment.NEW;
        if (spareReady && next.size() == segmentBytes) {
            from = Segment.SPARE;
            spareReady = false;
        } else {
            fill(from, next.size());
        }
        Disk.File opened = disk.open(from, Disk.Access.WRITE);
        if (opened.size() != next.size()) {
            opened.close();
            fill(from, next.size());
            opened = disk.open(from, Disk.Access.WRITE);
        }
        opened.write(next.header(member), 0);
        opened.force();
        disk.rename(from, next.name());
        disk.syncDirectory();
        segments.addLast(next);
        return opened;
    }

    /** Lets go of the files that hold nothing from this position on. One of them is kept to become the next segment. */
    synchronized void dropBelow(long position) throws IOException {
        while (segments.size() > 1 && segments.getFirst().limit() <= position) {
            Segment dropped = segments.removeFirst();
            if (!spareReady && dropped.size() == segmentBytes) {
                disk.rename(dropped.name(), Segment.SPARE);
                // Before it is written to under its new name, the old one must be gone for good.
                disk.syncDirectory();
                spareReady = true;
            } else {
                disk.delete(dropped.name());
                disk.syncDirectory();
            }
        }
    }

    /** Prepares the next segment, if none is: allocating it takes longer than any write should. */
    synchronized void prepareSpare() throws IOException {
        if (!spareReady) {
            fill(Segment.NEW, segmentBytes);
            disk.rename(Segment.NEW, Segment.SPARE);
            disk.syncDirectory();
            spareReady = true;
        }
    }

    private void fill(String name, long size) throws IOException {
        try (Disk.File filled = disk.open(name, Disk.Access.CREATE)) {
            ByteBuffer zeros = ByteBuffer.allocateDirect((int) Math.min(size, 1 << 20));
            for (long at = 0; at < size; at += zeros.limit()) {
                zeros.clear().limit((int) Math.min(zeros.capacity(), size - at));
                filled.write(zeros, at);
            }
            filled.force();
        }
    }

    private static long roundUp(long bytes) {
        return (bytes + Segment.HEADER_BYTES - 1) / Segment.HEADER_BYTES * Segment.HEADER_BYTES;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
