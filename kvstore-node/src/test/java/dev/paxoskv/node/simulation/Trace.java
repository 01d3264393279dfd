package dev.paxoskv.node.simulation;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.LongSupplier;

/** Everything that happened, in order: as a hash always, as text on demand. */
public final class Trace {
    private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

    private final LongSupplier clock;
    private final int keep;
    private final Deque<String> lines = new ArrayDeque<>();
    private long hash = 17;
    private long events;

    Trace(LongSupplier clock, int keep) {
        this.clock = clock;
        this.keep = keep;
    }

    /** Notes one event. */
    void event(String actor, String what) {
        events++;
        mix(clock.getAsLong());
        mix(actor);
        mix(what);
        if (keep > 0) {
            if (lines.size() == keep) {
                lines.removeFirst();
            }
            long now = clock.getAsLong();
            lines.addLast("%8d.%03d  %-2s %s".formatted(now / World.TICK, now % World.TICK, actor, what));
        }
    }

    private void mix(String text) {
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * MULTIPLIER;
        }
        mix(text.length());
    }

    private void mix(long value) {
        hash = (hash ^ value) * MULTIPLIER;
        hash ^= hash >>> 29;
    }

    /** A hash over everything so far: the same for the same run. */
    public long hash() {
        return hash;
    }

    /** How many events there were. */
    public long events() {
        return events;
    }

    /** The last events as text, as many as are kept. */
    public List<String> lines() {
        return List.copyOf(lines);
    }
}
