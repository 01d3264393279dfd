package dev.paxoskv.node.cli.log;

import dev.paxoskv.node.cli.console.CommandFailure;
import dev.paxoskv.node.cli.console.Console;
import dev.paxoskv.node.cli.console.ExitCode;
import dev.paxoskv.node.paxos.model.AcceptedEntry;
import dev.paxoskv.node.storage.OfflineLog;
import dev.paxoskv.node.storage.StorageEngines;
import dev.paxoskv.node.storage.StorageException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code paxoskv log dump DATA_DIR}: the log slot by slot, from the first one retained to the first gap, then how many
 * entries stand behind it. Changes nothing, and prints as it reads.
 */
@Command(
        name = "dump",
        description = "Prints the log slot by slot, from the first one retained to the first gap.",
        footer = {
            "",
            "A line is: slot, ballot (round@member), what is accepted there. Slots above the chosen prefix are",
            "marked with '?': they are accepted by this node, and may or may not be chosen."
        })
public final class LogDumpCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(paramLabel = "DATA_DIR", description = "The data directory of a node that does not run.")
    private Path directory = Path.of("");

    @Option(
            names = "--engine",
            paramLabel = "NAME",
            defaultValue = StorageEngines.DEFAULT,
            description = "The storage engine that wrote it (default: ${DEFAULT-VALUE}).")
    private String engine = StorageEngines.DEFAULT;

    LogDumpCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        try (OfflineLog log = StorageEngines.named(engine).openOffline(directory)) {
            print(log);
            return ExitCode.OK;
        } catch (StorageException unreadable) {
            throw new CommandFailure(ExitCode.ERROR, String.valueOf(unreadable.getMessage()));
        }
    }

    private void print(OfflineLog log) {
        line("member " + log.member() + ", "
                + log.genesis().map(genesis -> "cluster " + genesis.cluster()).orElse("not part of a cluster"));
        line("promised " + log.promised() + ", chosen up to " + log.chosenUpTo() + ", applied up to "
                + log.appliedUpTo() + " at the last checkpoint");
        long[] last = {log.truncatedUpTo()};
        long behind = log.forEachUpToGap(entry -> {
            last[0] = entry.slot();
            print(entry, entry.slot() <= Math.max(log.chosenUpTo(), log.appliedUpTo()));
        });
        if (behind == 0) {
            line("end of the log");
        } else {
            line("gap at slot " + (last[0] + 1) + "; " + behind + (behind == 1 ? " entry stands" : " entries stand")
                    + " behind it");
        }
    }

    private void print(AcceptedEntry entry, boolean chosen) {
        line(entry.slot() + (chosen ? "  " : "? ") + entry.ballot() + "  " + EntryText.of(entry.entry()));
    }

    private void line(String text) {
        console.out().println(text);
    }
}
