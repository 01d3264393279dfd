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

/** The members of the simulated cluster: letters for people, member ids for the protocol. */
public final class Cast {
    private final Genesis genesis;
    private final List<MemberId> ids;
    private final TreeMap<MemberId, Integer> indexes = new TreeMap<>();

    /** A cluster of these members, named A, B, C and so on. */
    Cast(ClusterId cluster, int alpha, List<MemberId> ids) {
        this.ids = List.copyOf(ids);
        List<Member> members = new ArrayList<>();
        for (int i = 0; i < ids.size(); i++) {
            indexes.put(ids.get(i), i);
            members.add(new Member(
                    ids.get(i), name(i), Member.Role.VOTER, name(i) + ":3000", name(i) + ":4000", name(i) + ":5000"));
        }
        genesis = new Genesis(cluster, alpha, new Configuration(1, members, List.of(), Envelope.PROTOCOL_VERSION));
    }

    /** A cluster whose member ids are drawn: their order has nothing to do with the names. */
    static Cast draw(Dice dice, int size, int alpha) {
        List<MemberId> ids = new ArrayList<>();
        while (ids.size() < size) {
            MemberId id = new MemberId(dice.any());
            if (!id.equals(MemberId.NONE) && !ids.contains(id)) {
                ids.add(id);
            }
        }
        return new Cast(new ClusterId(dice.any() | 1), alpha, ids);
    }

    /** A cluster whose member ids ascend with the names. */
    static Cast ordered(int size, int alpha) {
        List<MemberId> ids = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            ids.add(new MemberId(0xA + i));
        }
        return new Cast(new ClusterId(0xC1), alpha, ids);
    }

    Genesis genesis() {
        return genesis;
    }

    int size() {
        return ids.size();
    }

    int majority() {
        return ids.size() / 2 + 1;
    }

    int minority() {
        return ids.size() - majority();
    }

    MemberId id(int index) {
        return ids.get(index);
    }

    boolean isMember(MemberId id) {
        return indexes.containsKey(id);
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
