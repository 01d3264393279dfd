package dev.paxoskv.node.api.rest;

import dev.paxoskv.node.paxos.model.Ballot;
import dev.paxoskv.node.paxos.model.ChangeOutcome;
import dev.paxoskv.node.paxos.model.Configuration;
import dev.paxoskv.node.paxos.model.Member;
import dev.paxoskv.node.paxos.model.MemberId;
import dev.paxoskv.node.replica.ClusterView;
import dev.paxoskv.node.replica.ClusterView.Progress;
import dev.paxoskv.node.replica.NodeStatus;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;

/** The cluster and its members as JSON: ids as 16 hexadecimal digits, 64-bit numbers as decimal text. */
final class ClusterJson {

    private ClusterJson() {}

    /** Everything that a node knows of its cluster. */
    static JsonObject cluster(ClusterView view, String version) {
        NodeStatus node = view.node();
        JsonObject json = new JsonObject()
                .put(
                        "cluster_id",
                        node.genesis()
                                .map(genesis -> genesis.cluster().toString())
                                .orElse(""))
                .put("member_id", node.member().toString())
                .put("name", node.name())
                .put("role", role(node));
        node.leaderMember().ifPresent(leader -> json.put("leader", named(leader)));
        return json.put("ballot", ballot(node.promised()))
                .put("chosen_slot", Long.toString(node.chosenSlot()))
                .put("applied_slot", Long.toString(node.appliedSlot()))
                .put("revision", Long.toString(node.revision()))
                .put("config_epoch", Long.toString(view.epoch()))
                .put("settled", view.settled())
                .put("feature_level", view.featureLevel())
                .put("members", members(view))
                .put("removed", removed(view))
                .put("ready", node.isReady())
                .put("version", version)
                .put("state", lowerCase(node.state()))
                .put("detail", node.detail());
    }

    /** A node without a cluster is neither leader nor follower, whatever its core says while it waits. */
    static String role(NodeStatus node) {
        return node.genesis().isEmpty() ? "unformed" : lowerCase(node.role());
    }

    private static JsonObject ballot(Ballot ballot) {
        return new JsonObject()
                .put("round", Long.toString(ballot.round()))
                .put("member_id", ballot.member().toString());
    }

    /** The members of the newest configuration; on the leader with how far they are. */
    static JsonArray members(ClusterView view) {
        JsonArray members = new JsonArray();
        membersOf(view).forEach(member -> members.add(member(member, view)));
        return members;
    }

    private static List<Member> membersOf(ClusterView view) {
        return view.configuration().map(Configuration::members).orElse(List.of());
    }

    static JsonObject member(Member member, ClusterView view) {
        JsonObject json = named(member)
                .put("role", lowerCase(member.role()))
                .put("peer_address", member.peerAddress())
                .put("http_address", member.httpAddress())
                .put("grpc_address", member.grpcAddress());
        Progress progress = view.peers().get(member.id());
        return progress == null
                ? json
                : json.put("progress", progress(progress, view.node().chosenSlot()));
    }

    private static JsonObject progress(Progress progress, long chosenSlot) {
        return new JsonObject()
                .put("heard", progress.heard())
                .put("chosen_slot", Long.toString(progress.chosenSlot()))
                .put("durable_slot", Long.toString(progress.durableSlot()))
                .put("lag", Long.toString(Math.max(0, chosenSlot - progress.chosenSlot())))
                .put("protocol_version", progress.version());
    }

    static JsonArray removed(ClusterView view) {
        JsonArray removed = new JsonArray();
        view.configuration().stream()
                .flatMap(configuration -> configuration.removed().stream())
                .map(MemberId::toString)
                .forEach(removed::add);
        return removed;
    }

    /** What a change that was done is answered with. */
    static JsonObject done(ChangeOutcome.Done done) {
        return new JsonObject()
                .put("config_epoch", Long.toString(done.epoch()))
                .put("slot", Long.toString(done.slot()));
    }

    static JsonObject named(Member member) {
        return new JsonObject().put("member_id", member.id().toString()).put("name", member.name());
    }

    static String lowerCase(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
