package dev.paxoskv.node.storage.mvstore;

import java.nio.ByteBuffer;
import org.h2.mvstore.WriteBuffer;
import org.h2.mvstore.type.DataType;

/**
 * Another type, whose objects are measured one by one. MVStore would estimate the memory of a page from samples of its map,
 * and not look at a value that takes the place of another at all; but what is unsaved, and the buffer for it, is bounded by
 * the sum of these sizes, and a value has between none and a million bytes.
 *
 * @param <T> the objects
 */
final class ExactType<T> implements DataType<T> {
    private final DataType<T> type;

    ExactType(DataType<T> type) {
        this.type = type;
    }

    @Override
    public boolean isMemoryEstimationAllowed() {
        return false;
    }

    @Override
    public int getMemory(T object) {
        return type.getMemory(object);
    }

    @Override
    public int compare(T a, T b) {
        return type.compare(a, b);
    }

    @Override
    public int binarySearch(T key, Object storage, int size, int initialGuess) {
        return type.binarySearch(key, storage, size, initialGuess);
    }

    @Override
    public void write(WriteBuffer out, T object) {
        type.write(out, object);
    }

    @Override
    public void write(WriteBuffer out, Object storage, int length) {
        type.write(out, storage, length);
    }

    @Override
    public T read(ByteBuffer in) {
        return type.read(in);
    }

    @Override
    public void read(ByteBuffer in, Object storage, int length) {
        type.read(in, storage, length);
    }

    @Override
    public T[] createStorage(int size) {
        return type.createStorage(size);
    }
}
