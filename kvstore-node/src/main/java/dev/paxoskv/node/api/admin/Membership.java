package dev.paxoskv.node.api.admin;

import dev.paxoskv.node.api.admin.AdminException.Kind;
import dev.paxoskv.node.paxos.model.Change;
import dev.paxoskv.node.paxos.model.ChangeOutcome;
import dev.paxoskv.node.paxos.model.ChangeOutcome.Reason;
import dev.paxoskv.node.paxos.model.ChangeOutcome.Refused;
import dev.paxoskv.node.paxos.model.Member;
import dev.paxoskv.node.paxos.model.MemberId;
import dev.paxoskv.node.replica.ClusterAdmin;
import dev.paxoskv.node.replica.ClusterView;
import dev.paxoskv.node.replica.NodeAdmin;
import dev.paxoskv.node.replica.NodeAdmin.NodeIdentity;
import dev.paxoskv.node.replica.RequestException;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * The changes of a cluster's members, as every interface offers them: one compare-and-set on the configuration's epoch
 * each. Beyond what the cluster does by itself, a new member is asked who it is, and a leader that is to be removed hands
 * over first.
 *
 * <p>Any thread may call; no call blocks. A future fails with an {@link AdminException} or a {@link
 * RequestException}; nothing was changed then, unless the latter says so.
 */
@Singleton
public final class Membership {
    /** The leadership may come back to a member while it is being removed; not for ever. */
    private static final int HAND_OVERS = 3;

    private final ClusterAdmin admin;
    private final NodeAdmin node;

    /** For this node's cluster. */
    public Membership(ClusterAdmin admin, NodeAdmin node) {
        this.admin = admin;
        this.node = node;
    }

    /** What this node knows at the moment. */
    public ClusterView view() {
        return admin.view();
    }

    /** The same, no older than the call: see {@link ClusterAdmin#confirmed()}. */
    public CompletableFuture<ClusterView> confirmed() {
        return admin.confirmed();
    }

    /**
     * Adds a member as a learner.
     *
     * @param expectedEpoch the configuration that it is added to
     * @param candidate its peer address at least; the node itself is asked for what is left out, and has to run then
     */
    public CompletableFuture<Added> add(long expectedEpoch, Candidate candidate) {
        if (candidate.peerAddress().isEmpty()) {
            return CompletableFuture.failedFuture(new AdminException(
                    Kind.INVALID, "say where the new node listens for its peers: peer, as host:port"));
        }
        return completed(candidate).thenCompose(complete -> add(expectedEpoch, complete.asLearner()));
    }

    private CompletableFuture<Candidate> completed(Candidate candidate) {
        if (candidate.isComplete()) {
            return CompletableFuture.completedFuture(candidate);
        }
        return node.identify(candidate.peerAddress()).handle((found, failure) -> {
            if (failure != null) {
                throw unreachable(failure);
            }
            checkSame(candidate, found);
            return candidate.orElse(found);
        });
    }

    private static RuntimeException unreachable(Throwable failure) {
        return switch (failure) {
            case CompletionException wrapped when wrapped.getCause() != null -> unreachable(wrapped.getCause());
            case RequestException refused ->
                new AdminException(
                        Kind.NODE_UNREACHABLE, refused.getMessage() + "; start the new node first, then add it");
            default -> new CompletionException(failure);
        };
    }

    private void checkSame(Candidate candidate, NodeIdentity found) {
        if (!candidate.member().equals(MemberId.NONE) && !candidate.member().equals(found.member())) {
            throw new AdminException(
                    Kind.NODE_MISMATCH,
                    "the node at " + candidate.peerAddress() + " is member " + found.member() + ", not "
                            + candidate.member() + "; look up which node listens there");
        }
        boolean foreign = found.cluster()
                .filter(cluster -> admin.view()
                        .node()
                        .genesis()
                        .filter(genesis -> genesis.cluster().equals(cluster))
                        .isEmpty())
                .isPresent();
        if (foreign) {
            throw new AdminException(
                    Kind.NODE_MISMATCH,
                    "the node at " + candidate.peerAddress() + " belongs to another cluster, "
                            + found.cluster().orElseThrow()
                            + "; start it with an empty data directory to have it join this one");
        }
    }

