package dev.paxoskv.node.statemachine;

import static dev.paxoskv.node.statemachine.Machine.bytes;
import static dev.paxoskv.node.statemachine.Machine.text;

import dev.paxoskv.node.statemachine.Operation.Compact;
import dev.paxoskv.node.statemachine.Operation.DeleteRange;
import dev.paxoskv.node.statemachine.Operation.OpenSession;
import dev.paxoskv.node.statemachine.Operation.Put;
import dev.paxoskv.node.statemachine.Operation.Range;
import dev.paxoskv.node.statemachine.Operation.SortOrder;
import dev.paxoskv.node.statemachine.Operation.SortTarget;
import dev.paxoskv.node.statemachine.Operation.TokenWrite;
import dev.paxoskv.node.statemachine.Operation.Txn;
import dev.paxoskv.node.statemachine.Operation.TxnOperation;
import dev.paxoskv.node.statemachine.Reply.CompactReply;
import dev.paxoskv.node.statemachine.Reply.DeleteReply;
import dev.paxoskv.node.statemachine.Reply.Failure;
import dev.paxoskv.node.statemachine.Reply.PutReply;
import dev.paxoskv.node.statemachine.Reply.RangeReply;
import dev.paxoskv.node.statemachine.Reply.TokenReply;
import dev.paxoskv.node.statemachine.Reply.TxnReply;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The rules written down a second time, with nothing in mind but being plainly right: the whole past is a list of events,
 * and any state is made by replaying it. Keys are ISO 8859-1 strings, whose order is that of their bytes.
 */
final class NaiveModel {

    /** A key got this version, or (with no version) was deleted. */
    private record Event(
            long revision, String key, @Nullable KeyValue kv) {}

    private List<Event> events = new ArrayList<>();
    private long revision = 1;
    private long compacted = -1;

    long revision() {
        return revision;
    }

    /** The state at a revision. */
    NavigableMap<String, KeyValue> at(long wanted) {
        TreeMap<String, KeyValue> state = new TreeMap<>();
        for (Event event : events) {
            KeyValue kv = event.kv();
            if (event.revision() <= wanted && kv == null) {
                state.remove(event.key());
            } else if (event.revision() <= wanted && kv != null) {
                state.put(event.key(), kv);
            }
        }
        return state;
    }

    /** How many versions and tombstones beside the newest versions a full clean-up leaves. */
    int historySize() {
        int size = 0;
        for (String key : events.stream().map(Event::key).collect(Collectors.toSet())) {
            List<Event> ofKey =
                    events.stream().filter(event -> event.key().equals(key)).toList();
            Event newestBelow = null;
            for (Event event : ofKey) {
                newestBelow = event.revision() <= compacted ? event : newestBelow;
            }
            for (Event event : ofKey) {
                boolean newest = event.equals(ofKey.getLast()) && event.kv() != null;
                boolean kept = event.revision() > compacted || (event.equals(newestBelow) && event.kv() != null);
                size += kept && !newest ? 1 : 0;
            }
        }
        return size;
    }

    Reply apply(Operation operation) {
        return switch (operation) {
            case TxnOperation single -> applyAll(single);
            case Compact(long wanted) -> {
                if (wanted <= compacted) {
                    yield new Failure(ErrorCode.COMPACTED, revision);
                }
                if (wanted > revision) {
                    yield new Failure(ErrorCode.FUTURE_REVISION, revision);
                }
                compacted = wanted;
                yield new CompactReply(revision);
            }
            case TokenWrite(byte[] key, byte[] value, long token) -> {
                if (token != revision + 1) {
                    yield new Failure(ErrorCode.TOKEN_CONFLICT, revision);
                }
                long before = revision;
                applyAll(value.length == 0 ? DeleteRange.of(key) : Put.of(key, value));
                revision = before + 1;
                yield new TokenReply(revision);
            }
            case OpenSession _ -> throw new AssertionError("not part of this test");
        };
    }

    Reply read(Range range) {
        return range(range, revision);
    }

