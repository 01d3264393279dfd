package dev.paxoskv.node.simulation;

import dev.paxoskv.node.simulation.Operations.ClientWrite;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One request of a client, from its start to its end, as the client sees it. */
final class Call {

    /** What a client may want. */
    enum Kind {
        WRITE,
        READ,
        STALE_READ
    }

    /** How it ended. */
    enum End {
        /** Still waiting, or the client will never know: it may take effect at any time from its start on. */
        OPEN,
        /** Answered. */
        ANSWERED,
        /** It had no effect and never will. */
        NOTHING
    }

    final long number;
    final Kind kind;
    final String key;
    final @Nullable ClientWrite write;
    final long started;
    long ended = Long.MAX_VALUE;
    End end = End.OPEN;
    long revision;
    boolean succeeded;

    @Nullable String seen;

    private Call(long number, Kind kind, String key, @Nullable ClientWrite write, long started) {
        this.number = number;
        this.kind = kind;
        this.key = key;
        this.write = write;
        this.started = started;
    }

    static Call writing(long number, ClientWrite write, long started) {
        return new Call(number, Kind.WRITE, write.key(), write, started);
    }

    static Call reading(long number, boolean stale, String key, long started) {
        return new Call(number, stale ? Kind.STALE_READ : Kind.READ, key, null, started);
    }

    ClientWrite requireWrite() {
        return Objects.requireNonNull(write);
    }

    @Override
    public String toString() {
        String what = kind == Kind.WRITE ? String.valueOf(write) : kind + "[" + key + "]";
        String result = switch (end) {
            case OPEN -> "open";
            case NOTHING -> "nothing";
            case ANSWERED -> kind == Kind.WRITE ? (succeeded ? "ok" : "refused") : String.valueOf(seen);
        };
        return "#" + number + " " + what + " from " + started + " to " + (ended == Long.MAX_VALUE ? "?" : ended) + ": "
                + result + " at revision " + revision;
    }
}
