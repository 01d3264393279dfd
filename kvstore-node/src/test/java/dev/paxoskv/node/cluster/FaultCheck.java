package dev.paxoskv.node.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/**
 * Clients write to and read from every node of a cluster of real processes while the nodes are killed and started again,
 * one after the other, the leader as often as the others. Afterwards every write that was acknowledged has to be there,
 * all nodes have to hold the same, each token has to have been granted at most once, and no linearizable read may have
 * gone back behind an earlier one.
 *
 * <p>The writers over gRPC are slow on purpose: a client that writes with tokens is promised to get on only against
 * others like it.
 */
public final class FaultCheck {
    private static final double PUTS_PER_SECOND = 50;
    private static final Duration END = Duration.ofMinutes(1);

    private final TestCluster cluster;
    private final Duration length;
    private final long seed;
    private final Ledger ledger = new Ledger();
    private final WriteGap gap = new WriteGap();

    FaultCheck(TestCluster cluster, Duration length, long seed) {
        this.cluster = cluster;
        this.length = length;
        this.seed = seed;
    }

    /** Runs a cluster on free ports: {@code [--minutes N] [--nodes N]}. Exit code 1 if anything is wrong. */
    public static void main(String[] arguments) throws IOException {
        int minutes = number(arguments, "--minutes", 5);
        int nodes = number(arguments, "--nodes", 3);
        Path directory = Files.createTempDirectory("paxoskv-fault-check");
        System.out.println("data and logs in " + directory);
        List<String> violations;
        try (TestCluster cluster = new TestCluster(nodes, directory).start()) {
            FaultCheck check = new FaultCheck(cluster, Duration.ofMinutes(minutes), System.nanoTime());
            violations = check.run();
            System.out.println(check.summary());
        }
        violations.forEach(System.out::println);
        System.out.println(violations.isEmpty() ? "nothing is wrong" : "THIS IS WRONG, see above");
        System.exit(violations.isEmpty() ? 0 : 1);
    }

    private static int number(String[] arguments, String name, int otherwise) {
        int at = List.of(arguments).indexOf(name);
        return at < 0 ? otherwise : Integer.parseInt(arguments[at + 1]);
    }

    /** Runs it, and says what was wrong; nothing if all is well. */
    List<String> run() {
        List<Runnable> clients = clients();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        try {
            clients.forEach(client -> threads.execute(() -> guarded(client)));
            new Killer(cluster, ledger, gap, seed).runUntil(System.nanoTime() + length.toNanos());
        } finally {
            ledger.close(threads, END);
        }
        cluster.awaitLevel();
        List<NodeContents> contents =
                cluster.members().stream().map(NodeContents::new).toList();
        new Verdict(ledger, contents, cluster.member(0).revision()).judge();
        return ledger.violations();
    }

    private List<Runnable> clients() {
        List<Member> members = cluster.members();
        List<Runnable> clients = new ArrayList<>();
        for (Member member : members) {
            clients.add(new TokenWriter(member, ledger, gap));
            clients.add(new PutWriter(member, ledger, gap, PUTS_PER_SECOND / members.size()));
            clients.add(new Reader(members, ledger, member.index()));
        }
        return clients;
    }

    private void guarded(Runnable client) {
        try {
            client.run();
        } catch (RuntimeException failure) {
            ledger.violation(client + " failed: " + failure);
        }
    }

    Ledger ledger() {
        return ledger;
    }

    /** What was done, in one line. */
    String summary() {
        String counts = ledger.counts().entrySet().stream()
                .map(entry -> entry.getValue() + " " + entry.getKey())
                .collect(Collectors.joining(", "));
        return String.format(
                Locale.ROOT, "%s; first write %.2f s after a leader was killed, at most", counts, gap.longestSeconds());
    }
}
