package dev.paxoskv.node.storage.mvstore;

import dev.paxoskv.node.paxos.model.Configuration;
import dev.paxoskv.node.statemachine.StateStore;
import dev.paxoskv.node.storage.StateInstall;
import java.util.SortedMap;

/** A state that is being filled in the maps of the next generation. */
final class MvStateInstall implements StateInstall {
    private final MvNodeStorage storage;
    private final MvStateStore staged;
    private boolean ended;

    MvStateInstall(MvNodeStorage storage, MvStateStore staged) {
        this.storage = storage;
        this.staged = staged;
    }

    @Override
    public StateStore state() {
        return staged;
    }

    @Override
    public void flush() {
        requireOpen();
        storage.flushInstallation();
    }

    @Override
    public void complete(long slot, SortedMap<Long, Configuration> configurations) {
        requireOpen();
        storage.requireCompletable(slot, configurations);
        ended = true;
        storage.completeInstallation(staged, slot, configurations);
    }

    private void requireOpen() {
        if (ended) {
            throw new IllegalStateException("the installation has ended");
        }
    }

    @Override
    public void close() {
        if (!ended) {
            ended = true;
            storage.abandonInstallation(staged);
        }
    }
}
