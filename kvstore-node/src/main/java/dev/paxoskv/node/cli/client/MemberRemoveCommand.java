package dev.paxoskv.node.cli.client;

import dev.paxoskv.node.cli.client.ClusterClient.Change;
import dev.paxoskv.node.cli.client.ClusterInfo.MemberInfo;
import dev.paxoskv.node.cli.console.Console;
import dev.paxoskv.node.cli.console.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code paxoskv member remove}: a member leaves the cluster for good. */
@Command(
        name = "remove",
        description = "Removes a member for good. If it leads, another one takes over first.",
        footer = {
            "",
            "A removed member's id never comes back; to use its machine again, start a node there with an empty data"
                    + " directory, and add that."
        })
public final class MemberRemoveCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    private EndpointOptions endpoints = new EndpointOptions();

    @Mixin
    private ChangeOptions options = new ChangeOptions();

    @Mixin
    private EpochOption expected = new EpochOption();

    @Parameters(index = "0", paramLabel = "MEMBER", description = "The member's name or id.")
    private String member = "";

    MemberRemoveCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        try (ClusterClient cluster = new ClusterClient(endpoints, options, console)) {
            ClusterInfo before = cluster.confirmed();
            ChangeReport report = new ChangeReport(console, options.format());
            String id = ClusterInfo.idOf(member);
            if (before.removed().contains(id)) {
                report.member(id, "", "removed", before.epoch());
            } else {
                MemberInfo leaving = before.named(member);
                report.member(leaving.id(), leaving.name(), "removed", remove(cluster, before, leaving));
            }
        }
        return ExitCode.OK;
    }

    private String remove(ClusterClient cluster, ClusterInfo before, MemberInfo leaving) {
        Change change = new Change(
                "DELETE",
                epoch -> RestPaths.MEMBERS + "/" + leaving.id() + RestPaths.expectedEpoch(epoch),
                _ -> new byte[0],
                now -> now.member(leaving.id()).isEmpty());
        String epoch = cluster.make(change, before, expected.epoch());
        cluster.awaitSettled(epoch);
        return epoch;
    }
}
