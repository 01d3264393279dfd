package dev.paxoskv.node.paxos;

import dev.paxoskv.node.paxos.model.Change;
import dev.paxoskv.node.paxos.model.ChangeOutcome.Reason;
import dev.paxoskv.node.paxos.model.ChangeOutcome.Refused;
import dev.paxoskv.node.paxos.model.Configuration;
import dev.paxoskv.node.paxos.model.Member;
import dev.paxoskv.node.paxos.model.MemberId;
import java.util.ArrayList;
import java.util.List;

/**
 * The policy on top of the alpha rule: which changes a leader makes. One voter at a time, learners first, never so that the
 * voters which remain could not go on. A hole here costs availability; safety is the alpha rule's alone.
 */
final class MembershipRules {
    /** The feature level from which on configurations change. */
    static final int MEMBERSHIP_LEVEL = 2;

    private final Followers followers;
    private final MemberId self;
    private final int version;

    MembershipRules(Followers followers, MemberId self, int version) {
        this.followers = followers;
        this.self = self;
        this.version = version;
    }

    /** The configuration after a change, or why there is none. */
    sealed interface Decision {
        record Next(Configuration configuration) implements Decision {}

        record No(Refused outcome) implements Decision {}
    }

    Decision decide(Configuration latest, Change change, long now) {
        if (latest.featureLevel() < MEMBERSHIP_LEVEL && !(change instanceof Change.RaiseFeatures)) {
            return no(
                    Reason.FEATURE_LEVEL,
                    "some member runs a build that does not know changes of the membership; upgrade every member, then the"
                            + " feature level rises by itself");
        }
        return switch (change) {
            case Change.AddLearner(Member member) -> addLearner(latest, member);
            case Change.Promote(MemberId id) -> promote(latest, id, now);
            case Change.Remove(MemberId id) -> remove(latest, id, now);
            case Change.Update(Member member) -> update(latest, member);
            case Change.RaiseFeatures(int level) -> raiseFeatures(latest, level, now);
        };
    }

    private Decision addLearner(Configuration latest, Member member) {
        if (member.id().equals(MemberId.NONE)) {
            return no(Reason.NO_SUCH_MEMBER, "a member has an id other than 0");
        }
        if (latest.isRemoved(member.id())) {
            return no(
                    Reason.REMOVED_MEMBER,
                    "member " + member.id() + " was removed and cannot come back: start the node with an empty data"
                            + " directory, it gets a new id");
        }
        if (latest.member(member.id()).isPresent()) {
            return no(Reason.ALREADY_MEMBER, "member " + member.id() + " is in the cluster already");
        }
        if (latest.named(member.name()).isPresent()) {
            return no(
                    Reason.ALREADY_MEMBER,
                    "the cluster has a member named " + member.name() + ": remove it first, or give the new one another"
                            + " name");
        }
        if (latest.members().size() >= Configuration.MAX_MEMBERS) {
            return no(Reason.TOO_MANY_MEMBERS, "a cluster has at most " + Configuration.MAX_MEMBERS + " members");
        }
        List<Member> members = new ArrayList<>(latest.members());
        members.add(as(member, Member.Role.LEARNER));
        return next(latest, members, latest.removed());
    }

    private Decision promote(Configuration latest, MemberId id, long now) {
        Member learner = latest.member(id).orElse(null);
        if (learner == null) {
            return noSuchMember(latest, id);
        }
        if (learner.role() == Member.Role.VOTER) {
            return no(Reason.NOT_A_LEARNER, "member " + id + " is a voter already");
        }
        if (!followers.isCaughtUp(id, now)) {
            return no(
                    Reason.NOT_CAUGHT_UP,
                    "member " + id + " has not caught up or is not reachable; its progress is in the cluster's status,"
                            + " try again when it is level");
        }
        return next(latest, replaced(latest, as(learner, Member.Role.VOTER)), latest.removed());
    }

    private Decision remove(Configuration latest, MemberId id, long now) {
        Member member = latest.member(id).orElse(null);
        if (member == null) {
            return noSuchMember(latest, id);
        }
        List<Member> rest = new ArrayList<>(latest.members());
        rest.remove(member);
        if (member.role() == Member.Role.VOTER) {
            List<MemberId> voters = new ArrayList<>(latest.voters());
            voters.remove(id);
            if (voters.isEmpty()) {
                return no(Reason.LAST_VOTER, "member " + id + " is the only voter: add and promote another one first");
            }
            if (id.equals(self)) {
                return no(
                        Reason.IS_LEADER,
                        "member " + id + " leads: transfer the leadership to another voter, then remove it");
            }
            long ready = voters.stream()
                    .filter(voter -> followers.isCaughtUp(voter, now))
                    .count();
            if (ready <= voters.size() / 2) {
                return no(
                        Reason.UNSAFE,
                        "of the " + voters.size() + " voters that would remain only " + ready
                                + " are reachable and have caught up: that is no majority. Bring more of them up first");
            }
        }
        List<MemberId> removed = new ArrayList<>(latest.removed());
        removed.add(id);
        return next(latest, rest, removed);
    }

    private Decision update(Configuration latest, Member member) {
        Member before = latest.member(member.id()).orElse(null);
        if (before == null) {
            return noSuchMember(latest, member.id());
        }
        Member other = latest.named(member.name()).orElse(before);
        if (!other.id().equals(member.id())) {
            return no(Reason.ALREADY_MEMBER, "the cluster has another member named " + member.name());
        }
        return next(latest, replaced(latest, as(member, before.role())), latest.removed());
    }

    private Decision raiseFeatures(Configuration latest, int level, long now) {
        if (level != latest.featureLevel() + 1) {
            return no(Reason.FEATURE_LEVEL, "the feature level is " + latest.featureLevel() + " and rises by one");
        }
        if (!allSupport(latest, level, now)) {
            return no(Reason.FEATURE_LEVEL, "not every member is known to support feature level " + level + " yet");
        }
        return new Decision.Next(new Configuration(latest.epoch() + 1, latest.members(), latest.removed(), level));
    }

    /** Whether every member, learners too, is there and runs a build of this protocol version or a later one. */
    boolean allSupport(Configuration latest, int level, long now) {
        return level <= version
                && latest.members().stream()
                        .allMatch(member ->
                                followers.isHeard(member.id(), now) && followers.version(member.id()) >= level);
    }

    private static Decision noSuchMember(Configuration latest, MemberId id) {
        return latest.isRemoved(id)
                ? no(Reason.REMOVED_MEMBER, "member " + id + " was removed already")
                : no(Reason.NO_SUCH_MEMBER, "the cluster has no member " + id);
    }

    private static List<Member> replaced(Configuration latest, Member by) {
        List<Member> members = new ArrayList<>(latest.members());
        members.replaceAll(member -> member.id().equals(by.id()) ? by : member);
        return members;
    }

    private static Member as(Member member, Member.Role role) {
        return new Member(
                member.id(), member.name(), role, member.peerAddress(), member.httpAddress(), member.grpcAddress());
    }

    private static Decision next(Configuration latest, List<Member> members, List<MemberId> removed) {
        return new Decision.Next(new Configuration(latest.epoch() + 1, members, removed, latest.featureLevel()));
    }

    private static Decision no(Reason reason, String text) {
        return new Decision.No(new Refused(reason, text));
    }
}
