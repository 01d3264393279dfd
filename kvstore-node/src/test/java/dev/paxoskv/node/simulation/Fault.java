package dev.paxoskv.node.simulation;

import java.util.List;

/**
 * One thing that goes wrong. A run's faults are drawn before it starts and are independent of each other, so that a
 * failing run can be tried again with fewer of them.
 *
 * @param at when, in ticks
 * @param kind what
 * @param node to whom
 * @param other a second node, or what else the kind needs a number for
 * @param ticks for how long
 */
record Fault(int at, Kind kind, int node, int other, int ticks) {

    /** What can go wrong. */
    enum Kind {
        /** The process dies and comes back on its disk. */
        CRASH,
        /** The process dies in the middle of what it does, after so many more effects. */
        CRASH_SOON,
        /** All processes die at once: a power failure. */
        POWER_FAILURE,
        /** The process stands still: inputs wait. */
        PAUSE,
        /** The clock stands still, the process does not. */
        CLOCK_STOPS,
        /** The clock jumps ahead by this many ticks. */
        CLOCK_JUMPS,
        /** The clock goes wrong by this many per cent. */
        CLOCK_DRIFTS,
        /** Writes take long. */
        SLOW_DISK,
        /** The next write fails: the node must stop. */
        SYNC_FAILS,
        /** No write succeeds: the node must stop, and comes back when there is room. */
        DISK_FULL,
        /** The disk is wiped: its member id is gone. Never more than a minority. */
        WIPED,
        /** A damaged record is found at the next start: the node stays out. Never more than a minority. */
        DAMAGED,
        /** One direction of one link is cut. */
        CUT_ONE_WAY,
        /** A link is cut. */
        CUT,
        /** A node is cut off from all others. */
        ISOLATE,
        /** The nodes of this bit mask are cut off from the others. */
        SPLIT,
        /** Every link is cut but those to this node. */
        HUB,
        /** As HUB, with the other node cut off from the hub as well. */
        HUB_WITHOUT,
        /** Nodes see only their neighbours in a row. */
        CHAIN,
        /**
         * The leader's clock stands still and others lose sight of it, so that it goes on believing in its leadership
         * while there is a new one: cut off from all; from all first and then only from the new one; or so that it hears
         * only the other node, and what was said to it before.
         */
        STALE_LEADER,
        /** This many per cent of all messages are lost. */
        LOSS,
        /** The node speaks a protocol version that nobody knows. */
        STRANGE_VERSION,
        /** Messages of the past come from another cluster, a stranger, or to somebody else. */
        FORGED,
        /** An accepted value cannot be read at the next start. Never more than a minority at once. */
        DAMAGED_VOTE,
        /** A chosen value cannot be read any more. Never more than a minority at once. */
        DAMAGED_LOG,
        /** The state machine comes to something else from now on. Never more than a minority. */
        DIVERGES,
        /** The leadership is to move to this node. No fault, but it comes among faults. */
        TRANSFER,
        /** The process stops as it should: it hands over, and ends. It comes back. */
        SHUTDOWN,
        /** The process dies, and comes back when the others' logs begin behind what it has. */
        LEFT_BEHIND,
        /** The log is cut behind the checkpoint, but for a tail of so many slots. No fault, but the others may need it. */
        TRUNCATE,
        /** The applied state is made durable. No fault, but what a restart finds depends on it. */
        CHECKPOINT
    }

    /** The same for the nodes that there are by now. */
    Fault among(int nodes) {
        boolean otherIsNode = kind == Kind.CUT_ONE_WAY || kind == Kind.CUT || kind == Kind.HUB_WITHOUT;
        return new Fault(at, kind, node % nodes, otherIsNode ? other % nodes : other, ticks);
    }

    static Fault draw(Dice dice, int at, List<Kind> kinds) {
        Kind kind = dice.oneOf(kinds);
        int nodes = Cast.MOST;
        int node = dice.between(0, 60 * nodes);
        int other = switch (kind) {
            case CRASH_SOON -> (int) dice.skewed(1, 200);
            case CLOCK_JUMPS -> dice.between(1, 60);
            case CLOCK_DRIFTS -> dice.between(-60, 150);
            case LOSS -> dice.between(20, 80);
            case SPLIT -> dice.between(1, (1 << nodes) - 1);
            case FORGED -> dice.between(0, 3);
            case TRUNCATE -> dice.chance(0.6) ? 0 : (int) dice.skewed(1, 50);
            case DAMAGED_VOTE, DAMAGED_LOG -> dice.between(0, 1 << 20);
            default -> dice.between(0, 60 * nodes);
        };
        boolean takesTime = kind == Kind.STALE_LEADER || kind == Kind.LEFT_BEHIND;
        int ticks = takesTime ? dice.between(20, 150) : (int) dice.skewed(1, 150);
        return new Fault(at, kind, node, other, ticks);
    }
}
