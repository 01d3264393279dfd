package dev.paxoskv.node.cli.client;

import dev.paxoskv.node.cli.client.ClusterInfo.MemberInfo;
import dev.paxoskv.node.cli.console.CommandFailure;
import dev.paxoskv.node.cli.console.ExitCode;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** The leader's view of the cluster, which alone shows the members' progress. Used by one thread. */
final class Leadership {
    private final RestClient client;
    private final Duration timeout;

    Leadership(RestClient client, Duration timeout) {
        this.client = client;
        this.timeout = timeout;
    }

    /** What the leader says, or what the endpoint itself says where the leader is not known or not reached. */
    ClusterInfo view() {
        ClusterInfo near = near();
        String self = near.json().path("member_id").asText();
        Optional<MemberInfo> leader =
                near.member(near.leader()).filter(each -> !each.id().equals(self));
        if (leader.isEmpty()) {
            return near;
        }
        try {
            URI address = EndpointOptions.address(leader.get().httpAddress());
            Answer answer = RestClient.readFrom(address, RestPaths.CLUSTER, timeout);
            return answer.isSuccess() ? ClusterInfo.of(answer) : near;
        } catch (IOException | CommandFailure notReached) {
            return near;
        }
    }

    /** An endpoint that was removed, or that a majority does not answer, is only the second choice. */
    private ClusterInfo near() {
        try {
            return ClusterInfo.of(client.read(RestPaths.CLUSTER + "?confirmed=true"));
        } catch (CommandFailure unconfirmed) {
            if (unconfirmed.exitCode() != ExitCode.UNAVAILABLE) {
                throw unconfirmed;
            }
            return ClusterInfo.of(client.read(RestPaths.CLUSTER));
        }
    }
}
