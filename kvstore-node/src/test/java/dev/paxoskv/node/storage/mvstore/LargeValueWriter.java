package dev.paxoskv.node.storage.mvstore;

import dev.paxoskv.node.paxos.model.AcceptedEntry;
import dev.paxoskv.node.paxos.model.Ballot;
import dev.paxoskv.node.paxos.model.Command;
import dev.paxoskv.node.paxos.model.Entry;
import dev.paxoskv.node.paxos.model.LogRecord;
import dev.paxoskv.node.paxos.model.MemberId;
import dev.paxoskv.node.statemachine.Version;
import dev.paxoskv.node.storage.NodeStorage;
import dev.paxoskv.node.storage.StorageListener;
import dev.paxoskv.node.storage.StorageOptions;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The process of {@link BoundsTest} with a small heap: writes values of 4 KiB as fast as it can, several times the heap,
 * with no other checkpoints than those that the storage wants.
 */
final class LargeValueWriter {
    private static final int VALUE_BYTES = 4 << 10;
    private static final int BATCHES = 300;
    private static final int VALUES_PER_BATCH = 100;

    private LargeValueWriter() {}

    /** Arguments: the directory. */
    public static void main(String[] arguments) {
        StorageOptions defaults = StorageOptions.defaults();
        StorageOptions options = new StorageOptions(defaults.segmentBytes(), 8, StorageListener.NONE);
        try (NodeStorage storage = new MvStoreEngine().open(Path.of(arguments[0]), options)) {
            storage.form(Workload.GENESIS);
            for (long slot = 1; slot <= BATCHES; slot++) {
                write(storage, slot);
            }
        }
        KilledWriter.say("done");
    }

    private static void write(NodeStorage storage, long slot) {
        List<Command> commands = new ArrayList<>();
        for (int i = 0; i < VALUES_PER_BATCH; i++) {
            commands.add(new Command(1, slot * VALUES_PER_BATCH + i, 1, new byte[VALUE_BYTES]));
        }
        Ballot ballot = new Ballot(1, new MemberId(7));
        storage.append(List.of(new LogRecord.Accepted(new AcceptedEntry(slot, ballot, Entry.Batch.of(commands)))));
        for (Command command : commands) {
            byte[] key = ByteBuffer.allocate(8)
                    .putLong(command.sequence() * 0x9E3779B97F4A7C15L)
                    .array();
            byte[] value = command.payload().clone();
            storage.state().putLive(key, new Version(command.sequence(), 0, 1, 1, 0, value));
        }
        if (storage.wantsCheckpoint()) {
            var _ = storage.checkpoint(slot);
        }
    }
}
