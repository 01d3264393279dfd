package dev.paxoskv.node.replica;

import dev.paxoskv.node.paxos.Recovered;
import dev.paxoskv.node.paxos.model.Genesis;
import dev.paxoskv.node.paxos.model.LogRecord;
import dev.paxoskv.node.paxos.model.MemberId;
import dev.paxoskv.node.statemachine.StateStore;
import dev.paxoskv.node.storage.LogReader;
import dev.paxoskv.node.storage.NodeStorage;
import dev.paxoskv.node.storage.StateInstall;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A storage that does what another one does, for tests that change a part of it. */
class StorageAround implements NodeStorage {
    private final NodeStorage inside;

    StorageAround(NodeStorage inside) {
        this.inside = inside;
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
    public void append(List<LogRecord> batch) {
        inside.append(batch);
    }

    @Override
    public LogReader log() {
        return inside.log();
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
