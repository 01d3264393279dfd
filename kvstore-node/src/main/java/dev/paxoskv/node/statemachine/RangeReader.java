package dev.paxoskv.node.statemachine;

import dev.paxoskv.node.statemachine.Operation.Range;
import dev.paxoskv.node.statemachine.Operation.SortOrder;
import dev.paxoskv.node.statemachine.Operation.SortTarget;
import dev.paxoskv.node.statemachine.Reply.Failure;
import dev.paxoskv.node.statemachine.Reply.RangeReply;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Answers ranges by etcd's rules: filter, then sort, then limit. At the current revision the cost is that of what is
 * returned, plus a logarithm for the count; a sort, or a filter that lets little through, makes it that of the range. At
 * an old revision it is that of the range and its history, because the count has to walk to the end.
 */
final class RangeReader {

    /** Where the count is asked for, but the reader has not walked the whole range. */
    private static final long UNCOUNTED = -1;

    private final StateView view;
    private final long revision;
    private final long compactRevision;
    private final ReplyBudget budget;

    /**
     * A reader of the state that {@code view} holds now.
     *
     * @param revision the current revision
     * @param compactRevision the least revision that can be read, if anything was compacted
     */
    RangeReader(StateView view, long revision, long compactRevision, ReplyBudget budget) {
        this.view = view;
        this.revision = revision;
        this.compactRevision = compactRevision;
        this.budget = budget;
    }

    /** What is wrong with reading at a revision; null if nothing is. */
    static @Nullable ErrorCode checkRevision(long wanted, long current, long compacted) {
        if (wanted > current) {
            return ErrorCode.FUTURE_REVISION;
        }
        return wanted > 0 && wanted < compacted ? ErrorCode.COMPACTED : null;
    }

    /** The answer, a {@link RangeReply} or a {@link Failure}; without {@code counted} the count may be left out. */
    Reply read(Range range, boolean counted) {
        ErrorCode error = checkRevision(range.revision(), revision, compactRevision);
        if (error != null) {
            return new Failure(error, revision);
        }
        boolean current = range.revision() <= 0 || range.revision() == revision;
        if (KeyRange.isSingle(range.rangeEnd())) {
            return readKey(range, current ? view.live(range.key()) : versionAt(range.key(), range.revision()));
        }
        KeyRange keys = KeyRange.of(range.key(), range.rangeEnd());
        if (keys.isEmpty()) {
            return new RangeReply(revision, List.of(), 0, false);
        }
        if (range.countOnly()) {
            return new RangeReply(revision, List.of(), current ? count(keys) : countAt(keys, range.revision()), false);
        }
        return readKeys(range, keys, current, counted);
    }

    /** What a key was at an old revision; null where it did not exist. */
    private @Nullable Version versionAt(byte[] key, long wanted) {
        Version newest = view.live(key);
        if (newest != null && newest.modRevision() <= wanted) {
            return newest;
        }
        Version superseded = view.history(key, wanted);
        return superseded == null || superseded.isTombstone() ? null : superseded;
    }

    private long count(KeyRange keys) {
        return view.countLive(keys.from(), keys.to());
    }

    private long countAt(KeyRange keys, long wanted) {
        VersionCursor cursor = new SnapshotCursor(view, keys.from(), keys.to(), wanted);
        long count = 0;
        while (cursor.next()) {
            count++;
        }
        return count;
    }

    private Reply readKey(Range range, @Nullable Version version) {
        if (version == null) {
            return new RangeReply(revision, List.of(), 0, false);
        }
        if (range.countOnly() || !passes(range, version)) {
            return new RangeReply(revision, List.of(), 1, false);
        }
        KeyValue entry = entry(range.key(), version, range.keysOnly());
        return budget.take(entry) ? new RangeReply(revision, List.of(entry), 1, false) : tooLarge();
    }

