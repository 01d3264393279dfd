package dev.paxoskv.operator.admin;

import com.fasterxml.jackson.databind.JsonNode;
import dev.paxoskv.operator.admin.ClusterReport.MemberReport;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The nodes' JSON. Fields that are missing make an {@link IllegalArgumentException}: that node is none of ours. */
final class NodeJson {

    /** A member that is fewer slots behind than this has caught up. */
    private static final long LAG = 1_000;

    private NodeJson() {}

    static NodeStatus status(JsonNode json) {
        List<String> names = new ArrayList<>();
        json.path("members").forEach(member -> names.add(text(member, "name")));
        String cluster = json.path("cluster_id").asText("");
        return new NodeStatus(
                text(json, "member_id"),
                cluster.isEmpty() ? null : cluster,
                json.path("ready").asBoolean(),
                number(json, "applied_slot"),
                json.path("version").asText(""),
                names);
    }

    static ClusterReport cluster(JsonNode json) {
        String leader = optional(json.path("leader"), "member_id");
        boolean fromLeader = text(json, "member_id").equals(leader);
        List<MemberReport> members = new ArrayList<>();
        json.path("members").forEach(member -> members.add(member(member, leader, fromLeader)));
        Set<String> removed = new HashSet<>();
        json.path("removed").forEach(id -> removed.add(id.asText()));
        return new ClusterReport(
                text(json, "cluster_id"),
                number(json, "config_epoch"),
                json.path("settled").asBoolean(),
                leader,
                optional(json.path("leader"), "name"),
                fromLeader,
                members,
                removed);
    }

    private static MemberReport member(JsonNode json, @Nullable String leader, boolean fromLeader) {
        String id = text(json, "member_id");
        JsonNode progress = json.path("progress");
        boolean near =
                progress.path("heard").asBoolean() && progress.path("lag").asLong(Long.MAX_VALUE) < LAG;
        return new MemberReport(
                id, text(json, "name"), text(json, "role").equals("voter"), fromLeader && (id.equals(leader) || near));
    }

    private static @Nullable String optional(JsonNode json, String field) {
        return json.has(field) ? json.get(field).asText() : null;
    }

    private static String text(JsonNode json, String field) {
        if (!json.path(field).isTextual()) {
            throw new IllegalArgumentException("the answer has no " + field);
        }
        return json.get(field).asText();
    }

    private static long number(JsonNode json, String field) {
        return Long.parseLong(text(json, field));
    }
}
