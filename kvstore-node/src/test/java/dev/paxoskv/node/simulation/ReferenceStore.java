package dev.paxoskv.node.simulation;

import dev.paxoskv.node.simulation.Operations.ClientWrite;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the store should be, in the simplest words: written apart from the state machine, it says how each write ends and
 * what each key held at each revision.
 */
final class ReferenceStore {
    private final Map<Long, Result> results = new TreeMap<>();
    private final Map<String, NavigableMap<Long, Value>> values = new TreeMap<>();
    private long revision = 1;

    /**
     * How a write ended.
     *
     * @param revision the store's revision behind it
     * @param succeeded whether its condition held
     */
    record Result(long revision, boolean succeeded) {}

    private record Value(@Nullable String text) {}

    /** Applies a write that was not met before. */
    Result apply(long number, ClientWrite write) {
        Result result = switch (write) {
            case Operations.Put put -> set(put.key(), put.value());
            case Operations.Delete delete ->
                value(delete.key(), revision) == null ? new Result(revision, true) : set(delete.key(), null);
            case Operations.TokenWrite token ->
                token.token() == revision + 1 ? set(token.key(), token.value()) : new Result(revision, false);
            case Operations.CompareAndSet swap ->
                Objects.equals(value(swap.key(), revision), swap.expected())
                        ? set(swap.key(), swap.value())
                        : new Result(revision, false);
        };
        results.put(number, result);
        return result;
    }

    private Result set(String key, @Nullable String value) {
        revision++;
        values.computeIfAbsent(key, absent -> new TreeMap<>()).put(revision, new Value(value));
        return new Result(revision, true);
    }

    /** How a write ended; null if it was never applied. */
    @Nullable Result result(long number) {
        return results.get(number);
    }

    /** What a key held at a revision; null if it did not exist. */
    @Nullable String value(String key, long atRevision) {
        NavigableMap<Long, Value> versions = values.get(key);
        Map.Entry<Long, Value> version = versions == null ? null : versions.floorEntry(atRevision);
        return version == null ? null : version.getValue().text();
    }

    long revision() {
        return revision;
    }

    /** The keys that exist now, with their values. */
    NavigableMap<String, String> live() {
        NavigableMap<String, String> live = new TreeMap<>();
        for (String key : values.keySet()) {
            String value = value(key, revision);
            if (value != null) {
                live.put(key, value);
            }
        }
        return live;
    }
}
