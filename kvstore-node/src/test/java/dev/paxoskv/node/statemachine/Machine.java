package dev.paxoskv.node.statemachine;

import dev.paxoskv.node.statemachine.Operation.DeleteRange;
import dev.paxoskv.node.statemachine.Operation.OpenSession;
import dev.paxoskv.node.statemachine.Operation.Put;
import dev.paxoskv.node.statemachine.Operation.Range;
import dev.paxoskv.node.statemachine.Outcome.Applied;
import dev.paxoskv.node.statemachine.Reply.Failure;
import dev.paxoskv.node.statemachine.Reply.RangeReply;
import dev.paxoskv.node.storage.memory.MemoryStateStore;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A state machine on the heap with one open session, for tests that are not about sessions. */
final class Machine {

    static final long SESSION = 7;

    private final MemoryStateStore store;
    private final StateMachine machine;
    private long sequence;
    private long slot;

    Machine() {
        this(Limits.DEFAULT);
    }

    Machine(Limits limits) {
        store = new MemoryStateStore();
        machine = new StateMachine(store, limits);
        machine.apply(SESSION, 0, 0, new OpenSession(1, 1));
    }

    StateMachine machine() {
        return machine;
    }

    MemoryStateStore store() {
        return store;
    }

    /** Applies a command whose predecessors are all settled, in a slot of its own. */
    Reply apply(Operation operation) {
        sequence++;
        Outcome outcome = machine.apply(SESSION, sequence, sequence, operation);
        machine.finishSlot(++slot);
        if (outcome instanceof Applied(Reply reply, boolean repeated) && !repeated) {
            return reply;
        }
        throw new AssertionError("not applied: " + outcome);
    }

    <R extends Reply> R apply(Operation operation, Class<R> expected) {
        return expected.cast(apply(operation));
    }

    ErrorCode fail(Operation operation) {
        return apply(operation, Failure.class).code();
    }

    long put(String key, String value) {
        return apply(Put.of(bytes(key), bytes(value))).revision();
    }

    long delete(String key) {
        return apply(DeleteRange.of(bytes(key))).revision();
    }

    RangeReply range(Range range) {
        return (RangeReply) machine.view().range(range);
    }

    List<String> keys(Range range) {
        return range(range).kvs().stream().map(kv -> text(kv.key())).toList();
    }

    void sweep() {
        while (machine.compactStep(3)) {
            // in slices that end in the middle of keys
        }
        machine.finishSlot(slot);
    }

    static Range prefix(String prefix) {
        return Range.of(bytes(prefix), Keys.prefixEnd(bytes(prefix)));
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
