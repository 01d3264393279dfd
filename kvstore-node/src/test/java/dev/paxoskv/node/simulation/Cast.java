package dev.paxoskv.node.simulation;

import dev.paxoskv.node.paxos.message.Envelope;
import dev.paxoskv.node.paxos.model.ClusterId;
import dev.paxoskv.node.paxos.model.Configuration;
import dev.paxoskv.node.paxos.model.Genesis;
import dev.paxoskv.node.paxos.model.Member;
import dev.paxoskv.node.paxos.model.MemberId;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * Everybody who is, was or may become a member of the simulated cluster: letters for people, member ids for the protocol.
 * A disk is a member: a node that comes back with an empty one is somebody else.
 */
public final class Cast {
    /** Most members that one run may see. */
    static final int MOST = 26;

    private final Genesis genesis;
    private final List<MemberId> ids = new ArrayList<>();
    private final TreeMap<MemberId, Integer> indexes = new TreeMap<>();

    /** A cluster that is formed by these members, named A, B, C and so on. */
    Cast(ClusterId cluster, int alpha, List<MemberId> founders, int featureLevel) {
        founders.forEach(this::join);
        List<Member> members = new ArrayList<>();
        for (int i = 0; i < ids.size(); i++) {
            members.add(member(i, Member.Role.VOTER));
        }
        genesis = new Genesis(cluster, alpha, new Configuration(1, members, List.of(), featureLevel));
    }

    /** A cluster whose member ids are drawn: their order has nothing to do with the names. */
    static Cast draw(Dice dice, int size, int alpha, int featureLevel) {
        List<MemberId> ids = new ArrayList<>();
        while (ids.size() < size) {
            MemberId id = new MemberId(dice.any());
            if (!id.equals(MemberId.NONE) && !ids.contains(id)) {
                ids.add(id);
            }
        }
        return new Cast(new ClusterId(dice.any() | 1), alpha, ids, featureLevel);
    }

    /** A cluster whose member ids ascend with the names. */
    static Cast ordered(int size, int alpha) {
        List<MemberId> ids = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            ids.add(new MemberId(0xA + i));
        }
        return new Cast(new ClusterId(0xC1), alpha, ids, Envelope.PROTOCOL_VERSION);
    }

    /** Somebody with a disk of their own comes into the picture, as a member of nothing yet. Says who. */
    int join(MemberId id) {
        indexes.put(id, ids.size());
        ids.add(id);
        return ids.size() - 1;
    }

    Genesis genesis() {
        return genesis;
    }

    /** How many there are, members or not. */
    int size() {
        return ids.size();
    }

    /** Somebody, as a configuration lists them. */
    Member member(int index, Member.Role role) {
        String name = name(index);
        return new Member(ids.get(index), name, role, name + ":3000", name + ":4000", name + ":5000");
    }

    MemberId id(int index) {
        return ids.get(index);
    }

    int index(MemberId id) {
        return indexes.getOrDefault(id, -1);
    }

    String name(MemberId id) {
        int index = index(id);
        return index < 0 ? "?" : name(index);
    }

    static String name(int index) {
        return String.valueOf((char) ('A' + index));
    }
}
