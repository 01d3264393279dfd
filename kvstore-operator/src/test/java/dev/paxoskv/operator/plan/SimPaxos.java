package dev.paxoskv.operator.plan;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The members of one cluster as far as an operator can tell: who votes, who has what, who leads, and the rules by which the
 * real ones change their configuration. A majority that runs is needed for everything.
 */
final class SimPaxos {

    /** A disk with what is on it. */
    static final class Disk {
        final String memberId;

        @Nullable String clusterId;

        long durable;

        Disk(String memberId) {
            this.memberId = memberId;
        }
    }

    /** A member in the configuration. */
    static final class Member {
        final String id;
        final int ordinal;
        final Disk disk;
        boolean voter;

        Member(String id, int ordinal, Disk disk, boolean voter) {
            this.id = id;
            this.ordinal = ordinal;
            this.disk = disk;
            this.voter = voter;
        }
    }

    final String id;
    final Map<String, Member> members = new LinkedHashMap<>();
    final Set<String> removed = new LinkedHashSet<>();
    long epoch = 1;
    long committed = 1;
    int ticksToSettle;

    @Nullable String leader;

    /** Which disks are mounted by a node that runs; set by the world before each tick. */
    final Set<Disk> running = new LinkedHashSet<>();

    SimPaxos(String id, Member first) {
        this.id = id;
        members.put(first.id, first);
        first.disk.clusterId = id;
        first.disk.durable = committed;
    }

    boolean runs(Member member) {
        return running.contains(member.disk) && id.equals(member.disk.clusterId);
    }

    boolean caughtUp(Member member) {
        return runs(member) && member.disk.durable == committed;
    }

    long voters() {
        return members.values().stream().filter(member -> member.voter).count();
    }

    long liveVoters() {
        return members.values().stream()
                .filter(member -> member.voter && runs(member))
                .count();
    }

    boolean isLive() {
        return liveVoters() > voters() / 2;
    }

    Optional<Member> at(int ordinal) {
        return members.values().stream()
                .filter(member -> member.ordinal == ordinal)
                .findFirst();
    }

    boolean isSettled() {
        return ticksToSettle == 0;
    }

    /** Time passes: join, elect, commit, replicate. */
    void tick(boolean slow) {
        if (!isLive()) {
            leader = null;
            return;
        }
        Member leading = leader == null ? null : members.get(leader);
        if (leading == null || !leading.voter || !caughtUp(leading)) {
            leader = members.values().stream()
                    .filter(member -> member.voter && caughtUp(member))
                    .map(member -> member.id)
                    .findFirst()
                    .orElse(null);
        }
        if (leader == null) {
            return;
        }
        for (Member member : members.values()) {
            boolean joins = running.contains(member.disk) && member.disk.clusterId == null;
            if (joins) {
                member.disk.clusterId = id;
            } else if (runs(member) && !slow) {
                member.disk.durable = committed;
            }
        }
        if (ticksToSettle > 0) {
            ticksToSettle--;
        }
        commit();
    }

    /** A write is chosen by those that have everything before it. */
    private void commit() {
        long upToDate = members.values().stream()
                .filter(member -> member.voter && caughtUp(member))
                .count();
        if (upToDate > voters() / 2) {
            members.values().stream().filter(this::caughtUp).forEach(member -> member.disk.durable++);
            committed++;
        }
    }

    private @Nullable String refuse(long expectedEpoch) {
        if (!isLive() || leader == null) {
            return "no quorum";
        }
        return epoch != expectedEpoch ? "epoch moved" : isSettled() ? null : "busy";
    }

    private void changed() {
        epoch++;
        ticksToSettle = 2;
    }

    @Nullable String addLearner(long expectedEpoch, String memberId, int ordinal, Disk disk) {
        String refusal = refuse(expectedEpoch);
        if (refusal == null && removed.contains(memberId)) {
            refusal = "removed member";
        }
        if (refusal == null && members.containsKey(memberId)) {
            refusal = "already member";
        }
        if (refusal == null) {
            members.put(memberId, new Member(memberId, ordinal, disk, false));
            changed();
        }
        return refusal;
    }

    @Nullable String promote(long expectedEpoch, String memberId) {
        Member member = members.get(memberId);
        if (member == null || member.voter) {
            return "not a learner";
        }
        String refusal = refuse(expectedEpoch);
        if (refusal == null && !caughtUp(member)) {
            refusal = "not caught up";
        }
        if (refusal == null) {
            member.voter = true;
            changed();
        }
        return refusal;
    }

    @Nullable String remove(long expectedEpoch, String memberId) {
        Member member = members.get(memberId);
        if (member == null) {
            return "no such member";
        }
        String refusal = refuse(expectedEpoch);
        if (refusal == null && member.voter) {
            refusal = refuseRemovalOfVoter(member);
        }
        if (refusal == null) {
            members.remove(memberId);
            removed.add(memberId);
            changed();
        }
        return refusal;
    }

    private @Nullable String refuseRemovalOfVoter(Member member) {
        if (voters() == 1) {
            return "last voter";
        }
        if (member.id.equals(leader)) {
            return "is leader";
        }
        long able = members.values().stream()
                .filter(other -> other.voter && other != member && caughtUp(other))
                .count();
        return able > (voters() - 1) / 2 ? null : "unsafe";
    }

    @Nullable String transfer(String memberId) {
        Member target = members.get(memberId);
        if (!isLive() || target == null || !target.voter || !caughtUp(target)) {
            return "bad target";
        }
        leader = memberId;
        return null;
    }
}
