package dev.paxoskv.node.paxos.formation;

import dev.paxoskv.node.paxos.formation.FormationStatus.Phase;
import dev.paxoskv.node.paxos.model.ClusterId;
import dev.paxoskv.node.paxos.model.Configuration;
import dev.paxoskv.node.paxos.model.Genesis;
import dev.paxoskv.node.paxos.model.Member;
import dev.paxoskv.node.paxos.model.MemberId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Forms a cluster from a static list, by pulling. A node without a genesis asks every listed peer who it is, again and
 * again:
 *
 * <ul>
 *   <li>A peer has a genesis that names this member id: this node stores the same one.
 *   <li>A peer has a genesis that does not: this node's disk is new to a formed cluster, and it never votes.
 *   <li>This node is the <em>coordinator</em>, the one of the lowest label, and all the others answered, have no genesis, have
 *       the same list and distinct ids, and are pledged to it: it makes the genesis and stores it. The others pull it.
 * </ul>
 *
 * <p>Safe whenever a process crashes, and when a coordinator loses its disk and comes back under another member id: a node
 * that pledges itself to a coordinator declares every answer void that it asked for before. So an old coordinator's
 * genesis, late on the network, cannot be stored by a node that a new coordinator counts on. What it takes: processes
 * of one label do not run side by side.
 *
 * <p>Pure and not thread-safe: questions, answers and the disk are the caller's. What {@link #answered} decides is made
 * durable by the caller, who then says {@link #stored}; until then nobody hears of it.
 */
public final class Formation {
    private final MemberId self;
    private final int label;
    private final PeerList list;
    private final int alpha;
    private final ClusterId proposedCluster;

    /** The newest answer of each peer; none where the last question got none. */
    private final Map<Integer, Introduction> answers = new TreeMap<>();

    private final Map<Integer, Long> newestHandled = new TreeMap<>();
    private long nextQuestion = 1;

    private MemberId pledgedTo = MemberId.NONE;

    /** Answers to questions below this number are void. */
    private long firstValidQuestion;

    private @Nullable Genesis storing;
    private @Nullable Genesis genesis;

    /**
     * A question to one peer. Its answer, or that there is none, is told with it.
     *
     * @param label the peer's label
     * @param address the peer's address
     * @param number ascending
     */
    public record Question(int label, String address, long number) {}

    /**
     * A node that has no genesis on its disk.
     *
     * @param self its member id
     * @param label its label
     * @param list its list, itself included
     * @param alpha the window for a genesis that it makes
     * @param proposedCluster the cluster id for a genesis that it makes: random, and new for every process
     * @throws IllegalArgumentException if the list has no such label
     */
    public Formation(MemberId self, int label, PeerList list, int alpha, ClusterId proposedCluster) {
        if (list.line(label).isEmpty()) {
            throw new IllegalArgumentException("no node " + label + " in the list " + list);
        }
        this.self = self;
        this.label = label;
        this.list = list;
        this.alpha = alpha;
        this.proposedCluster = proposedCluster;
    }

    /** A node that has its genesis: it only answers. */
    public static Formation formed(MemberId self, int label, PeerList list, Genesis genesis) {
        Formation formation = new Formation(self, label, list, genesis.alpha(), genesis.cluster());
        formation.genesis = genesis;
        return formation;
    }

    /** Begins a round: what to ask now. Nothing once it is formed. */
    public List<Question> ask() {
        List<Question> questions = new ArrayList<>();
        if (genesis == null && storing == null) {
            for (ListedPeer peer : list.peers()) {
                if (peer.label() != label) {
                    questions.add(new Question(peer.label(), peer.peer(), nextQuestion++));
                }
            }
        }
        return questions;
    }

    /** Ends a round: the genesis to store, if this node is the coordinator and may make it now. */
    public Optional<Genesis> conclude() {
        if (genesis != null || storing != null || !isCoordinator()) {
            return Optional.empty();
        }
        return make().map(this::decide);
    }

    /** An answer came. Returns the genesis to store, if it brings this node's. */
    public Optional<Genesis> answered(Question question, Introduction answer) {
        if (genesis != null || storing != null || !isNews(question)) {
            return Optional.empty();
        }
        answers.put(question.label(), answer);
        Genesis theirs = answer.genesis();
        return theirs != null && includesMe(theirs) ? Optional.of(decide(theirs)) : Optional.empty();
    }

    /** No answer came in time. */
    public void silent(Question question) {
        if (isNews(question)) {
            answers.remove(question.label());
        }
    }

    private boolean isNews(Question question) {
        if (question.number() < firstValidQuestion
                || question.number() <= newestHandled.getOrDefault(question.label(), 0L)) {
            return false;
        }
        newestHandled.put(question.label(), question.number());
        return true;
    }

    private Genesis decide(Genesis decided) {
        storing = decided;
        return decided;
    }

    /** The genesis that was decided is durable. */
    public void stored() {
        if (storing == null) {
            throw new IllegalStateException("nothing was decided that could have been stored");
        }
        genesis = storing;
        storing = null;
    }

    /**
     * Answers a peer that asks who this node is. Where the asker is the coordinator of the same list, this node pledges
     * itself to it.
     */
    public Introduction introduce(Introduction asker) {
        if (genesis == null && storing == null && isMyCoordinator(asker) && !pledgedTo.equals(asker.member())) {
            pledgedTo = asker.member();
            firstValidQuestion = nextQuestion;
            answers.clear();
        }
        return introduction();
    }

    /** How this node introduces itself. */
    public Introduction introduction() {
        return new Introduction(self, label, list, genesis, genesis == null ? pledgedTo : MemberId.NONE);
    }

    private boolean isMyCoordinator(Introduction asker) {
        return !isCoordinator()
                && asker.label() == list.lowestLabel()
                && asker.genesis() == null
                && !asker.member().equals(MemberId.NONE)
                && !asker.member().equals(self)
                && list.merge(asker.list()).isPresent();
    }

    private boolean isCoordinator() {
        return label == list.lowestLabel();
    }

    private boolean includesMe(Genesis other) {
        return other.configuration().member(self).isPresent();
    }

    // --- the coordinator's act ---

    private Optional<Genesis> make() {
        PeerList merged = list;
        for (ListedPeer peer : list.peers()) {
            if (peer.label() != label) {
                Introduction answer = answers.get(peer.label());
                if (answer == null
                        || answer.genesis() != null
                        || !answer.pledgedTo().equals(self)) {
                    return Optional.empty();
                }
                Optional<PeerList> both = merged.merge(answer.list());
                if (both.isEmpty()) {
                    return Optional.empty();
                }
                merged = both.get();
            }
        }
        return contradiction().isPresent() ? Optional.empty() : Optional.of(genesisOf(merged));
    }

    private Genesis genesisOf(PeerList merged) {
        List<Member> members = new ArrayList<>();
        for (ListedPeer line : merged.peers()) {
            Introduction answer = answers.get(line.label());
            MemberId id = answer == null ? self : answer.member();
            PeerList owners = answer == null ? list : answer.list();
            members.add(member(id, line, owners.line(line.label()).orElse(line)));
        }
        return new Genesis(proposedCluster, alpha, new Configuration(1, members));
    }

    /** A member at the agreed peer address, with the other addresses as the node itself has them. */
    private static Member member(MemberId id, ListedPeer agreed, ListedPeer own) {
        String known = ListedPeer.host(agreed.peer());
        String host = known.isEmpty() ? "localhost" : known;
        return new Member(
                id,
                own.name(),
                Member.Role.VOTER,
                withHost(agreed.peer(), host),
                withHost(own.http(), host),
                withHost(own.grpc(), host));
    }

    private static String withHost(String address, String host) {
        return ListedPeer.host(address).isEmpty() ? host + address : address;
    }

    // --- what to tell people ---

    /** Where this node stands. */
    public FormationStatus status() {
        Genesis mine = genesis;
        if (mine != null) {
            return new FormationStatus(Phase.FORMED, "member of cluster " + mine.cluster());
        }
        return refusal()
                .map(text -> new FormationStatus(Phase.REFUSED, text))
                .or(() -> contradiction().map(text -> new FormationStatus(Phase.MISMATCH, text)))
                .orElseGet(() -> new FormationStatus(Phase.WAITING, waitsFor()));
    }

    private Optional<String> refusal() {
        for (Introduction answer : answers.values()) {
            Genesis theirs = answer.genesis();
            if (theirs != null && !includesMe(theirs)) {
                return Optional.of("node " + label + " has a new data directory (member " + self + "), but node "
                        + answer.label() + " belongs to cluster " + theirs.cluster()
                        + ", which was formed without it. A"
                        + " new disk is a new member and does not vote: remove the old member of this node from the cluster"
                        + " and add member " + self + ", or stop the node and give it its old data directory back");
            }
        }
        return Optional.empty();
    }

    private Optional<String> contradiction() {
        Set<MemberId> ids = new HashSet<>();
        ids.add(self);
        for (Map.Entry<Integer, Introduction> entry : answers.entrySet()) {
            int asked = entry.getKey();
            Introduction answer = entry.getValue();
            if (answer.label() != asked) {
                return Optional.of("the address of node " + asked + " is served by node " + answer.label()
                        + ". Correct the list " + list + ", or start the nodes where it says");
            }
            if (!ids.add(answer.member())) {
                return Optional.of("node " + asked + " has the member id " + answer.member() + " of another node. Data"
                        + " directories must not be copied: start it with an empty one");
            }
            if (list.merge(answer.list()).isEmpty()) {
                return Optional.of("node " + asked + " was started with another list. Here: " + list + ". There: "
                        + answer.list() + ". Start every node with the same list");
            }
        }
        return Optional.empty();
    }

    private String waitsFor() {
        if (storing != null) {
            return "stores the genesis of cluster " + storing.cluster();
        }
        List<ListedPeer> silent = list.peers().stream()
                .filter(peer -> peer.label() != label && !answers.containsKey(peer.label()))
                .toList();
        if (!silent.isEmpty()) {
            return "waits for an answer of "
                    + silent.stream()
                            .map(peer -> "node " + peer.label() + " at " + peer.peer())
                            .collect(Collectors.joining(", "))
                    + ": a new cluster is formed when every listed node has answered";
        }
        return isCoordinator()
                ? "waits until the other nodes have agreed"
                : "waits for node " + list.lowestLabel() + " to form the cluster";
    }
}
