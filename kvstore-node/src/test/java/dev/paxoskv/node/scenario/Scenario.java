package dev.paxoskv.node.scenario;

import dev.paxoskv.node.paxos.Tuning;
import dev.paxoskv.node.paxos.message.Envelope;
import dev.paxoskv.node.paxos.message.Message;
import dev.paxoskv.node.paxos.model.Change;
import dev.paxoskv.node.paxos.model.Member;
import dev.paxoskv.node.simulation.ScriptedCluster;
import dev.paxoskv.node.simulation.Tamper;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * Runs a scenario: one command per line, {@code #} for comments. Nodes are A, B, C and so on; {@code *} is any.
 *
 * <pre>
 * nodes 3                     starts the cluster; must come first; may be followed by {@code alpha 8} and by
 *                             {@code heartbeat 5 missed 3 resend 10} (ticks, rounds, ticks)
 * join                        starts another node, with an empty disk and a member of nothing: the next letter
 * run 20                      lets ticks go by
 * clock A off | on            the clock of a node stands still or goes
 * crash A, restart A          ends and starts a process; the disk stays
 * checkpoint A                makes the applied state durable
 * disk A hold | go            keeps writes from completing
 * cut A-B | A>B               cuts a link or one direction of it; mend mends all links, and heal ends all holds as well
 * loss 80                     per cent of messages lost
 * hold A>B Kind ...           keeps messages back, of these kinds or all; {@code Accept@12} only those for slot 12;
 *                             deliver and drop end that for what waits, repeat lets it arrive and come again
 * truncate A                  cuts the log behind the checkpoint
 * damage A 12                 a slot of the log cannot be read any more; the process dies
 * damage A promise            the promise cannot be read any more; the process dies
 * diverge A                   the state machine comes to something else from now on
 * change c1 A add D           an administrator asks A; also promote, remove; c1 names the request
 * transfer t1 A B             an administrator asks A to have the leadership moved to B
 * any configuration           the oracles let configurations follow each other in any way
 * put w1 A key value          a client of A writes; w1 names the request
 * fill A 100                  a client of A writes so many keys; {@code apart} one per tick, so that each is a slot
 * read r1 A key               a client of A reads
 * mark                        from here on leaderships are counted
 * expect [within 30] ...      a condition holds now, or after so many ticks at the latest:
 *     leader A | leader       this node leads and a majority follows it; some node does
 *     claims A                A believes that it leads
 *     w1 done | w1 open       a request is answered or not
 *     c1 is done              a change or transfer is done, or unknown, open, or refused for this reason
 *     voters ABC, learners D  the members of the last configuration chosen; {@code none} for nobody
 *     settled                 that configuration is settled
 *     removed C, halted C     C knows that it was removed; it has stopped for good
 *     whole A                 every record of A's disk can be read
 *     truncated A 12          the log of A begins behind slot 12
 *     r1 = value              a read saw this; {@code none} for nothing
 *     value A key = value     what a node's applied state holds
 *     level                   every running node has applied all that is chosen
 *     behind A 100            A lacks at least so many chosen slots
 *     leaderships 1           at most so many since the mark
 * </pre>
 */
final class Scenario {
    private static final int ALPHA = 256;

    private final String name;
    private final List<String> lines;
    private final Tamper.Factory tampers;
    private final long seed;
    private ScriptedCluster cluster;
    private int filled;

    Scenario(String name, List<String> lines, long seed, Tamper.Factory tampers) {
        this.name = name;
        this.lines = lines;
        this.seed = seed;
        this.tampers = tampers;
        cluster = new ScriptedCluster(1, ALPHA, Tuning.defaults(), seed, tampers);
    }

    /** Runs all lines, then the checks of the clients' history. */
    void run() {
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).replaceFirst("#.*", "").strip();
            if (!line.isEmpty()) {
                run(i + 1, line);
            }
        }
        cluster.finish();
    }

    private void run(int number, String line) {
        try {
            execute(line.split("\\s+"));
        } catch (AssertionError | RuntimeException failed) {
            throw new AssertionError(
                    name + " line " + number + ", \"" + line + "\": " + failed.getMessage() + tail(), failed);
        }
    }

    private String tail() {
        List<String> trace = cluster.trace();
        return "\nThe last events:\n" + String.join("\n", trace.subList(Math.max(0, trace.size() - 40), trace.size()));
    }

    private void execute(String[] words) {
        switch (words[0]) {
            case "nodes" ->
                cluster = new ScriptedCluster(
                        integer(words[1]), number(words, "alpha", ALPHA), tuning(words), seed, tampers);
            case "join" -> cluster.join();
            case "truncate" -> each(words[1], cluster::truncate);
            case "damage" -> damage(node(words[1]), words[2]);
            case "diverge" -> cluster.diverge(node(words[1]));
            case "change" -> cluster.change(words[1], node(words[2]), change(words[3], node(words[4])));
            case "transfer" -> cluster.transfer(words[1], node(words[2]), node(words[3]));
            case "any" -> cluster.anyConfiguration();
            case "run" -> cluster.run(integer(words[1]));
            case "clock" -> each(words[1], node -> cluster.clock(node, words[2].equals("on")));
            case "crash" -> each(words[1], cluster::crash);
            case "restart" -> each(words[1], cluster::restart);
            case "checkpoint" -> each(words[1], cluster::checkpoint);
            case "disk" -> each(words[1], node -> cluster.holdDisk(node, words[2].equals("hold")));
            case "cut" -> Arrays.stream(words).skip(1).forEach(this::cut);
            case "mend" -> cluster.mendLinks();
            case "heal" -> {
                cluster.mendLinks();
                cluster.holdNothing();
            }
            case "loss" -> cluster.loss(integer(words[1]));
            case "hold" -> cluster.hold(messages(words));
            case "deliver" -> some(cluster.deliver(messages(words)));
            case "repeat" -> some(cluster.repeat(messages(words)));
            case "drop" -> some(cluster.drop(messages(words)));
            case "put" -> cluster.put(words[1], node(words[2]), words[3], words[4]);
            case "fill" ->
                fill(node(words[1]), integer(words[2]), Arrays.asList(words).contains("apart"));
            case "read" -> cluster.read(words[1], node(words[2]), words[3]);
            case "mark" -> cluster.mark();
            case "expect" -> expect(words);
            default -> throw new IllegalArgumentException("no such command");
        }
    }

    /** The tuning of production, with other times if they are given. */
    private static Tuning tuning(String[] words) {
        Tuning production = Tuning.defaults();
        return production.withTimes(
                number(words, "heartbeat", production.heartbeatTicks()),
                number(words, "missed", production.missedRounds()),
                number(words, "resend", production.resendTicks()));
    }

    /** The number behind a word, if the word is there. */
    private static int number(String[] words, String word, int otherwise) {
        int at = Arrays.asList(words).indexOf(word);
        return at < 0 ? otherwise : integer(words[at + 1]);
    }

    private Change change(String what, int node) {
        Member member = cluster.member(node);
        return switch (what) {
            case "add" -> new Change.AddLearner(member);
            case "promote" -> new Change.Promote(member.id());
            case "remove" -> new Change.Remove(member.id());
            default -> throw new IllegalArgumentException("no such change");
        };
    }

    private void fill(int node, int count, boolean apart) {
        for (int i = 0; i < count; i++) {
            String number = "fill" + ++filled;
            cluster.put(number, node, number, number);
            cluster.run(apart ? 1 : 0);
        }
    }

    private void damage(int node, String what) {
        if (what.equals("promise")) {
            cluster.damagePromise(node);
        } else {
            cluster.damage(node, integer(what));
        }
    }

    private void cut(String link) {
        int from = node(link.substring(0, 1));
        int to = node(link.substring(2));
        cluster.cut(from, to);
        if (link.charAt(1) == '-') {
            cluster.cut(to, from);
        }
    }

    private Predicate<Envelope> messages(String[] words) {
        String from = words[1].substring(0, 1);
        String to = words[1].substring(2);
        List<String> kinds = Arrays.asList(words).subList(2, words.length);
        return envelope -> matches(from, cluster.from(envelope))
                && matches(to, cluster.to(envelope))
                && (kinds.isEmpty() || kinds.stream().anyMatch(kind -> isOf(kind, envelope.message())));
    }

    private static boolean isOf(String kind, Message message) {
        String name = message.getClass().getSimpleName();
        return kind.equals(name)
                || (message instanceof Message.Accept accept && kind.equals(name + "@" + accept.slot()));
    }

    private static boolean matches(String name, int node) {
        return name.equals("*") || node(name) == node;
    }

    private static void some(int messages) {
        if (messages == 0) {
            throw new AssertionError("there is no such message");
        }
    }

    private void expect(String[] words) {
        boolean waits = words[1].equals("within");
        int ticks = waits ? integer(words[2]) : 0;
        String[] condition = Arrays.copyOfRange(words, waits ? 3 : 1, words.length);
        BooleanSupplier holds = () -> holds(condition);
        for (int i = 0; i < ticks && !holds.getAsBoolean(); i++) {
            cluster.run(1);
        }
        if (!holds.getAsBoolean()) {
            throw new AssertionError("does not hold");
        }
    }

    private boolean holds(String[] words) {
        return switch (words[0]) {
            case "leader" -> words.length == 1 ? cluster.leader() >= 0 : cluster.leader() == node(words[1]);
            case "claims" -> cluster.believesToLead(node(words[1]));
            case "level" -> cluster.isLevel();
            case "behind" -> cluster.chosen() - cluster.applied(node(words[1])) >= integer(words[2]);
            case "leaderships" -> cluster.leaderships() <= integer(words[1]);
            case "value" ->
                String.valueOf(cluster.value(node(words[1]), words[2])).equals(value(words[4]));
            case "filled" -> isFilled();
            case "voters" -> cluster.members(true).equals(words[1]);
            case "learners" -> cluster.members(false).equals(words[1].equals("none") ? "" : words[1]);
            case "settled" -> cluster.isSettled();
            case "removed" -> cluster.knowsItIsRemoved(node(words[1]));
            case "halted" -> cluster.isHalted(node(words[1]));
            case "whole" -> cluster.isWhole(node(words[1]));
            case "truncated" -> cluster.truncatedUpTo(node(words[1])) >= integer(words[2]);
            default -> request(words);
        };
    }

    private boolean isFilled() {
        for (int i = 1; i <= filled; i++) {
            if (!cluster.isAnswered("fill" + i)) {
                return false;
            }
        }
        return true;
    }

    private boolean request(String[] words) {
        return switch (words[1]) {
            case "done" -> cluster.isAnswered(words[0]);
            case "is" -> cluster.outcome(words[0]).equals(words[2]);
            case "open" -> !cluster.isAnswered(words[0]);
            case "=" ->
                cluster.isAnswered(words[0])
                        && String.valueOf(cluster.seen(words[0])).equals(value(words[2]));
            default -> throw new IllegalArgumentException("no such condition");
        };
    }

    private static String value(String word) {
        return word.equals("none") ? "null" : word;
    }

    private interface ForNode {
        void accept(int node);
    }

    private void each(String name, ForNode action) {
        if (!name.equals("*")) {
            action.accept(node(name));
            return;
        }
        for (int node = 0; node < cluster.size(); node++) {
            action.accept(node);
        }
    }

    private static int node(String name) {
        if (name.length() != 1 || name.charAt(0) < 'A' || name.charAt(0) > 'Z') {
            throw new IllegalArgumentException("\"" + name + "\" is no node");
        }
        return name.charAt(0) - 'A';
    }

    private static int integer(String word) {
        return Integer.parseInt(word);
    }
}
