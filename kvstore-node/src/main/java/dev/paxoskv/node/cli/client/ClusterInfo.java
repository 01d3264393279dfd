package dev.paxoskv.node.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.paxoskv.node.cli.console.CommandFailure;
import dev.paxoskv.node.cli.console.ExitCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The cluster as a node describes it.
 *
 * @param epoch the configuration's epoch, as decimal text; {@code 0} before there is a cluster
 * @param settled whether the next change may begin
 * @param members the members, by id
 * @param removed ids of members that were removed
 * @param leader the leader's id; empty where none is known
 * @param chosenSlot how far the node's log is known to be chosen
 * @param json all of it
 */
record ClusterInfo(
        String epoch,
        boolean settled,
        List<MemberInfo> members,
        List<String> removed,
        String leader,
        long chosenSlot,
        JsonNode json) {

    /** One member. */
    record MemberInfo(String id, String name, String role, String peerAddress, String httpAddress, String grpcAddress) {
        boolean isVoter() {
            return role.equals("voter");
        }

        /** How messages call it. */
        String text() {
            return name + " (" + id + ")";
        }
    }

    /** The cluster that an answer describes. */
    static ClusterInfo of(Answer answer) {
        JsonNode json = Json.objectOf(answer);
        List<MemberInfo> members = new ArrayList<>();
        for (JsonNode each : json.path("members")) {
            members.add(new MemberInfo(
                    each.path("member_id").asText(),
                    each.path("name").asText(),
                    each.path("role").asText(),
                    each.path("peer_address").asText(),
                    each.path("http_address").asText(),
                    each.path("grpc_address").asText()));
        }
        List<String> removed = new ArrayList<>();
        json.path("removed").forEach(id -> removed.add(id.asText()));
        return new ClusterInfo(
                json.path("config_epoch").asText("0"),
                json.path("settled").asBoolean(),
                members,
                removed,
                json.path("leader").path("member_id").asText(""),
                json.path("chosen_slot").asLong(),
                json);
    }

    /** The member of this id. */
    Optional<MemberInfo> member(String id) {
        return members.stream().filter(member -> member.id().equals(id)).findFirst();
    }

    /** Whether a configuration lists the same members in the same roles, whatever its epoch. */
    boolean hasTheMembersOf(ClusterInfo other) {
        return roles().equals(other.roles()) && removed.equals(other.removed);
    }

    private List<String> roles() {
        return members.stream().map(member -> member.id() + member.role()).toList();
    }

    /**
     * The member that a person means by a name or an id, without its leading zeros or not.
     *
     * @throws CommandFailure if there is none
     */
    MemberInfo named(String nameOrId) {
        String id = idOf(nameOrId);
        return members.stream()
                .filter(member -> member.id().equals(id) || member.name().equals(nameOrId))
                .findFirst()
                .orElseThrow(() -> new CommandFailure(
                        ExitCode.NOT_FOUND, "the cluster has no member '" + nameOrId + "'; it has " + memberTexts()));
    }

    /** Sixteen digits for what may be an id; anything else as it is. */
    static String idOf(String text) {
        return text.matches("[0-9A-Fa-f]{1,16}")
                ? "0".repeat(16 - text.length()) + text.toLowerCase(Locale.ROOT)
                : text;
    }

    private String memberTexts() {
        return members.stream().map(MemberInfo::text).collect(Collectors.joining(", "));
    }
}
