package dev.paxoskv.node.replica;

import dev.paxoskv.node.paxos.Recovered;
import dev.paxoskv.node.paxos.model.AcceptedEntry;
import dev.paxoskv.node.paxos.model.Genesis;
import dev.paxoskv.node.paxos.model.LogRecord;
import dev.paxoskv.node.paxos.model.MemberId;
import dev.paxoskv.node.statemachine.StateStore;
import dev.paxoskv.node.storage.LogReader;
import dev.paxoskv.node.storage.NodeStorage;
import dev.paxoskv.node.storage.StateInstall;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/** A storage whose log has one damaged entry, until that is written again. */
final class DamagedLog implements NodeStorage {
    private final NodeStorage inside;
    private volatile long damagedSlot;
    private volatile boolean found;

    DamagedLog(NodeStorage inside) {
        this.inside = inside;
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
        inside.append(batch);
        for (LogRecord written : batch) {
            if (written instanceof LogRecord.Learned(AcceptedEntry entry) && entry.slot() == damagedSlot) {
                damagedSlot = 0;
                found = false;
            }
        }
    }

    @Override
    public LogReader log() {
        LogReader log = inside.log();
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

    @Override
    public MemberId member() {
        return inside.member();
    }

    @Override
    public Optional<Genesis> genesis() {
        return inside.genesis();
    }

    @Override
    public void form(Genesis genesis) {
        inside.form(genesis);
    }

    @Override
    public Recovered recovered() {
        return inside.recovered();
    }

    @Override
    public long journaledBytes() {
        return inside.journaledBytes();
    }

    @Override
    public boolean wantsCheckpoint() {
        return inside.wantsCheckpoint();
    }

    @Override
    public StateStore state() {
        return inside.state();
    }

    @Override
    public CompletableFuture<Void> checkpoint(long appliedSlot) {
        return inside.checkpoint(appliedSlot);
    }

    @Override
    public void truncate(long upToSlot) {
        inside.truncate(upToSlot);
    }

    @Override
    public StateInstall install() {
        return inside.install();
    }

    @Override
    public void close() {
        inside.close();
    }
}
