package dev.paxoskv.node.paxos.formation;

import dev.paxoskv.node.paxos.formation.FormationPlan.Mode;
import dev.paxoskv.node.paxos.formation.FormationStatus.Phase;
import dev.paxoskv.node.paxos.formation.Introduction.Membership;
import dev.paxoskv.node.paxos.model.ClusterId;
import dev.paxoskv.node.paxos.model.Configuration;
import dev.paxoskv.node.paxos.model.Genesis;
import dev.paxoskv.node.paxos.model.MemberId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How a node comes to a cluster: it forms one out of a static list, is taken in by one that exists, or is bootstrapped as
 * the first member of a new one. A node without a genesis asks every peer that it knows who it is, again and again:
 *
 * <ul>
 *   <li>A peer belongs to a cluster whose newest configuration lists this member: this node stores the same genesis. It is
 *       one of those that formed the cluster, or was added as a learner.
 *   <li>A peer belongs to a cluster that does not list it: this node's disk is new to a formed cluster. It does not vote,
 *       says so, and asks on until it is added. See {@link Joining}.
 *   <li>This node is the <em>coordinator</em>, the one of the lowest label, and all the others answered, have no genesis, have
 *       the same list and distinct ids, and are pledged to it: it makes the genesis and stores it. The others pull it.
 * </ul>
 *
 * <p>Safe whenever a process crashes, and when a coordinator loses its disk and comes back under another member id: a node
 * that pledges itself to a coordinator declares every answer void that it asked for before. So an old coordinator's
 * genesis, late on the network, cannot be stored by a node that a new coordinator counts on. What it takes: processes
 * of one label do not run side by side.
 *
 * <p>Pure and not thread-safe: questions, answers and the disk are the caller's. What {@link #answered}, {@link #conclude}
 * and {@link #bootstrap} decide is made durable by the caller, who then says {@link #stored}; until then nobody hears of it.
 */
public final class Formation {
    private final MemberId self;
    private final FormationPlan plan;
    private final ClusterId proposedCluster;
    private final GenesisMaker maker;
    private final Joining joining;

    /** The newest answer of each listed peer; none where the last question got none. */
    private final Map<Integer, Introduction> answers = new TreeMap<>();

    private final Map<String, Long> newestHandled = new HashMap<>();
    private long nextQuestion = 1;

    private MemberId pledgedTo = MemberId.NONE;

    /** Answers to questions below this number are void. */
    private long firstValidQuestion;

    private @Nullable Membership storing;
    private @Nullable Membership membership;

    /**
     * A question to one peer. Its answer, or that there is none, is told with it.
     *
     * @param label the peer's label in the list; 0 if it has none
     * @param address the peer's address
     * @param number ascending
     */
    public record Question(int label, String address, long number) {}

    /**
     * A node that has no genesis on its disk.
     *
     * @param self its member id
     * @param plan what it was told
     * @param proposedCluster the cluster id for a genesis that it makes: random, and new for every process
     */
    public Formation(MemberId self, FormationPlan plan, ClusterId proposedCluster) {
        this.self = self;
        this.plan = plan;
        this.proposedCluster = proposedCluster;
        this.maker = new GenesisMaker(self, plan);
        this.joining = new Joining(self, plan);
    }

    /** A node that has its genesis: it only answers. */
    public static Formation formed(MemberId self, FormationPlan plan, Membership membership) {
        Formation formation = new Formation(self, plan, membership.genesis().cluster());
        formation.membership = membership;
        return formation;
    }

    /** Begins a round: what to ask now. Nothing once it is formed. */
    public List<Question> ask() {
        List<Question> questions = new ArrayList<>();
        if (membership == null && storing == null) {
            Set<String> asked = new HashSet<>(List.of(plan.own().peer()));
            for (ListedPeer peer : plan.list().peers()) {
                ask(peer.label(), peer.peer(), asked, questions);
            }
            plan.seeds().forEach(seed -> ask(0, seed, asked, questions));
            joining.addresses().forEach(address -> ask(0, address, asked, questions));
            newestHandled.keySet().retainAll(asked);
        }
        return questions;
    }

    private void ask(int label, String address, Set<String> asked, List<Question> questions) {
        if (asked.add(address)) {
            questions.add(new Question(label, address, nextQuestion++));
        }
    }

    /** Ends a round: the genesis to store, if this node is the coordinator and may make it now. */
    public Optional<Genesis> conclude() {
        if (membership != null || storing != null || !plan.isCoordinator()) {
            return Optional.empty();
        }
        return contradiction().isPresent()
                ? Optional.empty()
                : maker.ofList(proposedCluster, answers).map(made -> decide(Membership.of(made)));
    }

    /** An answer came. Returns the genesis to store, if it shows that this node belongs to a cluster. */
    public Optional<Genesis> answered(Question question, Introduction answer) {
        if (membership != null || storing != null || !isNews(question)) {
            return Optional.empty();
        }
        if (question.label() != 0) {
            answers.put(question.label(), answer);
        }
        if (answer.membership() != null) {
            joining.heard(answer.membership());
        }
        return joining.home().map(this::decide);
    }

    /** No answer came in time. */
    public void silent(Question question) {
        if (isNews(question)) {
            answers.remove(question.label());
        }
    }

    private boolean isNews(Question question) {
        if (question.number() < firstValidQuestion
                || question.number() <= newestHandled.getOrDefault(question.address(), 0L)) {
            return false;
        }
        newestHandled.put(question.address(), question.number());
        return true;
    }

    /**
     * Makes this node the first member of a new cluster, if it may be.
     *
     * @param cluster the new cluster's id
     * @param member the member that is meant: this one, or it is refused
     */
    public BootstrapOutcome bootstrap(ClusterId cluster, MemberId member) {
        Membership mine = membership;
        Optional<String> refusal = bootstrapRefusal(cluster, member);
        if (refusal.isPresent()) {
            return new BootstrapOutcome.Refused(refusal.get());
        }
        if (mine != null) {
            return new BootstrapOutcome.Done(mine.genesis());
        }
        return new BootstrapOutcome.Store(decide(Membership.of(maker.alone(cluster))));
    }

    private Optional<String> bootstrapRefusal(ClusterId cluster, MemberId member) {
        Membership mine = membership;
        if (!member.equals(self)) {
            return Optional.of("this is member " + self + ", not " + member + ": its data directory is another one");
        }
        if (mine != null) {
            Genesis genesis = mine.genesis();
            boolean same = genesis.cluster().equals(cluster)
                    && genesis.configuration().voters().equals(List.of(self));
            return same
                    ? Optional.empty()
                    : Optional.of("this node belongs to cluster " + genesis.cluster() + " already");
        }
        if (plan.mode() != Mode.MANAGED) {
            return Optional.of("this node is not managed: paxoskv.cluster.mode is not \"managed\"");
        }
        if (storing != null) {
            return Optional.of(
                    "this node is about to join cluster " + storing.genesis().cluster());
        }
        return joining.cluster()
                .map(met ->
                        "this node has met cluster " + met + " at the addresses that it was told to ask: it is to be"
                                + " added to that one, or to be started with other seeds");
    }

    private Genesis decide(Membership decided) {
        storing = decided;
        return decided.genesis();
    }

    /** The genesis that was decided is durable. */
    public void stored() {
        if (storing == null) {
            throw new IllegalStateException("nothing was decided that could have been stored");
        }
        membership = storing;
        storing = null;
    }

    /** This node knows this configuration of its cluster to be chosen, and tells it to peers from now on. */
    public void learned(Configuration configuration) {
        if (membership != null) {
            membership = membership.with(configuration);
        }
    }

    /**
     * Answers a peer that asks who this node is. Where the asker is the coordinator of the same list, this node pledges
     * itself to it.
     */
    public Introduction introduce(Introduction asker) {
        if (membership == null && storing == null && isMyCoordinator(asker) && !pledgedTo.equals(asker.member())) {
            pledgedTo = asker.member();
            firstValidQuestion = nextQuestion;
            answers.clear();
            joining.forget();
        }
        return introduction();
    }

    /** How this node introduces itself. */
    public Introduction introduction() {
        return new Introduction(
                self,
                plan.name(),
                plan.label(),
                plan.list(),
                membership,
                membership == null ? pledgedTo : MemberId.NONE);
    }

    private boolean isMyCoordinator(Introduction asker) {
        return plan.mode() == Mode.STATIC
                && !plan.isCoordinator()
                && asker.label() == plan.list().lowestLabel()
                && asker.membership() == null
                && !asker.member().equals(MemberId.NONE)
                && !asker.member().equals(self)
                && plan.list().merge(asker.list()).isPresent();
    }

    /** Where this node stands. */
    public FormationStatus status() {
        Membership mine = membership;
        if (mine != null) {
            return new FormationStatus(
                    Phase.FORMED, "member of cluster " + mine.genesis().cluster());
        }
        if (storing != null) {
            return new FormationStatus(
                    Phase.WAITING,
                    "stores the genesis of cluster " + storing.genesis().cluster());
        }
        return joining.status()
                .or(() -> contradiction().map(text -> new FormationStatus(Phase.MISMATCH, text)))
                .orElseGet(() -> new FormationStatus(Phase.WAITING, new WaitingText(self, plan).of(answers)));
    }

    private Optional<String> contradiction() {
        return plan.mode() == Mode.STATIC ? new Contradictions(self, plan).in(answers) : Optional.empty();
    }
}
