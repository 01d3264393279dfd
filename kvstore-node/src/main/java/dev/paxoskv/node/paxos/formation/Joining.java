package dev.paxoskv.node.paxos.formation;

import dev.paxoskv.node.paxos.formation.FormationStatus.Phase;
import dev.paxoskv.node.paxos.formation.Introduction.Membership;
import dev.paxoskv.node.paxos.model.ClusterId;
import dev.paxoskv.node.paxos.model.Configuration;
import dev.paxoskv.node.paxos.model.Genesis;
import dev.paxoskv.node.paxos.model.Member;
import dev.paxoskv.node.paxos.model.MemberId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The clusters that a node without a genesis has met, and whether one of them has taken it in. Of each the newest
 * configuration counts, whoever told it: an answer of a member that lags changes nothing.
 *
 * <p>A member is taken in as a learner. So a configuration that counts this member as a voter, though the genesis did not,
 * was made when this disk held promises that are gone: the node stays out.
 */
final class Joining {

    /** Most clusters to remember; there should be one. */
    private static final int MAX_CLUSTERS = 8;

    private final MemberId self;
    private final FormationPlan plan;
    private final Map<ClusterId, Membership> met = new LinkedHashMap<>();

    Joining(MemberId self, FormationPlan plan) {
        this.self = self;
        this.plan = plan;
    }

    /** A member of a cluster told of it. */
    void heard(Membership told) {
        ClusterId cluster = told.genesis().cluster();
        Membership known = met.get(cluster);
        if (known != null) {
            met.put(cluster, known.with(told.latest()));
        } else if (met.size() < MAX_CLUSTERS) {
            met.put(cluster, told);
        }
    }

    /** What was told before does not count any more. */
    void forget() {
        met.clear();
    }

    /** The cluster that was met first. */
    Optional<ClusterId> cluster() {
        return met.keySet().stream().findFirst();
    }

    /** The peer addresses of all members of the clusters met. */
    List<String> addresses() {
        List<String> addresses = new ArrayList<>();
        for (Membership each : met.values()) {
            each.latest().members().forEach(member -> addresses.add(member.peerAddress()));
        }
        return addresses;
    }

    /** The cluster that this member belongs to, if one has taken it in. */
    Optional<Membership> home() {
        return met.values().stream()
                .filter(each -> standing(each).phase() == Phase.FORMED)
                .findFirst();
    }

    /** What to tell people of the clusters met; nothing if there is none. What matters most comes first. */
    Optional<FormationStatus> status() {
        return met.values().stream().map(this::standing).max(Comparator.comparing(FormationStatus::phase));
    }

    private FormationStatus standing(Membership membership) {
        Genesis genesis = membership.genesis();
        Configuration latest = membership.latest();
        ClusterId cluster = genesis.cluster();
        if (latest.isRemoved(self)) {
            return new FormationStatus(Phase.REMOVED, removed(cluster));
        }
        Optional<Member> listed = latest.member(self);
        if (listed.isEmpty()) {
            return new FormationStatus(Phase.JOINING, joining(cluster, latest));
        }
        if (!listed.get().name().equals(plan.name())) {
            return new FormationStatus(Phase.MISMATCH, otherName(cluster, listed.get()));
        }
        boolean forgetful = listed.get().role() == Member.Role.VOTER
                && genesis.configuration().member(self).isEmpty();
        return forgetful
                ? new FormationStatus(Phase.REFUSED, refused(cluster))
                : new FormationStatus(Phase.FORMED, "member of cluster " + cluster);
    }

    private String removed(ClusterId cluster) {
        return "member " + self + " was removed from cluster " + cluster
                + " and stays out. To use this machine again, start"
                + " it with an empty data directory and add the new member";
    }

    private String joining(ClusterId cluster, Configuration latest) {
        String http = plan.own().http();
        String old = latest.members().stream()
                .filter(member -> member.name().equals(plan.name()))
                .map(member -> ". That cluster has another member of this name, " + member.id()
                        + ": if this node replaces it, remove it first: paxoskv member remove " + member.id())
                .findFirst()
                .orElse("");
        return plan.name() + " has a new data directory and is not a member of cluster " + cluster
                + ". It does not vote, and waits to be added as member " + self + ": paxoskv member add http://"
                + (ListedPeer.host(http).isEmpty() ? "HOST" + http : http) + old;
    }

    private String otherName(ClusterId cluster, Member listed) {
        return "cluster " + cluster + " lists member " + self + " as " + listed.name() + ", but this node is "
                + plan.name() + ". Start it with --name " + listed.name();
    }

    private String refused(ClusterId cluster) {
        return "cluster " + cluster + " counts the votes of member " + self
                + ", but this data directory has forgotten what"
                + " that one promised, so it stays out. Remove the member (paxoskv member remove " + self
                + ") and start this node with an empty data directory, to be added as a new one";
    }
}
