package dev.paxoskv.node.simulation;

import dev.paxoskv.node.paxos.message.Envelope;
import dev.paxoskv.node.paxos.model.ClusterId;
import dev.paxoskv.node.paxos.model.MemberId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;

/** Makes faults happen, and mends what they broke when their time is over. */
final class FaultInjector {
    private static final int VISITS = 8;
    private static final List<Fault.Kind> ALWAYS =
            List.of(Fault.Kind.CHECKPOINT, Fault.Kind.TRUNCATE, Fault.Kind.LEFT_BEHIND, Fault.Kind.CRASH);

    private final World world;
    private final Clients clients;
    private final Administrator administrator;
    private final Losses losses;
    private boolean over;

    FaultInjector(World world, Clients clients, Administrator administrator, Losses losses) {
        this.world = world;
        this.clients = clients;
        this.administrator = administrator;
        this.losses = losses;
    }

    /** Draws the faults of a run: of a few kinds only, so that each run has a character of its own. */
    static List<Fault> draw(Dice dice, Plan plan) {
        List<Fault.Kind> kinds = new ArrayList<>();
        for (Fault.Kind kind : Fault.Kind.values()) {
            if (ALWAYS.contains(kind) || dice.chance(0.35)) {
                kinds.add(kind);
            }
        }
        List<Fault> faults = new ArrayList<>();
        for (int at = dice.between(1, 40); at < plan.faultTicks(); at += dice.between(1, 2 * plan.faultEvery())) {
            faults.add(Fault.draw(dice, at, kinds));
        }
        return faults;
    }

    void plan(List<Fault> faults) {
        for (Fault fault : faults) {
            world.after(fault.at() * World.TICK, () -> {
                if (!over) {
                    Fault now = fault.among(world.cast().size());
                    world.trace().event("", "fault: " + now);
                    strike(now);
                }
            });
        }
    }

    /** No further faults. What is broken stays so until somebody mends it. */
    void stop() {
        over = true;
    }

    private void later(Fault fault, Runnable mend) {
        world.after(fault.ticks() * World.TICK, () -> {
            if (!over) {
                mend.run();
            }
        });
    }

    private void strike(Fault fault) {
        Node node = world.node(fault.node());
        switch (fault.kind()) {
            case CRASH -> {
                node.crash();
                later(fault, node::start);
            }
            case CRASH_SOON -> {
                world.conditions().crashAfterEffects(node.index(), fault.other());
                later(fault, node::start);
            }
            case POWER_FAILURE -> {
                world.nodes().forEach(Node::crash);
                later(fault, () -> world.nodes().forEach(Node::start));
            }
            case PAUSE -> pause(fault, node);
            case CLOCK_STOPS -> {
                node.ticking(false);
                later(fault, () -> node.ticking(true));
            }
            case CLOCK_JUMPS -> node.tickMany(fault.other());
            case CLOCK_DRIFTS -> world.conditions().tickRate(node.index(), 1 + fault.other() / 100.0);
            case SLOW_DISK -> {
                world.conditions().slowDisk(node.index(), true);
                later(fault, () -> world.conditions().slowDisk(node.index(), false));
            }
            case SYNC_FAILS -> {
                node.disk().failNextSync();
                later(fault, node::start);
            }
            case DISK_FULL -> {
                node.disk().full(true);
                later(fault, () -> {
                    node.disk().full(false);
                    node.start();
                });
            }
            case WIPED, DAMAGED -> lose(node);
            case LOSS -> loss(fault);
            case STRANGE_VERSION -> {
                world.network().speakStrangely(node.index(), Envelope.PROTOCOL_VERSION + 1 + fault.other());
                later(fault, () -> world.network().speakStrangely(node.index(), 0));
            }
            case FORGED -> forge(fault);
            case CHECKPOINT -> node.checkpoint();
            case TRUNCATE -> node.truncate(fault.other());
            case LEFT_BEHIND -> leaveBehind(fault, node);
            case DAMAGED_VOTE, DAMAGED_LOG -> damage(fault, node);
            case DIVERGES -> {
                if (losses.mayLose(node)) {
                    node.diverge();
                }
            }
            case TRANSFER, SHUTDOWN -> handOver(fault, node);
            case STALE_LEADER ->
                world.nodes().stream()
                        .filter(candidate -> candidate.isRunning() && candidate.leads())
                        .findFirst()
                        .ifPresent(leader -> goStale(fault, leader));
            case CUT_ONE_WAY, CUT, ISOLATE, SPLIT, HUB, HUB_WITHOUT, CHAIN ->
                cut(fault, (from, to) -> isCut(fault, from, to));
        }
    }

    private void goStale(Fault fault, Node leader) {
        int self = leader.index();
        leader.ticking(false);
        later(fault, () -> leader.ticking(true));
        visit(fault, leader);
        Fault half = new Fault(fault.at(), fault.kind(), fault.node(), fault.other(), fault.ticks() / 2);
        switch (fault.ticks() % 3) {
            case 0 -> cut(fault, (from, to) -> from == self || to == self);
            case 1 -> {
                cut(half, (from, to) -> from == self || to == self);
                later(half, () -> cutFromSuccessor(half, self));
            }
            default -> {
                cut(fault, (from, to) -> from == self || (to == self && from != fault.other()));
                repeatPast(fault, self);
            }
        }
    }

