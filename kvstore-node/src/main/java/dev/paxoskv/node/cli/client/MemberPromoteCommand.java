package dev.paxoskv.node.cli.client;

import dev.paxoskv.node.cli.client.ClusterClient.Change;
import dev.paxoskv.node.cli.client.ClusterInfo.MemberInfo;
import dev.paxoskv.node.cli.console.Console;
import dev.paxoskv.node.cli.console.ExitCode;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code paxoskv member promote}: a learner becomes a voter, once it has caught up. */
@Command(name = "promote", description = "Makes a learner a voter, as soon as it has caught up.")
public final class MemberPromoteCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    private EndpointOptions endpoints = new EndpointOptions();

    @Mixin
    private ChangeOptions options = new ChangeOptions();

    @Mixin
    private EpochOption expected = new EpochOption();

    @Parameters(index = "0", paramLabel = "MEMBER", description = "The learner's name or id.")
    private String member = "";

    MemberPromoteCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        try (ClusterClient cluster = new ClusterClient(endpoints, options, console)) {
            ClusterInfo before = cluster.confirmed();
            MemberInfo learner = before.named(member);
            String epoch = learner.isVoter() ? before.epoch() : promote(cluster, before, learner, expected.epoch());
            new ChangeReport(console, options.format()).member(learner.id(), learner.name(), "voter", epoch);
        }
        return ExitCode.OK;
    }

    static String promote(ClusterClient cluster, ClusterInfo before, MemberInfo learner, @Nullable Long pinned) {
        Change change = new Change(
                "POST",
                epoch -> RestPaths.MEMBERS + "/" + learner.id() + "/promote" + RestPaths.expectedEpoch(epoch),
                _ -> new byte[0],
                now -> now.member(learner.id()).filter(MemberInfo::isVoter).isPresent());
        String epoch = cluster.make(change, before, pinned);
        cluster.awaitSettled(epoch);
        return epoch;
    }
}
