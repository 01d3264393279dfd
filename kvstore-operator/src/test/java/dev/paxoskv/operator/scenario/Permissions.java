package dev.paxoskv.operator.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.mockwebserver.dsl.HttpMethod;
import java.io.IOException;
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
    static Set<String> ofClustersRole() throws IOException {
        JsonNode role = new YAMLMapper()
                .readTree(Path.of("..", "deploy", "rbac", "clusters-role.yaml").toFile());
        Set<String> permitted = new HashSet<>();
        for (JsonNode rule : role.get("rules")) {
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
