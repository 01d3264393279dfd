package dev.paxoskv.node.cli.client;

import dev.paxoskv.node.cli.client.ClusterClient.Change;
import dev.paxoskv.node.cli.client.ClusterInfo.MemberInfo;
import dev.paxoskv.node.cli.console.CommandFailure;
import dev.paxoskv.node.cli.console.Console;
import dev.paxoskv.node.cli.console.ExitCode;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code paxoskv member add}: a node that runs becomes a learner, and with {@code --voter} a voter once it has caught up. */
@Command(
        name = "add",
        description = "Adds a running node to the cluster as a learner, and waits until it has caught up.",
        footer = {
            "",
            "A learner receives the log and does not vote: 'member promote' makes it a voter, as --voter does at once.",
            "The command can be repeated: what is done already is not done again."
        })
public final class MemberAddCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    private EndpointOptions endpoints = new EndpointOptions();

    @Mixin
    private ChangeOptions options = new ChangeOptions();

    @Mixin
    private EpochOption expected = new EpochOption();

    @Parameters(
            index = "0",
            paramLabel = "URL",
            description = "The new node's HTTP address; it tells its id, name and other addresses itself.")
    private String url = "";

    @Option(names = "--name", paramLabel = "NAME", description = "The member's name (default: the node's own).")
    private @Nullable String name;

    @Option(names = "--voter", description = "Promote it as soon as it has caught up.")
    private boolean voter;

    MemberAddCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        if (voter && !options.waits()) {
            throw new CommandFailure(ExitCode.USAGE, "--voter has to wait for the node: leave --no-wait out");
        }
        URI address = EndpointOptions.address(url);
        NewNode node = NewNode.at(address, endpoints.timeout());
        try (ClusterClient cluster = new ClusterClient(endpoints, options, console)) {
            ClusterInfo before = cluster.confirmed();
            checkCluster(node, before, address);
            Optional<MemberInfo> present = before.member(node.id());
            String epoch = present.isPresent() ? before.epoch() : add(cluster, node, before);
            awaitCaughtUp(cluster, node, address);
            boolean promote = voter && present.filter(MemberInfo::isVoter).isEmpty();
            if (promote) {
                ClusterInfo now = cluster.confirmed();
                epoch = MemberPromoteCommand.promote(cluster, now, now.named(node.id()), null);
            }
            String role = voter ? "voter" : present.map(MemberInfo::role).orElse("learner");
            new ChangeReport(console, options.format()).member(node.id(), name(node), role, epoch);
        }
        return ExitCode.OK;
    }

    private static void checkCluster(NewNode node, ClusterInfo cluster, URI address) {
        String own = cluster.json().path("cluster_id").asText();
        if (!node.cluster().isEmpty() && !node.cluster().equals(own)) {
            throw new CommandFailure(
                    ExitCode.CONFLICT,
                    "the node at " + address + " belongs to another cluster, " + node.cluster() + ", not to " + own
                            + "; start it with an empty data directory to have it join this one");
        }
    }

    private String name(NewNode node) {
        return name == null ? node.name() : name;
    }

    private String add(ClusterClient cluster, NewNode node, ClusterInfo before) {
        Change change = new Change(
                "POST",
                _ -> RestPaths.MEMBERS,
                epoch -> Json.bytes(node.asCandidate(epoch, name(node))),
                now -> now.member(node.id()).isPresent());
        String epoch = cluster.make(change, before, expected.epoch());
        cluster.say(name(node) + " (" + node.id() + ") is a learner of the configuration " + epoch);
        cluster.awaitSettled(epoch);
        return epoch;
    }

    /** Level with what was chosen before it began to wait: what comes later, it gets like any member. */
    private void awaitCaughtUp(ClusterClient cluster, NewNode node, URI address) {
        if (!options.waits()) {
            return;
        }
        long goal = cluster.confirmed().chosenSlot();
        cluster.await(
                "waiting until " + name(node) + " has caught up to slot " + goal,
                () -> NewNode.at(address, endpoints.timeout()).appliedSlot() >= goal);
    }
}
