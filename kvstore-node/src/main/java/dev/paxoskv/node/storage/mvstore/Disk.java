package dev.paxoskv.node.storage.mvstore;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.SortedSet;

/**
 * One directory of plain files, reduced to what the engine needs: so that the proofs can put a disk under it that loses
 * what was not synced, or fails.
 *
 * <p>Durability is that of POSIX: what was written to a file is durable after {@link File#force}, a new name, a rename
 * and a deletion after {@link #syncDirectory}. Any thread may call; a file is written by one thread at a time.
 */
interface Disk {

    /** The names of the files. */
    SortedSet<String> list() throws IOException;

    /** Opens an existing file, or creates an empty one if asked to. */
    File open(String name, Access access) throws IOException;

    /** Gives a file another name; replaces a file of that name. */
    void rename(String from, String to) throws IOException;

    /** Removes a file. */
    void delete(String name) throws IOException;

    /** Makes creations, renames and deletions durable. */
    void syncDirectory() throws IOException;

    /** Where a file is, for messages. */
    String path(String name);

    /** How a file is opened. */
    enum Access {
        /** It is there, and will not be changed. */
        READ,
        /** It is there. */
        WRITE,
        /** It is new, or emptied. */
        CREATE
    }

    /** An open file. */
    interface File extends AutoCloseable {

        /** Fills the buffer from this position on, and fails if the file ends before. */
        void read(ByteBuffer into, long position) throws IOException;

        /** Writes the whole buffer at this position. */
        void write(ByteBuffer from, long position) throws IOException;

        /** Makes everything written durable, the file's size included. */
        void force() throws IOException;

        /** The size in bytes. */
        long size() throws IOException;

        /** Cuts the file to a size. */
        void truncate(long size) throws IOException;

        @Override
        void close() throws IOException;
    }
}
