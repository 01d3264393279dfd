package dev.paxoskv.node.storage.mvstore;

import dev.paxoskv.node.storage.StorageException;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.h2.mvstore.type.DataType;
import org.h2.mvstore.type.LongDataType;
import org.h2.mvstore.type.StringDataType;
import org.jspecify.annotations.Nullable;

/**
 * The MVStore file: every map of a node. Changes are in memory until a commit; nothing commits but who calls {@link
 * MVStore#commit}.
 */
final class StoreFile implements AutoCloseable {
    static final String NAME = "paxoskv.mv";

    /** The file while it is formatted; it gets its name when it is whole. */
    static final String NEW = "paxoskv.mv.new";

    /**
     * Pages that no version of the last ones needs may be overwritten; whoever reads older ones pins them. Checkpoints are
     * synced one by one, so a power loss needs the last, and damage to that the one before. Each further one costs as much
     * space as a checkpoint takes.
     */
    private static final int VERSIONS_TO_KEEP = 5;

    /**
     * A page that changes is rewritten whole, so small pages: they are what a checkpoint costs at random keys. Of 60,000
     * updates of a million keys of 256 bytes, 78 MiB are written with 4 KiB, 128 with 8, 200 with 16 ({@code
     * StorageBenchmark}).
     */
    private static final int PAGE_BYTES = 4 << 10;

    /** Makes the file store: {@link SafeFileStore}, except in the tests that show what it is for. */
    interface FileStoreFactory {
        DiskFileStore open(Disk disk, String name, Disk.Access access, Map<String, Object> config) throws IOException;
    }

    private final String path;
    private final DiskFileStore file;
    private final MVStore store;
    private final MVMap<Long, StoredEntry> log;
    private final MVMap<Long, byte[]> reconfigurations;
    private final MVMap<String, byte[]> meta;

    private StoreFile(String path, DiskFileStore file, MVStore store) {
        this.path = path;
        this.file = file;
        this.store = store;
        this.log = openMap(store, "log", LongDataType.INSTANCE, StoredEntry.Type.INSTANCE);
        this.reconfigurations = openMap(store, "reconfigurations", LongDataType.INSTANCE, BytesType.INSTANCE);
        this.meta = openMap(store, "meta", StringDataType.INSTANCE, BytesType.INSTANCE);
    }

    static <K, V> MVMap<K, V> openMap(MVStore store, String name, DataType<K> keys, DataType<V> values) {
        return store.openMap(
                name, new MVMap.Builder<K, V>().keyType(new ExactType<>(keys)).valueType(new ExactType<>(values)));
    }

    /** Opens the file at its newest whole version. */
    static StoreFile open(Disk disk, String name, Disk.Access access, int cacheMegabytes, FileStoreFactory factory)
            throws IOException {
        Map<String, Object> config = new HashMap<>();
        config.put("cacheSize", cacheMegabytes);
        config.put("pageSplitSize", PAGE_BYTES);
        String path = disk.path(name);
        DiskFileStore file = factory.open(disk, name, access, config);
        try {
            MVStore store = new MVStore.Builder()
                    .adoptFileStore(file)
                    .autoCommitDisabled()
                    .autoCommitBufferSize(0)
                    .open();
            store.setVersionsToKeep(VERSIONS_TO_KEEP);
            store.setRetentionTime(0);
            return new StoreFile(path, file, store);
        } catch (MVStoreException e) {
            throw Damage.in(path, String.valueOf(e.getMessage()), e);
        }
    }

    MVMap<Long, StoredEntry> log() {
        return log;
    }

    /** The reconfigurations among the log's entries, by slot. */
    MVMap<Long, byte[]> reconfigurations() {
        return reconfigurations;
    }

    MVMap<String, byte[]> meta() {
        return meta;
    }

    /** The maps of the state of this generation. */
    StateMaps stateMaps(long generation) {
        return StateMaps.open(store, generation);
    }

    /** Gives up the maps of a state that is not the present one. */
    void remove(StateMaps state) {
        state.remove(store, meta);
    }

    /** Gives up what an installation left behind that was cut short, or had not removed the old state yet. */
    void removeAllStatesBut(long generation) {
        for (long other : StateMaps.generationsIn(store)) {
            if (other != generation) {
                remove(stateMaps(other));
            }
        }
    }

    /**
     * Copies pages out of the chunks that are mostly dead, if too many are, so that those can be overwritten as a whole.
     * The copies are written with the next commit.
     *
     * @param bytes about how much to copy at most
     */
    void compact(int bytes) {
        if (file.isSparse()) {
            // Its own threshold would count chunks that are dead already and only kept for old versions.
            store.compact(101, bytes);
        }
    }

    MVStore store() {
        return store;
    }

    DiskFileStore file() {
        return file;
    }

    /** Words for a failure to read this file while it is in use. */
    StorageException unreadable(MVStoreException e) {
        return new StorageException("Cannot read " + path + ": " + e.getMessage(), e);
    }

    /** What was left out when the file was opened. */
    @Nullable String fallback() {
        return file.fallback();
    }

    /** Closes the file as it is: what was not committed is not written. */
    @Override
    public void close() {
        store.closeImmediately();
    }
}
