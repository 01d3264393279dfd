package dev.paxoskv.node.cli.client;

import dev.paxoskv.node.cli.client.ClusterClient.Change;
import dev.paxoskv.node.cli.client.ClusterInfo.MemberInfo;
import dev.paxoskv.node.cli.console.Console;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

/** {@code paxoskv member promote}: a learner becomes a voter, once it has caught up. */
@Command(name = "promote", description = "Makes a learner a voter, as soon as it has caught up.")
public final class MemberPromoteCommand extends MemberChangeCommand {

    MemberPromoteCommand(Console console) {
        super(console);
    }

    @Override
    void change(ClusterClient cluster, ClusterInfo before, String member, ChangeReport report) {
        MemberInfo learner = before.named(member);
        String epoch = learner.isVoter() ? before.epoch() : promote(cluster, before, learner, expectedEpoch());
        report.member(learner.id(), learner.name(), "voter", epoch);
    }

    static String promote(ClusterClient cluster, ClusterInfo before, MemberInfo learner, @Nullable Long expectedEpoch) {
        Change change = new Change(
                "POST",
                epoch -> RestPaths.MEMBERS + "/" + learner.id() + "/promote" + RestPaths.expectedEpoch(epoch),
                _ -> new byte[0],
                now -> now.member(learner.id()).filter(MemberInfo::isVoter).isPresent());
        return make(cluster, change, before, expectedEpoch);
    }
}
