package dev.paxoskv.node.storage.memory;

import dev.paxoskv.node.statemachine.Keys;
import java.util.Comparator;

/** The place of a version in the history: by key, and from the newest to the oldest. */
record HistoryKey(byte[] key, long modRevision) {

    static final Comparator<HistoryKey> ORDER = (a, b) -> {
        int byKey = Keys.compare(a.key, b.key);
        return byKey != 0 ? byKey : Long.compare(b.modRevision, a.modRevision);
    };
}
