package dev.paxoskv.node.paxos;

import dev.paxoskv.node.paxos.message.Message.Refusal;
import dev.paxoskv.node.paxos.model.Configuration;
import dev.paxoskv.node.paxos.model.Configurations;
import dev.paxoskv.node.paxos.model.MemberId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The leader's heartbeat rounds, and the reads that wait for one: the read index of Ongaro's dissertation, section 6.4, for
 * a leader that counts heartbeats of its ballot.
 *
 * <p>A read may be answered from its index as soon as a majority acknowledged, in this leader's ballot, a round that
 * started after the read arrived. Any number of reads shares a round.
 */
final class ReadRounds {
    private final Outbox outbox;
    private final Configurations configurations;
    private final Map<MemberId, Long> acknowledged = new TreeMap<>();
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private long round;

    ReadRounds(Outbox outbox, Configurations configurations) {
        this.outbox = outbox;
        this.configurations = configurations;
    }

    /** The last round that was started; 0 before the first. */
    long round() {
        return round;
    }

    int size() {
        return waiting.size();
    }

    /** Adds a read that arrived just now: the next round to start confirms it. */
    void add(long request, long index) {
        waiting.addLast(new Waiting(request, index, round + 1));
    }

    /** Starts a round, and says which. */
    long start() {
        return ++round;
    }

    /** Whether reads wait that no started round will confirm, and the last round is not under way any more. */
    boolean wantsRound(long chosenUpTo) {
        return !waiting.isEmpty()
                && waiting.getLast().round > round
                && (waiting.getFirst().round > round || confirmed(governing(chosenUpTo)) == round);
    }

    void onAck(MemberId from, long ackedRound) {
        acknowledged.merge(from, ackedRound, Math::max);
    }

    /**
     * Answers the reads whose round a majority has acknowledged: of the configuration that governs the first slot that they
     * do not see. Whoever had that slot chosen behind this leader's back had the promises of a majority of just these. A
     * read that another configuration has overtaken, whose members may be gone, sees all that is chosen by now instead.
     */
    void answer(long chosenUpTo) {
        if (waiting.isEmpty()) {
            return;
        }
        Configuration governing = governing(chosenUpTo);
        long confirmed = confirmed(governing);
        while (!waiting.isEmpty() && waiting.getFirst().round <= confirmed) {
            Waiting read = waiting.removeFirst();
            boolean overtaken = governing(read.index).epoch() != governing.epoch();
            outbox.add(new Effect.ReadReady(read.request, overtaken ? chosenUpTo : read.index));
        }
    }

    private Configuration governing(long index) {
        return configurations.governing(index + 1);
    }

    /** The latest round that a majority acknowledged; this node, which leads, acknowledges each as it starts. */
    private long confirmed(Configuration configuration) {
        List<Long> rounds = new ArrayList<>();
        List<MemberId> voters = configuration.voters();
        for (MemberId voter : voters) {
            rounds.add(voter.equals(outbox.self()) ? round : acknowledged.getOrDefault(voter, 0L));
        }
        rounds.sort(null);
        return rounds.get((voters.size() - 1) / 2);
    }

    /** The leadership is over. */
    void refuseAll() {
        for (Waiting read : waiting) {
            outbox.add(new Effect.ReadRefused(read.request, Refusal.NOT_LEADER));
        }
        waiting.clear();
    }

    private record Waiting(long request, long index, long round) {}
}
