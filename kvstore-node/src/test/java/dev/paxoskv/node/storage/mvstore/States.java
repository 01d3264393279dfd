package dev.paxoskv.node.storage.mvstore;

import dev.paxoskv.node.statemachine.StateView;
import dev.paxoskv.node.statemachine.VersionCursor;
import dev.paxoskv.node.storage.memory.MemoryStateStore;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Compares states, version by version. */
final class States {
    private static final byte[] FIRST = {};

    private States() {}

    /** The state after these many slots of the {@link Workload}. */
    static StateView after(long slots) {
        MemoryStateStore state = new MemoryStateStore();
        for (long slot = 1; slot <= slots; slot++) {
            Workload.apply(slot, state);
        }
        return state;
    }

    /** Says how a state differs from what it should be; nothing if it does not. */
    static List<String> differences(StateView expected, StateView actual) {
        List<String> differences = new ArrayList<>();
        compare("live", expected.liveCursor(FIRST, null), actual.liveCursor(FIRST, null), differences);
        compare(
                "history",
                expected.historyCursor(FIRST, Long.MAX_VALUE, null),
                actual.historyCursor(FIRST, Long.MAX_VALUE, null),
                differences);
        if (expected.liveSize() != actual.liveSize() || expected.historySize() != actual.historySize()) {
            differences.add("the sizes differ");
        }
        return differences;
    }

    private static void compare(String map, VersionCursor expected, VersionCursor actual, List<String> differences) {
        while (expected.next()) {
            if (!actual.next()) {
                differences.add(map + " ends before " + text(expected));
                return;
            }
            if (!Arrays.equals(expected.key(), actual.key())
                    || !expected.version().equals(actual.version())) {
                differences.add(map + " has " + text(actual) + " instead of " + text(expected));
            }
        }
        if (actual.next()) {
            differences.add(map + " goes on with " + text(actual));
        }
    }

    private static String text(VersionCursor at) {
        return new String(at.key(), StandardCharsets.UTF_8) + "@" + at.version().modRevision();
    }
}
