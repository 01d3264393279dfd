package dev.paxoskv.node.recovery;

import dev.paxoskv.node.snapshot.CapturedFrames;
import dev.paxoskv.node.snapshot.FrameSource;
import dev.paxoskv.node.snapshot.SnapshotHeader;
import dev.paxoskv.node.snapshot.SnapshotStream;
import dev.paxoskv.node.statemachine.CapturedState;
import dev.paxoskv.node.statemachine.Limits;
import dev.paxoskv.node.statemachine.ReadView;
import dev.paxoskv.node.statemachine.StateMachine;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.TreeMap;

/** A snapshot file of a {@link Cluster}, and the state that it was taken of. */
final class Backup implements AutoCloseable {
    private final Cluster cluster;
    private final ReadView view;
    private final byte[] file;

    private Backup(Cluster cluster, ReadView view, byte[] file) {
        this.cluster = cluster;
        this.view = view;
        this.file = file;
    }

    static Backup of(Path directory, long slots) {
        Cluster cluster = new Cluster(directory).chosen(1, slots).checkpoint(slots);
        StateMachine machine = new StateMachine(cluster.storage().state(), Limits.DEFAULT);
        CapturedState state = machine.capture();
        SnapshotHeader header = SnapshotHeader.of(
                state, cluster.storage().genesis().orElseThrow(), new TreeMap<>(), Limits.DEFAULT, 1, 2);
        try (FrameSource source = new CapturedFrames(state, header)) {
            return new Backup(cluster, machine.view(), file(source));
        }
    }

    private static byte[] file(FrameSource source) {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        SnapshotStream stream = new SnapshotStream(source);
        for (byte[] part = stream.next(); part != null; part = stream.next()) {
            file.writeBytes(part);
        }
        return file.toByteArray();
    }

    byte[] file() {
        return file;
    }

    ReadView view() {
        return view;
    }

    @Override
    public void close() {
        cluster.close();
    }
}
