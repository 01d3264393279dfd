package dev.paxoskv.node.replica;

import dev.paxoskv.node.paxos.model.Change;
import dev.paxoskv.node.paxos.model.ChangeOutcome;
import dev.paxoskv.node.paxos.model.MemberId;
import java.util.concurrent.CompletableFuture;

/**
 * What an administrator sees of the cluster, and can do to it. Every node takes every request; the leader carries it out.
 *
 * <p>Any thread may call; no call blocks. Futures complete on a thread of the node, which must not be blocked either. Where
 * a future fails, it does so with a {@link RequestException}.
 */
public interface ClusterAdmin {

    /** What this node knows at the moment; never waits. */
    ClusterView view();

    /**
     * What this node knows once it has learned everything that was chosen before the call: then its configuration is no
     * older than any that a change was acknowledged with. Needs a majority.
     */
    CompletableFuture<ClusterView> confirmed();

    /**
     * Changes the configuration. One change at a time: the next one is refused as long as this one is not settled.
     *
     * @param expectedEpoch the epoch of the configuration that the change was made for; with any other it is refused
     * @param change the change
     * @return what became of it. {@link ChangeOutcome.Unknown} also where the answer did not come in time: the epoch of the
     *     configuration tells then
     */
    CompletableFuture<ChangeOutcome> change(long expectedEpoch, Change change);

    /**
     * Hands the leadership over.
     *
     * @param target to whom; {@link MemberId#NONE} for the follower that suits best
     * @return what became of it; done at once where the target leads already
     */
    CompletableFuture<ChangeOutcome> transfer(MemberId target);
}
