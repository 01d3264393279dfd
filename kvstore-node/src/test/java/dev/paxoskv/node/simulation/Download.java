package dev.paxoskv.node.simulation;

import dev.paxoskv.node.paxos.session.SessionInput;
import org.jspecify.annotations.Nullable;

/**
 * One process fetching another member's snapshot: piece by piece over the links between them, each of which may fail, then
 * one durable step that puts it in place. Ends when the process does.
 */
final class Download {
    private static final int PIECES = 4;

    private final World world;
    private final Node node;
    private final Node source;
    private final int incarnation;
    private int pieces;
    private @Nullable Snapshot snapshot;

    Download(World world, Node node, Node source) {
        this.world = world;
        this.node = node;
        this.source = source;
        incarnation = node.incarnation();
    }

    void start() {
        next();
    }

    private void next() {
        world.after(world.conditions().pieceDelay(), () -> {
            if (incarnation == node.incarnation()) {
                receive();
            }
        });
    }

    private void receive() {
        if (!isReachable() || world.conditions().breaksOff()) {
            fail("breaks off");
            return;
        }
        if (snapshot == null) {
            snapshot = source.capture();
            world.trace().event(node.name(), "downloads snapshot " + snapshot.slot() + " of " + source.name());
        }
        if (++pieces < PIECES) {
            next();
        } else {
            write(snapshot);
        }
    }

    private boolean isReachable() {
        Network network = world.network();
        return source.isRunning()
                && !network.isCut(node.index(), source.index())
                && !network.isCut(source.index(), node.index())
                && network.version(node.index(), source.index()) >= Network.WITH_SNAPSHOTS;
    }

    private void write(Snapshot whole) {
        world.after(world.conditions().writeLatency(node), () -> {
            if (incarnation == node.incarnation()) {
                if (whole.slot() <= node.appliedSlot()) {
                    fail("is too old");
                } else {
                    node.install(whole);
                }
            }
        });
    }

    private void fail(String why) {
        world.trace().event(node.name(), "snapshot of " + source.name() + " " + why);
        node.input(new SessionInput.InstallFailed<>());
    }
}
