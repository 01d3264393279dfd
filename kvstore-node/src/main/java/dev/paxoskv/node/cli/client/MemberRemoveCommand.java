package dev.paxoskv.node.cli.client;

import dev.paxoskv.node.cli.client.ClusterClient.Change;
import dev.paxoskv.node.cli.client.ClusterInfo.MemberInfo;
import dev.paxoskv.node.cli.console.Console;
import picocli.CommandLine.Command;

/** {@code paxoskv member remove}: a member leaves the cluster for good. */
@Command(
        name = "remove",
        description = "Removes a member for good. If it leads, another one takes over first.",
        footer = {
            "",
            "A removed member's id never comes back; to use its machine again, start a node there with an empty data"
                    + " directory, and add that."
        })
public final class MemberRemoveCommand extends MemberChangeCommand {

    MemberRemoveCommand(Console console) {
        super(console);
    }

    @Override
    void change(ClusterClient cluster, ClusterInfo before, String member, ChangeReport report) {
        String id = ClusterInfo.idOf(member);
        if (before.removed().contains(id)) {
            report.member(id, "", "removed", before.epoch());
        } else {
            MemberInfo leaving = before.named(member);
            report.member(leaving.id(), leaving.name(), "removed", remove(cluster, before, leaving));
        }
    }

    private String remove(ClusterClient cluster, ClusterInfo before, MemberInfo leaving) {
        Change change = new Change(
                "DELETE",
                epoch -> RestPaths.MEMBERS + "/" + leaving.id() + RestPaths.expectedEpoch(epoch),
                _ -> new byte[0],
                now -> now.member(leaving.id()).isEmpty());
        return make(cluster, change, before, expectedEpoch());
    }
}