    private CompletableFuture<Added> add(long expectedEpoch, Member member) {
        return admin.confirmed().thenCompose(view -> {
            Optional<Refused> taken = addressTaken(view, member);
            CompletableFuture<ChangeOutcome> outcome = taken.isPresent()
                    ? CompletableFuture.completedFuture(taken.get())
                    : admin.change(expectedEpoch, new Change.AddLearner(member));
            return outcome.thenApply(done -> new Added(member, done));
        });
    }

    /** Two members at one address would each take the other's messages. */
    private static Optional<Refused> addressTaken(ClusterView view, Member member) {
        return view.configuration().stream()
                .flatMap(configuration -> configuration.members().stream())
                .filter(present -> !present.id().equals(member.id())
                        && present.peerAddress().equals(member.peerAddress()))
                .findFirst()
                .map(present -> new Refused(
                        Reason.ALREADY_MEMBER,
                        "member " + present.id() + " (" + present.name() + ") is at " + member.peerAddress()
                                + " already; if that node has lost its disk, remove the member first"));
    }

    /** Makes a learner that has caught up a voter. */
    public CompletableFuture<ChangeOutcome> promote(long expectedEpoch, MemberId member) {
        return admin.change(expectedEpoch, new Change.Promote(member));
    }

    /** Removes a member for good. If it leads, another one takes over first. */
    public CompletableFuture<ChangeOutcome> remove(long expectedEpoch, MemberId member) {
        return remove(expectedEpoch, member, HAND_OVERS);
    }

    private CompletableFuture<ChangeOutcome> remove(long expectedEpoch, MemberId member, int handOvers) {
        return admin.change(expectedEpoch, new Change.Remove(member)).thenCompose(outcome -> {
            boolean leads = outcome instanceof Refused refused && refused.reason() == Reason.IS_LEADER;
            if (!leads || handOvers == 0) {
                return CompletableFuture.completedFuture(outcome);
            }
            return admin.transfer(MemberId.NONE)
                    .thenCompose(moved -> moved instanceof Refused
                            ? CompletableFuture.completedFuture(moved)
                            : remove(expectedEpoch, member, handOvers - 1));
        });
    }

    /**
     * Gives a member another name or other addresses. The member keeps its data; it has to be started with them.
     *
     * @param expectedEpoch the configuration that the member is in
     * @param changes the member's id and what is to change
     */
    public CompletableFuture<ChangeOutcome> update(long expectedEpoch, Candidate changes) {
        return admin.confirmed().thenCompose(view -> {
            Optional<Member> present =
                    view.configuration().flatMap(configuration -> configuration.member(changes.member()));
            if (present.isEmpty()) {
                return CompletableFuture.completedFuture(noSuchMember(changes.member()));
            }
            Member changed = changes.changed(present.get());
            Optional<Refused> taken = addressTaken(view, changed);
            return taken.isPresent()
                    ? CompletableFuture.completedFuture(taken.get())
                    : admin.change(expectedEpoch, new Change.Update(changed));
        });
    }

    /** Hands the leadership over: to this voter, or with {@link MemberId#NONE} to the one that suits best. */
    public CompletableFuture<ChangeOutcome> transfer(MemberId target) {
        return admin.transfer(target);
    }

    /** The refusal of a request about a member that there is not. */
    public static Refused noSuchMember(MemberId member) {
        return new Refused(
                Reason.NO_SUCH_MEMBER,
                "there is no member " + member + "; GET /api/v1/cluster/members lists those that there are");
    }

    /**
     * What became of a new member.
     *
     * @param member the member as it was, or would have been, added
     * @param outcome what became of it
     */
    public record Added(Member member, ChangeOutcome outcome) {}
}