    private Reply readKeys(Range range, KeyRange keys, boolean current, boolean counted) {
        VersionCursor cursor = current
                ? view.liveCursor(keys.from(), keys.to())
                : new SnapshotCursor(view, keys.from(), keys.to(), range.revision());
        boolean valuesLater = range.sortTarget() == SortTarget.VALUE;
        boolean keysOnly = range.keysOnly() && !valuesLater;
        long wanted = entriesToRead(range);
        List<KeyValue> entries = new ArrayList<>();
        long walked = 0;
        boolean left = cursor.next();
        for (; left && entries.size() < wanted; left = cursor.next()) {
            walked++;
            if (passes(range, cursor.version())) {
                KeyValue entry = entry(cursor.key(), cursor.version(), keysOnly);
                if (!budget.take(entry)) {
                    return tooLarge();
                }
                entries.add(entry);
            }
        }
        long count = left ? countRest(cursor, walked, keys, current, counted) : walked;
        return finish(range, entries, count);
    }

    /** The count where the limit stopped the walk while the cursor stands on one more key. */
    private long countRest(VersionCursor cursor, long walked, KeyRange keys, boolean current, boolean counted) {
        if (!counted) {
            return UNCOUNTED;
        }
        if (current) {
            return count(keys);
        }
        long count = walked + 1;
        while (cursor.next()) {
            count++;
        }
        return count;
    }

    /**
     * How many entries the walk has to find: one above the limit, to know whether there are more, and all of them where
     * they are sorted or (etcd's way, of which only the order by a target without a direction can be told from outside)
     * filtered before that.
     */
    private static long entriesToRead(Range range) {
        boolean inKeyOrder = range.sortTarget() == SortTarget.KEY && range.sortOrder() != SortOrder.DESCEND;
        boolean unsorted = range.sortOrder() == SortOrder.NONE && !isFiltered(range);
        boolean limited = range.limit() > 0 && range.limit() < Long.MAX_VALUE;
        return limited && (inKeyOrder || unsorted) ? range.limit() + 1 : Long.MAX_VALUE;
    }

    private static boolean isFiltered(Range range) {
        return (range.minModRevision() | range.maxModRevision() | range.minCreateRevision() | range.maxCreateRevision())
                != 0;
    }

    private static boolean passes(Range range, Version version) {
        return atLeast(version.modRevision(), range.minModRevision())
                && atMost(version.modRevision(), range.maxModRevision())
                && atLeast(version.createRevision(), range.minCreateRevision())
                && atMost(version.createRevision(), range.maxCreateRevision());
    }

    private static boolean atLeast(long actual, long bound) {
        return bound == 0 || actual >= bound;
    }

    private static boolean atMost(long actual, long bound) {
        return bound == 0 || actual <= bound;
    }

    private static KeyValue entry(byte[] key, Version version, boolean keysOnly) {
        KeyValue entry = KeyValue.of(key, version);
        return keysOnly ? entry.withoutValue() : entry;
    }

    private Reply finish(Range range, List<KeyValue> entries, long count) {
        sort(range, entries);
        boolean more = range.limit() > 0 && entries.size() > range.limit();
        List<KeyValue> kept = more ? entries.subList(0, (int) range.limit()) : entries;
        if (range.keysOnly() && range.sortTarget() == SortTarget.VALUE) {
            kept = kept.stream().map(KeyValue::withoutValue).toList();
        }
        return new RangeReply(revision, kept, count, more);
    }

    private static void sort(Range range, List<KeyValue> entries) {
        boolean sorted = range.sortTarget() == SortTarget.KEY && range.sortOrder() != SortOrder.DESCEND;
        if (sorted) {
            return;
        }
        Comparator<KeyValue> order = switch (range.sortTarget()) {
            case KEY -> Comparator.comparing(KeyValue::key, Keys.ORDER);
            case VERSION -> Comparator.comparingLong(KeyValue::version);
            case CREATE_REVISION -> Comparator.comparingLong(KeyValue::createRevision);
            case MOD_REVISION -> Comparator.comparingLong(KeyValue::modRevision);
            case VALUE -> Comparator.comparing(KeyValue::value, Arrays::compareUnsigned);
        };
        entries.sort(range.sortOrder() == SortOrder.DESCEND ? order.reversed() : order);
    }

    private Failure tooLarge() {
        return new Failure(ErrorCode.REPLY_TOO_LARGE, revision);
    }
}
