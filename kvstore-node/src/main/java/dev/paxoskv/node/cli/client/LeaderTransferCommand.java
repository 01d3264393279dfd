package dev.paxoskv.node.cli.client;

import dev.paxoskv.node.cli.client.ClusterInfo.MemberInfo;
import dev.paxoskv.node.cli.console.Console;
import dev.paxoskv.node.cli.console.ExitCode;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code paxoskv leader transfer}: another member takes the leadership over, without a pause that clients would notice. */
@Command(
        name = "transfer",
        description = "Hands the leadership to a member, or to the follower that suits best, and waits until it leads.")
public final class LeaderTransferCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    private EndpointOptions endpoints = new EndpointOptions();

    @Mixin
    private ChangeOptions options = new ChangeOptions();

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "MEMBER",
            description = "The name or id of the voter that is to lead (default: the follower that suits best).")
    private @Nullable String member;

    LeaderTransferCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        try (ClusterClient cluster = new ClusterClient(endpoints, options, console)) {
            ClusterInfo before = cluster.confirmed();
            String target = member == null ? "" : before.named(member).id();
            cluster.transfer(target);
            cluster.await("handed over; waiting until the new leader is known here", () -> {
                String leader = cluster.confirmed().leader();
                return target.isEmpty() ? isAnother(leader, before.leader()) : leader.equals(target);
            });
            report(cluster.confirmed());
        }
        return ExitCode.OK;
    }

    private static boolean isAnother(String leader, String before) {
        return !leader.isEmpty() && !leader.equals(before);
    }

    private void report(ClusterInfo now) {
        Optional<MemberInfo> leader = now.member(now.leader());
        new ChangeReport(console, options.format())
                .leader(now.leader(), leader.map(MemberInfo::name).orElse(""));
    }
}
