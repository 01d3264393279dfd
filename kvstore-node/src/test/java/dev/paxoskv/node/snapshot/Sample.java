package dev.paxoskv.node.snapshot;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.paxoskv.node.paxos.model.ClusterId;
import dev.paxoskv.node.paxos.model.Configuration;
import dev.paxoskv.node.paxos.model.Genesis;
import dev.paxoskv.node.paxos.model.Member;
import dev.paxoskv.node.paxos.model.MemberId;
import dev.paxoskv.node.statemachine.Limits;
import dev.paxoskv.node.statemachine.Operation;
import dev.paxoskv.node.statemachine.StateMachine;
import dev.paxoskv.node.statemachine.StateStore;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

/** A state machine with something of everything in it: sessions with kept replies, history, tombstones, a compaction. */
final class Sample {
    static final Genesis GENESIS =
            new Genesis(new ClusterId(0xc1), 64, new Configuration(1, List.of(member(1), member(2), member(3))));
    static final SortedMap<Long, Configuration> CONFIGURATIONS =
            new TreeMap<>(java.util.Map.of(5L, new Configuration(2, List.of(member(1), member(3)))));

    private static final int SESSIONS = 3;

    private final StateMachine machine;
    private final Random random;
    private final int keys;
    private final int valueBytes;
    private final long[] sequences = new long[SESSIONS + 1];
    private long slot;

    Sample(StateStore store, long seed, int keys, int valueBytes) {
        machine = new StateMachine(store, Limits.DEFAULT);
        random = new Random(seed);
        this.keys = keys;
        this.valueBytes = valueBytes;
        for (int session = 1; session <= SESSIONS; session++) {
            machine.apply(session, 0, 0, new Operation.OpenSession(session, 1));
        }
        machine.finishSlot(++slot);
    }

    static Member member(long id) {
        return new Member(new MemberId(id), "n" + id, Member.Role.VOTER, "h:" + id, "h:1" + id, "h:2" + id);
    }

    StateMachine machine() {
        return machine;
    }

    /** Applies that many commands, some of them compactions, and leaves the last one's clean-up half done. */
    Sample run(int commands) {
        for (int i = 0; i < commands; i++) {
            apply(random.nextInt(50) == 0 ? new Operation.Compact(machine.view().revision() - 5) : change());
            machine.finishSlot(++slot);
        }
        apply(new Operation.Compact(machine.view().revision() - 3));
        machine.finishSlot(++slot);
        machine.compactStep(2);
        machine.finishSlot(slot);
        return this;
    }

    /** Sets every key once. */
    Sample fill() {
        for (int key = 0; key < keys; key++) {
            apply(Operation.Put.of(key(key), value()));
        }
        machine.finishSlot(++slot);
        return this;
    }

    private Operation change() {
        byte[] key = key(random.nextInt(keys));
        return random.nextInt(4) == 0
                ? Operation.DeleteRange.of(key)
                : new Operation.Put(key, value(), 0, random.nextBoolean(), false, false);
    }

    private void apply(Operation operation) {
        int session = 1 + random.nextInt(SESSIONS);
        long sequence = sequences[session]++;
        machine.apply(session, sequence, Math.max(0, sequence - 4), operation);
    }

    private static byte[] key(int number) {
        return ("k" + (char) (number % 256) + number).getBytes(ISO_8859_1);
    }

    private byte[] value() {
        byte[] value = new byte[random.nextInt(valueBytes + 1)];
        random.nextBytes(value);
        return value;
    }

    /** A snapshot of the state as it is now. */
    CapturedFrames capture() {
        var state = machine.capture();
        var configurations = new TreeMap<>(CONFIGURATIONS.headMap(state.appliedSlot() + 1));
        return new CapturedFrames(
                state, SnapshotHeader.of(state, GENESIS, configurations, Limits.DEFAULT, random.nextLong(), 1_000));
    }
}
