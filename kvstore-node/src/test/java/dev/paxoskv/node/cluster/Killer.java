package dev.paxoskv.node.cluster;

import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * Kills the leader, kills a node, stops the leader for a while with SIGSTOP, and so on. What was killed is started again
 * after a while, and the next one's turn comes when the last is back and serves.
 */
final class Killer {
    private static final long SHORTEST_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(4);

    private final TestCluster cluster;
    private final Ledger ledger;
    private final WriteGap gap;
    private final Random random;

    Killer(TestCluster cluster, Ledger ledger, WriteGap gap, long seed) {
        this.cluster = cluster;
        this.ledger = ledger;
        this.gap = gap;
        this.random = new Random(seed);
    }

    /** Goes on until this time, and does not leave before it has done each of its three harms. */
    void runUntil(long endNanos) {
        for (int round = 0; round < 3 || System.nanoTime() < endNanos; round++) {
            Member leader = cluster.awaitLeader();
            switch (round % 3) {
                case 0 -> killLeader(leader);
                case 1 -> kill(other(leader, round / 3));
                default -> hang(leader);
            }
        }
    }

    private Member other(Member leader, int turn) {
        int nodes = cluster.members().size();
        Member next = cluster.member(turn % nodes);
        return next.equals(leader) ? cluster.member((turn + 1) % nodes) : next;
    }

    private void killLeader(Member leader) {
        ledger.count("kills of the leader");
        gap.leaderKilled();
        kill(leader);
    }

    private void kill(Member member) {
        ledger.count("kills");
        member.process().kill();
        pause();
        member.process().start();
        cluster.awaitReady(member);
        pause();
    }

    /** A leader that hangs is replaced, and still believes that it leads when it goes on. */
    private void hang(Member leader) {
        ledger.count("hangs of the leader");
        leader.process().pause();
        pause();
        leader.process().resume();
        cluster.awaitReady(leader);
        pause();
    }

    private void pause() {
        Await.pause(random.nextLong(SHORTEST_NANOS, LONGEST_NANOS));
    }
}
