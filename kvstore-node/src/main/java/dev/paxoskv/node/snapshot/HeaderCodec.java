package dev.paxoskv.node.snapshot;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.paxoskv.node.paxos.model.Configuration;
import dev.paxoskv.node.paxos.model.Entry;
import dev.paxoskv.node.paxos.model.Genesis;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;

/** The content of the first frame. It begins with words by which a file is known for what it is. */
final class HeaderCodec {
    private static final byte[] MAGIC = "PaxosKV snapshot".getBytes(US_ASCII);
    private static final int FORMAT = 1;

    private HeaderCodec() {}

    static void write(FrameOutput out, SnapshotHeader header) {
        out.putBytes(MAGIC, 0, MAGIC.length)
                .putInt(FORMAT)
                .putLong(header.capture())
                .putBytes(header.genesis().encoded())
                .putLong(header.slot())
                .putLong(header.revision())
                .putLong(header.compactRevision())
                .putLong(header.limits())
                .putLong(header.takenMillis())
                .putLong(header.liveEntries())
                .putLong(header.historyEntries())
                .putLong(header.sessionBytes())
                .putBytes(header.counters())
                .putInt(header.configurations().size());
        header.configurations()
                .forEach((slot, configuration) ->
                        out.putLong(slot).putBytes(new Entry.Reconfiguration(configuration).encoded()));
    }

    static SnapshotHeader read(FrameInput in) {
        if (!Arrays.equals(in.getBytes(MAGIC.length), MAGIC)) {
            throw new SnapshotException("this is no snapshot of PaxosKV");
        }
        int format = in.getInt();
        if (format != FORMAT) {
            throw new SnapshotException("the snapshot has format " + format + "; this build reads format " + FORMAT
                    + ". Use the version of PaxosKV that wrote it, or a newer one");
        }
        long capture = in.getLong();
        try {
            Genesis genesis = Genesis.decode(in.getBytes());
            long[] numbers = new long[8];
            Arrays.setAll(numbers, _ -> in.getLong());
            byte[] counters = in.getBytes();
            SortedMap<Long, Configuration> configurations = configurations(in);
            in.requireEnd();
            return new SnapshotHeader(
                    capture,
                    genesis,
                    configurations,
                    numbers[0],
                    numbers[1],
                    numbers[2],
                    numbers[3],
                    numbers[4],
                    numbers[5],
                    numbers[6],
                    numbers[7],
                    counters);
        } catch (IllegalArgumentException unknown) {
            throw new SnapshotException(
                    "the snapshot's header cannot be read (" + unknown.getMessage()
                            + "): it was written by a newer version. Use that one",
                    unknown);
        }
    }

    private static SortedMap<Long, Configuration> configurations(FrameInput in) {
        SortedMap<Long, Configuration> configurations = new TreeMap<>();
        for (int left = in.getInt(); left > 0; left--) {
            long slot = in.getLong();
            if (!(Entry.decode(in.getBytes()) instanceof Entry.Reconfiguration(Configuration configuration))) {
                throw new IllegalArgumentException("no configuration at slot " + slot);
            }
            configurations.put(slot, configuration);
        }
        return configurations;
    }
}
