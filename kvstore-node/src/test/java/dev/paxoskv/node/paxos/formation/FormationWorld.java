package dev.paxoskv.node.paxos.formation;

import dev.paxoskv.node.paxos.formation.Formation.Question;
import dev.paxoskv.node.paxos.formation.FormationPlan.Mode;
import dev.paxoskv.node.paxos.formation.Introduction.Membership;
import dev.paxoskv.node.paxos.model.ClusterId;
import dev.paxoskv.node.paxos.model.Configuration;
import dev.paxoskv.node.paxos.model.Genesis;
import dev.paxoskv.node.paxos.model.Member;
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
 * Nodes that form a cluster, or join it, over a network that loses, delays, repeats and reorders, with disks that may be
 * wiped: all of it in one thread, from one seed. Checks after every genesis stored that no two clusters can come of it.
 */
final class FormationWorld {
    static final int ALPHA = 64;

    private final Random random;
    private final int listed;
    private final List<Node> nodes = new ArrayList<>();
    private final List<Runnable> network = new ArrayList<>();
    private final Map<MemberId, Genesis> storedBy = new LinkedHashMap<>();
    private final Set<Genesis> made = new LinkedHashSet<>();
    private final FormationHistory history = new FormationHistory();
    private double loss = 0.2;
    private double repeat = 0.3;
    private boolean majorityIsKept;

    /** A label with a disk, and the process that runs on it, if one does. */
    final class Node {
        final int label;
        final Mode mode;
        final List<String> seeds;
        MemberId disk;

        @Nullable Membership membership;

        PeerList list;

        @Nullable Formation process;

        @Nullable Genesis deciding;

        Node(int label, Mode mode, PeerList list, List<String> seeds) {
            this.label = label;
            this.mode = mode;
            this.list = list;
            this.seeds = seeds;
            this.disk = freshId();
            start();
        }

        void start() {
            Membership found = membership;
            deciding = null;
            process = found != null
                    ? Formation.formed(disk, plan(), found)
                    : new Formation(disk, plan(), new ClusterId(random.nextLong()));
        }

        FormationPlan plan() {
            return new FormationPlan(mode, name(), label, list, seeds, ALPHA);
        }

        String name() {
            return "n" + label;
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
            membership = null;
        }

        /** Its log tells it the next configuration, if there is one. */
        void learn() {
            Membership mine = membership;
            if (mine != null && history.hasBegun()) {
                Configuration next = history.after(mine.latest());
                membership = mine.with(next);
                if (process != null) {
                    process.learned(next);
                }
            }
        }
    }

    /** Nodes that form a cluster out of a list. */
    FormationWorld(long seed, int size) {
        this(seed, size, 0, 0);
    }

    /**
     * Nodes of all kinds.
     *
     * @param listed nodes that form a cluster out of a list
     * @param joining nodes that may only join, and know the addresses of those listed
     * @param managed nodes that may be bootstrapped or join, and know the addresses of all
     */
    FormationWorld(long seed, int listed, int joining, int managed) {
        random = new Random(seed);
        this.listed = listed;
        for (int label = 1; label <= listed; label++) {
            nodes.add(new Node(label, Mode.STATIC, list(listed), List.of()));
        }
        addOthers(Mode.JOIN, joining, addresses(listed));
        addOthers(Mode.MANAGED, managed, addresses(listed + joining + managed));
    }

    private void addOthers(Mode mode, int count, List<String> seeds) {
        for (int i = 0; i < count; i++) {
            int label = nodes.size() + 1;
            nodes.add(new Node(label, mode, new PeerList(List.of(line(label))), seeds));
        }
    }

    private static List<String> addresses(int count) {
        return count == 0
                ? List.of()
                : list(count).peers().stream().map(ListedPeer::peer).toList();
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

    FormationHistory history() {
        return history;
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
            wipe(node);
        } else if (dice < 20) {
            finishStoring(node);
        } else if (dice < 45) {
            tick(node);
        } else if (dice < 50) {
            node.learn();
        } else if (!network.isEmpty()) {
            network.remove(random.nextInt(network.size())).run();
        }
    }

