package dev.paxoskv.node.paxos.formation;

import dev.paxoskv.node.paxos.model.Configuration;
import dev.paxoskv.node.paxos.model.Genesis;
import dev.paxoskv.node.paxos.model.Member;
import dev.paxoskv.node.paxos.model.Member.Role;
import dev.paxoskv.node.paxos.model.MemberId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** The configurations of one cluster, in the order in which they were chosen: what all its logs say in the end. */
final class FormationHistory {
    private final List<Configuration> chosen = new ArrayList<>();

    /** The cluster exists; told again, nothing changes. */
    void begin(Genesis genesis) {
        if (chosen.isEmpty()) {
            chosen.add(genesis.configuration());
        }
    }

    boolean hasBegun() {
        return !chosen.isEmpty();
    }

    Configuration latest() {
        return chosen.getLast();
    }

    /** The configuration that follows this one, or the same if it is the last. */
    Configuration after(Configuration known) {
        int next = (int) known.epoch();
        return next < chosen.size() ? chosen.get(next) : known;
    }

    boolean wasLearner(MemberId member) {
        return chosen.stream()
                .anyMatch(each -> each.member(member)
                        .filter(found -> found.role() == Role.LEARNER)
                        .isPresent());
    }

    void add(Member learner) {
        if (hasBegun()
                && latest().member(learner.id()).isEmpty()
                && !latest().isRemoved(learner.id())
                && latest().members().stream().noneMatch(member -> member.name().equals(learner.name()))) {
            List<Member> members = new ArrayList<>(latest().members());
            members.add(learner);
            choose(members, latest().removed());
        }
    }

    /** Only a learner that follows the log is promoted. */
    void promote(MemberId id, boolean follows) {
        if (hasBegun() && follows && latest().member(id).isPresent() && !latest().isVoter(id)) {
            choose(
                    latest().members().stream()
                            .map(member -> member.id().equals(id) ? as(member, Role.VOTER) : member)
                            .toList(),
                    latest().removed());
        }
    }

    void remove(MemberId id) {
        if (hasBegun()
                && !latest().voters().equals(List.of(id))
                && latest().member(id).isPresent()) {
            List<MemberId> removed = new ArrayList<>(latest().removed());
            removed.add(id);
            choose(
                    latest().members().stream()
                            .filter(member -> !member.id().equals(id))
                            .toList(),
                    removed);
        }
    }

    MemberId randomMember(Random random) {
        return hasBegun()
                ? latest().members()
                        .get(random.nextInt(latest().members().size()))
                        .id()
                : MemberId.NONE;
    }

    private void choose(List<Member> members, List<MemberId> removed) {
        chosen.add(new Configuration(latest().epoch() + 1, members, removed, Configuration.BASE_LEVEL));
    }

    private static Member as(Member member, Role role) {
        return new Member(
                member.id(), member.name(), role, member.peerAddress(), member.httpAddress(), member.grpcAddress());
    }
}
