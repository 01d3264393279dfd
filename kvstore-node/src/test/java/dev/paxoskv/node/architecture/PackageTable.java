package dev.paxoskv.node.architecture;

import static java.util.Map.entry;

import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which package may use which, and which libraries each may know. A change of the layout is a change of this table.
 *
 * <p>Packages are named relative to the root. A subpackage that has no row of its own belongs to the row of the nearest
 * package above it.
 */
final class PackageTable {

    /** What a package may use besides itself. */
    private static final Map<String, Set<String>> MAY_USE = Map.ofEntries(
            entry("paxos.model", Set.of()),
            entry("paxos.message", Set.of("paxos.model")),
            entry("paxos", Set.of("paxos.model", "paxos.message")),
            entry("paxos.formation", Set.of("paxos.model")),
            entry("paxos.session", Set.of("paxos.model", "paxos.message", "paxos")),
            entry("statemachine", Set.of()),
            // storage hands the core what it recovered, in the core's own record
            entry("storage", Set.of("paxos.model", "paxos", "statemachine")),
            entry("storage.mvstore", Set.of("paxos.model", "paxos", "statemachine", "storage")),
            entry("storage.memory", Set.of("paxos.model", "paxos", "statemachine", "storage")),
            entry("snapshot", Set.of("paxos.model", "statemachine")),
            // offline, without a node: what a directory holds becomes another cluster's
            entry(
                    "recovery",
                    Set.of("paxos.model", "paxos.message", "paxos", "statemachine", "storage", "snapshot", "codec")),
            entry("codec", Set.of("paxos.model", "paxos.message", "paxos.formation", "statemachine")),
            entry("transport", Set.of("paxos.model", "paxos.message", "paxos.formation", "snapshot", "codec")),
            entry(
                    "replica",
                    Set.of(
                            "paxos.model",
                            "paxos.message",
                            "paxos",
                            "paxos.session",
                            "statemachine",
                            "storage",
                            "storage.mvstore",
                            "storage.memory",
                            "snapshot",
                            "codec",
                            "transport")),
            entry("api.metrics", Set.of()),
            // the ids that clients are shown are the model's, a node's role is the core's
            entry(
                    "api.rest",
                    Set.of("api.metrics", "api.admin", "paxos.model", "paxos", "statemachine", "snapshot", "replica")),
            entry("api.etcd", Set.of("api.metrics", "api.admin", "paxos.model", "statemachine", "snapshot", "replica")),
            entry("api.admin", Set.of("paxos.model", "statemachine", "replica")),
            entry("config", Set.of("paxos", "paxos.formation", "statemachine", "storage", "transport", "replica")),
            // puts all the parts together
            entry(
                    "runtime",
                    Set.of(
                            "paxos.model",
                            "paxos",
                            "paxos.formation",
                            "statemachine",
                            "storage",
                            "transport",
                            "replica",
                            "config",
                            "api.metrics",
                            "api.admin",
                            "api.rest",
                            "api.etcd")),
            // the subcommand that dumps the log of a stopped node reads its data directory
            entry(
                    "cli",
                    Set.of(
                            "paxos.model",
                            "paxos",
                            "statemachine",
                            "storage",
                            "snapshot",
                            "recovery",
                            "codec",
                            "config",
                            "runtime")));

    /** Libraries, by a prefix of their packages, that only some packages may know. */
    private static final Map<String, Set<String>> KNOWN_TO = Map.of(
            "dev.paxoskv.command.", Set.of("codec"),
            "dev.paxoskv.peer.", Set.of("codec", "transport"),
            "com.google.protobuf.", Set.of("codec", "transport", "api.etcd", "cli"),
            "io.grpc.", Set.of("codec", "transport", "api.etcd", "cli"),
            "io.etcd.", Set.of("api.etcd", "cli"),
            "io.quarkus.", Set.of("transport", "replica", "runtime", "api.rest", "api.etcd", "api.admin", "cli"),
            "jakarta.",
                    Set.of(
                            "transport",
                            "replica",
                            "runtime",
                            "api.metrics",
                            "api.rest",
                            "api.etcd",
                            "api.admin",
                            "cli"),
            "org.h2.", Set.of("storage.mvstore"),
            "picocli.", Set.of("cli"));

    private final String root;

    /** @param root the package above all the packages of the table, without a dot at its end */
    PackageTable(String root) {
        this.root = root;
    }

    String root() {
        return root;
    }

    /** The row that a package, given by its full name, belongs to; empty if the table has none for it. */
    Optional<String> rowOf(String packageName) {
        if (!packageName.startsWith(root + ".")) {
            return Optional.empty();
        }
        String relative = packageName.substring(root.length() + 1);
        return MAY_USE.keySet().stream()
                .filter(row -> relative.equals(row) || relative.startsWith(row + "."))
                .max(Comparator.comparingInt(String::length));
    }

    /** Whether code in {@code row} may use a class of the package {@code target}. */
    boolean permits(String row, String target) {
        if (target.equals(root) || target.startsWith(root + ".")) {
            return rowOf(target)
                    .map(used -> used.equals(row) || mayUse(row).contains(used))
                    .orElse(false);
        }
        return KNOWN_TO.entrySet().stream()
                .filter(library -> (target + ".").startsWith(library.getKey()))
                .allMatch(library -> library.getValue().contains(row));
    }

    private static Set<String> mayUse(String row) {
        return MAY_USE.getOrDefault(row, Set.of());
    }
}
