package dev.paxoskv.node.snapshot;

import java.io.ByteArrayOutputStream;

/** Snapshots in arrays, for tests. */
final class Snapshots {
    private Snapshots() {}

    /** The file that a source makes. */
    static byte[] file(FrameSource source) {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        SnapshotStream stream = new SnapshotStream(source);
        for (byte[] part = stream.next(); part != null; part = stream.next()) {
            file.writeBytes(part);
        }
        return file.toByteArray();
    }
}
