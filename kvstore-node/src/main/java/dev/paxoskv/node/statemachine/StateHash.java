package dev.paxoskv.node.statemachine;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * A 64-bit hash over a sequence of numbers and byte strings, the same on every machine, for comparing replicas. It finds
 * faults, it does not withstand an attacker. Each step multiplies and folds, in the manner of MurmurHash3's finalizer.
 */
final class StateHash {

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private long hash;

    StateHash(long seed) {
        hash = seed;
    }

    StateHash add(long number) {
        long mixed = (hash ^ number) * 0x9E3779B97F4A7C15L;
        mixed = (mixed ^ (mixed >>> 32)) * 0xD6E8FEB86659FD93L;
        hash = mixed ^ (mixed >>> 29);
        return this;
    }

    StateHash add(byte[] bytes) {
        add(bytes.length);
        int i = 0;
        for (; i + Long.BYTES <= bytes.length; i += Long.BYTES) {
            add((long) LONGS.get(bytes, i));
        }
        if (i < bytes.length) {
            long tail = 0;
            for (int shift = 0; i < bytes.length; i++, shift += Byte.SIZE) {
                tail |= (bytes[i] & 0xffL) << shift;
            }
            add(tail);
        }
        return this;
    }

    StateHash add(byte[] key, Version version) {
        return add(key).add(version.modRevision())
                .add(version.subRevision())
                .add(version.createRevision())
                .add(version.version())
                .add(version.lease())
                .add(version.value());
    }

    void reset(long value) {
        hash = value;
    }

    long value() {
        return hash;
    }
}
