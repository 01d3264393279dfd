package dev.paxoskv.node.replica;

import dev.paxoskv.node.paxos.model.AcceptedEntry;
import dev.paxoskv.node.paxos.model.LogRecord;
import dev.paxoskv.node.storage.LogReader;
import dev.paxoskv.node.storage.NodeStorage;
import java.util.List;
import java.util.OptionalLong;

/** A storage whose log has one damaged entry, until that is written again. */
final class DamagedLog extends StorageAround {
    private volatile long damagedSlot;
    private volatile boolean found;

    DamagedLog(NodeStorage inside) {
        super(inside);
    }

    /** From now on the entry of this slot is not what was written; 0 for none. */
    void damage(long slot) {
        damagedSlot = slot;
    }

    boolean isRepaired() {
        return damagedSlot == 0;
    }

    @Override
    public void append(List<LogRecord> batch) {
        super.append(batch);
        for (LogRecord written : batch) {
            if (written instanceof LogRecord.Learned(AcceptedEntry entry) && entry.slot() == damagedSlot) {
                damagedSlot = 0;
                found = false;
            }
        }
    }

    @Override
    public LogReader log() {
        LogReader log = super.log();
        return new LogReader() {
            @Override
            public long firstSlot() {
                return log.firstSlot();
            }

            @Override
            public long lastSlot() {
                return log.lastSlot();
            }

            @Override
            public List<AcceptedEntry> read(long fromSlot, int maxBytes, long upToSlot) {
                long damaged = damagedSlot;
                if (damaged == 0 || damaged < fromSlot || damaged > upToSlot) {
                    return log.read(fromSlot, maxBytes, upToSlot);
                }
                found = true;
                return log.read(fromSlot, maxBytes, damaged - 1);
            }

            @Override
            public OptionalLong damaged() {
                return found ? OptionalLong.of(damagedSlot) : OptionalLong.empty();
            }
        };
    }
}