    /** Clients write through the others, and read at the stale leader, while there is one. */
    private void visit(Fault fault, Node stale) {
        for (int i = 1; i <= VISITS; i++) {
            Node other = world.node((stale.index() + i) % world.cast().size());
            world.after(fault.ticks() * World.TICK * i / (VISITS + 1), () -> {
                if (!over) {
                    clients.visit(other, true);
                    clients.visit(stale, false);
                }
            });
        }
    }

    /** Everybody may see the stale leader again, but not the leader that they have now. */
    private void cutFromSuccessor(Fault fault, int stale) {
        for (Node successor : world.nodes()) {
            if (successor.index() != stale && successor.leads()) {
                int fresh = successor.index();
                cut(fault, (from, to) -> (from == stale && to == fresh) || (from == fresh && to == stale));
            }
        }
    }

    /** What was said to this node comes once more, now and then. */
    private void repeatPast(Fault fault, int to) {
        List<Envelope> past = new ArrayList<>(world.network().past());
        past.removeIf(envelope -> world.cast().index(envelope.to()) != to);
        for (int i = 0; i < past.size(); i++) {
            Envelope envelope = past.get(i);
            world.after(
                    fault.ticks() * World.TICK * i / past.size(),
                    () -> world.network().forge(envelope));
        }
    }

    private void pause(Fault fault, Node node) {
        NodeProcess process = node.process();
        if (process != null) {
            process.pause(true);
            later(fault, () -> process.pause(false));
        }
    }

    private void lose(Node node) {
        if (losses.mayLose(node)) {
            node.lose();
        }
    }

    private void leaveBehind(Fault fault, Node node) {
        node.crash();
        Fault early = new Fault(fault.at(), fault.kind(), fault.node(), fault.other(), fault.ticks() * 3 / 4);
        later(early, () -> world.nodes().forEach(Node::checkpoint));
        later(fault, () -> {
            world.nodes().forEach(other -> other.truncate(0));
            node.start();
        });
    }

    /** One record of the log goes bad, chosen or not. */
    private void damage(Fault fault, Node node) {
        DurableImage image = node.disk().image();
        long chosen = Math.max(image.chosenUpTo(), node.durablyApplied());
        List<Long> slots = new ArrayList<>(
                fault.kind() == Fault.Kind.DAMAGED_LOG
                        ? image.log().headMap(chosen, true).keySet()
                        : image.log().tailMap(chosen, false).keySet());
        if (!slots.isEmpty() && node.version() >= Network.WITH_SNAPSHOTS && losses.mayLose(node)) {
            node.damage(slots.get(fault.other() % slots.size()));
            later(fault, node::start);
        }
    }

    private void handOver(Fault fault, Node node) {
        if (!node.isRunning()) {
            return;
        }
        if (fault.kind() == Fault.Kind.TRANSFER) {
            Node asked = world.node(fault.other() % world.cast().size());
            administrator.transfer(asked.isRunning() ? asked : node, node.id(), () -> {});
            return;
        }
        administrator.transfer(node, MemberId.NONE, () -> {
            if (!over) {
                node.crash();
                later(fault, node::start);
            }
        });
    }

    private void loss(Fault fault) {
        double before = world.conditions().loss;
        world.conditions().loss = fault.other() / 100.0;
        later(fault, () -> world.conditions().loss = before);
    }

    /** Whether this direction of this link is cut by the fault. */
    private static boolean isCut(Fault fault, int from, int to) {
        int node = fault.node();
        return switch (fault.kind()) {
            case CUT_ONE_WAY -> from == node && to == fault.other();
            case CUT -> (from == node && to == fault.other()) || (to == node && from == fault.other());
            case ISOLATE -> from == node || to == node;
            case SPLIT -> ((fault.other() >> from) & 1) != ((fault.other() >> to) & 1);
            case HUB -> from != node && to != node;
            case HUB_WITHOUT -> (from != node && to != node) || from == fault.other() || to == fault.other();
            case CHAIN -> Math.abs(from - to) != 1;
            default -> false;
        };
    }

    private void cut(Fault fault, BiPredicate<Integer, Integer> which) {
        int size = world.cast().size();
        Network network = world.network();
        for (int from = 0; from < size; from++) {
            for (int to = 0; to < size; to++) {
                if (from != to && which.test(from, to)) {
                    int cutFrom = from;
                    int cutTo = to;
                    network.cut(cutFrom, cutTo);
                    later(fault, () -> network.mend(cutFrom, cutTo));
                }
            }
        }
    }

    /** Puts messages on the wire that nobody of this cluster, or nobody for this receiver, ever sent. */
    private void forge(Fault fault) {
        for (Envelope past : world.network().past()) {
            Envelope forged = switch (fault.other()) {
                case 0 ->
                    new Envelope(
                            new ClusterId(past.cluster().value() + 1),
                            past.from(),
                            past.to(),
                            past.version(),
                            past.message());
                case 1 -> new Envelope(past.cluster(), new MemberId(4711), past.to(), past.version(), past.message());
                case 2 -> new Envelope(past.cluster(), past.from(), past.to(), 0, past.message());
                default ->
                    new Envelope(past.cluster(), past.from(), past.to(), Envelope.PROTOCOL_VERSION + 1, past.message());
            };
            world.network().forge(forged);
        }
    }
}