    private Reply applyAll(TxnOperation operation) {
        if (operation instanceof Txn txn && writesTwice(txn)) {
            return new Failure(ErrorCode.DUPLICATE_KEY, revision);
        }
        List<Event> before = new ArrayList<>(events);
        Reply reply = run(operation, at(revision));
        if (reply instanceof Failure(ErrorCode code, long _)) {
            events = before;
            return new Failure(code, revision);
        }
        revision = reached();
        return reply;
    }

    private long reached() {
        return events.isEmpty() ? revision : Math.max(revision, events.getLast().revision());
    }

    private Reply run(TxnOperation operation, NavigableMap<String, KeyValue> start) {
        return switch (operation) {
            case Put put -> put(put);
            case DeleteRange delete -> delete(delete);
            case Range range when range.revision() > revision -> new Failure(ErrorCode.FUTURE_REVISION, revision);
            case Range range -> range(range, reached());
            case Txn txn -> txn(txn, start);
        };
    }

    private Reply txn(Txn txn, NavigableMap<String, KeyValue> start) {
        boolean succeeded = txn.compare().stream().allMatch(compare -> holds(compare, start));
        List<Reply> replies = new ArrayList<>();
        for (TxnOperation operation : succeeded ? txn.success() : txn.failure()) {
            Reply reply = run(operation, start);
            if (reply instanceof Failure) {
                return reply;
            }
            replies.add(reply);
        }
        return new TxnReply(reached(), succeeded, replies);
    }

    private static boolean holds(Compare compare, NavigableMap<String, KeyValue> start) {
        List<KeyValue> found = in(start, compare.key(), compare.rangeEnd());
        if (found.isEmpty()) {
            return compare.target() != Compare.Target.VALUE
                    && relates(compare.result(), Long.compare(0, compare.number()));
        }
        return found.stream()
                .allMatch(kv -> relates(
                        compare.result(),
                        switch (compare.target()) {
                            case VERSION -> Long.compare(kv.version(), compare.number());
                            case CREATE_REVISION -> Long.compare(kv.createRevision(), compare.number());
                            case MOD_REVISION -> Long.compare(kv.modRevision(), compare.number());
                            case LEASE -> Long.compare(kv.lease(), compare.number());
                            case VALUE -> text(kv.value()).compareTo(text(compare.value()));
                        }));
    }

    private static boolean relates(Compare.Result result, int order) {
        return switch (result) {
            case EQUAL -> order == 0;
            case NOT_EQUAL -> order != 0;
            case LESS -> order < 0;
            case GREATER -> order > 0;
        };
    }

    private Reply put(Put put) {
        KeyValue old = at(Long.MAX_VALUE).get(text(put.key()));
        if (old == null && (put.ignoreValue() || put.ignoreLease())) {
            return new Failure(ErrorCode.KEY_NOT_FOUND, revision);
        }
        long next = revision + 1;
        byte[] value = put.ignoreValue() ? Objects.requireNonNull(old).value() : put.value();
        KeyValue kv = old == null
                ? new KeyValue(put.key(), value, next, next, 1, 0)
                : new KeyValue(put.key(), value, old.createRevision(), next, old.version() + 1, 0);
        events.add(new Event(next, text(put.key()), kv));
        return new PutReply(next, put.prevKv() ? old : null);
    }

    private Reply delete(DeleteRange delete) {
        List<KeyValue> found = in(at(Long.MAX_VALUE), delete.key(), delete.rangeEnd());
        found.forEach(kv -> events.add(new Event(revision + 1, text(kv.key()), null)));
        return new DeleteReply(reached(), found.size(), delete.prevKv() ? found : List.of());
    }

