package dev.paxoskv.node.replica;

import dev.paxoskv.node.snapshot.SnapshotHeader;
import dev.paxoskv.node.snapshot.StateFiller;
import dev.paxoskv.node.statemachine.Limits;
import dev.paxoskv.node.statemachine.StateMachine;
import dev.paxoskv.node.storage.NodeStorage;
import dev.paxoskv.node.storage.StateInstall;
import java.io.IOException;

/** Puts another member's snapshot in the place of this node's state, in one durable step. For the applier's thread. */
final class Installer {
    private final NodeStorage storage;
    private final DiskWriter disk;
    private final Checkpointer checkpoints;
    private final Limits limits;

    Installer(NodeStorage storage, DiskWriter disk, Checkpointer checkpoints, Limits limits) {
        this.storage = storage;
        this.disk = disk;
        this.checkpoints = checkpoints;
        this.limits = limits;
    }

    /**
     * Installs a snapshot that is newer than the present state.
     *
     * @param present the present state machine, with every applied slot finished
     * @param staged the snapshot
     * @return the state machine on the new state
     * @throws dev.paxoskv.node.snapshot.SnapshotException if the snapshot cannot be used: the present state goes on
     * @throws IOException if it cannot be read: the present state goes on
     */
    StateMachine install(StateMachine present, StagedSnapshot staged) throws IOException {
        disk.barrier().join();
        checkpoints.begin(present).join(); // what is installed beside it, must not take unsaved changes along
        SnapshotHeader header;
        try (StateInstall install = storage.install()) {
            StateFiller filler = StateFiller.sameCluster(install.state(), install::flush, limits);
            staged.readInto(filler);
            header = filler.complete();
            install.complete(header.slot(), header.configurations());
        }
        checkpoints.installed(header.slot());
        return new StateMachine(storage.state(), limits);
    }
}
