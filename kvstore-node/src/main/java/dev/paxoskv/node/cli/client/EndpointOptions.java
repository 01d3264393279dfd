package dev.paxoskv.node.cli.client;

import dev.paxoskv.node.cli.console.CommandFailure;
import dev.paxoskv.node.cli.console.ExitCode;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Option;

/** The options that say where the cluster is; every client command has them. */
final class EndpointOptions {
    private static final int MAX_ENDPOINTS = 100;
    private static final int MAX_TIMEOUT_SECONDS = 600;

    @Option(
            names = "--endpoints",
            split = ",",
            paramLabel = "URL",
            defaultValue = "${env:PAXOSKV_ENDPOINTS:-http://localhost:4000}",
            description = "HTTP addresses of nodes, separated by commas; the next one is asked when one cannot serve."
                    + " Default: $PAXOSKV_ENDPOINTS, else http://localhost:4000.")
    private List<String> endpoints = List.of();

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "15",
            description = "How long to wait for one endpoint's answer (default: ${DEFAULT-VALUE}).")
    private int timeoutSeconds;

    RestClient connect() {
        return new RestClient(addresses(), timeout());
    }

    List<URI> addresses() {
        if (endpoints.size() > MAX_ENDPOINTS) {
            throw usage("--endpoints takes at most " + MAX_ENDPOINTS + " addresses, not " + endpoints.size());
        }
        return endpoints.stream().map(EndpointOptions::address).toList();
    }

    Duration timeout() {
        if (timeoutSeconds < 1 || timeoutSeconds > MAX_TIMEOUT_SECONDS) {
            throw usage("--timeout is from 1 to " + MAX_TIMEOUT_SECONDS + " seconds, not " + timeoutSeconds);
        }
        return Duration.ofSeconds(timeoutSeconds);
    }

    static URI address(String text) {
        String url = text.strip().replaceFirst("(?<=[^/:])/+$", "");
        try {
            URI uri = new URI(url.contains("://") ? url : "http://" + url);
            boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            if (web && uri.getHost() != null && uri.getRawQuery() == null && uri.getRawFragment() == null) {
                return uri;
            }
        } catch (java.net.URISyntaxException e) {
            // Told below, in the words of the option.
        }
        throw usage("'" + text + "' is no address of a node; give one like http://localhost:4000");
    }

    private static CommandFailure usage(String message) {
        return new CommandFailure(ExitCode.USAGE, message);
    }
}
