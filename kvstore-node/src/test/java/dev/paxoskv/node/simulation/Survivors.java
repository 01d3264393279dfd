package dev.paxoskv.node.simulation;

import dev.paxoskv.node.paxos.model.Member;
import dev.paxoskv.node.paxos.model.MemberId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedSet;

/**
 * Those that go on in the second phase: a majority of every configuration that may still matter, drawn at random, with a
 * learner or two and members that were removed. What they have come to is judged by the configuration that is the latest
 * by then.
 */
final class Survivors {
    private final World world;
    private final List<Node> nodes = new ArrayList<>();

    Survivors(World world, Losses losses, Dice dice) {
        this.world = world;
        List<SortedSet<MemberId>> needed = losses.inForce();
        for (Node node : dice.shuffled(world.nodes())) {
            if (node.isSound() && (isWanted(node, needed) || isExtra(node, dice))) {
                nodes.add(node);
            }
        }
        for (SortedSet<MemberId> voters : needed) {
            Violation.require(hasMajority(voters), "simulator", () -> "too many disks are lost");
        }
        nodes.sort(Comparator.comparingInt(Node::index));
    }

    private boolean isWanted(Node node, List<SortedSet<MemberId>> needed) {
        return needed.stream().anyMatch(voters -> voters.contains(node.id()) && !hasMajority(voters));
    }

    private boolean hasMajority(SortedSet<MemberId> voters) {
        long among = nodes.stream().filter(node -> voters.contains(node.id())).count();
        return 2 * among > voters.size();
    }

    /** A member more than needed, or one that was removed. */
    private boolean isExtra(Node node, Dice dice) {
        return world.oracles().membership().wasMember(node.id()) && dice.chance(0.5);
    }

    List<Node> nodes() {
        return nodes;
    }

    boolean contains(Node node) {
        return nodes.contains(node);
    }

    String names() {
        return nodes.stream().map(Node::name).toList().toString();
    }

    /** The members among them, learners too. */
    private List<Node> members() {
        return nodes.stream()
                .filter(node ->
                        world.oracles().membership().latest().member(node.id()).isPresent())
                .toList();
    }

    /** Whether they serve everybody, have caught up, and whoever was removed knows it. */
    boolean areConverged() {
        return hasLeader() && isAnswered() && isLevel() && world.oracles().isSettled() && removedKnowIt();
    }

    /** Whether this node has to serve clients. */
    boolean serves(Node node) {
        return members().contains(node);
    }

    /** Nobody waits at the members. */
    private boolean isAnswered() {
        for (Node node : members()) {
            NodeProcess process = node.process();
            if (process == null || process.waiting() > 0) {
                return false;
            }
        }
        return true;
    }

    /** One leads, all follow it, and no other believes that it leads. */
    private boolean hasLeader() {
        List<Node> leaders = nodes.stream().filter(Node::leads).toList();
        return leaders.size() == 1 && isFollowed(leaders.getFirst());
    }

    private boolean isFollowed(Node leader) {
        for (Node node : members()) {
            NodeProcess process = node.process();
            if (process == null || !process.status().leader().member().equals(leader.id())) {
                return false;
            }
        }
        return world.oracles()
                .membership()
                .latest()
                .member(leader.id())
                .filter(member -> member.role() == Member.Role.VOTER)
                .isPresent();
    }

    private boolean isLevel() {
        long prefix = world.oracles().agreement().chosenPrefix();
        for (Node node : members()) {
            if (node.process() == null || node.appliedSlot() != prefix) {
                return false;
            }
        }
        return true;
    }

    /** How many slots the member that is furthest behind lacks. */
    long furthestBehind() {
        long prefix = world.oracles().agreement().chosenPrefix();
        return members().stream()
                .mapToLong(node -> prefix - node.appliedSlot())
                .max()
                .orElse(0);
    }

    private boolean removedKnowIt() {
        for (Node node : nodes) {
            boolean removed = world.oracles().membership().isRemoved(node.id());
            if (removed && !node.knowsItIsRemoved() && knowsAMember(node)) {
                return false;
            }
        }
        return true;
    }

    /** Whether somebody who is still a member, and here, is known to this node: nobody else could tell it anything. */
    private boolean knowsAMember(Node node) {
        NodeProcess process = node.process();
        return process == null
                || members().stream()
                        .anyMatch(member -> process.status()
                                        .configuration()
                                        .member(member.id())
                                        .isPresent()
                                || process.status().latest().member(member.id()).isPresent());
    }

    /** How often they have changed their minds about who leads. */
    int leadershipChanges() {
        int changes = 0;
        for (Node node : members()) {
            NodeProcess process = node.process();
            changes += process == null ? 0 : process.leadershipChanges();
        }
        return changes;
    }

    /** What keeps them from having converged. */
    String state(List<Clients.Probe> probes) {
        MembershipOracle membership = world.oracles().membership();
        StringBuilder text = new StringBuilder("chosen ")
                .append(world.oracles().agreement().chosenPrefix())
                .append(", ")
                .append(world.describe().configuration(membership.latest()))
                .append(world.oracles().isSettled() ? " settled" : " not settled");
        for (int i = 0; i < nodes.size(); i++) {
            NodeProcess process = nodes.get(i).process();
            text.append("; ").append(nodes.get(i).name());
            if (process == null) {
                text.append(" is not running");
                continue;
            }
            text.append(' ').append(process.role()).append(" of ");
            text.append(world.describe().ballot(process.status().leader()));
            text.append(", chosen ").append(process.status().chosenUpTo());
            text.append(", applied ").append(process.state().appliedSlot());
            text.append(", waiting ").append(process.waiting());
            text.append(", session ").append(process.isSessionOpen() ? "open" : "closed");
            text.append(nodes.get(i).knowsItIsRemoved() ? ", removed" : "");
            text.append(", request ").append(probes.get(i).succeeded() ? "done" : "not done");
        }
        return text.toString();
    }
}
