package dev.paxoskv.node.api;

import dev.paxoskv.node.paxos.model.Ballot;
import dev.paxoskv.node.paxos.model.Change;
import dev.paxoskv.node.paxos.model.ChangeOutcome;
import dev.paxoskv.node.paxos.model.ChangeOutcome.Reason;
import dev.paxoskv.node.paxos.model.ClusterId;
import dev.paxoskv.node.paxos.model.Configuration;
import dev.paxoskv.node.paxos.model.Member;
import dev.paxoskv.node.paxos.model.MemberId;
import dev.paxoskv.node.replica.ClusterAdmin;
import dev.paxoskv.node.replica.ClusterView;
import dev.paxoskv.node.replica.ClusterView.Progress;
import dev.paxoskv.node.replica.NodeAdmin;
import dev.paxoskv.node.replica.NodeStatus;
import dev.paxoskv.node.replica.RequestException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of a cluster behind one lock, with the rules that its changes have; the nodes themselves do not exist.
 * Can be told how the next requests end.
 */
public final class LocalClusterAdmin implements ClusterAdmin, NodeAdmin {

    private final LocalKeyValueService store;
    private final Queue<ChangeOutcome> scripted = new ArrayDeque<>();
    private final Map<String, NodeIdentity> nodes = new HashMap<>();
    private final List<String> requests = new ArrayList<>();
    private Configuration configuration;
    private MemberId leader = LocalKeyValueService.MEMBER;
    private boolean caughtUp = true;
    private boolean formed = true;
    private RequestException.@Nullable Kind failure;

    /** The cluster of the only member of this store. */
    public LocalClusterAdmin(LocalKeyValueService store) {
        this.store = store;
        this.configuration = genesis();
    }

    private Configuration genesis() {
        return new Configuration(1, store.status().members());
    }

    /** The only member again, and nothing scripted. */
    public synchronized void reset() {
        configuration = genesis();
        leader = LocalKeyValueService.MEMBER;
        caughtUp = true;
        formed = true;
        failure = null;
        scripted.clear();
        nodes.clear();
        requests.clear();
    }

    /** This node can be found at its peer address. */
    public synchronized void running(String peerAddress, NodeIdentity node) {
        nodes.put(peerAddress, node);
    }

    /** Whether learners have caught up. */
    public synchronized void caughtUp(boolean now) {
        caughtUp = now;
    }

    /** This node has no cluster. */
    public synchronized void unformed() {
        formed = false;
    }

    /** Nothing can be confirmed or changed any more. */
    public synchronized void failWith(RequestException.Kind kind) {
        failure = kind;
    }

    /** The next request is refused so. */
    public synchronized void nextIsRefused(Reason reason) {
        scripted.add(refused(reason));
    }

    /** The next change is tried, and nobody is told how it ended. */
    public synchronized void nextIsLost() {
        scripted.add(new ChangeOutcome.Unknown());
    }

    /** Somebody else changes the configuration. */
    public synchronized void move() {
        configuration = next(configuration.members(), configuration.removed());
    }

    /** The changes and transfers that were asked for. */
    public synchronized List<String> requests() {
        return List.copyOf(requests);
    }

    @Override
    public synchronized ClusterView view() {
        NodeStatus node = store.status();
        NodeStatus current = new NodeStatus(
                formed ? node.state() : NodeStatus.State.UNFORMED,
                formed ? node.detail() : "waits to be told what to do",
                node.member(),
                node.name(),
                formed ? node.genesis() : Optional.empty(),
                node.role(),
                formed && !node.leader().equals(Ballot.ZERO)
                        ? new Ballot(node.leader().round(), leader)
                        : Ballot.ZERO,
                node.promised(),
                node.chosenSlot(),
                node.appliedSlot(),
                node.revision(),
                formed ? configuration.members() : List.of(),
                node.sessionOpen(),
                node.pendingWrites(),
                node.pendingReads(),
                node.storedBytes());
        Map<MemberId, Progress> peers = new HashMap<>();
        if (leader.equals(LocalKeyValueService.MEMBER)) {
            configuration.members().stream()
                    .filter(member -> !member.id().equals(leader))
                    .forEach(member -> peers.put(member.id(), new Progress(1, 1, true, 2)));
        }
        return new ClusterView(current, formed ? Optional.of(configuration) : Optional.empty(), true, peers);
    }

    @Override
    public synchronized CompletableFuture<ClusterView> confirmed() {
        return failure == null ? CompletableFuture.completedFuture(view()) : failed();
    }

    @Override
    public synchronized CompletableFuture<ChangeOutcome> change(long expectedEpoch, Change change) {
        requests.add(expectedEpoch + " " + change.getClass().getSimpleName());
        ChangeOutcome script = scripted.poll();
        if (failure != null) {
            return failed();
        }
        ChangeOutcome outcome = script instanceof ChangeOutcome.Refused ? script : applied(expectedEpoch, change);
        return CompletableFuture.completedFuture(script == null ? outcome : script);
    }

