package dev.paxoskv.node.cli.offline;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.paxoskv.node.cli.client.Json;
import dev.paxoskv.node.cli.console.Console;
import dev.paxoskv.node.cli.console.OutputFormat;
import dev.paxoskv.node.recovery.Founded;
import dev.paxoskv.node.recovery.FoundedBefore;
import dev.paxoskv.node.recovery.Founding;

/** What the commands tell that found a cluster. */
final class FoundedReport {
    private FoundedReport() {}

    static void print(Console console, OutputFormat format, Founding founding) {
        switch (format) {
            case TABLE -> console.out().print(text(founding));
            case JSON -> console.out().println(Json.print(json(founding)));
        }
    }

    static ObjectNode json(Founding founding) {
        ObjectNode json = Json.object()
                .put("cluster_id", founding.genesis().cluster().toString())
                .put("member_id", founding.member().toString())
                .put(
                        "config_epoch",
                        Long.toString(founding.genesis().configuration().epoch()));
        return switch (founding) {
            case Founded founded ->
                json.put("done_before", false)
                        .put("slot", Long.toString(founded.origin().slot()))
                        .put("revision", Long.toString(founded.origin().revision()))
                        .put("keys", Long.toString(founded.origin().liveEntries()))
                        .put(
                                "from_cluster_id",
                                founded.origin().genesis().cluster().toString());
            case FoundedBefore _ -> json.put("done_before", true);
        };
    }

    /** Lines for people. */
    static String text(Founding founding) {
        return switch (founding) {
            case Founded founded ->
                "new cluster " + founded.genesis().cluster() + ", one member: " + founded.member() + "\n"
                        + "with the data of cluster "
                        + founded.origin().genesis().cluster() + " at revision "
                        + founded.origin().revision() + " (slot "
                        + founded.origin().slot() + ", "
                        + founded.origin().liveEntries() + " keys)\n"
                        + "Start a node on it. Then let others join it with empty data directories: 'paxoskv member"
                        + " add'.\n";
            case FoundedBefore before ->
                (before.interrupted()
                                ? "An earlier run was interrupted near its end; it is complete now: "
                                : "An earlier run has done this; nothing was changed: ")
                        + "cluster " + before.genesis().cluster() + ", founded by member " + before.member() + "\n";
        };
    }
}
