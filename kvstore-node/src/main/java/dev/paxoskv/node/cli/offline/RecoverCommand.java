package dev.paxoskv.node.cli.offline;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.paxoskv.node.cli.client.Json;
import dev.paxoskv.node.cli.console.CommandFailure;
import dev.paxoskv.node.cli.console.Console;
import dev.paxoskv.node.cli.console.ExitCode;
import dev.paxoskv.node.paxos.model.ClusterId;
import dev.paxoskv.node.recovery.FoundedBefore;
import dev.paxoskv.node.recovery.QuorumLoss;
import dev.paxoskv.node.recovery.Recovery;
import dev.paxoskv.node.recovery.Survivor;
import dev.paxoskv.node.storage.StorageEngine;
import dev.paxoskv.node.storage.StorageException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code paxoskv recover}: goes on from one survivor when the majority of a cluster is lost for good. */
@Command(
        name = "recover",
        description = "Makes the data directory of one survivor the first member of a new cluster, when the majority of"
                + " its cluster is lost for good.",
        footer = {
            "",
            "Without --acknowledge-data-loss it changes nothing, and says what the survivor holds: of several take",
            "the one that goes on to the highest slot. What only the lost nodes knew is lost, acknowledged writes",
            "among it. Stop every node of the old cluster first; none of them can take part in the new one. The old",
            "data is kept inside the directory, in before-recovery-N. If it is interrupted, run it again."
        })
@SuppressWarnings("unused") // picocli reads the fields of the options
public final class RecoverCommand implements Callable<Integer> {
    private final Console console;

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            required = true,
            description = "The data directory of the surviving node, which does not run.")
    private Path directory = Path.of("");

    @Option(
            names = "--acknowledge-data-loss",
            paramLabel = "CLUSTER_ID",
            description = "The id of the cluster whose majority is lost.")
    private @Nullable String acknowledged;

    @Mixin
    private FoundingOptions founding = new FoundingOptions();

    public RecoverCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Optional<ClusterId> wanted = founding.wantedCluster();
        if (acknowledged != null && wanted.equals(Optional.of(lostCluster(acknowledged)))) {
            throw new CommandFailure(
                    ExitCode.USAGE, "the new cluster needs another id than the lost one: that is its fence against it");
        }
        try {
            StorageEngine storage = founding.engine();
            Optional<FoundedBefore> before = QuorumLoss.before(directory, storage, wanted);
            if (before.isPresent()) {
                FoundedReport.print(console, founding.format(), before.get());
                return ExitCode.OK;
            }
            try (QuorumLoss loss = QuorumLoss.in(directory, storage)) {
                requireAcknowledgement(loss.survivor());
                tell(loss.goOn(
                        loss.survivor().genesis().cluster(),
                        founding.founder(loss.survivor().founder()),
                        founding.cluster()));
                return ExitCode.OK;
            }
        } catch (StorageException refused) {
            throw new CommandFailure(ExitCode.ERROR, String.valueOf(refused.getMessage()));
        }
    }

    private void requireAcknowledgement(Survivor survivor) {
        String cluster = survivor.genesis().cluster().toString();
        if (acknowledged == null) {
            throw new CommandFailure(
                    ExitCode.ERROR,
                    describe(survivor) + "\nNothing was changed. To go on from here, and to"
                            + " lose what only the other nodes knew, add --acknowledge-data-loss " + cluster);
        }
        if (!survivor.genesis().cluster().equals(lostCluster(acknowledged))) {
            throw new CommandFailure(
                    ExitCode.ERROR,
                    "this is a node of cluster " + cluster + ", not of " + acknowledged
                            + ": is it the right directory? Nothing was changed");
        }
    }

    private static ClusterId lostCluster(String text) {
        return FoundingOptions.clusterId("--acknowledge-data-loss", text);
    }

    private static String describe(Survivor survivor) {
        return "member " + survivor.member() + " of cluster "
                + survivor.genesis().cluster() + ", configuration "
                + survivor.configuration().epoch() + "\nknows slots to be chosen up to " + survivor.chosenUpTo()
                + ", and can go on from slot " + survivor.goesOnTo() + behindGap(survivor)
                + (survivor.wasRemoved() ? "\nIt was removed from the cluster: it misses what was written since." : "");
    }

    private static String behindGap(Survivor survivor) {
        return survivor.lastSlot() == survivor.goesOnTo()
                ? ""
                : "; what it accepted above that, up to slot " + survivor.lastSlot()
                        + ", stands behind a gap and is left out";
    }

    private void tell(Recovery recovery) {
        switch (founding.format()) {
            case TABLE -> {
                console.out().println(describe(recovery.survivor()));
                console.out().print(FoundedReport.text(recovery.founded()));
                recovery.kept().ifPresent(kept -> console.out().println("The old data is kept in " + kept));
            }
            case JSON -> {
                ObjectNode json = FoundedReport.json(recovery.founded());
                recovery.kept().ifPresent(kept -> json.put("kept", kept.toString()));
                console.out().println(Json.print(json));
            }
        }
    }
}
