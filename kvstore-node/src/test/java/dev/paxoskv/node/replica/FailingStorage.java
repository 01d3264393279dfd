package dev.paxoskv.node.replica;

import dev.paxoskv.node.paxos.model.Configuration;
import dev.paxoskv.node.paxos.model.LogRecord;
import dev.paxoskv.node.statemachine.StateStore;
import dev.paxoskv.node.storage.NodeStorage;
import dev.paxoskv.node.storage.StateInstall;
import dev.paxoskv.node.storage.StorageException;
import java.util.List;
import java.util.SortedMap;

/** A storage whose disk is full from some moment on. */
final class FailingStorage extends StorageAround {
    private volatile boolean failing;
    private volatile boolean failsInstalling;

    FailingStorage(NodeStorage inside) {
        super(inside);
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
        super.append(batch);
    }

    @Override
    public StateInstall install() {
        return failsInstalling ? new FailingInstall(super.install()) : super.install();
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
}
