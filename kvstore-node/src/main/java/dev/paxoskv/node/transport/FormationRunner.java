package dev.paxoskv.node.transport;

import dev.paxoskv.node.paxos.formation.Formation;
import dev.paxoskv.node.paxos.formation.FormationStatus;
import dev.paxoskv.node.paxos.formation.FormationStatus.Phase;
import dev.paxoskv.node.paxos.formation.Introduction;
import dev.paxoskv.node.paxos.model.Genesis;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
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
    private volatile boolean stopped;
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

    /**
     * Asks the peers until the genesis is durable on this node. Blocks until then.
     *
     * @return the genesis; empty if {@link #stop} came first
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public Optional<Genesis> run() throws InterruptedException {
        while (!stopped) {
            conclude();
            Optional<Genesis> genesis = genesis();
            if (genesis.isPresent()) {
                return genesis;
            }
            ask();
            listen();
        }
        return Optional.empty();
    }

    /** Ends {@link #run}. */
    public void stop() {
        stopped = true;
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
        while (!stopped && genesis().isEmpty()) {
            Event event = events.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (event == null) {
                return;
            }
            take(event);
            tell();
        }
    }

    private void take(Event event) {
        Formation.Question question = event.question();
        Introduction answer = event.answer();
        if (question == null) {
            return;
        }
        Optional<Genesis> decided = Optional.empty();
        synchronized (formation) {
            if (answer == null) {
                formation.silent(question);
            } else {
                decided = formation.answered(question, answer);
            }
        }
        decided.ifPresent(this::store);
        conclude();
    }

    private void conclude() {
        Optional<Genesis> decided;
        synchronized (formation) {
            decided = formation.conclude();
        }
        decided.ifPresent(this::store);
    }

    /** Outside the lock: peers that ask meanwhile are answered, and learn nothing of it. */
    private void store(Genesis genesis) {
        store.accept(genesis);
        synchronized (formation) {
            formation.stored();
        }
        LOG.infof(
                "formed: cluster %s with members %s",
                genesis.cluster(), genesis.configuration().members());
    }

    private Optional<Genesis> genesis() {
        synchronized (formation) {
            return Optional.ofNullable(formation.introduction().genesis());
        }
    }

    private void tell() {
        FormationStatus status = status();
        if (!status.text().equals(lastText) && status.phase() != Phase.FORMED) {
            lastText = status.text();
            if (status.phase() == Phase.WAITING) {
                LOG.info(status.text());
            } else {
                LOG.warn(status.text());
            }
        }
    }
}