    private ChangeOutcome applied(long expectedEpoch, Change change) {
        if (expectedEpoch != configuration.epoch()) {
            return refused(Reason.EPOCH_MOVED);
        }
        return switch (change) {
            case Change.AddLearner(Member member) -> add(member);
            case Change.Promote(MemberId id) -> promote(id);
            case Change.Remove(MemberId id) -> remove(id);
            case Change.Update(Member member) -> replaced(member.id(), member);
            case Change.RaiseFeatures _ -> refused(Reason.FEATURE_LEVEL);
        };
    }

    private ChangeOutcome add(Member member) {
        if (configuration.isRemoved(member.id())) {
            return refused(Reason.REMOVED_MEMBER);
        }
        if (configuration.member(member.id()).isPresent()
                || configuration.named(member.name()).isPresent()) {
            return refused(Reason.ALREADY_MEMBER);
        }
        List<Member> members = new ArrayList<>(configuration.members());
        members.add(member);
        return done(next(members, configuration.removed()));
    }

    private ChangeOutcome promote(MemberId id) {
        Optional<Member> member = configuration.member(id);
        if (member.isEmpty()) {
            return refused(Reason.NO_SUCH_MEMBER);
        }
        if (member.get().role() == Member.Role.VOTER) {
            return refused(Reason.NOT_A_LEARNER);
        }
        Member old = member.get();
        return caughtUp
                ? replaced(
                        id,
                        new Member(
                                id,
                                old.name(),
                                Member.Role.VOTER,
                                old.peerAddress(),
                                old.httpAddress(),
                                old.grpcAddress()))
                : refused(Reason.NOT_CAUGHT_UP);
    }

    private ChangeOutcome replaced(MemberId id, Member by) {
        if (configuration.member(id).isEmpty()) {
            return refused(Reason.NO_SUCH_MEMBER);
        }
        return done(next(
                configuration.members().stream()
                        .map(member -> member.id().equals(id) ? by : member)
                        .toList(),
                configuration.removed()));
    }

    private ChangeOutcome remove(MemberId id) {
        if (configuration.member(id).isEmpty()) {
            return refused(configuration.isRemoved(id) ? Reason.REMOVED_MEMBER : Reason.NO_SUCH_MEMBER);
        }
        if (configuration.voters().equals(List.of(id))) {
            return refused(Reason.LAST_VOTER);
        }
        if (id.equals(leader)) {
            return refused(Reason.IS_LEADER);
        }
        List<MemberId> removed = new ArrayList<>(configuration.removed());
        removed.add(id);
        return done(next(
                configuration.members().stream()
                        .filter(member -> !member.id().equals(id))
                        .toList(),
                removed));
    }

    private Configuration next(List<Member> members, List<MemberId> removed) {
        return new Configuration(configuration.epoch() + 1, members, removed, configuration.featureLevel());
    }

    private ChangeOutcome done(Configuration next) {
        configuration = next;
        return new ChangeOutcome.Done(next.epoch(), 100 + next.epoch());
    }

    private static ChangeOutcome refused(Reason reason) {
        return new ChangeOutcome.Refused(reason, "the test refuses: " + reason);
    }

    @Override
    public synchronized CompletableFuture<ChangeOutcome> transfer(MemberId target) {
        requests.add("transfer " + target);
        ChangeOutcome script = scripted.poll();
        if (failure != null) {
            return failed();
        }
        Optional<MemberId> to = configuration.voters().stream()
                .filter(id -> target.equals(MemberId.NONE) ? !id.equals(leader) : id.equals(target))
                .findFirst();
        if (script != null) {
            return CompletableFuture.completedFuture(script);
        }
        to.ifPresent(id -> leader = id);
        return CompletableFuture.completedFuture(
                to.isPresent() ? new ChangeOutcome.Done(configuration.epoch(), 0) : refused(Reason.BAD_TARGET));
    }

    @Override
    public NodeIdentity identity() {
        return new NodeIdentity(
                LocalKeyValueService.MEMBER,
                "node-1",
                "127.0.0.1:3000",
                "127.0.0.1:4000",
                "127.0.0.1:5000",
                Optional.of(LocalKeyValueService.CLUSTER));
    }

    @Override
    public synchronized CompletableFuture<NodeIdentity> identify(String peerAddress) {
        NodeIdentity node = nodes.get(peerAddress);
        return node == null
                ? CompletableFuture.failedFuture(
                        new RequestException(RequestException.Kind.NOT_SERVING, "no node answers at " + peerAddress))
                : CompletableFuture.completedFuture(node);
    }

    @Override
    public synchronized Bootstrap bootstrap(ClusterId cluster, MemberId member) {
        requests.add("bootstrap " + cluster + " " + member);
        return formed ? new Bootstrap.Refused("the node has a cluster") : new Bootstrap.Done(cluster);
    }

    private <T> CompletableFuture<T> failed() {
        RequestException.Kind kind = failure == null ? RequestException.Kind.UNKNOWN : failure;
        return CompletableFuture.failedFuture(new RequestException(kind, "the test wants " + kind + "; try again"));
    }
}
