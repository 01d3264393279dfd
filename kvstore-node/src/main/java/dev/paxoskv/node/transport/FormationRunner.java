package dev.paxoskv.node.transport;

import dev.paxoskv.node.paxos.formation.BootstrapOutcome;
import dev.paxoskv.node.paxos.formation.Formation;
import dev.paxoskv.node.paxos.formation.FormationStatus;
import dev.paxoskv.node.paxos.formation.FormationStatus.Phase;
import dev.paxoskv.node.paxos.formation.Introduction;
import dev.paxoskv.node.paxos.formation.Introduction.Membership;
import dev.paxoskv.node.paxos.model.ClusterId;
import dev.paxoskv.node.paxos.model.Configuration;
import dev.paxoskv.node.paxos.model.Genesis;
import dev.paxoskv.node.paxos.model.MemberId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Runs {@link Formation} over the network until the node has its genesis. Any thread; {@link #run} is called once, by the
 * thread that starts the node.
 */
public final class FormationRunner {
    private static final Logger LOG = Logger.getLogger(FormationRunner.class);

    private final Formation formation;
    private final PeerIdentify identify;
    private final Consumer<Genesis> store;
    private final Duration interval;
    private final LinkedBlockingQueue<Event> events = new LinkedBlockingQueue<>();

    /** Held from a decision until it is durable: there is only one at a time. */
    private final Object deciding = new Object();

    private volatile boolean stopped;
    private volatile @Nullable RuntimeException failure;
    private String lastText = "";

    /** An answer, or none, to a question; without a question it only wakes the runner. */
    private record Event(
            Formation.@Nullable Question question, @Nullable Introduction answer) {}

    /**
     * A runner that has not begun.
     *
     * @param formation the rules
     * @param identify asks the peers
     * @param store makes the genesis durable before it returns; its exceptions come out of {@link #run}
     * @param interval how often the peers are asked; an answer may take twice as long
     */
    public FormationRunner(Formation formation, PeerIdentify identify, Consumer<Genesis> store, Duration interval) {
        this.formation = formation;
        this.identify = identify;
        this.store = store;
        this.interval = interval;
    }

    /** Where the node stands, for health checks and status. */
    public FormationStatus status() {
        synchronized (formation) {
            return formation.status();
        }
    }

    /** Answers a peer that asks: {@link PeerEndpoint#serveIdentity}. Does not block. */
    public Introduction introduce(Introduction asker) {
        synchronized (formation) {
            return formation.introduce(asker);
        }
    }

    /** How this node introduces itself. Does not block. */
    public Introduction introduction() {
        synchronized (formation) {
            return formation.introduction();
        }
    }

    /** From now on peers that ask are told this configuration of the cluster, if it is newer. Does not block. */
    public void learned(Configuration configuration) {
        synchronized (formation) {
            formation.learned(configuration);
        }
    }

    /**
     * Makes this node the first member of a new cluster, if it may be. Blocks until that is durable.
     *
     * @param cluster the new cluster's id
     * @param member the member that is meant
     * @return {@link BootstrapOutcome.Done} or {@link BootstrapOutcome.Refused}
     */
    public BootstrapOutcome bootstrap(ClusterId cluster, MemberId member) {
        synchronized (deciding) {
            BootstrapOutcome outcome;
            synchronized (formation) {
                outcome = formation.bootstrap(cluster, member);
            }
            return switch (outcome) {
                case BootstrapOutcome.Store decided -> {
                    store(decided.genesis());
                    wake();
                    yield new BootstrapOutcome.Done(decided.genesis());
                }
                case BootstrapOutcome.Done done -> done;
                case BootstrapOutcome.Refused refused -> refused;
            };
        }
    }

    /**
     * Asks the peers until the genesis is durable on this node. Blocks until then.
     *
     * @return the cluster; empty if {@link #stop} came first
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public Optional<Membership> run() throws InterruptedException {
        while (!stopped) {
            conclude();
            Optional<Membership> membership = membership();
            if (membership.isPresent()) {
                return membership;
            }
            ask();
            listen();
            tell();
        }
        return Optional.empty();
    }

    /** Ends {@link #run}. */
    public void stop() {
        stopped = true;
        wake();
    }

    private void wake() {
        events.add(new Event(null, null));
    }

    private void ask() {
        Introduction me;
        List<Formation.Question> questions;
        synchronized (formation) {
            me = formation.introduction();
            questions = formation.ask();
        }
        for (Formation.Question question : questions) {
            var _ = identify.ask(question.address(), me, interval.multipliedBy(2))
                    .whenComplete((answer, _) -> events.add(new Event(question, answer)));
        }
    }

    /** Takes in what comes until it is time to ask again, or until the genesis is there. */
    private void listen() throws InterruptedException {
        long end = System.nanoTime() + interval.toNanos();
        while (!stopped && membership().isEmpty()) {
            Event event = events.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (event == null) {
                return;
            }
            take(event);
            tell();
        }
    }

    private void take(Event event) {
        RuntimeException failed = failure;
        if (failed != null) {
            throw failed;
        }
        Formation.Question question = event.question();
        Introduction answer = event.answer();
        if (question == null) {
            return;
        }
        if (answer == null) {
            synchronized (formation) {
                formation.silent(question);
            }
        } else {
            decide(() -> formation.answered(question, answer));
        }
        conclude();
    }

    private void conclude() {
        decide(formation::conclude);
    }

    private void decide(Supplier<Optional<Genesis>> decision) {
        synchronized (deciding) {
            Optional<Genesis> decided;
            synchronized (formation) {
                decided = decision.get();
            }
            decided.ifPresent(this::store);
        }
    }

    /** Outside the lock: peers that ask meanwhile are answered, and learn nothing of it. */
    private void store(Genesis genesis) {
        try {
            store.accept(genesis);
        } catch (RuntimeException notStored) {
            failure = notStored;
            wake();
            throw notStored;
        }
        Introduction me;
        synchronized (formation) {
            formation.stored();
            me = formation.introduction();
        }
        boolean founder = genesis.configuration().member(me.member()).isPresent();
        LOG.infof(
                "%s cluster %s with members %s",
                founder ? "formed" : "joined",
                genesis.cluster(),
                membership().orElseThrow().latest().members());
    }

    private Optional<Membership> membership() {
        return Optional.ofNullable(introduction().membership());
    }

    private void tell() {
        FormationStatus status = status();
        if (!status.text().equals(lastText) && status.phase() != Phase.FORMED) {
            lastText = status.text();
            switch (status.phase()) {
                case WAITING, JOINING -> LOG.info(status.text());
                case MISMATCH, REFUSED, REMOVED -> LOG.warn(status.text());
                case FORMED -> {}
            }
        }
    }
}
