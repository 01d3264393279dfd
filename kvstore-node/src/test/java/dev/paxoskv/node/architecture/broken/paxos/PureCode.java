package dev.paxoskv.node.architecture.broken.paxos;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Breaks no rule, although it lies among classes that do. */
record PureCode(byte[] bytes, List<String> names) {

    sealed interface Shape {
        record Dot() implements Shape {}

        record Line(long length) implements Shape {}
    }

    static long length(Shape shape) {
        return switch (shape) {
            case Shape.Dot() -> 0;
            case Shape.Line(long length) -> length;
        };
    }

    @Nullable String first() {
        assert !names.isEmpty() : "no names";
        return new TreeMap<String, Long>().firstEntry() == null ? null : String.join(",", names);
    }

    byte[] copy() {
        byte[] copy = new byte[bytes.length];
        System.arraycopy(bytes, 0, copy, 0, bytes.length);
        return ByteBuffer.wrap(copy).array();
    }
}
