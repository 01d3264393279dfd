package dev.paxoskv.node.statemachine;

import org.jspecify.annotations.Nullable;

/**
 * One process's session: the replies of its commands from the mark on, by sequence. They stand in a ring, in which a
 * sequence has a place of its own because the window of sequences is never longer than the ring.
 */
final class Session {

    private static final int FIRST_PLACES = 64;

    private final long id;
    private final long memberId;
    private final long incarnation;
    private long mark;
    private @Nullable Reply[] ring = new @Nullable Reply[FIRST_PLACES];
    private int kept;
    private long keptBytes;

    Session(long id, long memberId, long incarnation) {
        this.id = id;
        this.memberId = memberId;
        this.incarnation = incarnation;
    }

    long id() {
        return id;
    }

    long memberId() {
        return memberId;
    }

    long incarnation() {
        return incarnation;
    }

    /** The least sequence that is not settled. */
    long mark() {
        return mark;
    }

    /** How many replies are kept. */
    int kept() {
        return kept;
    }

    long keptBytes() {
        return keptBytes;
    }

    /** The reply that a command got; null if none with this sequence, which is not below the mark, was applied. */
    @Nullable Reply reply(long sequence) {
        return sequence - mark >= ring.length ? null : ring[place(sequence)];
    }

    /** Keeps the reply of a sequence that is not below the mark and has none. */
    void keep(long sequence, Reply reply) {
        while (sequence - mark >= ring.length) {
            grow();
        }
        ring[place(sequence)] = reply;
        kept++;
        keptBytes += ReplySize.of(reply);
    }

    /** Drops the replies below a new mark; a lower mark than the present one changes nothing. */
    void raiseMark(long newMark) {
        if (newMark <= mark) {
            return;
        }
        long end = Math.min(newMark, mark + ring.length);
        for (long sequence = mark; sequence < end && kept > 0; sequence++) {
            drop(place(sequence));
        }
        mark = newMark;
    }

    private void drop(int place) {
        Reply reply = ring[place];
        if (reply != null) {
            ring[place] = null;
            kept--;
            keptBytes -= ReplySize.of(reply);
        }
    }

    private void grow() {
        @Nullable Reply[] old = ring;
        ring = new @Nullable Reply[old.length * 2];
        for (long sequence = mark; sequence < mark + old.length; sequence++) {
            ring[place(sequence)] = old[(int) (sequence & (old.length - 1))];
        }
    }

    private int place(long sequence) {
        return (int) (sequence & (ring.length - 1));
    }
}