    private void wipe(Node node) {
        if (!majorityIsKept || !history.hasBegun() || keepsMajorityWithout(node)) {
            node.wipe();
        }
    }

    private boolean keepsMajorityWithout(Node lost) {
        List<MemberId> keeping = nodes.stream()
                .filter(node -> node != lost && node.membership != null)
                .map(node -> node.disk)
                .toList();
        boolean othersRemember =
                nodes.stream().anyMatch(node -> node != lost && node.mode == Mode.STATIC && node.membership != null);
        return history.latest().isMajority(keeping) && (lost.mode != Mode.STATIC || othersRemember);
    }

    /**
     * From now on no disk is wiped whose loss would leave the cluster without a majority, or leave nobody in the list who
     * knows that there is a cluster: a list of empty disks forms a new one, as it was told to.
     */
    void keepMajority() {
        majorityIsKept = true;
    }

    /** An administrator adds, promotes or removes a node's member, where the cluster lets him. */
    void administer() {
        Node node = nodes.get(random.nextInt(nodes.size()));
        switch (random.nextInt(3)) {
            case 0 -> add(node);
            case 1 -> history.promote(node.disk, node.membership != null);
            default -> history.remove(history.randomMember(random));
        }
    }

    void add(Node node) {
        ListedPeer line = line(node.label);
        history.add(new Member(node.disk, node.name(), Member.Role.LEARNER, line.peer(), line.http(), line.grpc()));
    }

    /** Whoever manages the nodes asks one of them to be the first member. Returns whether it is or will be. */
    boolean bootstrap(Node node, ClusterId cluster, MemberId member) {
        Formation process = node.process;
        if (process == null) {
            return false;
        }
        return switch (process.bootstrap(cluster, member)) {
            case BootstrapOutcome.Store store -> {
                made.add(store.genesis());
                node.deciding = store.genesis();
                yield true;
            }
            case BootstrapOutcome.Done _ -> true;
            case BootstrapOutcome.Refused _ -> false;
        };
    }

    /** No more faults, and everybody runs. */
    void heal() {
        loss = 0;
        repeat = 0;
        for (Node node : nodes) {
            boolean odd = node.mode == Mode.STATIC && !node.list.equals(list(listed));
            if (node.process == null || odd) {
                node.list = odd ? list(listed) : node.list;
                node.start();
            }
        }
    }

    /** Everything that is under way arrives, everybody asks, everything is stored, and whoever has a log is level. */
    void round() {
        for (Node node : nodes) {
            tick(node);
        }
        while (!network.isEmpty()) {
            network.removeFirst().run();
        }
        for (Node node : nodes) {
            finishStoring(node);
            while (node.membership != null
                    && node.membership.latest().epoch() < history.latest().epoch()) {
                node.learn();
            }
        }
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
        Node asked = at(question.address());
        if (asked == null || asked.process == null) {
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

    private @Nullable Node at(String address) {
        return nodes.stream()
                .filter(node -> line(node.label).peer().equals(address))
                .findFirst()
                .orElse(null);
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
        node.membership = Membership.of(decided);
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
        check(made.contains(genesis), "a genesis that nobody made");
        history.begin(genesis);
        check(
                genesis.configuration().isVoter(member) || history.wasLearner(member),
                "a genesis was stored by somebody whom its cluster never took in");
        for (Node node : nodes) {
            check(
                    node.membership == null || node.membership.genesis().equals(genesis),
                    "two clusters on the disks of one list");
        }
    }

    Optional<Genesis> common() {
        Set<Genesis> all = new LinkedHashSet<>();
        for (Node node : nodes) {
            if (node.membership == null) {
                return Optional.empty();
            }
            all.add(node.membership.genesis());
        }
        return all.size() == 1 ? Optional.of(all.iterator().next()) : Optional.empty();
    }

    private static void check(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }
}
