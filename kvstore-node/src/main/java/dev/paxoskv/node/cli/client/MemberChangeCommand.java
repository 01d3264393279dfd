package dev.paxoskv.node.cli.client;

import dev.paxoskv.node.cli.client.ClusterClient.Change;
import dev.paxoskv.node.cli.console.Console;
import dev.paxoskv.node.cli.console.ExitCode;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** What the commands have in common that change one member of the cluster. */
abstract class MemberChangeCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    private EndpointOptions endpoints = new EndpointOptions();

    @Mixin
    private ChangeOptions options = new ChangeOptions();

    @Mixin
    private EpochOption expected = new EpochOption();

    @Parameters(index = "0", paramLabel = "MEMBER", description = "The member's name or id.")
    private String member = "";

    MemberChangeCommand(Console console) {
        this.console = console;
    }

    @Override
    public final Integer call() {
        check();
        try (ClusterClient cluster = new ClusterClient(endpoints, options, console)) {
            change(cluster, cluster.confirmed(), member, new ChangeReport(console, options.format()));
        }
        return ExitCode.OK;
    }

    /** Refuses what makes no sense, before anybody is asked. */
    void check() {}

    /** Makes the change unless it is made already, and reports it. */
    abstract void change(ClusterClient cluster, ClusterInfo before, String member, ChangeReport report);

    /** The epoch that the change has to be made for, if that was said. */
    @Nullable Long expectedEpoch() {
        return expected.epoch();
    }

    /** Makes a change, waits until it is in force, and answers its epoch. */
    static String make(ClusterClient cluster, Change change, ClusterInfo before, @Nullable Long expectedEpoch) {
        String epoch = cluster.make(change, before, expectedEpoch);
        cluster.awaitSettled(epoch);
        return epoch;
    }
}
