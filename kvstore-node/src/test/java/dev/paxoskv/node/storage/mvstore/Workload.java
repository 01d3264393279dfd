package dev.paxoskv.node.storage.mvstore;

import dev.paxoskv.node.paxos.model.AcceptedEntry;
import dev.paxoskv.node.paxos.model.Ballot;
import dev.paxoskv.node.paxos.model.ClusterId;
import dev.paxoskv.node.paxos.model.Command;
import dev.paxoskv.node.paxos.model.Configuration;
import dev.paxoskv.node.paxos.model.Entry;
import dev.paxoskv.node.paxos.model.Genesis;
import dev.paxoskv.node.paxos.model.LogRecord;
import dev.paxoskv.node.paxos.model.Member;
import dev.paxoskv.node.paxos.model.MemberId;
import dev.paxoskv.node.statemachine.StateStore;
import dev.paxoskv.node.statemachine.StateView;
import dev.paxoskv.node.statemachine.Version;
import dev.paxoskv.node.statemachine.VersionCursor;
import dev.paxoskv.node.storage.NodeStorage;
import dev.paxoskv.node.storage.StateInstall;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * What a member would write, as a function of a number: the batch of step n is always the same, and so is the state
 * after slot n. So a check needs to know only how far the writer had come.
 */
final class Workload {
    static final Genesis GENESIS = new Genesis(
            new ClusterId(0x1234567890L),
            64,
            new Configuration(
                    1,
                    List.of(new Member(
                            new MemberId(7), "one", Member.Role.VOTER, "localhost:1", "localhost:2", "localhost:3"))));

    private static final int KEYS = 97;
    private static final byte[] FIRST_KEY = {};

    private Workload() {}

    /** The batch of step n, from 1 on: some slots, above all earlier ones. Now and then a promise, a learned entry, a hint. */
    static List<LogRecord> batch(int step) {
        Random random = new Random(step * 31L);
        List<LogRecord> batch = new ArrayList<>();
        if (step % 5 == 1) {
            batch.add(new LogRecord.Promised(ballot(step)));
        }
        for (long slot = firstSlot(step); slot < firstSlot(step + 1); slot++) {
            AcceptedEntry entry = new AcceptedEntry(slot, ballot(step), entry(slot, random));
            batch.add(random.nextInt(4) == 0 ? new LogRecord.Learned(entry) : new LogRecord.Accepted(entry));
        }
        if (step % 3 == 0) {
            batch.add(new LogRecord.ChosenUpTo(firstSlot(step) - 1));
        }
        if (step % 7 == 0) {
            long again = firstSlot(step + 1) - 1;
            batch.add(new LogRecord.Accepted(new AcceptedEntry(again, ballot(step + 1), entry(again, random))));
        }
        return batch;
    }

    /** The first slot of step n; each step has one to three. */
    static long firstSlot(int step) {
        int before = step - 1;
        int rest = before % 3;
        return 1 + before + 3L * (before / 3) + rest * (rest + 1) / 2;
    }

    private static Ballot ballot(int step) {
        return new Ballot(1 + step / 5, new MemberId(7));
    }

    private static Entry entry(long slot, Random random) {
        if (slot % 29 == 0) {
            Configuration formed = GENESIS.configuration();
            return new Entry.Reconfiguration(new Configuration(formed.epoch() + slot, formed.members()));
        }
        byte[] payload = new byte[random.nextInt(20) == 0 ? 30_000 : random.nextInt(10, 2_000)];
        random.nextBytes(payload);
        return Entry.Batch.of(List.of(new Command(slot, 1, 1, payload)));
    }

    /** Applies a slot: overwrites a key, keeps the version before as history, and now and then deletes one. */
    static void apply(long slot, StateStore state) {
        byte[] key = key(slot);
        Version before = state.live(key);
        if (before != null) {
            state.putHistory(key, before);
        }
        if (slot % 11 == 0) {
            state.removeLive(key);
            state.putHistory(key, Version.tombstone(slot, 0));
        } else {
            byte[] value = new byte[(int) (slot * 37 % 500)];
            new Random(slot).nextBytes(value);
            state.putLive(key, version(slot, value));
        }
        if (slot % 13 == 0) {
            state.removeHistory(key(slot - 5), slot - 5 - KEYS);
        }
        state.putMeta("applied", ByteBuffer.allocate(8).putLong(slot).array());
    }

    /** Applies every slot of the log that the state has not seen. */
    static void applyAll(NodeStorage storage) {
        long last = storage.log().lastSlot();
        for (long slot = applied(storage.state()) + 1; slot <= last; slot++) {
            apply(slot, storage.state());
        }
    }

    /** Installs the state after a slot, and flushes it each time that so many versions are put. */
    static void install(long slot, StateInstall install, int portion) {
        StateView source = States.after(slot);
        int put = 0;
        VersionCursor live = source.liveCursor(FIRST_KEY, null);
        while (live.next()) {
            install.state().putLive(live.key(), live.version());
            if (++put % portion == 0) {
                install.flush();
            }
        }
        VersionCursor history = source.historyCursor(FIRST_KEY, Long.MAX_VALUE, null);
        while (history.next()) {
            install.state().putHistory(history.key(), history.version());
            if (++put % portion == 0) {
                install.flush();
            }
        }
        install.state().putMeta("applied", ByteBuffer.allocate(8).putLong(slot).array());
        install.complete(slot, Oracle.configurations(slot));
    }

    static Version version(long revision, byte[] value) {
        return new Version(revision, 0, revision, 1, 0, value);
    }

    static long applied(StateStore state) {
        byte[] applied = state.meta("applied");
        return applied == null ? 0 : ByteBuffer.wrap(applied).getLong();
    }

    private static byte[] key(long slot) {
        return ("key-" + slot * 7919 % KEYS).getBytes(StandardCharsets.UTF_8);
    }
}
