package dev.paxoskv.node.runtime;

import dev.paxoskv.node.paxos.Effect.Role;
import dev.paxoskv.node.paxos.model.Ballot;
import dev.paxoskv.node.paxos.model.Change;
import dev.paxoskv.node.paxos.model.ChangeOutcome;
import dev.paxoskv.node.paxos.model.ClusterId;
import dev.paxoskv.node.paxos.model.MemberId;
import dev.paxoskv.node.replica.ClusterAdmin;
import dev.paxoskv.node.replica.ClusterView;
import dev.paxoskv.node.replica.KeyValueService;
import dev.paxoskv.node.replica.NodeAdmin;
import dev.paxoskv.node.replica.NodeStatus;
import dev.paxoskv.node.replica.NodeStatus.State;
import dev.paxoskv.node.replica.Replica;
import dev.paxoskv.node.replica.RequestException;
import dev.paxoskv.node.replica.SnapshotHandle;
import dev.paxoskv.node.replica.SnapshotService;
import dev.paxoskv.node.statemachine.Operation;
import dev.paxoskv.node.statemachine.ReadView;
import dev.paxoskv.node.statemachine.Reply;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The store and the cluster as clients see them, from the first moment of the process: refuses, saying why, until the replica runs. */
@Singleton
public final class NodeService implements KeyValueService, ClusterAdmin, NodeAdmin, SnapshotService {
    private static final String STARTING = "the node is starting";

    private volatile @Nullable Replica replica;
    private volatile @Nullable NodeAdmin admin;
    private volatile Supplier<NodeStatus> before = () -> notServing(State.STARTING, MemberId.NONE, "", STARTING);

    /** The status of a node without a replica. */
    static NodeStatus notServing(State state, MemberId member, String name, String detail) {
        return new NodeStatus(
                state,
                detail,
                member,
                name,
                Optional.empty(),
                Role.FOLLOWER,
                Ballot.ZERO,
                Ballot.ZERO,
                0,
                0,
                0,
                List.of(),
                false,
                0,
                0,
                0);
    }

    /** From now on this is what the status says, until there is a replica. */
    void waiting(Supplier<NodeStatus> status) {
        before = status;
    }

    /** From now on this answers what is asked of the node itself. */
    void administer(NodeAdmin local) {
        admin = local;
    }

    /** From now on requests go to this replica. */
    void serve(Replica running) {
        replica = running;
    }

    @Override
    public CompletableFuture<Reply> write(Operation operation) {
        Replica running = replica;
        return running == null ? refused() : running.write(operation);
    }

    @Override
    public CompletableFuture<ReadView> read(Consistency consistency) {
        Replica running = replica;
        return running == null ? refused() : running.read(consistency);
    }

    @Override
    public NodeStatus status() {
        Replica running = replica;
        return running == null ? before.get() : running.status();
    }

    @Override
    public ClusterView view() {
        Replica running = replica;
        return running == null ? new ClusterView(status(), Optional.empty(), false, Map.of()) : running.view();
    }

    @Override
    public CompletableFuture<ClusterView> confirmed() {
        Replica running = replica;
        return running == null ? refused() : running.confirmed();
    }

    @Override
    public CompletableFuture<ChangeOutcome> change(long expectedEpoch, Change change) {
        Replica running = replica;
        return running == null ? refused() : running.change(expectedEpoch, change);
    }

    @Override
    public CompletableFuture<ChangeOutcome> transfer(MemberId target) {
        Replica running = replica;
        return running == null ? refused() : running.transfer(target);
    }

    @Override
    public CompletableFuture<SnapshotHandle> snapshot() {
        Replica running = replica;
        return running == null ? refused() : running.snapshot();
    }

    @Override
    public NodeIdentity identity() {
        NodeAdmin local = admin;
        return local == null ? new NodeIdentity(MemberId.NONE, "", "", "", "", Optional.empty()) : local.identity();
    }

    @Override
    public CompletableFuture<NodeIdentity> identify(String peerAddress) {
        NodeAdmin local = admin;
        return local == null ? refused() : local.identify(peerAddress);
    }

    @Override
    public Bootstrap bootstrap(ClusterId cluster, MemberId member) {
        NodeAdmin local = admin;
        return local == null ? new Bootstrap.Refused(STARTING) : local.bootstrap(cluster, member);
    }

    private <T> CompletableFuture<T> refused() {
        return CompletableFuture.failedFuture(new RequestException(
                RequestException.Kind.NOT_SERVING, before.get().detail() + "; nothing was done"));
    }
}
