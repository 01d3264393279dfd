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
public final class SimPaxos {

    /** A disk with what is on it. */
    public static final class Disk {
        public final String memberId;

        public @Nullable String clusterId;

        public long durable;

        public Disk(String memberId) {
            this.memberId = memberId;
        }
    }

    /** A member in the configuration. */
    public static final class Member {
        public final String id;
        public final int ordinal;
        public final Disk disk;
        public boolean voter;

        public Member(String id, int ordinal, Disk disk, boolean voter) {
            this.id = id;
            this.ordinal = ordinal;
            this.disk = disk;
            this.voter = voter;
        }
    }

    public final String id;
    public final Map<String, Member> members = new LinkedHashMap<>();
    public final Set<String> removed = new LinkedHashSet<>();
    public long epoch = 1;
    public long committed = 1;
    int ticksToSettle;

    public @Nullable String leader;

    /** Which disks are mounted by a node that runs; set by the world before each tick. */
    public final Set<Disk> running = new LinkedHashSet<>();

    public SimPaxos(String id, Member first) {
        this.id = id;
        members.put(first.id, first);
        first.disk.clusterId = id;
        first.disk.durable = committed;
    }

    public boolean runs(Member member) {
        return running.contains(member.disk) && id.equals(member.disk.clusterId);
    }

    public boolean caughtUp(Member member) {
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

    public boolean isLive() {
        return liveVoters() > voters() / 2;
    }

    public Optional<Member> at(int ordinal) {
        return members.values().stream()
                .filter(member -> member.ordinal == ordinal)
                .findFirst();
    }

    public boolean isSettled() {
        return ticksToSettle == 0;
    }

    /** Time passes: join, elect, commit, replicate. */
    public void tick(boolean slow) {
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

    public @Nullable String addLearner(long expectedEpoch, String memberId, int ordinal, Disk disk) {
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

    public @Nullable String promote(long expectedEpoch, String memberId) {
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

    public @Nullable String remove(long expectedEpoch, String memberId) {
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

    public @Nullable String transfer(String memberId) {
        Member target = members.get(memberId);
        if (!isLive() || target == null || !target.voter || !caughtUp(target)) {
            return "bad target";
        }
        leader = memberId;
        return null;
    }
}
