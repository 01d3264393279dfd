package dev.paxoskv.node.cli.client;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.paxoskv.node.cli.console.Console;
import dev.paxoskv.node.cli.console.OutputFormat;
import dev.paxoskv.node.cli.console.TextTable;
import dev.paxoskv.node.paxos.model.Member;
import dev.paxoskv.node.snapshot.SnapshotFile;
import dev.paxoskv.node.snapshot.SnapshotHeader;
import java.time.Instant;
import java.util.Locale;

/**
 * What a command tells of a snapshot that it has checked.
 *
 * @param snapshot the snapshot
 */
public record SnapshotReport(SnapshotFile.Verified snapshot) {
    private static final long KIBI = 1024;

    /** Prints it as a table of one row, or as a JSON object. */
    public void print(Console console, OutputFormat format) {
        switch (format) {
            case TABLE -> console.out().print(table());
            case JSON -> console.out().println(Json.print(json()));
        }
    }

    private TextTable table() {
        SnapshotHeader header = snapshot.header();
        TextTable table = new TextTable(
                "CLUSTER", "SLOT", "REVISION", "COMPACTED", "KEYS", "OLD VERSIONS", "SIZE", "TAKEN", "SHA-256");
        table.add(
                header.genesis().cluster().toString(),
                Long.toString(header.slot()),
                Long.toString(header.revision()),
                Long.toString(header.compactRevision()),
                Long.toString(header.liveEntries()),
                Long.toString(header.historyEntries()),
                size(snapshot.bytes()),
                Instant.ofEpochMilli(header.takenMillis()).toString(),
                snapshot.sha256().substring(0, 16) + "...");
        return table;
    }

    /** The object that programs get; 64-bit numbers as text. */
    ObjectNode json() {
        SnapshotHeader header = snapshot.header();
        ObjectNode json = Json.object();
        json.put("cluster_id", header.genesis().cluster().toString())
                .put("slot", Long.toString(header.slot()))
                .put("revision", Long.toString(header.revision()))
                .put("compact_revision", Long.toString(header.compactRevision()))
                .put("keys", Long.toString(header.liveEntries()))
                .put("old_versions", Long.toString(header.historyEntries()))
                .put("size_bytes", Long.toString(snapshot.bytes()))
                .put("taken", Instant.ofEpochMilli(header.takenMillis()).toString())
                .put("config_epoch", Long.toString(header.latestConfiguration().epoch()))
                .put("feature_level", header.featureLevel())
                .put("sha256", snapshot.sha256());
        ArrayNode members = json.putArray("members");
        for (Member member : header.latestConfiguration().members()) {
            members.addObject()
                    .put("member_id", member.id().toString())
                    .put("name", member.name())
                    .put("role", member.role().name().toLowerCase(Locale.ROOT));
        }
        return json;
    }

    /** A number of bytes, for people. */
    static String size(long bytes) {
        if (bytes < KIBI) {
            return bytes + " B";
        }
        double shown = bytes;
        int unit = -1;
        while (shown >= KIBI && unit < 3) {
            shown /= KIBI;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f %s", shown, new String[] {"KiB", "MiB", "GiB", "TiB"}[unit]);
    }
}
