package dev.paxoskv.node.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.paxoskv.node.cli.console.CommandFailure;
import dev.paxoskv.node.cli.console.Console;
import dev.paxoskv.node.cli.console.ExitCode;
import dev.paxoskv.node.cli.console.OutputFormat;
import dev.paxoskv.node.cli.console.TextTable;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code paxoskv status}: what each endpoint says about itself and its cluster, asked all at once. */
@Command(
        name = "status",
        description = "Shows what every endpoint says of itself; exit code 5 if one does not answer or is not ready.")
public final class StatusCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    private EndpointOptions endpoints = new EndpointOptions();

    @Option(
            names = "--cluster",
            description = "Ask every member that the endpoints know of, at the HTTP address that it announced.")
    private boolean wholeCluster;

    @Option(names = "-o", paramLabel = "FORMAT", defaultValue = "table", description = "table or json.")
    private OutputFormat format = OutputFormat.TABLE;

    public StatusCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        List<EndpointStatus> all = ask(endpoints.addresses());
        if (wholeCluster) {
            all = ask(memberAddresses(all)).stream()
                    .sorted(Comparator.comparing(EndpointStatus::name))
                    .toList();
        }
        switch (format) {
            case TABLE -> console.out().print(table(all));
            case JSON -> console.out().println(Json.print(array(all)));
        }
        return all.stream().allMatch(EndpointStatus::isReady) ? ExitCode.OK : ExitCode.UNAVAILABLE;
    }

    private List<EndpointStatus> ask(List<URI> addresses) {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<EndpointStatus>> answers = new ArrayList<>();
            for (URI address : addresses) {
                answers.add(threads.submit(() -> askOne(address)));
            }
            return answers.stream().map(StatusCommand::resultOf).toList();
        }
    }

    private static EndpointStatus resultOf(Future<EndpointStatus> answer) {
        try {
            return answer.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure(ExitCode.ERROR, "interrupted");
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    private EndpointStatus askOne(URI address) {
        try {
            Answer answer = RestClient.readFrom(address, RestPaths.CLUSTER, endpoints.timeout());
            if (answer.isSuccess()) {
                return new EndpointStatus(address, Json.objectOf(answer), "");
            }
            return EndpointStatus.failed(address, Problem.of(answer).summary());
        } catch (java.net.ConnectException | java.net.http.HttpConnectTimeoutException e) {
            return EndpointStatus.failed(address, "cannot connect; is the node running there?");
        } catch (IOException e) {
            return EndpointStatus.failed(address, RestClient.reason(e));
        } catch (CommandFailure e) {
            return EndpointStatus.failed(address, String.valueOf(e.getMessage()));
        }
    }

    private static List<URI> memberAddresses(List<EndpointStatus> answers) {
        Set<URI> addresses = new LinkedHashSet<>();
        for (EndpointStatus answer : answers) {
            for (JsonNode member : answer.cluster().path("members")) {
                addresses.add(
                        EndpointOptions.address(member.path("http_address").asText()));
            }
        }
        if (addresses.isEmpty()) {
            throw new CommandFailure(ExitCode.UNAVAILABLE, "no endpoint told the members of its cluster: " + answers);
        }
        return List.copyOf(addresses);
    }

    private static TextTable table(List<EndpointStatus> all) {
        TextTable table = new TextTable(
                "ENDPOINT",
                "NODE",
                "MEMBER",
                "ROLE",
                "LEADER",
                "BALLOT",
                "CHOSEN",
                "APPLIED",
                "LAG",
                "REVISION",
                "EPOCH",
                "SETTLED",
                "LEVEL",
                "READY",
                "VERSION");
        long newest = all.stream().mapToLong(EndpointStatus::chosenSlot).max().orElse(0);
        for (EndpointStatus status : all) {
            if (status.error().isEmpty()) {
                table.add(status.cells(newest));
            } else {
                table.add(status.endpoint().toString(), status.error());
            }
        }
        return table;
    }

    private static ArrayNode array(List<EndpointStatus> all) {
        ArrayNode array = Json.object().arrayNode();
        all.forEach(status -> array.add(status.toJson()));
        return array;
    }

    /** One endpoint's answer, or why there is none: then {@code cluster} is an empty object. */
    record EndpointStatus(URI endpoint, JsonNode cluster, String error) {
        static EndpointStatus failed(URI endpoint, String error) {
            return new EndpointStatus(endpoint, Json.object(), error);
        }

        String name() {
            return cluster.path("name").asText();
        }

        boolean isReady() {
            return cluster.path("ready").asBoolean();
        }

        long chosenSlot() {
            return cluster.path("chosen_slot").asLong();
        }

        /** How far it is behind the newest slot that any of the endpoints knows to be chosen. */
        private String lag(long newest) {
            return cluster.has("applied_slot")
                    ? Long.toString(newest - cluster.path("applied_slot").asLong())
                    : "-";
        }

        /** A learner's role, as far as the protocol goes, is a follower's; people want to know the difference. */
        private String role() {
            for (JsonNode member : cluster.path("members")) {
                boolean self = member.path("member_id").equals(cluster.path("member_id"));
                if (self && member.path("role").asText().equals("learner")) {
                    return "learner";
                }
            }
            return cluster.path("role").asText("-");
        }

        private String settled() {
            return !cluster.has("settled") ? "-" : cluster.path("settled").asBoolean() ? "yes" : "no";
        }

        String[] cells(long newest) {
            Function<String, String> text = pointer -> {
                String value = cluster.at(pointer).asText();
                return value.isEmpty() ? "-" : value;
            };
            return new String[] {
                endpoint.toString(),
                text.apply("/name"),
                text.apply("/member_id"),
                role(),
                text.apply("/leader/name"),
                text.apply("/ballot/round"),
                text.apply("/chosen_slot"),
                text.apply("/applied_slot"),
                lag(newest),
                text.apply("/revision"),
                text.apply("/config_epoch"),
                settled(),
                text.apply("/feature_level"),
                isReady() ? "yes" : "no",
                text.apply("/version")
            };
        }

        ObjectNode toJson() {
            ObjectNode json = Json.object();
            json.put("endpoint", endpoint.toString());
            if (error.isEmpty()) {
                json.set("cluster", cluster);
            } else {
                json.put("error", error);
            }
            return json;
        }
    }
}
