package dev.paxoskv.node.paxos.formation;

import dev.paxoskv.node.paxos.formation.Formation.Question;
import dev.paxoskv.node.paxos.model.ClusterId;
import dev.paxoskv.node.paxos.model.Genesis;
import dev.paxoskv.node.paxos.model.MemberId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Nodes that form a cluster over a network that loses, delays, repeats and reorders, with disks that may be wiped: all of
 * it in one thread, from one seed. Checks after every genesis stored that no two clusters can come of it.
 */
final class FormationWorld {
    private static final int ALPHA = 64;

    private final Random random;
    private final List<Node> nodes = new ArrayList<>();
    private final List<Runnable> network = new ArrayList<>();
    private final Map<MemberId, Genesis> storedBy = new LinkedHashMap<>();
    private final Set<Genesis> made = new LinkedHashSet<>();
    private double loss = 0.2;
    private double repeat = 0.3;

    /** A label with a disk, and the process that runs on it, if one does. */
    final class Node {
        final int label;
        MemberId disk;

        @Nullable Genesis genesis;

        PeerList list;

        @Nullable Formation process;

        @Nullable Genesis deciding;

        Node(int label, PeerList list) {
            this.label = label;
            this.list = list;
            this.disk = freshId();
            start();
        }

        void start() {
            Genesis found = genesis;
            deciding = null;
            process = found != null
                    ? Formation.formed(disk, label, list, found)
                    : new Formation(disk, label, list, ALPHA, new ClusterId(random.nextLong()));
        }

        FormationStatus status() {
            return Objects.requireNonNull(process).status();
        }

        void crash() {
            process = null;
            deciding = null;
        }

        void wipe() {
            crash();
            disk = freshId();
            genesis = null;
        }
    }

    FormationWorld(long seed, int size) {
        random = new Random(seed);
        PeerList list = list(size);
        for (int label = 1; label <= size; label++) {
            nodes.add(new Node(label, list));
        }
    }

    static PeerList list(int size) {
        List<ListedPeer> peers = new ArrayList<>();
        for (int label = 1; label <= size; label++) {
            peers.add(line(label));
        }
        return new PeerList(peers);
    }

    static ListedPeer line(int label) {
        return new ListedPeer(label, "host:" + (3000 + label), "host:" + (4000 + label), "host:" + (5000 + label));
    }

    private MemberId freshId() {
        return new MemberId(random.nextLong());
    }

    List<Node> nodes() {
        return nodes;
    }

    Set<Genesis> stored() {
        return new LinkedHashSet<>(storedBy.values());
    }

    /** One thing happens. */
    void step(boolean crashes, boolean wipes) {
        Node node = nodes.get(random.nextInt(nodes.size()));
        int dice = random.nextInt(100);
        if (node.process == null) {
            if (dice < 40) {
                node.start();
            }
        } else if (crashes && dice < 4) {
            node.crash();
        } else if (wipes && dice < 6) {
            node.wipe();
        } else if (dice < 20) {
            finishStoring(node);
        } else if (dice < 45) {
            tick(node);
        } else if (!network.isEmpty()) {
            network.remove(random.nextInt(network.size())).run();
        }
    }

    /** No more faults, and everybody runs. */
    void heal() {
        loss = 0;
        repeat = 0;
        PeerList list = list(nodes.size());
        for (Node node : nodes) {
            if (node.process == null || !node.list.equals(list)) {
                node.list = list;
                node.start();
            }
        }
    }

    /** Everything that is under way arrives, everybody asks, everything is stored. */
    void round() {
        for (Node node : nodes) {
            tick(node);
        }
        while (!network.isEmpty()) {
            network.removeFirst().run();
        }
        nodes.forEach(this::finishStoring);
    }

    private void tick(Node node) {
        Formation process = node.process;
        if (process == null) {
            return;
        }
        process.conclude().ifPresent(genesis -> {
            made.add(genesis);
            node.deciding = genesis;
        });
        Introduction me = process.introduction();
        for (Question question : process.ask()) {
            deliver(() -> request(node, process, question, me));
        }
    }

    /** A request reaches whatever process is at the address by then; its answer only the process that asked. */
    private void request(Node asker, Formation process, Question question, Introduction me) {
        Node asked = nodes.get(question.label() - 1);
        if (asked.process == null) {
            deliver(() -> process.silent(question));
            return;
        }
        Introduction answer = asked.process.introduce(me);
        deliver(() -> {
            if (asker.process == process) {
                process.answered(question, answer).ifPresent(genesis -> asker.deciding = genesis);
            }
        });
    }

    private void deliver(Runnable delivery) {
        if (random.nextDouble() < loss) {
            return;
        }
        network.add(delivery);
        if (random.nextDouble() < repeat) {
            network.add(delivery);
        }
    }

    /** What was decided becomes durable; the process may die before it knows. */
    private void finishStoring(Node node) {
        Genesis decided = node.deciding;
        Formation process = node.process;
        if (decided == null || process == null) {
            return;
        }
        node.genesis = decided;
        node.deciding = null;
        noteStored(node.disk, decided);
        if (loss > 0 && random.nextInt(5) == 0) {
            node.crash();
        } else {
            process.stored();
        }
    }

    private void noteStored(MemberId member, Genesis genesis) {
        Genesis before = storedBy.putIfAbsent(member, genesis);
        check(before == null || before.equals(genesis), "a member stored two geneses");
        check(genesis.configuration().isVoter(member), "a genesis was stored by somebody whom it does not name");
        check(made.contains(genesis), "a genesis that nobody made");
        for (Node node : nodes) {
            check(node.genesis == null || node.genesis.equals(genesis), "two clusters on the disks of one list");
        }
    }

    Optional<Genesis> common() {
        Set<Genesis> all = new LinkedHashSet<>();
        for (Node node : nodes) {
            if (node.genesis == null) {
                return Optional.empty();
            }
            all.add(node.genesis);
        }
        return all.size() == 1 ? Optional.of(all.iterator().next()) : Optional.empty();
    }

    private static void check(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }
}
