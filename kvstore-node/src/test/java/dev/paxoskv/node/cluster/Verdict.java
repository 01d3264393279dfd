package dev.paxoskv.node.cluster;

import dev.paxoskv.node.cluster.KeyHistory.Acknowledged;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Judges a run by what the clients were told and what each node holds when all have ended and the nodes are level. What
 * is wrong goes to the ledger. One thread.
 */
final class Verdict {
    /** At so many earlier revisions whole nodes are compared. */
    private static final int SAMPLES = 20;

    private final Ledger ledger;
    private final List<? extends Contents> nodes;
    private final long revision;

    /** What one node holds. */
    interface Contents {
        /** All keys as they were at a revision, by key. */
        List<Stored> at(long revision);

        /** One key as it was at a revision. */
        Optional<Stored> at(String key, long revision);
    }

    /**
     * A judge.
     *
     * @param revision that all the nodes have come to
     */
    Verdict(Ledger ledger, List<? extends Contents> nodes, long revision) {
        this.ledger = ledger;
        this.nodes = nodes;
        this.revision = revision;
    }

    void judge() {
        revisionsWereGrantedOnce();
        noWriteWasDoneTwice();
        nodesHoldTheSame();
        List<Stored> stored = nodes.getFirst().at(revision);
        Map<String, Stored> byKey = stored.stream().collect(Collectors.toMap(Stored::key, Function.identity()));
        for (KeyHistory key : ledger.keys()) {
            lastWriteIsThere(key, Optional.ofNullable(byKey.remove(key.key())));
            everyAcknowledgedWriteIsInTheHistory(key);
            nothingRefusedWasSeen(key);
        }
        byKey.keySet().forEach(stray -> ledger.violation("there is a key that nobody wrote: " + stray));
    }

    /** A token is the revision of the write that it is spent on, so this is about tokens and puts alike. */
    private void revisionsWereGrantedOnce() {
        Map<Long, String> owners = new HashMap<>();
        for (KeyHistory key : ledger.keys()) {
            for (Acknowledged write : key.acknowledged()) {
                String owner = key.key() + "=" + write.number();
                String other = owners.put(write.revision(), owner);
                if (other != null) {
                    ledger.violation("revision " + write.revision() + " was granted to " + other + " and to " + owner);
                }
            }
        }
    }

    private void noWriteWasDoneTwice() {
        long acknowledged = ledger.keys().stream()
                .mapToLong(key -> key.acknowledged().size())
                .sum();
        long unknown = ledger.keys().stream().mapToLong(KeyHistory::unknowns).sum();
        // an empty store is at revision 1
        long done = revision - 1;
        if (done < acknowledged || done > acknowledged + unknown) {
            ledger.violation("the store counts " + done + " writes; " + acknowledged + " were acknowledged and "
                    + unknown + " are unknown");
        }
    }

    private void nodesHoldTheSame() {
        long step = Math.max(1, revision / SAMPLES);
        List<Long> revisions = new ArrayList<>();
        for (long sample = revision; sample >= 1; sample -= step) {
            revisions.add(sample);
        }
        for (long sample : revisions) {
            List<Stored> first = nodes.getFirst().at(sample);
            for (int i = 1; i < nodes.size(); i++) {
                List<Stored> other = nodes.get(i).at(sample);
                if (!first.equals(other)) {
                    ledger.violation(
                            "nodes 0 and " + i + " differ at revision " + sample + ": " + first + " and " + other);
                }
            }
        }
    }

    private void lastWriteIsThere(KeyHistory key, Optional<Stored> stored) {
        Optional<Acknowledged> last = key.acknowledged().isEmpty()
                ? Optional.empty()
                : Optional.of(key.acknowledged().getLast());
        long number = stored.map(Stored::number).orElse(0L);
        if (number < last.map(Acknowledged::number).orElse(0L)) {
            ledger.violation(key.key() + " is " + number + " at the end, after " + last.get() + " was acknowledged");
        }
        if (number > key.last() || key.wasRefused(number)) {
            ledger.violation(key.key() + " is " + number + " at the end, which was refused or never sent");
        }
        stored.ifPresent(there -> countedOnce(key, there));
    }

    /** The version of a key counts its writes. */
    private void countedOnce(KeyHistory key, Stored stored) {
        int acknowledged = key.acknowledged().size();
        if (stored.version() < acknowledged || stored.version() > acknowledged + key.unknowns()) {
            ledger.violation(key.key() + " was written " + stored.version() + " times; " + acknowledged
                    + " writes were acknowledged and " + key.unknowns() + " are unknown");
        }
    }

    /** Nodes take turns: that they hold the same is another check. */
    private void everyAcknowledgedWriteIsInTheHistory(KeyHistory key) {
        for (Acknowledged write : key.acknowledged()) {
            Contents node = nodes.get((int) (write.revision() % nodes.size()));
            Optional<Stored> there = node.at(key.key(), write.revision());
            boolean same = there.filter(
                            stored -> stored.number() == write.number() && stored.modRevision() == write.revision())
                    .isPresent();
            if (!same) {
                ledger.violation(key.key() + " was acknowledged as " + write + ", and there is " + there);
            }
        }
    }

    private void nothingRefusedWasSeen(KeyHistory key) {
        key.seen().stream()
                .filter(key::wasRefused)
                .forEach(number ->
                        ledger.violation(key.key() + "=" + number + " was refused, and yet somebody read it"));
    }
}
