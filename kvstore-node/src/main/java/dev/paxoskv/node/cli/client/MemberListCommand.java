package dev.paxoskv.node.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.paxoskv.node.cli.console.Console;
import dev.paxoskv.node.cli.console.ExitCode;
import dev.paxoskv.node.cli.console.OutputFormat;
import dev.paxoskv.node.cli.console.TextTable;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code paxoskv member list}: the members and how far the leader knows them to be. */
@Command(
        name = "list",
        description = "Lists the members, as the leader sees them.",
        footer = {
            "",
            "HEARD and LAG are the leader's: whether it hears the member, and how many chosen slots it"
                    + " has not learned yet. A"
                    + " dash: the leader was not reached at the HTTP address that it announced."
        })
public final class MemberListCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    private EndpointOptions endpoints = new EndpointOptions();

    @Option(names = "-o", paramLabel = "FORMAT", defaultValue = "table", description = "table or json.")
    private OutputFormat format = OutputFormat.TABLE;

    MemberListCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        try (RestClient client = endpoints.connect()) {
            ClusterInfo cluster = new Leadership(client, endpoints.timeout()).view();
            switch (format) {
                case TABLE -> print(cluster);
                case JSON -> console.out().println(Json.print(json(cluster)));
            }
        }
        return ExitCode.OK;
    }

    private void print(ClusterInfo cluster) {
        TextTable table = new TextTable("NAME", "MEMBER", "ROLE", "LEADER", "HEARD", "LAG", "PEER", "HTTP", "GRPC");
        for (JsonNode member : cluster.json().path("members")) {
            String id = member.path("member_id").asText();
            boolean leads = id.equals(cluster.leader());
            JsonNode progress = member.path("progress");
            table.add(
                    member.path("name").asText(),
                    id,
                    member.path("role").asText(),
                    leads ? "yes" : "no",
                    progress.isMissingNode() ? "-" : progress.path("heard").asBoolean() ? "yes" : "no",
                    progress.path("lag").asText("-"),
                    member.path("peer_address").asText(),
                    member.path("http_address").asText(),
                    member.path("grpc_address").asText());
        }
        console.out().print(table);
        console.out()
                .println("epoch " + cluster.epoch() + (cluster.settled() ? ", settled" : ", not settled yet")
                        + ", feature level "
                        + cluster.json().path("feature_level").asText("-"));
    }

    private static ObjectNode json(ClusterInfo cluster) {
        ObjectNode json = Json.object();
        for (String field :
                new String[] {"cluster_id", "config_epoch", "settled", "feature_level", "leader", "members", "removed"
                }) {
            if (cluster.json().has(field)) {
                json.set(field, cluster.json().get(field));
            }
        }
        return json;
    }
}
