package dev.paxoskv.node.storage.mvstore;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * A disk in memory that knows which of its blocks are durable. {@link #afterPowerLoss} is the disk that a power loss at
 * this instant could leave: everything synced, and of everything else, block by block, what it was at the last sync or
 * after any of the writes since. Names, renames and deletions that were not synced survive up to any one of them.
 */
final class SimulatedDisk implements Disk {
    static final int BLOCK_BYTES = 4096;

    /** Of a block that is not synced: few are lost, half of them, most. */
    private static final double[] CHANCES_OF_LOSS = {0.05, 0.5, 0.95};

    /** Told before each change, and able to fail it. */
    interface Hook {
        void before(Operation operation, String file) throws IOException;
    }

    enum Operation {
        WRITE,
        FORCE,
        TRUNCATE,
        CREATE,
        RENAME,
        DELETE,
        SYNC_DIRECTORY
    }

    private final Map<String, Inode> names = new TreeMap<>();
    private final Map<String, Inode> durableNames = new TreeMap<>();
    private final List<Runnable> unsyncedNames = new ArrayList<>();
    private Predicate<String> lies = name -> false;
    private Hook hook = (operation, file) -> {};

    /** Syncs of these files, and of the directory if its empty name is among them, do nothing from now on. */
    void lieAboutForceOf(Predicate<String> files) {
        lies = files;
    }

    void setHook(Hook hook) {
        this.hook = hook;
    }

    /** A disk as a power loss at this instant could leave this one. */
    synchronized SimulatedDisk afterPowerLoss(RandomGenerator random) {
        int survivors = random.nextInt(unsyncedNames.size() + 1);
        Map<String, Inode> before = new TreeMap<>(durableNames);
        unsyncedNames.subList(0, survivors).forEach(Runnable::run);
        SimulatedDisk image = new SimulatedDisk();
        durableNames.forEach((name, inode) -> image.put(name, inode.afterPowerLoss(random)));
        durableNames.clear();
        durableNames.putAll(before);
        return image;
    }

    /** Flips bits of one byte. */
    synchronized void damage(String name, long position) {
        Inode inode = inode(name);
        inode.current[(int) position] ^= 0x55;
        inode.settle();
    }

    /** Puts other content in place of a file's. */
    synchronized void overwrite(String name, byte[] content) {
        Inode inode = inode(name);
        inode.write(ByteBuffer.wrap(content), 0);
        inode.settle();
    }

    synchronized byte[] content(String name) {
        Inode inode = inode(name);
        return Arrays.copyOf(inode.current, inode.size);
    }

    /** A disk with the files of a directory. */
    static SimulatedDisk of(Path directory) throws IOException {
        SimulatedDisk disk = new SimulatedDisk();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Inode inode = new Inode();
                inode.write(ByteBuffer.wrap(Files.readAllBytes(file)), 0);
                inode.settle();
                disk.put(file.getFileName().toString(), inode);
            }
        }
        return disk;
    }

    /** Another disk with the same files, all durable. */
    synchronized SimulatedDisk copy() {
        SimulatedDisk copy = new SimulatedDisk();
        names.forEach((name, inode) -> copy.put(name, inode.copy()));
        return copy;
    }

    private Inode inode(String name) {
        return Objects.requireNonNull(names.get(name), name);
    }

    private void put(String name, Inode inode) {
        names.put(name, inode);
        durableNames.put(name, inode);
    }

    private void change(Runnable change) {
        unsyncedNames.add(change);
    }

    @Override
    public synchronized SortedSet<String> list() {
        return new TreeSet<>(names.keySet());
    }

    @Override
    public synchronized File open(String name, Access access) throws IOException {
        if (access == Access.CREATE) {
            hook.before(Operation.CREATE, name);
            Inode created = new Inode();
            names.put(name, created);
            change(() -> durableNames.put(name, created));
        }
        Inode inode = names.get(name);
        if (inode == null) {
            throw new NoSuchFileException(name);
        }
        return new OpenFile(name, inode);
    }

    @Override
    public synchronized void rename(String from, String to) throws IOException {
        hook.before(Operation.RENAME, from);
        Inode inode = names.remove(from);
        if (inode == null) {
            throw new NoSuchFileException(from);
        }
        names.put(to, inode);
        change(() -> {
            durableNames.remove(from);
            durableNames.put(to, inode);
        });
    }

    @Override
    public synchronized void delete(String name) throws IOException {
        hook.before(Operation.DELETE, name);
        if (names.remove(name) == null) {
            throw new NoSuchFileException(name);
        }
        change(() -> durableNames.remove(name));
    }

    @Override
    public synchronized void syncDirectory() throws IOException {
        hook.before(Operation.SYNC_DIRECTORY, "");
        if (!lies.test("")) {
            unsyncedNames.forEach(Runnable::run);
            unsyncedNames.clear();
        }
    }

    @Override
    public String path(String name) {
        return "/simulated/" + name;
    }

    /** A file's bytes, and of each block that is not synced, what it was before each write since the last sync. */
    private static final class Inode {
        private byte[] current = new byte[1 << 16];
        private int size;
        private int durableSize;
        private final Map<Integer, List<byte[]>> older = new HashMap<>();

        void write(ByteBuffer from, int position) {
            int end = position + from.remaining();
            if (end > current.length) {
                current = Arrays.copyOf(current, Math.max(end, 2 * current.length));
            }
            for (int block = position / BLOCK_BYTES; block * BLOCK_BYTES < end; block++) {
                remember(block);
            }
            from.get(current, position, end - position);
            size = Math.max(size, end);
        }

        private void remember(int block) {
            int at = block * BLOCK_BYTES;
            byte[] before = Arrays.copyOfRange(current, at, at + BLOCK_BYTES);
            older.computeIfAbsent(block, unsynced -> new ArrayList<>()).add(before);
        }

        void truncate(int to) {
            for (int block = to / BLOCK_BYTES; block * BLOCK_BYTES < size; block++) {
                remember(block);
            }
            Arrays.fill(current, to, Math.max(to, size), (byte) 0);
            size = to;
        }

        void settle() {
            older.clear();
            durableSize = size;
        }

        Inode copy() {
            Inode copy = new Inode();
            copy.current = current.clone();
            copy.size = size;
            copy.settle();
            return copy;
        }

        Inode afterPowerLoss(RandomGenerator random) {
            Inode image = copy();
            double chanceOfLoss = CHANCES_OF_LOSS[random.nextInt(CHANCES_OF_LOSS.length)];
            image.size = size == durableSize || random.nextDouble() >= chanceOfLoss ? size : durableSize;
            for (Map.Entry<Integer, List<byte[]>> block : new TreeMap<>(older).entrySet()) {
                if (random.nextDouble() < chanceOfLoss) {
                    List<byte[]> states = block.getValue();
                    byte[] earlier = states.get(random.nextInt(states.size()));
                    System.arraycopy(earlier, 0, image.current, block.getKey() * BLOCK_BYTES, BLOCK_BYTES);
                }
            }
            Arrays.fill(image.current, image.size, image.current.length, (byte) 0);
            image.settle();
            return image;
        }
    }

    private final class OpenFile implements File {
        private final String name;
        private final Inode inode;

        OpenFile(String name, Inode inode) {
            this.name = name;
            this.inode = inode;
        }

        @Override
        public void read(ByteBuffer into, long position) throws IOException {
            synchronized (SimulatedDisk.this) {
                if (position + into.remaining() > inode.size) {
                    throw new EOFException(name + " ends at " + inode.size);
                }
                into.put(inode.current, (int) position, into.remaining());
            }
        }

        @Override
        public void write(ByteBuffer from, long position) throws IOException {
            hook.before(Operation.WRITE, name);
            synchronized (SimulatedDisk.this) {
                inode.write(from, (int) position);
            }
        }

        @Override
        public void force() throws IOException {
            hook.before(Operation.FORCE, name);
            synchronized (SimulatedDisk.this) {
                if (!lies.test(name)) {
                    inode.settle();
                }
            }
        }

        @Override
        public long size() {
            synchronized (SimulatedDisk.this) {
                return inode.size;
            }
        }

        @Override
        public void truncate(long size) throws IOException {
            hook.before(Operation.TRUNCATE, name);
            synchronized (SimulatedDisk.this) {
                inode.truncate((int) size);
            }
        }

        @Override
        public void close() {}
    }
}
