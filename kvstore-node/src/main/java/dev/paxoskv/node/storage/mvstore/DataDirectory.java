package dev.paxoskv.node.storage.mvstore;

import dev.paxoskv.node.paxos.model.MemberId;
import dev.paxoskv.node.storage.StorageException;
import dev.paxoskv.node.storage.StorageOptions;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.Set;
import java.util.SortedSet;

/** Opens and formats data directories. Their files: the store file, journal files, {@code LOCK}. */
final class DataDirectory {
    /** What a file system may put into a fresh volume. */
    private static final Set<String> HARMLESS = Set.of(DirectoryLock.FILE_NAME, "lost+found", StoreFile.NEW);

    /** What an offline tool that was interrupted leaves. */
    private static final Set<String> OFFLINE_WORK =
            Set.of(HeldMvDirectory.BUILDING, HeldMvDirectory.COMPLETE, HeldMvDirectory.MOVING);

    private DataDirectory() {}

    /** Opens a directory for a node; formats it if there is nothing in it. Closes the lock if it cannot. */
    static MvNodeStorage open(
            Disk disk, AutoCloseable lock, StorageOptions options, StoreFile.FileStoreFactory factory) {
        try {
            if (!disk.list().contains(StoreFile.NAME)) {
                requireEmpty(disk);
                format(disk, factory);
            }
            StoreFile maps = StoreFile.open(disk, StoreFile.NAME, Disk.Access.WRITE, options.cacheMegabytes(), factory);
            return withMaps(disk, lock, maps, options);
        } catch (IOException e) {
            throw closing(
                    lock,
                    new StorageException(
                            "Cannot open the data directory " + disk.path("") + ": " + e
                                    + ". Check that there is space and that this user may read and write it.",
                            e));
        } catch (RuntimeException e) {
            throw closing(lock, e);
        }
    }

    private static MvNodeStorage withMaps(Disk disk, AutoCloseable lock, StoreFile maps, StorageOptions options)
            throws IOException {
        try {
            NodeMeta meta = new NodeMeta(maps.meta(), disk.path(StoreFile.NAME));
            meta.requireKnownFormat();
            String fallback = maps.fallback();
            if (fallback != null) {
                options.listener().fellBack(disk.path(StoreFile.NAME) + ": " + fallback);
            }
            return new MvNodeStorage(disk, lock, maps, meta, options);
        } catch (IOException | RuntimeException e) {
            maps.close();
            throw e;
        }
    }

    /** Opens a directory that no process has open, for reading alone. */
    static MvOfflineLog openOffline(Disk disk, AutoCloseable lock) {
        try {
            if (!disk.list().contains(StoreFile.NAME)) {
                throw new StorageException(disk.path("") + " is not a data directory of PaxosKV: it has no file "
                        + StoreFile.NAME + ". Name the directory that a node was started with.");
            }
            StoreFile maps = StoreFile.open(disk, StoreFile.NAME, Disk.Access.READ, 16, SafeFileStore::new);
            try {
                NodeMeta meta = new NodeMeta(maps.meta(), disk.path(StoreFile.NAME));
                meta.requireKnownFormat();
                return new MvOfflineLog(disk, lock, maps, meta);
            } catch (IOException | RuntimeException e) {
                maps.close();
                throw e;
            }
        } catch (IOException e) {
            throw closing(lock, new StorageException("Cannot read the data directory " + disk.path("") + ": " + e, e));
        } catch (RuntimeException e) {
            throw closing(lock, e);
        }
    }

    /** Refuses a directory that holds anything, but for what a fresh volume may hold, and for these names. */
    static void requireEmpty(Disk disk, String... expected) throws IOException {
        SortedSet<String> names = disk.list();
        names.removeAll(HARMLESS);
        names.removeAll(Set.of(expected));
        if (names.isEmpty()) {
            return;
        }
        if (names.stream().anyMatch(OFFLINE_WORK::contains)) {
            throw new StorageException(
                    disk.path("") + " holds data that a command has not finished to put in place: it was"
                            + " interrupted. Run that command again: 'paxoskv snapshot restore' or 'paxoskv recover'.");
        }
        if (names.stream().anyMatch(name -> name.startsWith("journal"))) {
            throw Damage.in(disk.path(StoreFile.NAME), "it is missing, and the journal is there", null);
        }
        throw new StorageException(disk.path("") + " is not empty and holds no data of PaxosKV, but " + names
                + ". Choose an empty directory.");
    }

    /** Makes the store file under another name, and gives it its own when it is whole. */
    private static void format(Disk disk, StoreFile.FileStoreFactory factory) throws IOException {
        try (Disk.File emptied = disk.open(StoreFile.NEW, Disk.Access.CREATE)) {
            emptied.force();
        }
        try (StoreFile maps = StoreFile.open(disk, StoreFile.NEW, Disk.Access.WRITE, 1, factory)) {
            new NodeMeta(maps.meta(), disk.path(StoreFile.NEW)).format(randomMember());
            maps.store().commit();
            maps.store().sync();
        }
        disk.rename(StoreFile.NEW, StoreFile.NAME);
        disk.syncDirectory();
    }

    private static MemberId randomMember() {
        SecureRandom random = new SecureRandom();
        long id;
        do {
            id = random.nextLong();
        } while (id == MemberId.NONE.value());
        return new MemberId(id);
    }

    private static RuntimeException closing(AutoCloseable lock, RuntimeException cause) {
        try {
            lock.close();
        } catch (Exception e) {
            cause.addSuppressed(e);
        }
        return cause;
    }
}
