package dev.paxoskv.node.recovery;

import dev.paxoskv.node.paxos.message.Envelope;
import dev.paxoskv.node.paxos.model.ClusterId;
import dev.paxoskv.node.paxos.model.Configuration;
import dev.paxoskv.node.paxos.model.Genesis;
import dev.paxoskv.node.snapshot.SnapshotException;
import dev.paxoskv.node.snapshot.SnapshotHeader;
import dev.paxoskv.node.snapshot.SnapshotSink;
import dev.paxoskv.node.snapshot.StateFiller;
import dev.paxoskv.node.statemachine.Limits;
import dev.paxoskv.node.statemachine.Version;
import dev.paxoskv.node.storage.NodeStorage;
import dev.paxoskv.node.storage.StateInstall;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Founds a cluster on a snapshot of another one: a genesis with a new cluster id and one member, the fresh directory's own,
 * and the state installed at the slot and revision that it had. The slots, and the epochs of configurations, go on counting
 * where the other cluster was. Its sessions are left behind, and so are its removed members: nothing of that cluster can
 * reach this one, whose id every message carries.
 *
 * <p>Nothing counts before {@link #complete}. For one thread.
 */
final class Foundation implements SnapshotSink, AutoCloseable {
    private final NodeStorage storage;
    private final Founder founder;
    private final ClusterId cluster;
    private @Nullable Genesis genesis;
    private @Nullable StateInstall install;
    private @Nullable StateFiller filler;

    /**
     * A foundation without anything on it yet.
     *
     * @param storage a directory that was formatted just now
     * @param founder the only member
     * @param cluster the new cluster's id
     */
    Foundation(NodeStorage storage, Founder founder, ClusterId cluster) {
        this.storage = storage;
        this.founder = founder;
        this.cluster = cluster;
    }

    @Override
    public void begin(SnapshotHeader header) {
        if (header.featureLevel() > Envelope.PROTOCOL_VERSION) {
            throw new SnapshotException("the snapshot is of a cluster at feature level " + header.featureLevel()
                    + "; this build knows those up to " + Envelope.PROTOCOL_VERSION
                    + ". Use the version that wrote it, or"
                    + " a newer one");
        }
        Configuration alone = new Configuration(
                header.latestConfiguration().epoch() + 1,
                List.of(founder.as(storage.member())),
                List.of(),
                header.featureLevel());
        Genesis formed = new Genesis(cluster, header.genesis().alpha(), alone);
        storage.form(formed);
        StateInstall begun = storage.install();
        StateFiller filling = StateFiller.otherCluster(begun.state(), begun::flush, Limits.DEFAULT);
        filling.begin(header);
        genesis = formed;
        install = begun;
        filler = filling;
    }

    @Override
    public void live(byte[] key, Version version) {
        filler().live(key, version);
    }

    @Override
    public void history(byte[] key, Version version) {
        filler().history(key, version);
    }

    @Override
    public void sessions(byte[] part) {
        filler().sessions(part);
    }

    /** Makes it durable, once the whole snapshot was read and was right. */
    Founded complete() {
        SnapshotHeader origin = filler().complete();
        if (install == null || genesis == null) {
            throw notBegun();
        }
        install.complete(origin.slot(), new TreeMap<>());
        return new Founded(genesis, storage.member(), origin);
    }

    private StateFiller filler() {
        if (filler == null) {
            throw notBegun();
        }
        return filler;
    }

    private static IllegalStateException notBegun() {
        return new IllegalStateException("the snapshot has no header yet");
    }

    @Override
    public void close() {
        if (install != null) {
            install.close();
        }
    }
}
