package dev.paxoskv.node.runtime;

import dev.paxoskv.node.paxos.formation.BootstrapOutcome;
import dev.paxoskv.node.paxos.formation.Introduction;
import dev.paxoskv.node.paxos.formation.ListedPeer;
import dev.paxoskv.node.paxos.model.ClusterId;
import dev.paxoskv.node.paxos.model.MemberId;
import dev.paxoskv.node.replica.NodeAdmin;
import dev.paxoskv.node.replica.RequestException;
import dev.paxoskv.node.transport.FormationRunner;
import dev.paxoskv.node.transport.PeerIdentify;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** What an administrator can ask of this node, once its data directory is open. */
final class LocalAdmin implements NodeAdmin {
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final FormationRunner formation;
    private final PeerIdentify peers;

    LocalAdmin(FormationRunner formation, PeerIdentify peers) {
        this.formation = formation;
        this.peers = peers;
    }

    @Override
    public NodeIdentity identity() {
        return identity(formation.introduction(), "");
    }

    @Override
    public CompletableFuture<NodeIdentity> identify(String peerAddress) {
        CompletableFuture<NodeIdentity> identity = new CompletableFuture<>();
        var _ = peers.ask(peerAddress, formation.introduction().asStranger(), PATIENCE)
                .whenComplete((answer, failure) -> {
                    if (answer == null) {
                        identity.completeExceptionally(new RequestException(
                                RequestException.Kind.NOT_SERVING,
                                "no node answers at the peer address " + peerAddress + ": " + failure.getMessage()));
                    } else {
                        identity.complete(identity(answer, ListedPeer.host(peerAddress)));
                    }
                });
        return identity;
    }

    /** A node may not know its own host: then it is the one that it was reached at. */
    private static NodeIdentity identity(Introduction node, String host) {
        ListedPeer line = node.line().orElseGet(() -> new ListedPeer(node.label(), "", "", ""));
        return new NodeIdentity(
                node.member(),
                node.name(),
                withHost(line.peer(), host),
                withHost(line.http(), host),
                withHost(line.grpc(), host),
                Optional.ofNullable(node.membership())
                        .map(membership -> membership.genesis().cluster()));
    }

    private static String withHost(String address, String host) {
        return address.startsWith(":") ? host + address : address;
    }

    @Override
    public Bootstrap bootstrap(ClusterId cluster, MemberId member) {
        return switch (formation.bootstrap(cluster, member)) {
            case BootstrapOutcome.Done done -> new Bootstrap.Done(done.genesis().cluster());
            case BootstrapOutcome.Refused refused -> new Bootstrap.Refused(refused.text());
            case BootstrapOutcome.Store _ -> throw new IllegalStateException("the runner stores before it answers");
        };
    }
}