    /** In the very steps in which etcd does it. */
    private Reply range(Range range, long current) {
        if (range.revision() > current) {
            return new Failure(ErrorCode.FUTURE_REVISION, revision);
        }
        if (range.revision() > 0 && range.revision() < compacted) {
            return new Failure(ErrorCode.COMPACTED, revision);
        }
        List<KeyValue> all = in(at(range.revision() > 0 ? range.revision() : current), range.key(), range.rangeEnd());
        if (range.countOnly()) {
            return new RangeReply(current, List.of(), all.size(), false);
        }
        boolean filtered = range.minModRevision() != 0
                || range.maxModRevision() != 0
                || range.minCreateRevision() != 0
                || range.maxCreateRevision() != 0;
        boolean fetchAll = range.sortOrder() != SortOrder.NONE || filtered || range.limit() <= 0;
        List<KeyValue> found =
                new ArrayList<>(fetchAll ? all : all.subList(0, (int) Math.min(all.size(), range.limit() + 1)));
        found.removeIf(kv -> (range.maxModRevision() != 0 && kv.modRevision() > range.maxModRevision())
                || (range.minModRevision() != 0 && kv.modRevision() < range.minModRevision())
                || (range.maxCreateRevision() != 0 && kv.createRevision() > range.maxCreateRevision())
                || (range.minCreateRevision() != 0 && kv.createRevision() < range.minCreateRevision()));
        SortOrder order = range.sortTarget() != SortTarget.KEY && range.sortOrder() == SortOrder.NONE
                ? SortOrder.ASCEND
                : range.sortOrder();
        if (order != SortOrder.NONE) {
            Comparator<KeyValue> by = switch (range.sortTarget()) {
                case KEY -> Comparator.comparing(kv -> text(kv.key()));
                case VERSION -> Comparator.comparingLong(KeyValue::version);
                case CREATE_REVISION -> Comparator.comparingLong(KeyValue::createRevision);
                case MOD_REVISION -> Comparator.comparingLong(KeyValue::modRevision);
                case VALUE -> Comparator.comparing(kv -> text(kv.value()));
            };
            found.sort(order == SortOrder.DESCEND ? by.reversed() : by);
        }
        boolean more = range.limit() > 0 && found.size() > range.limit();
        List<KeyValue> kept = more ? found.subList(0, (int) range.limit()) : found;
        List<KeyValue> shown = range.keysOnly()
                ? kept.stream()
                        .map(kv -> new KeyValue(
                                kv.key(), bytes(""), kv.createRevision(), kv.modRevision(), kv.version(), kv.lease()))
                        .toList()
                : kept;
        return new RangeReply(current, shown, all.size(), more);
    }

    private static List<KeyValue> in(NavigableMap<String, KeyValue> state, byte[] key, byte[] rangeEnd) {
        return state.values().stream()
                .filter(kv -> isIn(text(kv.key()), text(key), text(rangeEnd)))
                .toList();
    }

    private static boolean isIn(String key, String from, String end) {
        if (end.isEmpty()) {
            return key.equals(from);
        }
        return key.compareTo(from) >= 0 && (end.equals("\0") || key.compareTo(end) < 0);
    }

    /** Tries every way that the branches could be taken, and looks at what each would put and delete. */
    private static boolean writesTwice(Txn txn) {
        return ways(txn).stream().anyMatch(NaiveModel::clashes);
    }

    private static List<List<TxnOperation>> ways(Txn txn) {
        List<List<TxnOperation>> ways = new ArrayList<>(ways(txn.success()));
        ways.addAll(ways(txn.failure()));
        return ways;
    }

    private static List<List<TxnOperation>> ways(List<TxnOperation> operations) {
        List<List<TxnOperation>> ways = List.of(List.of());
        for (TxnOperation operation : operations) {
            List<List<TxnOperation>> tails = operation instanceof Txn inner ? ways(inner) : List.of(List.of(operation));
            List<List<TxnOperation>> longer = new ArrayList<>();
            for (List<TxnOperation> head : ways) {
                for (List<TxnOperation> tail : tails) {
                    List<TxnOperation> joined = new ArrayList<>(head);
                    joined.addAll(tail);
                    longer.add(joined);
                }
            }
            ways = longer;
        }
        return ways;
    }

    private static boolean clashes(List<TxnOperation> operations) {
        Set<String> puts = new HashSet<>();
        for (TxnOperation operation : operations) {
            if (operation instanceof Put put && !puts.add(text(put.key()))) {
                return true;
            }
        }
        return operations.stream()
                .anyMatch(operation -> operation instanceof DeleteRange delete
                        && puts.stream().anyMatch(key -> isIn(key, text(delete.key()), text(delete.rangeEnd()))));
    }

    @Override
    public String toString() {
        return "revision " + revision + ", compacted " + compacted + ", keys "
                + Arrays.toString(at(revision).keySet().toArray());
    }
}
