package dev.paxoskv.node.transport;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Remembers what was last said about whom, so that a log gets one line per change and not one per attempt. Bounded: the
 * oldest is forgotten. Not thread-safe.
 */
final class ReasonLog<K> {
    private final Map<K, String> last;

    ReasonLog(int capacity) {
        last = new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<K, String> eldest) {
                return size() > capacity;
            }
        };
    }

    /** Whether this is not what was said last. */
    boolean isNews(K about, String reason) {
        return !reason.equals(last.put(about, reason));
    }

    void forget(K about) {
        last.remove(about);
    }
}
