package dev.paxoskv.node.replica;

import dev.paxoskv.node.paxos.Recovered;
import dev.paxoskv.node.paxos.model.Configuration;
import dev.paxoskv.node.paxos.model.Genesis;
import dev.paxoskv.node.paxos.model.LogRecord;
import dev.paxoskv.node.paxos.model.MemberId;
import dev.paxoskv.node.statemachine.StateStore;
import dev.paxoskv.node.storage.LogReader;
import dev.paxoskv.node.storage.NodeStorage;
import dev.paxoskv.node.storage.StateInstall;
import dev.paxoskv.node.storage.StorageException;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;

/** A storage whose disk is full from some moment on. */
final class FailingStorage implements NodeStorage {
    private final NodeStorage inside;
    private volatile boolean failing;
    private volatile boolean failsInstalling;

    FailingStorage(NodeStorage inside) {
        this.inside = inside;
    }

    void fail() {
        failing = true;
    }

    void failInstalling() {
        failsInstalling = true;
    }

    @Override
    public void append(List<LogRecord> batch) {
        if (failing) {
            throw new StorageException("journal: no space left on device");
        }
        inside.append(batch);
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
    public LogReader log() {
        return inside.log();
    }

    @Override
    public long journaledBytes() {
        return inside.journaledBytes();
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
    public boolean wantsCheckpoint() {
        return inside.wantsCheckpoint();
    }

    @Override
    public void truncate(long upToSlot) {
        inside.truncate(upToSlot);
    }

    @Override
    public StateInstall install() {
        return failsInstalling ? new FailingInstall(inside.install()) : inside.install();
    }

    /** The disk is full when the state is to take its place. */
    private final class FailingInstall implements StateInstall {
        private final StateInstall begun;

        FailingInstall(StateInstall begun) {
            this.begun = begun;
        }

        @Override
        public StateStore state() {
            return begun.state();
        }

        @Override
        public void flush() {
            begun.flush();
        }

        @Override
        public void complete(long slot, SortedMap<Long, Configuration> configurations) {
            begun.flush();
            failing = true;
            throw new StorageException("store: no space left on device");
        }

        @Override
        public void close() {}
    }

    @Override
    public void close() {
        inside.close();
    }
}
