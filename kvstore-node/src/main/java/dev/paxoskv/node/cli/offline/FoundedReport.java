package dev.paxoskv.node.cli.offline;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.paxoskv.node.cli.client.Json;
import dev.paxoskv.node.recovery.Founded;

/** What the commands tell that have founded a cluster. */
final class FoundedReport {
    private FoundedReport() {}

    static ObjectNode json(Founded founded) {
        return Json.object()
                .put("cluster_id", founded.genesis().cluster().toString())
                .put("member_id", founded.member().toString())
                .put(
                        "config_epoch",
                        Long.toString(founded.genesis().configuration().epoch()))
                .put("slot", Long.toString(founded.origin().slot()))
                .put("revision", Long.toString(founded.origin().revision()))
                .put("keys", Long.toString(founded.origin().liveEntries()))
                .put("from_cluster_id", founded.origin().genesis().cluster().toString());
    }

    /** Lines for people. */
    static String text(Founded founded) {
        return "new cluster " + founded.genesis().cluster() + ", one member: " + founded.member() + "\n"
                + "with the data of cluster " + founded.origin().genesis().cluster() + " at revision "
                + founded.origin().revision() + " (slot " + founded.origin().slot() + ", "
                + founded.origin().liveEntries() + " keys)\n"
                + "Start a node on it. Then let others join it with empty data directories: 'paxoskv member add'.\n";
    }
}
