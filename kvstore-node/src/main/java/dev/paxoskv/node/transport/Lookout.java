package dev.paxoskv.node.transport;

import dev.paxoskv.node.paxos.formation.Introduction;
import dev.paxoskv.node.paxos.formation.Introduction.Membership;
import dev.paxoskv.node.paxos.model.ClusterId;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Looks for the cluster of a member that hears no leader: its members may all be others, at other addresses, than when it
 * last heard of them; or it was removed, and nobody is left who would tell it. Asks whoever may know, and tells the
 * transport. Any thread.
 */
public final class Lookout {
    private final PeerIdentify identify;
    private final Supplier<Introduction> self;
    private final Supplier<Collection<String>> addresses;
    private final PeerTransport transport;
    private final CountDownLatch stopped = new CountDownLatch(1);

    /**
     * A lookout that does nothing yet.
     *
     * @param identify asks
     * @param self this node, a member of a cluster
     * @param addresses whom to ask
     * @param transport told of newer configurations of the cluster
     */
    public Lookout(
            PeerIdentify identify,
            Supplier<Introduction> self,
            Supplier<Collection<String>> addresses,
            PeerTransport transport) {
        this.identify = identify;
        this.self = self;
        this.addresses = addresses;
        this.transport = transport;
    }

    /**
     * Asks round after round, as long as the node is lost at the end of one. Returns when {@link #stop} was called.
     *
     * @param lost whether the node hears no leader
     * @param interval how long a round lasts
     */
    public void run(BooleanSupplier lost, Duration interval) throws InterruptedException {
        while (!stopped.await(interval.toNanos(), TimeUnit.NANOSECONDS)) {
            if (lost.getAsBoolean()) {
                ask(interval);
            }
        }
    }

    private void ask(Duration timeout) {
        Introduction me = self.get().asStranger();
        Membership mine = me.membership();
        if (mine != null) {
            for (String address : addresses.get()) {
                var _ = identify.ask(address, me, timeout)
                        .thenAccept(answer -> heard(answer, mine.genesis().cluster()));
            }
        }
    }

    private void heard(Introduction answer, ClusterId cluster) {
        Membership theirs = answer.membership();
        if (theirs != null && theirs.genesis().cluster().equals(cluster)) {
            transport.hint(answer.member(), theirs.latest());
        }
    }

    /** Ends {@link #run}. */
    public void stop() {
        stopped.countDown();
    }
}
