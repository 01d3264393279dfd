package dev.paxoskv.operator.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.mockwebserver.dsl.HttpMethod;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What requests ask for and roles permit, as {@code verb group/resource}. */
final class Permissions {

    private static final Pattern PATH = Pattern.compile(
            "^/(?:api|apis/(?<group>[^/]+))/[^/]+(?:/namespaces/[^/]+)?/(?<resource>[^/?]+)(?:/(?<name>[^/?]+))?"
                    + "(?:/(?<sub>[^/?]+))?(?<query>[?].*)?$");

    private Permissions() {}

    static String of(HttpMethod method, String path) {
        Matcher matcher = PATH.matcher(path);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("no request for a resource: " + path);
        }
        String group = matcher.group("group") == null ? "" : matcher.group("group");
        String sub = matcher.group("sub") == null ? "" : "/" + matcher.group("sub");
        String query = matcher.group("query") == null ? "" : matcher.group("query");
        boolean named = matcher.group("name") != null;
        String verb = switch (method) {
            case GET -> named ? "get" : query.contains("watch=true") ? "watch" : "list";
            case POST -> "create";
            case PUT -> "update";
            case PATCH, DELETE -> method.name().toLowerCase(Locale.ROOT);
            default -> throw new IllegalArgumentException("no verb for " + method);
        };
        return verb + " " + group + "/" + matcher.group("resource") + sub;
    }

    /** What the operator may do in a namespace whose clusters it keeps. */
    static Set<String> ofClustersRole() {
        return of(rules("clusters-role.yaml"));
    }

    /** What it may do in its own namespace besides, to be elected. */
    static Set<String> ofLeaseRole() {
        return of(rules("lease-role.yaml"));
    }

    private static JsonNode rules(String file) {
        try {
            return new YAMLMapper()
                    .readTree(Path.of("..", "deploy", "rbac", file).toFile())
                    .get("rules");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What an API server says that may be done by whoever has the lease role. */
    static String reviewOfLeaseRole() {
        ObjectNode review = new ObjectMapper().createObjectNode();
        review.put("apiVersion", "authorization.k8s.io/v1").put("kind", "SelfSubjectRulesReview");
        ObjectNode status = review.putObject("status").put("incomplete", false);
        status.set("resourceRules", rules("lease-role.yaml"));
        status.putArray("nonResourceRules");
        return review.toString();
    }

    private static Set<String> of(JsonNode rules) {
        Set<String> permitted = new HashSet<>();
        for (JsonNode rule : rules) {
            for (JsonNode group : rule.get("apiGroups")) {
                for (JsonNode resource : rule.get("resources")) {
                    for (JsonNode verb : rule.get("verbs")) {
                        permitted.add(verb.asText() + " " + group.asText() + "/" + resource.asText());
                    }
                }
            }
        }
        return permitted;
    }
}
