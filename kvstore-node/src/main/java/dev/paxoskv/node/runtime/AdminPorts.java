package dev.paxoskv.node.runtime;

import dev.paxoskv.node.api.admin.AdminException;
import dev.paxoskv.node.api.admin.Bootstrap;
import dev.paxoskv.node.api.admin.FoundNode;
import dev.paxoskv.node.api.admin.NodeFinder;
import dev.paxoskv.node.paxos.model.ClusterId;
import dev.paxoskv.node.paxos.model.MemberId;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletableFuture;

/** What administrators need of the running node beside its replica; refuses, saying why, until the node offers it. */
@Singleton
final class AdminPorts implements NodeFinder, Bootstrap {
    private volatile NodeFinder finder = _ -> CompletableFuture.failedFuture(new AdminException(
            AdminException.Kind.NODE_UNREACHABLE, "this node has just started and cannot ask others yet; try again"));
    private volatile Bootstrap bootstrap = (_, _) -> CompletableFuture.completedFuture(new Result.Refused(
            Refusal.NOT_MANAGED,
            "this node does not wait to be told to form a cluster: it forms one by its list, or has one already"));

    /** From now on new nodes are asked so. */
    void find(NodeFinder by) {
        finder = by;
    }

    /** From now on a cluster is formed so on request. */
    void bootstrap(Bootstrap by) {
        bootstrap = by;
    }

    @Override
    public CompletableFuture<FoundNode> find(String peerAddress) {
        return finder.find(peerAddress);
    }

    @Override
    public CompletableFuture<Result> bootstrap(ClusterId cluster, MemberId member) {
        return bootstrap.bootstrap(cluster, member);
    }
}
