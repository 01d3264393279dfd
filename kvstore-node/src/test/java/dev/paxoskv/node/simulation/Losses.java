package dev.paxoskv.node.simulation;

import dev.paxoskv.node.paxos.model.Change;
import dev.paxoskv.node.paxos.model.Configuration;
import dev.paxoskv.node.paxos.model.Member;
import dev.paxoskv.node.paxos.model.MemberId;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * How much may be lost: never more disks at once than a minority of every configuration that is in force, or that may come
 * into force because somebody has asked for it. With more, no protocol could keep what was acknowledged.
 */
final class Losses {
    private final World world;
    private final List<Wish> wishes = new ArrayList<>();

    /** Voters that there may be once this epoch is over. */
    private record Wish(long epoch, SortedSet<MemberId> voters) {}

    Losses(World world) {
        this.world = world;
    }

    /** Somebody asks for a change; it may be made at any time, until the cluster has left the epoch it was asked for. */
    void wished(Configuration known, Change change) {
        wishes.add(new Wish(known.epoch(), after(known, change)));
    }

    /** The voters after a change. */
    SortedSet<MemberId> after(Configuration known, Change change) {
        SortedSet<MemberId> voters = new TreeSet<>(known.voters());
        switch (change) {
            case Change.Promote(MemberId member) -> voters.add(member);
            case Change.Remove(MemberId member) -> voters.remove(member);
            case Change.AddLearner(Member member) -> {}
            case Change.Update(Member member) -> {}
            case Change.RaiseFeatures(int level) -> {}
        }
        return voters;
    }

    /** All sets of voters that count now. */
    List<SortedSet<MemberId>> inForce() {
        MembershipOracle membership = world.oracles().membership();
        List<SortedSet<MemberId>> all = new ArrayList<>();
        membership
                .inForce(world.oracles().isSettled())
                .forEach(configuration -> all.add(new TreeSet<>(configuration.voters())));
        wishes.removeIf(wish -> wish.epoch() < membership.latest().epoch());
        wishes.forEach(wish -> all.add(wish.voters()));
        return all;
    }

    /** Whether most of these voters have sound disks. */
    boolean leavesMajority(SortedSet<MemberId> voters) {
        return 2 * voters.stream().filter(this::isSound).count() > voters.size();
    }

    private boolean isSound(MemberId member) {
        return world.node(member).isSound();
    }

    /** Whether this node's disk may go bad now. */
    boolean mayLose(Node node) {
        for (SortedSet<MemberId> voters : inForce()) {
            long sound = voters.stream()
                    .filter(voter -> !voter.equals(node.id()) && isSound(voter))
                    .count();
            if (voters.contains(node.id()) && 2 * sound <= voters.size()) {
                return false;
            }
        }
        return true;
    }
}
